import {
  apply,
  axisOf,
  composite,
  constant,
  type DType,
  defineOp,
  isFloat,
  isStatic,
  type OnnxBuilder,
  type Op,
  sameDims,
  shown,
  type Tensor,
  type TensorLike,
  unify,
  type Value,
} from '../graph/index.ts';
import { sizeOf } from '../utils/arrays.ts';
import { ArgumentError, ShapeError } from '../utils/errors.ts';
import { addRows } from './adding-rows.ts';
import { cast, castTargets } from './cast.ts';
import { equal } from './comparison.ts';
import { beforeBroadcast, broadcastLike, fillLike } from './like.ts';
import { expandDims, ravel, reshape, reshapeTo } from './movement.ts';
import { moveNode } from './moving.ts';
import { asTensor } from './operands.ts';
import { positionsAlong } from './positions.ts';
import { max } from './reduce.ts';
import { floorDivide, mod } from './remainder.ts';
import { broadcastAlong } from './repeating.ts';
import { scatterElements } from './scattering.ts';

type Indexed = { readonly x: 'one'; readonly indices: 'one' };

type Along = { readonly axis: number };

const takeOp: Op<Indexed, Along> = defineOp<Indexed, Along>({
  name: 'take',
  inputs: { x: 'one', indices: 'one' },
  infer: ({ x, indices }, { axis }) => ({ dtype: x.dtype, dims: x.dims.toSpliced(axis, 1, ...indices.dims) }),
  gradient: ({ inputs: { x, indices }, attrs: { axis }, grad }) => {
    const [count] = x.dims;
    if (axis === 0 && typeof count === 'number' && isStatic(x.dims))
      return { x: addRows(sharedRows(grad, indices), indices, count) };
    // All index axes in one, then every element goes back to where it came from; what was taken twice adds up.
    const places = ravel(indices);
    const rows = reshapeTo(grad, x.dims.with(axis, places.dims[0] ?? 1), [places, x]);
    const spread = x.dims.map((_, i) => (i === axis ? -1 : 1));
    const targets = broadcastLike(reshape(places, spread), rows);
    return { x: scatterElements(fillLike(0, x), targets, rows, axis, 'add') };
  },
  lower: (onnx, { x, indices }, { axis }, output) => moveNode(onnx, 'Gather', x, [indices], output, { axis }),
  bySample: ({ x, indices }, { axis }, hasSamples) => (hasSamples(x) ? axis > 0 && !hasSamples(indices) : axis === 0),
});

/** Rows for all places of the indices, where the last of these share a row without its copies: after a mean over them. */
function sharedRows(grad: Tensor, { dims }: Tensor): Tensor {
  const narrow = beforeBroadcast(grad);
  const lengths = narrow.dims.slice(0, dims.length);
  const first = lengths.findIndex((length, axis) => length !== dims[axis]);
  const rest = grad.dims.slice(dims.length);
  const isShared =
    lengths.slice(first).every((length) => length === 1) && sameDims(narrow.dims.slice(dims.length), rest);
  return isShared ? narrow : grad;
}

/**
 * The elements at given places along an axis.
 *
 * @param x - any shape.
 * @param indices - whole numbers of any shape; negative ones count from the end. The engine refuses places beyond the axis.
 * @param axis - default null: `x` is flattened first. The axes of `indices` stand in its place.
 * @throws {ShapeError} for an axis that is not there.
 * @example
 * await ops.take([10, 20, 30], [2, 0, -1]).array() // => [30, 10, 30]
 * @see https://keras.io/api/ops/numpy/#take-function
 */
export const take = composite('take', (x: TensorLike, indices: TensorLike, axis: number | null = null): Tensor => {
  const given = axis === null ? ravel(x) : asTensor(x);
  const at = axisOf('take: axis', axis ?? 0, given.dims.length);
  return apply(takeOp, { x: given, indices: asIndices(indices) }, { axis: at });
});

