import type { StoredWeight } from '../index.ts';
import type { Json } from '../utils/json.ts';
import { numbersOf } from './arrays.ts';
import { shownNumber, shownShape } from './columns.ts';
import { type Command, UsageError } from './command.ts';

/** `layerwise diff a.keras b.keras`: like diff, 1 where the files differ. */
export const diffCommand: Command = {
  name: 'diff',
  summary: 'Compares two files: configs and weights. Exits with 1 where they differ.',
  positionals: '<file> <file>',
  options: {
    tolerance: {
      short: 't',
      value: '<number>',
      help: 'How far weights may be apart and still count as equal. Default: 0.',
    },
    weights: { short: 'w', help: 'Compares weights alone.' },
    json: { help: 'Prints JSON.' },
  },
  examples: ['layerwise diff before.keras after.keras', 'layerwise diff a.weights.h5 b.weights.h5 --tolerance 1e-6'],
  async run({ library, positionals, values, switches, out }) {
    const [a, b, extra] = positionals;
    if (a === undefined || b === undefined || extra !== undefined)
      throw new UsageError(`takes two files, received ${positionals.length}.`);
    const tolerance = toleranceOf(values.get('tolerance'));
    const { fileContents } = await library();
    const [left, right] = [await fileContents(a), await fileContents(b)];
    const config = switches.has('weights') ? [] : configChanges(left.config, right.config, '');
    const weights = await weightChanges(left.weights, right.weights, tolerance);
    const isEqual = config.length === 0 && weights.length === 0;
    if (switches.has('json')) out(`${JSON.stringify({ equal: isEqual, config, weights }, null, 2)}\n`);
    else {
      for (const change of config) out(`${change.at}: ${shownJson(change.a)} | ${shownJson(change.b)}\n`);
      for (const change of weights) out(`${weightText(change)}\n`);
      if (isEqual) out(`${tolerance === 0 ? 'No difference' : `No difference beyond ${tolerance}`}\n`);
    }
    return isEqual ? 0 : 1;
  },
};

/** A place in the configs where they differ; undefined stands for nothing. */
interface ConfigChange {
  readonly at: string;
  readonly a?: Json;
  readonly b?: Json;
}

/** A weight that differs. */
interface WeightChange {
  readonly name: string;
  readonly kind: 'only in a' | 'only in b' | 'shape' | 'dtype' | 'values';
  readonly a?: string;
  readonly b?: string;
  /** How many values differ, of how many. */
  readonly count?: number;
  readonly of?: number;
  /** The largest distance; null where a value is NaN in one file alone. */
  readonly largest?: number | null;
}

function toleranceOf(text: string | undefined): number {
  if (text === undefined) return 0;
  const tolerance = Number(text);
  if (!(tolerance >= 0)) throw new UsageError(`--tolerance takes a number from 0, received '${text}'.`);
  return tolerance;
}

function configChanges(a: Json | undefined, b: Json | undefined, at: string): readonly ConfigChange[] {
  if (isNested(a) && isNested(b) && Array.isArray(a) === Array.isArray(b)) {
    const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
    return keys.flatMap((key) => configChanges(entry(a, key), entry(b, key), at === '' ? key : `${at}.${key}`));
  }
  if (a === b) return [];
  return [{ at: at === '' ? 'config' : at, ...(a !== undefined && { a }), ...(b !== undefined && { b }) }];
}

function isNested(value: Json | undefined): value is readonly Json[] | { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null;
}

function entry(nested: object, key: string): Json | undefined {
  return Object.entries(nested).find(([name]) => name === key)?.[1] as Json | undefined; // what a nested value holds
}

async function weightChanges(
  a: readonly StoredWeight[],
  b: readonly StoredWeight[],
  tolerance: number,
): Promise<readonly WeightChange[]> {
  const right = new Map(b.map((weight) => [weight.name, weight]));
  const changes: WeightChange[] = [];
  for (const weight of a) {
    const other = right.get(weight.name);
    right.delete(weight.name);
    if (other === undefined) changes.push({ name: weight.name, kind: 'only in a', a: shownWeight(weight) });
    else changes.push(...(await changesOf(weight, other, tolerance)));
  }
  for (const weight of right.values()) changes.push({ name: weight.name, kind: 'only in b', b: shownWeight(weight) });
  return changes;
}

async function changesOf(a: StoredWeight, b: StoredWeight, tolerance: number): Promise<readonly WeightChange[]> {
  const { name } = a;
  if (a.shape.length !== b.shape.length || a.shape.some((length, axis) => length !== b.shape[axis]))
    return [{ name, kind: 'shape', a: shownShape(a.shape), b: shownShape(b.shape) }];
  const dtype: WeightChange[] = a.dtype === b.dtype ? [] : [{ name, kind: 'dtype', a: a.dtype, b: b.dtype }];
  const [left, right] = [await a.read(), await b.read()];
  if (left.dtype === 'string' || right.dtype === 'string')
    return JSON.stringify(left.data) === JSON.stringify(right.data) ? dtype : [...dtype, { name, kind: 'values' }];
  const [x, y] = [numbersOf(left), numbersOf(right)];
  let [count, largest] = [0, 0];
  for (const [i, value] of x.entries()) {
    const other = y[i] ?? Number.NaN;
    // Infinity equals itself, and NaN, where it stands in both, is no difference.
    const distance = Object.is(value, other) || value === other ? 0 : Math.abs(value - other);
    if (distance <= tolerance) continue;
    count++;
    if (!(distance <= largest)) largest = distance;
  }
  if (count === 0) return dtype;
  return [...dtype, { name, kind: 'values', count, of: x.length, largest: Number.isFinite(largest) ? largest : null }];
}

function weightText({ name, kind, a, b, count, of, largest }: WeightChange): string {
  if (kind === 'values')
    return count === undefined
      ? `${name}: texts differ`
      : `${name}: ${count} of ${of} values differ, by up to ${largest == null ? 'NaN or infinity' : shownNumber(largest)}`;
  if (kind === 'shape' || kind === 'dtype') return `${name}: ${kind} ${a} | ${b}`;
  return `${name}: ${kind}, ${a ?? b}`;
}

function shownWeight({ dtype, shape }: StoredWeight): string {
  return `${dtype}${shownShape(shape)}`;
}

function shownJson(value: Json | undefined): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
