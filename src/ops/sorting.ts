import {
  applyAll,
  axisOf,
  composite,
  defineOps,
  type OnnxBuilder,
  type Op,
  shown,
  type Tensor,
  type TensorLike,
  type TensorSpec,
  Unknown,
  type Value,
} from '../graph/index.ts';
import { ArgumentError, internal, ShapeError } from '../utils/errors.ts';
import { cast } from './cast.ts';
import { greater, isnan, less, lessEqual } from './comparison.ts';
import { asIndices, takeAlongAxis } from './indexing.ts';
import { fillLike } from './like.ts';
import { expandDims } from './movement.ts';
import { asTensor, type One, operands } from './operands.ts';
import { narrowPlaces } from './positions.ts';
import { sum } from './reduce.ts';
import { scatterElements } from './scattering.ts';
import { where } from './select.ts';

interface Ranking {
  readonly axis: number;
  /** How many are taken; null: all, so that the axis is sorted. */
  readonly k: number | null;
  /** Whether the largest come first. */
  readonly largest: boolean;
}

const topKOp: Op<One, Ranking> = defineOps<One, Ranking>({
  name: 'topK',
  inputs: { x: 'one' },
  infer: ({ x }, { axis, k }) => {
    const dims = x.dims.with(axis, k ?? x.dims[axis] ?? 1);
    return [
      { dtype: x.dtype, dims },
      { dtype: 'int32', dims },
    ];
  },
  gradient: ({ inputs: { x }, outputs: [, places], attrs: { axis }, grads: [grad] }) => ({
    x: grad && places ? scatterElements(fillLike(0, x), places, grad, axis, 'add') : null,
  }),
  lower: (onnx, { x }, { axis, k, largest }, [values, places]) => {
    if (values === undefined || places === undefined) return internal('topK has two outputs');
    const length = k ?? x.dims[axis] ?? 1;
    const amount = typeof length === 'number' ? onnx.ints([length]) : onnx.shapeOf(x, axis, axis + 1);
    const wide = { dtype: 'int64', dims: places.dims } as const;
    const attributes = { axis, largest: Number(largest), sorted: 1 };
    const rank = (of: Value, specs: readonly TensorSpec[]): readonly Value[] =>
      onnx.nodes('TopK', [of, amount], specs, attributes);
    const [first, second] = safeRows(onnx, x, axis, [values, wide], rank);
    if (first === undefined || second === undefined) return internal('TopK has two outputs');
    return [first, narrowPlaces(onnx, second, x.dims[axis] ?? 1, places)];
  },
});

/**
 * The engine's TopK divides by the number of rows before the axis: where there are none, it ends the whole process. So a row
 * goes in wherever that is not known to be safe, and out again behind.
 */
function safeRows(
  onnx: OnnxBuilder,
  x: Value,
  axis: number,
  outputs: readonly TensorSpec[],
  rank: (x: Value, outputs: readonly TensorSpec[]) => readonly Value[],
): readonly Value[] {
  const open = x.dims.flatMap((dim, i) => (i < axis && (typeof dim !== 'number' || dim === 0) ? [i] : []));
  if (open.length === 0) return rank(x, outputs);
  const longer = ({ dtype, dims }: TensorSpec): TensorSpec => ({
    dtype,
    dims: dims.map((dim, i) => (open.includes(i) ? new Unknown() : dim)),
  });
  const nothing = open.map(() => 0);
  // Pads of all axes: those of some the engine mistakes between several Transposes.
  const ends = x.dims.map((_, i) => Number(open.includes(i)));
  const pads = [onnx.ints([...ends.map(() => 0), ...ends]), onnx.constant(x.dtype, [], [0])];
  const ranked = rank(onnx.node('Pad', [x, ...pads], longer(x)), outputs.map(longer));
  const cut = [onnx.ints(nothing), onnx.ints(open.map(() => -1)), onnx.ints(open)];
  return ranked.map((value, i) => onnx.node('Slice', [value, ...cut], outputs[i] ?? internal('no such output')));
}

/** Values and places in order; equal values keep theirs. */
function ranked(x: Tensor, ranking: Ranking): { readonly values: Tensor; readonly indices: Tensor } {
  // The engine ranks floats on all devices and wide whole numbers on the CPU; it knows no others.
  const narrow = x.dtype === 'bool' || x.dtype === 'uint8';
  const known = narrow ? 'float32' : x.dtype === 'uint32' ? 'int64' : x.dtype;
  const [values, indices] = applyAll(topKOp, { x: cast(x, known) }, ranking);
  if (values === undefined || indices === undefined) return internal('topK has two outputs');
  return { values: cast(values, x.dtype), indices };
}

/**
 * The `k` largest elements of the last axis and where they stand, the largest first; of equal ones the first comes first.
 *
 * @param x - `[..., n]`.
 * @param k - how many.
 * @returns `values` and int32 `indices`, both `[..., k]`.
 * @throws {ShapeError} when the axis is shorter.
 * @throws {ArgumentError} when `k` is no positive whole number.
 * @example
 * await ops.topK([3, 5, 4], 2).values.array() // => [5, 4]
 * await ops.topK([3, 5, 4], 2).indices.array() // => [1, 2]
 * @see https://keras.io/api/ops/core/#top_k-function
 */
