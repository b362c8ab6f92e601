import {
  apply,
  axesOf,
  composite,
  type Dims,
  defineOp,
  isFloat,
  type Op,
  type Tensor,
  type TensorLike,
} from '../graph/index.ts';
import { divide, maximum, minimum, multiply, subtract } from './arithmetic.ts';
import { cast } from './cast.ts';
import { columnSum, isColumnSum } from './column-sums.ts';
import { equal } from './comparison.ts';
import { broadcastLike, countOf } from './like.ts';
import { expandDims } from './movement.ts';
import { asFloat, asTensor, numbers, type One, someElements } from './operands.ts';
import { where } from './select.ts';

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
    isColumnSum(onnx, x, axes)
      ? columnSum(onnx, x, output)
      : onnx.node('ReduceSum', [x, onnx.ints(axes)], output, { keepdims: Number(keepdims), noop_with_empty_axes: 1 }),
  bySample: (_, { axes }) => !axes.includes(0),
});

/**
 * Sum over axes.
 *
 * @param x - any shape; booleans are summed as int32, bytes as uint32.
 * @param axis - one axis, several, or null for all (default).
 * @param keepdims - whether reduced axes stay with length 1. Default `false`.
 * @throws {ShapeError} for an axis that is not there.
 * @example
 * await ops.sum([[1, 2], [3, 4]], 0).array() // => [4, 6]
 * @see https://keras.io/api/ops/numpy/#sum-function
 */
export function sum(x: TensorLike, axis: Axes = null, keepdims = false): Tensor {
  return total(sumOp, x, axis, keepdims);
}

const productOp: Op<One, Reduction> = defineOp<One, Reduction>({
  name: 'prod',
  inputs: { x: 'one' },
  infer: ({ x }, attrs) => ({ dtype: x.dtype, dims: reducedDims(x.dims, attrs) }),
  gradient: ({ inputs: { x }, attrs, grad }) => {
    // The slope of an element is the product of the others. Without zeros that is the whole product divided by it; beside
    // one zero only the zero itself has a slope; beside two, none has.
    const zero = equal(x, 0);
    const zeros = sum(cast(zero, x.dtype), attrs.axes, true);
    const others = where(zero, 1, x);
    const product = apply(productOp, { x: others }, { axes: attrs.axes, keepdims: true });
    const slope = where(zero, where(equal(zeros, 1), product, 0), where(equal(zeros, 0), divide(product, others), 0));
    return { x: multiply(spread(grad, x, attrs), slope) };
  },
  lower: (onnx, { x }, { axes, keepdims }, output) =>
    onnx.node('ReduceProd', [x, onnx.ints(axes)], output, { keepdims: Number(keepdims), noop_with_empty_axes: 1 }),
});

/**
 * Product over axes. Its gradient is right at zeros, too.
 *
 * @param x - any shape; booleans are multiplied as int32, bytes as uint32.
 * @param axis - one axis, several, or null for all (default).
 * @param keepdims - whether reduced axes stay with length 1. Default `false`.
 * @throws {ShapeError} for an axis that is not there.
 * @example
 * await ops.prod([[1, 2], [3, 4]], 0).array() // => [3, 8]
 * @see https://keras.io/api/ops/numpy/#prod-function
 */
export function prod(x: TensorLike, axis: Axes = null, keepdims = false): Tensor {
  return total(productOp, x, axis, keepdims);
}

/** A sum or product. The engine has it for floats and signed numbers; modulo 2³² unsigned ones come out the same. */
function total(op: Op<One, Reduction>, x: TensorLike, axis: Axes, keepdims: boolean): Tensor {
  const given = asTensor(x);
  const { dtype } = given;
  const unsigned = dtype === 'uint8' || dtype === 'uint32';
  const wide = unsigned || dtype === 'bool' ? cast(given, 'int32') : given;
  const axes = axesOf(`${op.name}: axis`, axis, given.dims.length);
  const result = axes.length === 0 ? wide : apply(op, { x: wide }, { axes, keepdims });
  return unsigned ? cast(result, 'uint32') : result;
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
  const axes = axesOf('mean: axis', axis, given.dims.length);
  return divide(sum(given, axes, keepdims), countOf(given, axes));
});

/** A reduction to the largest or smallest element. Equal ones share the gradient. */
function extremumOp(name: string, type: string, keepsNaN: boolean): Op<One, Reduction> {
  return defineOp<One, Reduction>({
    name,
    inputs: { x: 'one' },
    infer: ({ x }, attrs) => ({ dtype: x.dtype, dims: reducedDims(x.dims, attrs) }),
    gradient: ({ inputs: { x }, output, attrs, grad }) => {
      const winners = cast(equal(x, spread(output, x, attrs)), x.dtype);
      const shares = divide(winners, sum(winners, attrs.axes, true));
      return { x: multiply(spread(grad, x, attrs), shares) };
    },
    lower: (onnx, { x }, { axes, keepdims }, output) => {
      const attributes = { keepdims: Number(keepdims), noop_with_empty_axes: 1 };
      const extremum = onnx.node(type, [x, onnx.ints(axes)], output, attributes);
      if (!keepsNaN || !isFloat(x.dtype) || onnx.target === 'webgpu') return extremum;
      // The engine's reductions pass over NaN. A sum of absolute values is NaN exactly where one of them is.
      const sizes = onnx.node('ReduceSum', [onnx.node('Abs', [x], x), onnx.ints(axes)], output, attributes);
      const isNumber = onnx.node('Equal', [sizes, sizes], { dtype: 'bool', dims: output.dims });
      return onnx.node('Where', [isNumber, extremum, sizes], output);
    },
  });
}

