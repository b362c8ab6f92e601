import {
  apply,
  axesOf,
  axisOf,
  type Dims,
  defineOp,
  type OnnxBuilder,
  type Op,
  shown,
  type Tensor,
  type TensorLike,
  type TensorSpec,
  type Value,
} from '../graph/index.ts';
import { ShapeError } from '../utils/errors.ts';
import { divide, multiply, subtract } from './arithmetic.ts';
import { cast } from './cast.ts';
import { greater } from './comparison.ts';
import { exp } from './elementwise.ts';
import { asFloat, type One } from './operands.ts';
import { sum } from './reduce.ts';

interface Along {
  /** The axes over which the result sums to 1, ascending. */
  readonly axes: readonly number[];
}

const softmaxOp: Op<One, Along> = defineOp<One, Along>({
  name: 'softmax',
  inputs: { x: 'one' },
  infer: ({ x: { dims, dtype } }) => ({ dims, dtype }),
  gradient: ({ output, attrs: { axes }, grad }) => ({
    x: multiply(output, subtract(grad, sum(multiply(grad, output), axes, true))),
  }),
  lower: (onnx, { x }, { axes }, output) => {
    const [axis] = axes;
    if (axes.length === 1 && axis !== undefined) return onnx.node('Softmax', [x], output, { axis });
    const { powers, total } = shiftedExponentials(onnx, x, axes, output);
    return onnx.node('Div', [powers, total], output);
  },
});

const logSoftmaxOp: Op<One, Along> = defineOp<One, Along>({
  name: 'logSoftmax',
  inputs: { x: 'one' },
  infer: ({ x: { dims, dtype } }) => ({ dims, dtype }),
  gradient: ({ output, attrs: { axes }, grad }) => ({
    x: subtract(grad, multiply(exp(output), sum(grad, axes, true))),
  }),
  lower: (onnx, { x }, { axes }, output) => {
    const [axis] = axes;
    // WebGPU has no LogSoftmax: it would be computed on the CPU.
    if (axes.length === 1 && axis !== undefined && onnx.target !== 'webgpu')
      return onnx.node('LogSoftmax', [x], output, { axis });
    const { shifted, total } = shiftedExponentials(onnx, x, axes, output);
    return onnx.node('Sub', [shifted, onnx.node('Log', [total], total)], output);
  },
});

/** `x - max`, its exponentials, and their sum: with the largest exponent 0, nothing overflows. */
function shiftedExponentials(onnx: OnnxBuilder, x: Value, axes: readonly number[], output: TensorSpec) {
  const reduced: TensorSpec = { dtype: x.dtype, dims: x.dims.map((dim, i) => (axes.includes(i) ? 1 : dim)) };
  const largest = onnx.node('ReduceMax', [x, onnx.ints(axes)], reduced, { keepdims: 1 });
  const shifted = onnx.node('Sub', [x, largest], output);
  const powers = onnx.node('Exp', [shifted], output);
  const total = onnx.node('ReduceSum', [powers, onnx.ints(axes)], reduced, { keepdims: 1 });
  return { shifted, powers, total };
}

/**
 * Scores as probabilities: `e^(xᵢ) / Σⱼ e^(xⱼ)` along axes, so that they are positive and sum to 1.
 *
 * @param x - any shape but a scalar; the result is float32, in the same shape.
 * @param axis - one axis, or several that are taken together. Default `-1`.
 * @throws {ShapeError} for an axis that is not there.
 * @example
 * await ops.softmax([1000, 1000]).array() // => [0.5, 0.5]
 * @see https://keras.io/api/ops/nn/#softmax-function
 */
export function softmax(x: TensorLike, axis: number | readonly number[] = -1): Tensor {
  const given = asFloat(x);
  return apply(softmaxOp, { x: given }, { axes: axesOf('softmax: axis', axis, given.dims.length) });
}