export const topK = composite(
  'topK',
  (x: TensorLike, k: number): { readonly values: Tensor; readonly indices: Tensor } => {
    const given = asTensor(x);
    const axis = axisOf('topK(x, k)', -1, given.dims.length);
    const length = given.dims[axis] ?? 1;
    if (!Number.isInteger(k) || k < 1)
      throw new ArgumentError('topK: k', { expected: 'a positive whole number', received: `${k}` });
    if (typeof length === 'number' && k > length)
      throw new ShapeError('topK(x, k)', { expected: `a last axis of at least ${k}`, received: shown(given) });
    return ranked(given, { axis, k, largest: true });
  },
);

/** How `sort` and `argsort` order. */
export interface SortOptions {
  /** Whether the largest come first. Default `false`. */
  readonly descending?: boolean;
}

/**
 * The elements along an axis in order.
 *
 * @param x - any shape; the result has the same.
 * @param axis - default `-1`.
 * @param options - see `SortOptions`.
 * @throws {ShapeError} for an axis that is not there.
 * @example
 * await ops.sort([3, 1, 2]).array() // => [1, 2, 3]
 * await ops.sort([3, 1, 2], -1, { descending: true }).array() // => [3, 2, 1]
 * @see https://keras.io/api/ops/numpy/#sort-function
 */
export const sort = composite('sort', (x: TensorLike, axis: number = -1, options: SortOptions = {}): Tensor => {
  const given = asTensor(x);
  const at = axisOf('sort: axis', axis, given.dims.length);
  return ranked(given, { axis: at, k: null, largest: options.descending ?? false }).values;
});

/**
 * Where the elements along an axis stand when they are in order: `takeAlongAxis(x, argsort(x))` is sorted. Equal elements keep
 * their order.
 *
 * @param x - any shape; the result is int32, in the same shape.
 * @param axis - default `-1`.
 * @param options - see `SortOptions`.
 * @throws {ShapeError} for an axis that is not there.
 * @example
 * await ops.argsort([3, 1, 2]).array() // => [1, 2, 0]
 * @see https://keras.io/api/ops/numpy/#argsort-function
 */
export const argsort = composite('argsort', (x: TensorLike, axis: number = -1, options: SortOptions = {}): Tensor => {
  const given = asTensor(x);
  const at = axisOf('argsort: axis', axis, given.dims.length);
  return ranked(given, { axis: at, k: null, largest: options.descending ?? false }).indices;
});

/**
 * Where values would have to be put into a sorted vector so that it stays sorted.
 *
 * @param sorted - `[n]`, ascending.
 * @param values - any shape; the result is int32, in the same shape.
 * @param side - `'left'` (default): before equal elements, `'right'`: behind them.
 * @throws {ShapeError} when `sorted` is no vector.
 * @throws {ArgumentError} for another side.
 * @example
 * await ops.searchsorted([1, 2, 3], [2, 2.5]).array() // => [1, 2]
 * @see https://keras.io/api/ops/numpy/#searchsorted-function
 */
export const searchsorted = composite(
  'searchsorted',
  (sorted: TensorLike, values: TensorLike, side: 'left' | 'right' = 'left'): Tensor => {
    const pair = operands(sorted, values, 'int32');
    if (pair.a.dims.length !== 1)
      throw new ShapeError('searchsorted(sorted, values)', { expected: 'a vector', received: shown(pair.a) });
    if (side !== 'left' && side !== 'right')
      throw new ArgumentError('searchsorted: side', { expected: "'left' or 'right'", received: `'${String(side)}'` });
    // As many places as there are elements before: counting them runs everywhere, a binary search nowhere.
    const before = side === 'left' ? less : lessEqual;
    return sum(cast(before(pair.a, expandDims(pair.b, -1)), 'int32'), -1);
  },
);

/**
 * In which interval values lie: `i` where `bins[i-1] ≤ x < bins[i]`, 0 below the first bound and `n` from the last on.
 *
 * @param x - any shape; the result is int32, in the same shape.
 * @param bins - `[n]` bounds, ascending.
 * @throws {ShapeError} when `bins` is no vector.
 * @example
 * await ops.digitize([0.2, 6.4, 3], [0, 1, 2.5, 4]).array() // => [1, 4, 3]
 * @see https://keras.io/api/ops/numpy/#digitize-function
 */
export const digitize = composite(
  'digitize',
  (x: TensorLike, bins: TensorLike): Tensor => searchsorted(bins, x, 'right'),
);

/**
 * Whether the prediction of the right class is among the `k` largest of its row: fewer than `k` are larger.
 *
 * @param targets - classes `[n]`, whole numbers.
 * @param predictions - `[n, classes]`; NaN counts as the lowest.
 * @param k - how many.
 * @returns bool `[n]`.
 * @throws {ShapeError} when the shapes do not fit together.
 * @example
 * await ops.inTopK([1, 0], [[0.1, 0.7, 0.2], [0.1, 0.7, 0.2]], 2).array() // => [true, false]
 * @see https://keras.io/api/ops/core/#in_top_k-function
 */
export const inTopK = composite('inTopK', (targets: TensorLike, predictions: TensorLike, k: number): Tensor => {
  const scores = asTensor(predictions);
  const classes = asIndices(targets);
  if (scores.dims.length !== classes.dims.length + 1)
    throw new ShapeError('inTopK(targets, predictions, k)', {
      expected: 'targets [n] and predictions [n, classes]',
      received: `${shown(classes)} and ${shown(scores)}`,
    });
  const own = takeAlongAxis(scores, expandDims(classes, -1), -1);
  const larger = greater(scores, where(isnan(own), -Infinity, own));
  return less(sum(cast(larger, 'int32'), -1), k);
});
