import { apply, composite, defineOp, type Op, type Tensor, type TensorLike } from '../graph/index.ts';
import { ArgumentError } from '../utils/errors.ts';
import { divide, minimum, multiply } from './arithmetic.ts';
import { cast } from './cast.ts';
import { greater, greaterEqual, less, logicalAnd } from './comparison.ts';
import { exp } from './elementwise.ts';
import { asFloat, type One, oneOp } from './operands.ts';
import { where } from './select.ts';

// The masks of gradients are read from the output wherever it tells enough: an input that the gradient does not read lets
// the engine fuse the activation into the product or convolution before it.

const reluOp = oneOp('relu', 'Relu', ({ output, grad }) => ({ x: multiply(grad, apply(passedOp, { x: output })) }));

/** For x of at least 0, whether it is more, as 1 or 0. */
const passedOp = defineOp({
  name: 'passed',
  inputs: { x: 'one' },
  infer: ({ x: { dims } }) => ({ dims, dtype: 'float32' }),
  gradient: 'zero',
  lower: (onnx, { x }, _, output) => {
    // One pass instead of two: however small x is, 3e38 times it is more than 1.
    if (onnx.target !== 'webgpu')
      return onnx.node('HardSigmoid', [x], output, { alpha: { float: 3e38 }, beta: { float: 0 } });
    const more = onnx.node('Greater', [x, onnx.constant('float32', [], [0])], { dims: x.dims, dtype: 'bool' });
    return onnx.node('Cast', [more], output, { to: 1 });
  },
});

/**
 * Rectified linear unit: `max(x, 0)`. Its gradient at 0 is 0.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await ops.relu([-1, 0, 2]).array() // => [0, 0, 2]
 * @see https://keras.io/api/ops/nn/#relu-function
 */
export function relu(x: TensorLike): Tensor {
  return apply(reluOp, { x: asFloat(x) });
}

const relu6Op = defineOp({
  name: 'relu6',
  inputs: { x: 'one' },
  infer: ({ x: { dims, dtype } }) => ({ dims, dtype }),
  gradient: ({ output, grad }) => ({
    x: multiply(grad, cast(logicalAnd(greater(output, 0), less(output, 6)), 'float32')),
  }),
  lower: (onnx, { x }, _, output) =>
    onnx.node('Clip', [x, onnx.constant('float32', [], [0]), onnx.constant('float32', [], [6])], output),
});

/**
 * Rectified linear unit that stops at 6: `min(max(x, 0), 6)`.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await ops.relu6([-1, 3, 8]).array() // => [0, 3, 6]
 * @see https://keras.io/api/ops/nn/#relu6-function
 */
export function relu6(x: TensorLike): Tensor {
  return apply(relu6Op, { x: asFloat(x) });
}

const leakyReluOp: Op<One, { readonly negativeSlope: number }> = defineOp<One, { readonly negativeSlope: number }>({
  name: 'leakyRelu',
  inputs: { x: 'one' },
  infer: ({ x: { dims, dtype } }) => ({ dims, dtype }),
  gradient: ({ inputs: { x }, output, attrs: { negativeSlope }, grad }) => ({
    // A positive slope keeps the sign, so the output tells where x was negative.
    x: multiply(grad, where(greaterEqual(negativeSlope > 0 ? output : x, 0), 1, negativeSlope)),
  }),
  lower: (onnx, { x }, { negativeSlope }, output) =>
    onnx.node('LeakyRelu', [x], output, { alpha: { float: negativeSlope } }),
});

/**
 * Rectified linear unit with a slope below zero: `x` if `x ≥ 0`, else `negativeSlope · x`.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @param negativeSlope - default `0.2`.
 * @example
 * await ops.leakyRelu([-10, 10]).array() // => [-2, 10]
 * @see https://keras.io/api/ops/nn/#leaky_relu-function
 */
export function leakyRelu(x: TensorLike, negativeSlope = 0.2): Tensor {
  return apply(leakyReluOp, { x: asFloat(x) }, { negativeSlope });
}

const eluOp: Op<One, { readonly alpha: number }> = defineOp<One, { readonly alpha: number }>({
  name: 'elu',
  inputs: { x: 'one' },
  infer: ({ x: { dims, dtype } }) => ({ dims, dtype }),
  gradient: ({ inputs: { x }, attrs: { alpha }, grad }) => ({
    // The exponential is never taken of a large number, of which it would be infinite.
    x: multiply(grad, where(greater(x, 0), 1, multiply(alpha, exp(minimum(x, 0))))),
  }),
  lower: (onnx, { x }, { alpha }, output) => onnx.node('Elu', [x], output, { alpha: { float: alpha } }),
});

/**
 * Exponential linear unit: `x` if `x > 0`, else `alpha · (eˣ - 1)`.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @param alpha - where the curve ends on the left is `-alpha`. Default `1`.
 * @example
 * await ops.elu([-100, 0, 2]).array() // => [-1, 0, 2]
 * @see https://keras.io/api/ops/nn/#elu-function
 */
export function elu(x: TensorLike, alpha = 1): Tensor {
  return apply(eluOp, { x: asFloat(x) }, { alpha });
}

/** The constants that keep mean 0 and variance 1 from layer to layer (Klambauer and others 2017, https://arxiv.org/abs/1706.02515). */
const seluAlpha = 1.6732632423543772;
const seluScale = 1.0507009873554805;

/**
 * Scaled exponential linear unit: `1.0507 · elu(x, 1.6733)`.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * (await ops.selu([1]).item()).toFixed(4) // => '1.0507'
 * @see https://keras.io/api/ops/nn/#selu-function
 */
export const selu = composite('selu', (x: TensorLike): Tensor => multiply(elu(x, seluAlpha), seluScale));

/**
 * Continuously differentiable exponential linear unit: `max(x, 0) + alpha · (e^(min(x, 0) / alpha) - 1)`.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @param alpha - where the curve ends on the left is `-alpha`; greater than 0. Default `1`.
 * @throws {ArgumentError} for an alpha that is not greater than 0.
 * @example
 * await ops.celu([-100, 0, 2], 0.5).array() // => [-0.5, 0, 2]
 * @see https://keras.io/api/ops/nn/#celu-function
 */
export const celu = composite('celu', (x: TensorLike, alpha: number = 1): Tensor => {
  if (!(alpha > 0)) throw new ArgumentError('celu: alpha', { expected: 'a number above 0', received: `${alpha}` });
  return alpha === 1 ? elu(x) : multiply(elu(divide(x, alpha)), alpha);
});
