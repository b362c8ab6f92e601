import type { Structure } from '../graph/index.ts';
import type { Model } from '../models/index.ts';
import type { ModelData, Prediction } from '../training/index.ts';

/** An array as the fixtures of parity/ have it. */
export interface Recorded {
  readonly shape: readonly number[];
  /** null stands for what is no finite number. */
  readonly data: readonly (number | null)[];
}

/** Arrays, nested as a model's inputs or outputs. */
export type Nested = Recorded | readonly Nested[] | { readonly [name: string]: Nested };

/** What Keras answered for a model. */
export interface Expected {
  readonly x: Nested;
  readonly output: Nested;
  readonly y?: Nested;
  readonly loss?: number;
  readonly next?: readonly Recorded[];
}

/** A model of a file, of which no type is known. */
export type Loaded = Model<Structure, Structure>;

/** Inputs as the model takes them; whole numbers alone stand for indices. */
export function data(nested: Nested): ModelData {
  if (isRecorded(nested)) {
    const numbers = nested.data.map(Number);
    const whole = numbers.every(Number.isInteger);
    return { data: whole ? Int32Array.from(numbers) : Float32Array.from(numbers), shape: nested.shape };
  }
  if (Array.isArray(nested)) return nested.map(data) as ModelData; // lists nest as the model's inputs do
  return Object.fromEntries(Object.entries(nested).map(([key, inner]) => [key, data(inner)])) as ModelData;
}

/** The largest difference between values here and there, beyond what float32 can tell; Infinity where shapes or names differ. */
export function furthest(here: unknown, there: Nested): number {
  if (isRecorded(there)) {
    const { data: values, shape } = here as Prediction;
    if (shape.join() !== there.shape.join()) return Number.POSITIVE_INFINITY;
    const away = there.data.map((value, i) => {
      const found = Number(values[i]);
      if (value === null) return Number.isFinite(found) ? Number.POSITIVE_INFINITY : 0;
      return Math.abs(value - found) / Math.max(1, Math.abs(value) / 10);
    });
    return away.reduce((most, one) => (one <= most ? most : one), 0);
  }
  const parts = here as Readonly<Record<string, unknown>>;
  if (Object.keys(parts).sort().join() !== Object.keys(there).sort().join()) return Number.POSITIVE_INFINITY;
  return Math.max(0, ...Object.entries(there).map(([key, inner]) => furthest(parts[key], inner)));
}

function isRecorded(nested: Nested): nested is Recorded {
  return 'data' in nested && 'shape' in nested;
}