/** WebGPU's GatherElements takes floats alone; its Gather takes whole numbers as well, by their places among all elements. */
function flatPlaces(onnx: OnnxBuilder, dims: readonly number[], indices: Value, axis: number): Value {
  const node = (type: string, a: Value, b: Value): Value => onnx.node(type, [a, b], indices);
  const number = (value: number): Value => onnx.constant('int32', [], [value]);
  const length = number(dims[axis] ?? 1);
  const none = onnx.node('Less', [indices, number(0)], { dtype: 'bool', dims: indices.dims });
  const below = onnx.node('Cast', [none], indices, { to: castTargets.int32 });
  const wrapped = node('Add', indices, node('Mul', below, length));
  return dims.reduce(
    (sum, _, i) => {
      const stride = number(sizeOf(dims.slice(i + 1)));
      if (i === axis) return node('Add', sum, node('Mul', wrapped, stride));
      const along = positionsAlong(onnx, indices.dims, i, null);
      return node('Add', sum, onnx.node('Mul', [along, stride], { dtype: 'int32', dims: along.dims }));
    },
    onnx.node('Sub', [indices, indices], indices),
  );
}

const takeAlongAxisOp: Op<Indexed, Along> = defineOp<Indexed, Along>({
  name: 'takeAlongAxis',
  inputs: { x: 'one', indices: 'one' },
  infer: ({ x, indices }) => ({ dtype: x.dtype, dims: indices.dims }),
  gradient: ({ inputs: { x, indices }, attrs: { axis }, grad }) => ({
    x: scatterElements(fillLike(0, x), indices, grad, axis, 'add'),
  }),
  lower: (onnx, { x, indices }, { axis }, output) => {
    if (onnx.target === 'webgpu' && !isFloat(x.dtype) && isStatic(x.dims) && isStatic(indices.dims)) {
      const all = onnx.node('Reshape', [x, onnx.ints([-1])], { dtype: x.dtype, dims: [sizeOf(x.dims)] });
      return moveNode(onnx, 'Gather', all, [flatPlaces(onnx, x.dims, indices, axis)], output, { axis: 0 });
    }
    return moveNode(onnx, 'GatherElements', x, [indices], output, { axis });
  },
});

/** `x` at `indices` along an axis; the other axes of both are the same. */
export function gatherElements(x: Tensor, indices: Tensor, axis: number): Tensor {
  return apply(takeAlongAxisOp, { x, indices }, { axis });
}

/**
 * For each place of `indices`, the element of `x` at that place, its index along one axis replaced by the number there.
 *
 * @param x - any shape.
 * @param indices - whole numbers, as many axes as `x`; lengths of 1 broadcast but for `axis`. Negative ones count from the
 * end.
 * @param axis - default null: both are flattened first.
 * @throws {ShapeError} when the other axes do not broadcast.
 * @example
 * await ops.takeAlongAxis([[1, 2], [3, 4]], [[1], [0]], 1).array() // => [[2], [3]]
 * @see https://keras.io/api/ops/numpy/#take_along_axis-function
 */
export const takeAlongAxis = composite(
  'takeAlongAxis',
  (x: TensorLike, indices: TensorLike, axis: number | null = null): Tensor => {
    const places = asIndices(indices);
    if (axis === null) return gatherElements(ravel(x), ravel(places), 0);
    const given = asTensor(x);
    const at = axisOf('takeAlongAxis: axis', axis, given.dims.length);
    const fits = given.dims.every((dim, i) => {
      const other = places.dims[i] ?? 1;
      return i === at || dim === 1 || other === 1 || unify(dim, other) !== null;
    });
    if (places.dims.length !== given.dims.length || !fits)
      throw new ShapeError('takeAlongAxis(x, indices, axis)', {
        expected: `indices of ${given.dims.length} axes that broadcast with those of x, but for axis ${at}`,
        received: `x ${shown(given)} and indices ${shown(places)}`,
      });
    return gatherElements(widened(given, places, at), widened(places, given, at), at);
  },
);

