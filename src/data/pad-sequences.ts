import { type DType, dtypes, type TensorLike } from '../graph/index.ts';
import { type ArrayData, sizeOf } from '../utils/arrays.ts';
import { ArgumentError, ShapeError } from '../utils/errors.ts';
import { known, whole } from './arrays.ts';

/** At which end of a sequence. */
export type End = 'pre' | 'post';

/** Options of `padSequences`. */
export interface PadSequencesOptions {
  /** How long all become. Default: as the longest. */
  readonly maxlen?: number | null;
  /** Default `'int32'`. */
  readonly dtype?: Exclude<DType, 'int64'>;
  /** Where the shorter ones are filled up. Default `'pre'`. */
  readonly padding?: End;
  /** Where the longer ones are cut off. Default `'pre'`. */
  readonly truncating?: End;
  /** What is filled in. Default `0`. */
  readonly value?: number;
}

/**
 * Sequences of different lengths as one array: the longer ones are cut off, the shorter ones filled up.
 *
 * @param sequences - each `[length]` or `[length, ...features]`; an empty one counts as of length 0.
 * @param options - `maxlen` (default: as the longest), `dtype` (default `'int32'`), `padding` and `truncating` (default `'pre'`: at
 * the beginning), `value` (default 0).
 * @returns `[count, maxlen, ...features]`.
 * @throws {ArgumentError} for an option that is not known.
 * @throws {ShapeError} for sequences whose features differ.
 * @example
 * utils.padSequences([[1], [2, 3]]) // => { data: Int32Array [0, 1, 2, 3], shape: [2, 2] }
 * @see https://keras.io/api/data_loading/timeseries/
 */
export function padSequences(sequences: readonly TensorLike[], options: PadSequencesOptions = {}): ArrayData {
  const { maxlen = null, dtype = 'int32', padding = 'pre', truncating = 'pre', value = 0 } = options;
  const read = sequences.map((sequence, i) => listed(`padSequences: sequences[${i}]`, sequence));
  const longest = read.reduce((most, { shape }) => Math.max(most, shape[0] ?? 0), 0);
  const length = maxlen === null ? longest : whole('padSequences: maxlen', maxlen, 1);
  const atEnd = { padding: isPost('padding', padding), truncating: isPost('truncating', truncating) };
  const features = read.find(({ shape }) => shape[0] !== 0)?.shape.slice(1) ?? [];
  const size = sizeOf(features);
  const all = dtypes[dtype].from(new Float64Array(read.length * length * size).fill(value));
  for (const [row, { data, shape }] of read.entries()) {
    const [count = 0, ...own] = shape;
    if (count === 0) continue;
    if (own.join() !== features.join())
      throw new ShapeError(`padSequences: sequences[${row}]`, {
        expected: `steps of shape [${features.join(', ')}], as those before`,
        received: `[${own.join(', ')}]`,
      });
    const kept = Math.min(count, length);
    const from = atEnd.truncating ? 0 : count - kept;
    const to = row * length + (atEnd.padding ? 0 : length - kept);
    const steps = dtypes[dtype].from(Array.from<number | bigint, number>(data, Number));
    for (let i = 0; i < kept * size; i++) all[to * size + i] = steps[from * size + i] ?? 0;
  }
  return { data: all, shape: [read.length, length, ...features] };
}

function listed(where: string, sequence: TensorLike): ReturnType<typeof known> {
  const read = known(where, sequence);
  if (read.shape.length > 0) return read;
  throw new ArgumentError(where, { expected: 'a sequence', received: 'a single number' });
}

function isPost(option: string, end: End): boolean {
  if (end === 'pre' || end === 'post') return end === 'post';
  throw new ArgumentError(`padSequences: ${option}`, { expected: "'pre' or 'post'", received: `'${String(end)}'` });
}
