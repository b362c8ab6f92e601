import { dtypes } from '../graph/index.ts';
import type { CallbackModel } from '../training/index.ts';
import { fromBase64, toBase64 } from '../utils/base64.ts';
import type { Json } from '../utils/json.ts';

/** Values of all weights, as a model gives them. */
export type Weights = Awaited<ReturnType<CallbackModel['getWeights']>>;

/** The fields of a state; none where it is of another callback. */
export function fieldsOf(state: Json): Readonly<Record<string, Json>> {
  return isRecord(state) ? state : {};
}

function isRecord(state: Json): state is Readonly<Record<string, Json>> {
  return typeof state === 'object' && state !== null && !Array.isArray(state);
}

/** A number as JSON can hold it, NaN and infinities too. */
export function savedNumber(number: number | null): Json {
  return number === null ? null : String(number);
}

/** What `savedNumber` saved. */
export function readNumber(saved: Json | undefined): number | null {
  return typeof saved === 'string' ? Number(saved) : null;
}

/** Weights as JSON: shape and bytes of each. */
export function savedWeights(weights: Weights | null): Json {
  if (weights === null) return null;
  return weights.map(({ data, shape }) => ({
    shape: [...shape],
    bytes: toBase64(new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
  }));
}

/** What `savedWeights` saved, for a model of the same weights; null for another. */
export function readWeights(saved: Json | undefined, { weights }: CallbackModel): Weights | null {
  if (!Array.isArray(saved) || saved.length !== weights.length) return null;
  const read = saved.map((one: Json, i) => {
    const { shape, bytes } = fieldsOf(one);
    const packed = typeof bytes === 'string' ? fromBase64(bytes) : new Uint8Array(0);
    const facts = dtypes[weights[i]?.dtype ?? 'float32'];
    const data = facts.zeros(packed.length / facts.bytes);
    new Uint8Array(data.buffer).set(packed);
    return { data, shape: Array.isArray(shape) ? shape.map(Number) : [] };
  });
  return read;
}