/**
 * Logarithm of the softmax, without its overflow: `xᵢ - ln Σⱼ e^(xⱼ)` along axes.
 *
 * @param x - any shape but a scalar; the result is float32, in the same shape.
 * @param axis - one axis, or several that are taken together. Default `-1`.
 * @throws {ShapeError} for an axis that is not there.
 * @example
 * await ops.logSoftmax([0, -1000]).array() // => [0, -1000]
 * @see https://keras.io/api/ops/nn/#log_softmax-function
 */
export function logSoftmax(x: TensorLike, axis: number | readonly number[] = -1): Tensor {
  const given = asFloat(x);
  return apply(logSoftmaxOp, { x: given }, { axes: axesOf('logSoftmax: axis', axis, given.dims.length) });
}

const sparsemaxOp: Op<One, { readonly axis: number }> = defineOp<One, { readonly axis: number }>({
  name: 'sparsemax',
  inputs: { x: 'one' },
  infer: ({ x }, { axis }) => {
    if (typeof x.dims[axis] !== 'number')
      throw new ShapeError('sparsemax(x)', { expected: `an x whose axis ${axis} is known`, received: shown(x) });
    return { dims: x.dims, dtype: x.dtype };
  },
  gradient: ({ output, attrs: { axis }, grad }) => {
    // Where the output is positive it is x - τ, and τ moves with the mean of these x.
    const support = cast(greater(output, 0), 'float32');
    const passed = multiply(grad, support);
    return { x: multiply(support, subtract(grad, divide(sum(passed, axis, true), sum(support, axis, true)))) };
  },
  lower: (onnx, { x }, { axis }, output) => {
    const length = Number(x.dims[axis]);
    const along: Dims = x.dims.map((_, i) => (i === axis ? length : 1));
    const reduced: TensorSpec = { dtype: 'float32', dims: x.dims.map((dim, i) => (i === axis ? 1 : dim)) };
    const ranks = onnx.constant(
      'float32',
      along.map(Number),
      Array.from({ length }, (_, i) => i + 1),
    );
    const one = onnx.constant('float32', [], [1]);
    const indices: TensorSpec = { dtype: 'int64', dims: x.dims };
    const [sorted = x] = onnx.nodes('TopK', [x, onnx.ints([length])], [output, indices], {
      axis,
      largest: 1,
      sorted: 1,
    });
    const sums = onnx.node('CumSum', [sorted, onnx.constant('int32', [], [axis])], output);
    // τ of every possible support size; the right size is the last at which the smallest member is still above its τ,
    // and of all sizes it has the largest τ.
    const taus = onnx.node('Div', [onnx.node('Sub', [sums, one], output), ranks], output);
    const tau = onnx.node('ReduceMax', [taus, onnx.ints([axis])], reduced, { keepdims: 1 });
    return onnx.node('Relu', [onnx.node('Sub', [x, tau], output)], output);
  },
});

/**
 * Scores as probabilities of which the small ones are exactly 0: the point of the simplex that is nearest to `x`,
 * `max(x - τ, 0)` with τ such that they sum to 1 (Martins and Astudillo 2016, https://arxiv.org/abs/1602.02068).
 *
 * Keras 3.15 gives the same where one score wins alone, and else something that does not sum to 1 (it adds up running sums
 * when it computes τ).
 *
 * @param x - any shape but a scalar; the result is float32, in the same shape.
 * @param axis - along which the result sums to 1. Default `-1`.
 * @throws {ShapeError} for an axis that is not there, or whose length is unknown.
 * @example
 * await ops.sparsemax([1, 0.5, -1]).array() // => [0.75, 0.25, 0]
 * @see https://keras.io/api/ops/nn/#sparsemax-function
 */
export function sparsemax(x: TensorLike, axis = -1): Tensor {
  const given = asFloat(x);
  return apply(sparsemaxOp, { x: given }, { axis: axisOf('sparsemax: axis', axis, given.dims.length) });
}
