import {
  apply,
  axesOf,
  composite,
  type Dims,
  type DType,
  defineOp,
  isFloat,
  type Op,
  type Tensor,
  type TensorLike,
} from '../graph/index.ts';
import { divide, multiply, square, subtract } from './arithmetic.ts';
import { cast } from './cast.ts';
import { equal } from './comparison.ts';
import { broadcastLike, countOf } from './like.ts';
import { expandDims } from './movement.ts';
import { asFloat, asTensor, type One } from './operands.ts';

/** Attributes of a reduction: the axes it sums up, ascending, and whether they stay with length 1. */
export interface Reduction {
  readonly axes: readonly number[];
  readonly keepdims: boolean;
}

/** Which axes a reduction takes: one, several, or null for all. */
export type Axes = number | readonly number[] | null;

function reducedDims(dims: Dims, { axes, keepdims }: Reduction): Dims {
  return dims.flatMap((dim, i) => (axes.includes(i) ? (keepdims ? [1] : []) : [dim]));
}

/** A gradient or output of a reduction, broadcast back to the shape of its input. */
function spread(reduced: Tensor, x: Tensor, { axes, keepdims }: Reduction): Tensor {
  return broadcastLike(keepdims ? reduced : expandDims(reduced, axes), x);
}

const sumOp: Op<One, Reduction> = defineOp<One, Reduction>({
  name: 'sum',
  inputs: { x: 'one' },
  infer: ({ x }, attrs) => ({ dtype: x.dtype, dims: reducedDims(x.dims, attrs) }),
  gradient: ({ inputs: { x }, attrs, grad }) => ({ x: spread(grad, x, attrs) }),
  lower: (onnx, { x }, { axes, keepdims }, output) =>
    onnx.node('ReduceSum', [x, onnx.ints(axes)], output, { keepdims: Number(keepdims), noop_with_empty_axes: 1 }),
});

/**
 * Sum over axes.
 *
 * @param x - any shape; bool and uint8 are summed as int32.
 * @param axis - one axis, several, or null for all (default).
 * @param keepdims - whether reduced axes stay with length 1. Default `false`.
 * @throws {ShapeError} for an axis that is not there.
 * @example
 * await ops.sum([[1, 2], [3, 4]], 0).array() // => [4, 6]
 * @see https://keras.io/api/ops/numpy/#sum-function
 */
export function sum(x: TensorLike, axis: Axes = null, keepdims = false): Tensor {
  const given = asTensor(x);
  const summed = given.dtype === 'bool' || given.dtype === 'uint8' ? cast(given, 'int32') : given;
  return apply(sumOp, { x: summed }, { axes: axesOf('sum: axis', axis, given.dims.length), keepdims });
}

/**
 * Arithmetic mean over axes.
 *
 * @param x - any shape; the result is float32.
 * @param axis - one axis, several, or null for all (default).
 * @param keepdims - whether reduced axes stay with length 1. Default `false`.
 * @throws {ShapeError} for an axis that is not there.
 * @example
 * await ops.mean([[1, 2], [3, 5]], 1).array() // => [1.5, 4]
 * @see https://keras.io/api/ops/numpy/#mean-function
 */
export const mean = composite('mean', (x: TensorLike, axis: Axes = null, keepdims: boolean = false): Tensor => {
  const given = asFloat(x);
  return divide(sum(given, axis, keepdims), countOf(given, axesOf('mean: axis', axis, given.dims.length)));
});

/** A reduction to the largest or smallest element. Equal ones share the gradient. */
function extremumOp(name: string, type: string): Op<One, Reduction> {
  return defineOp<One, Reduction>({
    name,
    inputs: { x: 'one' },
    infer: ({ x }, attrs) => ({ dtype: x.dtype, dims: reducedDims(x.dims, attrs) }),
    gradient: ({ inputs: { x }, output, attrs, grad }) => {
      const winners = cast(equal(x, spread(output, x, attrs)), x.dtype);
      const shares = divide(winners, sum(winners, attrs.axes, true));
      return { x: multiply(spread(grad, x, attrs), shares) };
    },
    lower: (onnx, { x }, { axes, keepdims }, output) =>
      onnx.node(type, [x, onnx.ints(axes)], output, { keepdims: Number(keepdims), noop_with_empty_axes: 1 }),
  });
}

const maxOp = extremumOp('max', 'ReduceMax');

/**
 * The largest element over axes. Equal ones share the gradient.
 *
 * @param x - any shape.
 * @param axis - one axis, several, or null for all (default).
 * @param keepdims - whether reduced axes stay with length 1. Default `false`.
 * @throws {ShapeError} for an axis that is not there.
 * @example
 * await ops.max([[1, 2], [3, 0]], 1).array() // => [2, 3]
 * @see https://keras.io/api/ops/numpy/#max-function
 */
export function max(x: TensorLike, axis: Axes = null, keepdims = false): Tensor {
  return extremum(maxOp, x, axis, keepdims);
}

const minOp = extremumOp('min', 'ReduceMin');

/**
 * The smallest element over axes. Equal ones share the gradient.
 *
 * @param x - any shape.
 * @param axis - one axis, several, or null for all (default).
 * @param keepdims - whether reduced axes stay with length 1. Default `false`.
 * @throws {ShapeError} for an axis that is not there.
 * @example
 * await ops.min([[1, 2], [3, 0]], 1).array() // => [1, 0]
 * @see https://keras.io/api/ops/numpy/#min-function
 */
export function min(x: TensorLike, axis: Axes = null, keepdims = false): Tensor {
  return extremum(minOp, x, axis, keepdims);
}

function extremum(op: Op<One, Reduction>, x: TensorLike, axis: Axes, keepdims: boolean): Tensor {
  const given = asTensor(x);
  const dtype: DType = given.dtype;
  // The engine reduces floats and int32 on all devices, the narrow dtypes on few.
  const wide = isFloat(dtype) || dtype === 'int32' || dtype === 'int64' ? given : cast(given, 'int32');
  return cast(apply(op, { x: wide }, { axes: axesOf(`${op.name}: axis`, axis, given.dims.length), keepdims }), dtype);
}

/**
 * Variance over axes, divided by the number of elements: `mean((x - mean(x))²)`.
 *
 * @param x - any shape; the result is float32.
 * @param axis - one axis, several, or null for all (default).
 * @param keepdims - whether reduced axes stay with length 1. Default `false`.
 * @throws {ShapeError} for an axis that is not there.
 * @example
 * await ops.variance([1, 3]).array() // => 1
 * @see https://keras.io/api/ops/numpy/#var-function
 */
export const variance = composite('var', (x: TensorLike, axis: Axes = null, keepdims: boolean = false): Tensor => {
  const given = asFloat(x);
  return mean(square(subtract(given, mean(given, axis, true))), axis, keepdims);
});