const maxOp = extremumOp('max', 'ReduceMax', true);

/**
 * The largest element over axes; NaN where one is (which doubles the time; on WebGPU a NaN may be passed over). Equal ones
 * share the gradient.
 *
 * @param x - any shape; the result has the same dtype.
 * @param axis - one axis, several, or null for all (default).
 * @param keepdims - whether reduced axes stay with length 1. Default `false`.
 * @param initial - the least result; default null: none.
 * @throws {ShapeError} for an axis that is not there, and where there is no element and no `initial`.
 * @example
 * await ops.max([[1, 2], [3, 0]], 1).array() // => [2, 3]
 * @see https://keras.io/api/ops/numpy/#max-function
 */
export function max(x: TensorLike, axis: Axes = null, keepdims = false, initial: number | null = null): Tensor {
  const reduced = extremum(maxOp, x, axis, keepdims, initial === null);
  return initial === null ? reduced : maximum(reduced, initial);
}

const fastMaxOp = extremumOp('max', 'ReduceMax', false);

/** The largest element over axes, for formulas in which a NaN comes through otherwise. */
export function fastMax(x: Tensor, axis: Axes, keepdims: boolean): Tensor {
  return extremum(fastMaxOp, x, axis, keepdims, false);
}

const minOp = extremumOp('min', 'ReduceMin', true);

/**
 * The smallest element over axes; NaN where one is (which doubles the time; on WebGPU a NaN may be passed over). Equal ones
 * share the gradient.
 *
 * @param x - any shape; the result has the same dtype.
 * @param axis - one axis, several, or null for all (default).
 * @param keepdims - whether reduced axes stay with length 1. Default `false`.
 * @param initial - the greatest result; default null: none.
 * @throws {ShapeError} for an axis that is not there, and where there is no element and no `initial`.
 * @example
 * await ops.min([[1, 2], [3, 0]], 1).array() // => [1, 0]
 * @see https://keras.io/api/ops/numpy/#min-function
 */
export function min(x: TensorLike, axis: Axes = null, keepdims = false, initial: number | null = null): Tensor {
  const reduced = extremum(minOp, x, axis, keepdims, initial === null);
  return initial === null ? reduced : minimum(reduced, initial);
}

function extremum(op: Op<One, Reduction>, x: TensorLike, axis: Axes, keepdims: boolean, some: boolean): Tensor {
  const given = asTensor(x);
  const axes = axesOf(`${op.name}: axis`, axis, given.dims.length);
  if (some) someElements(`${op.name}(x, axis)`, given, axes);
  const { dtype } = given;
  // The engine has extrema of floats and int32 on all devices, of narrow dtypes on few; uint32 does not fit into int32.
  const wide = dtype === 'uint32' ? 'int64' : dtype === 'bool' || dtype === 'uint8' ? 'int32' : dtype;
  return cast(apply(op, { x: cast(given, wide) }, { axes, keepdims }), dtype);
}

/**
 * The largest element over axes: another name of `max`.
 *
 * @param x - any shape; the result has the same dtype.
 * @param axis - one axis, several, or null for all (default).
 * @param keepdims - whether reduced axes stay with length 1. Default `false`.
 * @throws {ShapeError} for an axis that is not there.
 * @example
 * await ops.amax([1, 3]).array() // => 3
 * @see https://keras.io/api/ops/numpy/#amax-function
 */
export function amax(x: TensorLike, axis: Axes = null, keepdims = false): Tensor {
  const given = asTensor(x);
  return max(given, axesOf('amax: axis', axis, given.dims.length), keepdims);
}

/**
 * The smallest element over axes: another name of `min`.
 *
 * @param x - any shape; the result has the same dtype.
 * @param axis - one axis, several, or null for all (default).
 * @param keepdims - whether reduced axes stay with length 1. Default `false`.
 * @throws {ShapeError} for an axis that is not there.
 * @example
 * await ops.amin([1, 3]).array() // => 1
 * @see https://keras.io/api/ops/numpy/#amin-function
 */
export function amin(x: TensorLike, axis: Axes = null, keepdims = false): Tensor {
  const given = asTensor(x);
  return min(given, axesOf('amin: axis', axis, given.dims.length), keepdims);
}

/**
 * The range of the elements over axes, from the smallest to the largest: `max(x) - min(x)`.
 *
 * @param x - numbers of any shape; the result has the same dtype.
 * @param axis - one axis, several, or null for all (default).
 * @param keepdims - whether reduced axes stay with length 1. Default `false`.
 * @throws {ShapeError} for an axis that is not there, and for booleans.
 * @example
 * await ops.ptp([2, 7, 3]).array() // => 5
 * @see https://keras.io/api/ops/numpy/#ptp-function
 */
export const ptp = composite('ptp', (x: TensorLike, axis: Axes = null, keepdims: boolean = false): Tensor => {
  const given = numbers('ptp(x)', x);
  const axes = axesOf('ptp: axis', axis, given.dims.length);
  return subtract(max(given, axes, keepdims), min(given, axes, keepdims));
});
