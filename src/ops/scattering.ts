import {
  apply,
  composite,
  constant,
  type Dims,
  defineOp,
  isFloat,
  isStatic,
  type Op,
  shown,
  type Tensor,
  type TensorLike,
  Unknown,
  unify,
} from '../graph/index.ts';
import { sizeOf } from '../utils/arrays.ts';
import { ArgumentError, GradientError, ShapeError } from '../utils/errors.ts';
import { didYouMean } from '../utils/names.ts';
import { add, divide, multiply } from './arithmetic.ts';
import { cast } from './cast.ts';
import { equal, greaterEqual, less, logicalAnd } from './comparison.ts';
import { asIndices, gatherElements } from './indexing.ts';
import { broadcastLike, fillLike } from './like.ts';
import { reshape, reshapeTo } from './movement.ts';
import { asTensor } from './operands.ts';
import { sum } from './reduce.ts';
import { broadcastAlong, broadcastTo } from './repeating.ts';
import { where } from './select.ts';
import { getItem } from './slicing.ts';

/** What happens where something is already: it is replaced, or the two are combined. */
export type Reduction = 'none' | 'add' | 'max' | 'min' | 'mul';

type Scattered = { readonly x: 'one'; readonly indices: 'one'; readonly updates: 'one' };

interface Target {
  readonly axis: number;
  readonly reduction: Reduction;
}

const scatterOp: Op<Scattered, Target> = defineOp<Scattered, Target>({
  name: 'scatterElements',
  inputs: { x: 'one', indices: 'one', updates: 'one' },
  infer: ({ x }) => x,
  gradient: ({ inputs: { x, indices, updates }, output, attrs: { axis, reduction }, grad }) => {
    const back = gatherElements(grad, indices, axis);
    if (reduction === 'add') return { x: grad, indices: null, updates: back };
    if (reduction === 'none')
      return { x: scatterElements(grad, indices, fillLike(0, updates), axis, 'none'), indices: null, updates: back };
    if (reduction === 'mul')
      throw new GradientError('scatter', {
        expected: "a reduction of null, 'add', 'max' or 'min' where gradients are wanted",
        received: "'mul'",
      });
    // All that reach the extremum share its gradient, what was there before among them.
    const stayed = cast(equal(x, output), x.dtype);
    const reached = cast(equal(updates, gatherElements(output, indices, axis)), x.dtype);
    const share = divide(grad, scatterElements(stayed, indices, reached, axis, 'add'));
    return {
      x: multiply(stayed, share),
      indices: null,
      updates: multiply(reached, gatherElements(share, indices, axis)),
    };
  },
  // ScatterND would lose additions on the CPU: with several threads it does not wait for itself.
  lower: (onnx, { x, indices, updates }, { axis, reduction }, output) =>
    onnx.node('ScatterElements', [x, indices, updates], output, { axis, reduction }),
});

/** `x` with `updates` put where `indices`, of the same shape, say along an axis. */
export function scatterElements(
  x: Tensor,
  indices: Tensor,
  updates: Tensor,
  axis: number,
  reduction: Reduction,
): Tensor {
  return apply(scatterOp, { x, indices, updates }, { axis, reduction });
}

/**
 * Zeros with `values` added at `indices`; what falls on the same place adds up.
 *
 * @param indices - whole numbers `[..., depth]`: each row names a place by its first `depth` axes. Negative ones count from
 * the end; the engine refuses places that are not there.
 * @param values - `[..., rest]`, one for each row, `rest` being the axes of `shape` after the first `depth`.
 * @param shape - of the result.
 * @throws {ShapeError} when the shapes do not fit together.
 * @example
 * await ops.scatter([[0], [2], [0]], [1, 2, 4], [3]).array() // => [5, 0, 2]
 * @see https://keras.io/api/ops/core/#scatter-function
 */
export const scatter = composite(
  'scatter',
  (indices: TensorLike, values: TensorLike, shape: readonly number[]): Tensor => {
    const given = asTensor(values);
    const zeros = broadcastTo(constant(0, given.dtype === 'bool' ? 'int32' : given.dtype), shape);
    return cast(placedAt('scatter(indices, values, shape)', zeros, asIndices(indices), given, 'add'), given.dtype);
  },
);

