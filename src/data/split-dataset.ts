import { dtypes, Tensor, type TensorLike } from '../graph/index.ts';
import { type ArrayData, isArrayData, isTypedArray, sizeOf } from '../utils/arrays.ts';
import { ArgumentError } from '../utils/errors.ts';
import { drawKey, permutationArray } from '../utils/random.ts';
import { checkedSeed, globalSeedGenerator } from '../utils/seed-generator.ts';
import { type Known, known } from './arrays.ts';

/**
 * One array, or a list or record of arrays with equally many samples. Nested plain arrays are one array, so a list is of typed
 * arrays, tensors, or data with a shape.
 */
export type Samples = TensorLike | readonly Samples[] | { readonly [name: string]: Samples };

/** The same arrangement, of arrays with a shape. */
export type Part<S> = S extends TensorLike
  ? ArrayData
  : S extends readonly unknown[]
    ? { readonly [I in keyof S]: Part<S[I]> }
    : { readonly [K in keyof S]: Part<S[K]> };

/** Options of `splitDataset`. */
export interface SplitDatasetOptions {
  /** Samples of the first part: a number, or a share below 1. Default: what the second leaves. */
  readonly leftSize?: number | null;
  /** Samples of the second part, likewise. Default: what the first leaves. */
  readonly rightSize?: number | null;
  /** Whether the samples are shuffled before. Default `false`. */
  readonly shuffle?: boolean;
  /** Which shuffle. Default: one drawn from the global generator. */
  readonly seed?: number | null;
}

/**
 * Samples in two parts, such as one to learn from and one to judge by: the first ones, and the last ones.
 *
 * @param dataset - an array, or a list or record of arrays, whose first axes count the samples.
 * @param options - `leftSize` and `rightSize` (numbers of samples, or shares below 1; at least one of them), `shuffle` (default
 * `false`), `seed`.
 * @returns both parts, arranged as what was given.
 * @throws {ArgumentError} for sizes that leave a part empty or do not fit, or arrays of different lengths.
 * @example
 * const [train, test] = utils.splitDataset({ x: [[1], [2], [3], [4]], y: [0, 1, 0, 1] }, { leftSize: 0.75 });
 * train.x // => { data: Float32Array [1, 2, 3], shape: [3, 1] }
 * @see https://keras.io/api/utils/python_utils/#split_dataset-function
 */
export function splitDataset<const S extends Samples>(
  dataset: S,
  options: SplitDatasetOptions,
): readonly [left: Part<S>, right: Part<S>] {
  const { leftSize = null, rightSize = null, shuffle = false, seed = null } = options;
  const samples: Samples = dataset;
  const total = countOf(samples);
  const [left, right] = sizes(total, leftSize, rightSize);
  const key = () =>
    seed === null ? globalSeedGenerator().nextKey() : drawKey(checkedSeed('splitDataset: seed', seed), 0);
  const order = shuffle ? permutationArray(key(), total) : Int32Array.from({ length: total }, (_, i) => i);
  const part = (from: number, to: number) => selected(samples, order.subarray(from, to));
  const parts: unknown = [part(0, left), part(total - right, total)];
  return parts as readonly [Part<S>, Part<S>]; // arranged as what was given
}

/** How many samples there are, the same in all arrays. */
function countOf(dataset: Samples): number {
  const counts = arraysOf(dataset).map(({ shape }) => shape[0] ?? 0);
  const [count = 0] = counts;
  if (counts.every((other) => other === count)) return count;
  throw new ArgumentError('splitDataset: dataset', {
    expected: 'arrays with the same number of samples',
    received: [...new Set(counts)].join(' and '),
  });
}

/** Both numbers of samples, of which one may be left to the other. */
function sizes(
  total: number,
  leftSize: number | null,
  rightSize: number | null,
): readonly [left: number, right: number] {
  const counted = (name: string, size: number | null) => {
    if (size === null) return null;
    if (size > 0 && (size < 1 || (Number.isInteger(size) && size < total)))
      return size < 1 ? evenRound(size * total) : size;
    throw new ArgumentError(`splitDataset: ${name}`, {
      expected: `a share between 0 and 1, or a number of samples below ${total}`,
      received: String(size),
    });
  };
  const [left, right] = [counted('leftSize', leftSize), counted('rightSize', rightSize)];
  const both = [left ?? total - (right ?? total), right ?? total - (left ?? total)] as const;
  if (both[0] > 0 && both[1] > 0 && both[0] + both[1] <= total) return both;
  throw new ArgumentError('splitDataset', {
    expected: `a leftSize, a rightSize or both that divide ${total} samples in two`,
    received: `${leftSize} and ${rightSize}, which are ${both[0]} and ${both[1]} samples`,
  });
}

/** Rounded as Python does: halves to the even neighbour. */
function evenRound(x: number): number {
  const low = Math.floor(x);
  return x - low === 0.5 ? low + (low % 2) : Math.round(x);
}

/** Whether something is one array, rather than a list or record of them; nested arrays of numbers are one. */
function isArray(samples: Samples): samples is TensorLike {
  if (typeof samples !== 'object') return true;
  if (samples instanceof Tensor || isTypedArray(samples) || isArrayData(samples)) return true;
  return Array.isArray(samples) && samples.every((one: Samples) => typeof one !== 'object' || isPlain(one));
}

function isPlain(samples: Samples): boolean {
  return Array.isArray(samples) && samples.every((one: Samples) => typeof one !== 'object' || isPlain(one));
}

function arraysOf(samples: Samples): readonly Known[] {
  if (isArray(samples)) return [known('splitDataset: dataset', samples)];
  return Object.values<Samples>(samples as { readonly [name: string]: Samples }).flatMap(arraysOf); // or a list
}

function selected(samples: Samples, places: Int32Array): unknown {
  if (isArray(samples)) return taken(known('splitDataset', samples), places);
  if (Array.isArray(samples)) return samples.map((one: Samples) => selected(one, places));
  return Object.fromEntries(Object.entries(samples).map(([name, one]) => [name, selected(one, places)]));
}

function taken({ data, shape, dtype }: Known, places: Int32Array): ArrayData {
  const size = sizeOf(shape.slice(1));
  const rows = dtypes[dtype].zeros(places.length * size);
  for (const [row, place] of places.entries())
    for (let i = 0; i < size; i++) rows[row * size + i] = data[place * size + i] ?? 0;
  return { data: rows, shape: [places.length, ...shape.slice(1)] };
}