/** `x` broadcast to the axes of `other`, but for one. */
function widened(x: Tensor, other: Tensor, axis: number): Tensor {
  const axes = x.dims.flatMap((dim, i) => (i !== axis && dim === 1 && other.dims[i] !== 1 ? [i] : []));
  return axes.length > 0 ? broadcastAlong(x, other, axes) : x;
}

/**
 * Vectors of zeros with a 1 at the place of the class.
 *
 * @param x - whole numbers of any shape; below 0 or beyond the last class they give zeros alone.
 * @param numClasses - the length of the new axis.
 * @param axis - where it stands in the result. Default `-1`.
 * @param dtype - of the result. Default `'float32'`.
 * @throws {ArgumentError} when `numClasses` is no positive whole number.
 * @example
 * await ops.oneHot([1, 0], 3).array() // => [[0, 1, 0], [1, 0, 0]]
 * @see https://keras.io/api/ops/nn/#one_hot-function
 */
export const oneHot = composite(
  'oneHot',
  (x: TensorLike, numClasses: number, axis: number = -1, dtype: DType = 'float32'): Tensor => {
    const places = asIndices(x);
    const at = axisOf('oneHot: axis', axis, places.dims.length + 1);
    const classes = constant(
      Array.from({ length: classCount('oneHot', numClasses) }, (_, i) => i),
      'int32',
    );
    const trailing = Array.from({ length: places.dims.length - at }, () => 1);
    // The engine's own OneHot runs on the CPU alone.
    return cast(equal(expandDims(places, at), reshape(classes, [numClasses, ...trailing])), dtype);
  },
);

/**
 * Vectors with a 1 at the place of every class that occurs: the largest of the one-hot vectors over the second axis, or, of
 * a single sample, over the first.
 *
 * @param x - whole numbers, `[samples, labels, ...]` or `[labels]`; those that are no class are passed over.
 * @param numClasses - the number of classes.
 * @param axis - where their axis stands before the labels' axis goes. Default `-1`.
 * @param dtype - of the result. Default `'float32'`.
 * @throws {ArgumentError} when `numClasses` is no positive whole number.
 * @example
 * await ops.multiHot([[0, 2], [1, 1]], 3).array() // => [[1, 0, 1], [0, 1, 0]]
 * @see https://keras.io/api/ops/nn/#multi_hot-function
 */
export const multiHot = composite(
  'multiHot',
  (x: TensorLike, numClasses: number, axis: number = -1, dtype: DType = 'float32'): Tensor => {
    const places = asIndices(x);
    return cast(max(oneHot(places, numClasses, axis, 'float32'), places.dims.length > 1 ? 1 : 0), dtype);
  },
);

/**
 * The indices on each axis of places that are counted over all elements in row-major order.
 *
 * @param indices - whole numbers of any shape; negative ones count from the end.
 * @param shape - of the tensor they are places in.
 * @returns one int32 tensor for each axis, in the shape of `indices`.
 * @throws {ShapeError} when the shape has no axes.
 * @example
 * (await Promise.all(ops.unravelIndex([5, 0], [2, 3]).map((axis) => axis.array()))) // => [[1, 0], [2, 0]]
 * @see https://keras.io/api/ops/numpy/#unravel_index-function
 */
export const unravelIndex = composite(
  'unravelIndex',
  (indices: TensorLike, shape: readonly number[]): readonly Tensor[] => {
    if (shape.length === 0)
      throw new ShapeError('unravelIndex: shape', { expected: 'at least one axis', received: '[]' });
    const places = asIndices(indices);
    return shape.map((length, axis) => {
      const within = axis === shape.length - 1 ? places : floorDivide(places, sizeOf(shape.slice(axis + 1)));
      return mod(within, length);
    });
  },
);

function classCount(what: string, numClasses: number): number {
  if (!Number.isInteger(numClasses) || numClasses < 1)
    throw new ArgumentError(`${what}: numClasses`, {
      expected: 'a positive whole number',
      received: `${numClasses}`,
    });
  return numClasses;
}

/** Places as int32, which all devices index by. */
export function asIndices(indices: TensorLike): Tensor {
  return cast(indices, 'int32');
}