/** How `scatterUpdate` combines an update with what is there. */
export type ScatterReduction = 'add' | 'max' | 'min' | 'mul';

const reductions: readonly ScatterReduction[] = ['add', 'max', 'min', 'mul'];

/**
 * A tensor with elements, or whole slices, replaced or combined with others.
 *
 * @param x - any shape.
 * @param indices - whole numbers `[..., depth]`: each row names a place by the first `depth` axes of `x`. Negative ones count
 * from the end; the engine refuses places that are not there.
 * @param updates - `[..., rest]`, one for each row, `rest` being the axes of `x` after the first `depth`.
 * @param reduction - null (default): updates replace, which one of several on a place is the device's choice; `'add'`,
 * `'max'`, `'min'` or `'mul'`: they are combined with what is there and each other. `'mul'` has no gradient.
 * @throws {ShapeError} when the shapes do not fit together.
 * @throws {ArgumentError} for an unknown reduction.
 * @example
 * await ops.scatterUpdate([1, 2, 3], [[0], [-1]], [8, 9]).array() // => [8, 2, 9]
 * @see https://keras.io/api/ops/core/#scatter_update-function
 */
export const scatterUpdate = composite(
  'scatterUpdate',
  (x: TensorLike, indices: TensorLike, updates: TensorLike, reduction: ScatterReduction | null = null): Tensor => {
    if (reduction !== null && !reductions.includes(reduction))
      throw new ArgumentError('scatterUpdate: reduction', {
        expected: `null or one of ${reductions.map((name) => `'${name}'`).join(', ')}`,
        received: `'${reduction}'`,
        mend: didYouMean(String(reduction), reductions),
      });
    const what = 'scatterUpdate(x, indices, updates)';
    return placedAt(what, asTensor(x), asIndices(indices), asTensor(updates), reduction ?? 'none');
  },
);

/** `x` with `updates` where the rows of `indices` say. */
function placedAt(what: string, x: Tensor, indices: Tensor, updates: Tensor, reduction: Reduction): Tensor {
  const depth = indices.dims.at(-1);
  const rest = x.dims.slice(typeof depth === 'number' ? depth : 0);
  const lead = indices.dims.slice(0, -1);
  const wanted = [...lead, ...rest];
  const fits =
    updates.dims.length === wanted.length && wanted.every((dim, i) => unify(dim, updates.dims[i] ?? 1) !== null);
  if (typeof depth !== 'number' || depth < 1 || depth > x.dims.length || !fits)
    throw new ShapeError(what, {
      expected: `indices [..., depth] with a depth of 1 to ${x.dims.length}, and updates that have the axes of indices but the last and of x after the first depth ones`,
      received: `indices ${shown(indices)} and updates ${shown(updates)} for ${shown(x)}`,
    });
  const outer = x.dims.slice(0, depth);
  const inner: Dims = outer.slice(1);
  if (!isStatic(inner))
    throw new ShapeError(what, {
      expected: 'known lengths of the axes that are indexed, but for the first',
      received: shown(x),
    });
  const dtype = x.dtype === 'bool' || x.dtype === 'uint8' ? 'int32' : x.dtype;
  // A row of indices as one index over the axes it names. The first may stay negative: so is the sum, by the whole length.
  const strides = outer.map((_, i) => sizeOf(inner.slice(i)));
  const wrapped = where(less(indices, 0), add(indices, constant([0, ...inner], 'int32')), indices);
  const flat = reshape(sum(multiply(wrapped, constant(strides, 'int32')), -1), [-1]);
  const [first = 1] = outer;
  const joined = typeof first === 'number' ? sizeOf([first, ...inner]) : depth === 1 ? first : new Unknown();
  const target = reshapeTo(cast(x, dtype), [joined, ...rest]);
  const rows = reshapeTo(cast(updates, dtype), [flat.dims[0] ?? 1, ...rest], [flat, x]);
  const places = broadcastLike(reshape(flat, [-1, ...rest.map(() => 1)]), rows);
  return cast(reshapeTo(scatterElements(target, places, rows, 0, reduction), x.dims, [x]), x.dtype);
}

/**
 * Sums over the rows of each segment: row `k` of the result is the sum of the rows of `data` whose id is `k`.
 *
 * @param data - `[n, ...]`.
 * @param segmentIds - whole numbers `[n]`, in any order; rows whose id is no segment are passed over.
 * @param numSegments - the length of the result's first axis.
 * @throws {ShapeError} when there are not as many ids as rows.
 * @throws {ArgumentError} when `numSegments` is no positive whole number.
 * @example
 * await ops.segmentSum([1, 2, 4], [0, 1, 0], 2).array() // => [5, 2]
 * @see https://keras.io/api/ops/core/#segment_sum-function
 */
export const segmentSum = composite(
  'segmentSum',
  (data: TensorLike, segmentIds: TensorLike, numSegments: number): Tensor =>
    segments('segmentSum', data, segmentIds, numSegments, 'add', 0, 0),
);

/**
 * The largest row of each segment, element by element; -Infinity (of whole numbers the lowest) where a segment is empty.
 *
 * @param data - `[n, ...]`.
 * @param segmentIds - whole numbers `[n]`, in any order; rows whose id is no segment are passed over.
 * @param numSegments - the length of the result's first axis.
 * @throws {ShapeError} when there are not as many ids as rows.
 * @throws {ArgumentError} when `numSegments` is no positive whole number.
 * @example
 * await ops.segmentMax([1, 2, 4], [0, 1, 0], 2).array() // => [4, 2]
 * @see https://keras.io/api/ops/core/#segment_max-function
 */
export const segmentMax = composite(
  'segmentMax',
  (data: TensorLike, segmentIds: TensorLike, numSegments: number): Tensor =>
    segments('segmentMax', data, segmentIds, numSegments, 'max', -Infinity, -(2 ** 31)),
);

/**
 * The smallest row of each segment, element by element; Infinity (of whole numbers the highest) where a segment is empty.
 *
 * @param data - `[n, ...]`.
 * @param segmentIds - whole numbers `[n]`, in any order; rows whose id is no segment are passed over.
 * @param numSegments - the length of the result's first axis.
 * @throws {ShapeError} when there are not as many ids as rows.
 * @throws {ArgumentError} when `numSegments` is no positive whole number.
 * @example
 * await ops.segmentMin([1, 2, 4], [0, 1, 0], 2).array() // => [1, 2]
 * @see https://keras.io/api/ops/core/#segment_min-function
 */
export const segmentMin = composite(
  'segmentMin',
  (data: TensorLike, segmentIds: TensorLike, numSegments: number): Tensor =>
    segments('segmentMin', data, segmentIds, numSegments, 'min', Infinity, 2 ** 31 - 1),
);

function segments(
  what: string,
  data: TensorLike,
  segmentIds: TensorLike,
  count: number,
  reduction: Reduction,
  empty: number,
  emptyInteger: number,
): Tensor {
  const given = asTensor(data);
  const rows = isFloat(given.dtype) ? given : cast(given, 'int32');
  const ids = asIndices(segmentIds);
  const [n] = rows.dims;
  const [m] = ids.dims;
  if (n === undefined || m === undefined || ids.dims.length !== 1 || unify(n, m) === null)
    throw new ShapeError(`${what}(data, segmentIds, numSegments)`, {
      expected: 'data [n, ...] and segmentIds [n]',
      received: `${shown(rows)} and ${shown(ids)}`,
    });
  if (!Number.isInteger(count) || count < 1)
    throw new ArgumentError(`${what}: numSegments`, {
      expected: 'a positive whole number',
      received: `${count}`,
    });
  // One row more collects what belongs to no segment, and is cut off.
  const targets = where(logicalAnd(greaterEqual(ids, 0), less(ids, count)), ids, count);
  const others = rows.dims.slice(1).map((_, i) => i + 1);
  const start = broadcastTo(constant(isFloat(rows.dtype) ? empty : emptyInteger, rows.dtype), [
    count + 1,
    ...others.map(() => 1),
  ]);
  const base = others.length > 0 ? broadcastAlong(start, rows, others) : start;
  const places = broadcastLike(reshape(targets, [-1, ...others.map(() => 1)]), rows);
  return getItem(scatterElements(base, places, rows, 0, reduction), { stop: count });
}
