import { apply, composite, type Tensor, type TensorLike } from '../graph/index.ts';
import { divide, multiply, negative, square, subtract } from './arithmetic.ts';
import { cast } from './cast.ts';
import { greater, less } from './comparison.ts';
import { asFloat, asTensor, oneOp } from './operands.ts';

const expOp = oneOp('exp', 'Exp', ({ output, grad }) => ({ x: multiply(grad, output) }));

/**
 * Exponential: `eˣ`.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await ops.exp([0]).array() // => [1]
 * @see https://keras.io/api/ops/numpy/#exp-function
 */
export function exp(x: TensorLike): Tensor {
  return apply(expOp, { x: asFloat(x) });
}

const logOp = oneOp('log', 'Log', ({ inputs: { x }, grad }) => ({ x: divide(grad, x) }));

/**
 * Natural logarithm: `ln x`; -Infinity at 0, NaN below.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await ops.log([1]).array() // => [0]
 * @see https://keras.io/api/ops/numpy/#log-function
 */
export function log(x: TensorLike): Tensor {
  return apply(logOp, { x: asFloat(x) });
}

const sqrtOp = oneOp('sqrt', 'Sqrt', ({ output, grad }) => ({ x: divide(grad, multiply(output, 2)) }));

/**
 * Square root: `√x`; NaN below 0.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await ops.sqrt([9, 2.25]).array() // => [3, 1.5]
 * @see https://keras.io/api/ops/numpy/#sqrt-function
 */
export function sqrt(x: TensorLike): Tensor {
  return apply(sqrtOp, { x: asFloat(x) });
}

const absOp = oneOp('abs', 'Abs', ({ inputs: { x }, grad }) => ({ x: multiply(grad, sign(x)) }));

/**
 * Absolute value: `|x|`; its gradient at 0 is 0.
 *
 * @param x - any shape; the result has the same.
 * @example
 * await ops.abs([1, -2]).array() // => [1, 2]
 * @see https://keras.io/api/ops/numpy/#abs-function
 */
export function abs(x: TensorLike): Tensor {
  const given = asTensor(x);
  return given.dtype === 'bool' || given.dtype === 'uint8' || given.dtype === 'uint32'
    ? given
    : apply(absOp, { x: given });
}

/**
 * Sign: -1, 0 or 1.
 *
 * @param x - any shape; the result has the same shape and dtype.
 * @example
 * await ops.sign([3, 0, -2]).array() // => [1, 0, -1]
 * @see https://keras.io/api/ops/numpy/#sign-function
 */
export const sign = composite('sign', (x: TensorLike): Tensor => {
  const given = asTensor(x);
  // ONNX's Sign runs on the CPU under WebGPU; two comparisons run everywhere.
  return subtract(cast(greater(given, 0), given.dtype), cast(less(given, 0), given.dtype));
});

const floorOp = oneOp('floor', 'Floor', 'zero');

/**
 * The largest whole number not above `x`.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await ops.floor([1.5, -1.5]).array() // => [1, -2]
 * @see https://keras.io/api/ops/numpy/#floor-function
 */
export function floor(x: TensorLike): Tensor {
  return apply(floorOp, { x: asFloat(x) });
}

const tanhOp = oneOp('tanh', 'Tanh', ({ output, grad }) => ({ x: multiply(grad, subtract(1, square(output))) }));

/**
 * Hyperbolic tangent: `(eˣ - e⁻ˣ) / (eˣ + e⁻ˣ)`.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await ops.tanh([0]).array() // => [0]
 * @see https://keras.io/api/ops/numpy/#tanh-function
 */
export function tanh(x: TensorLike): Tensor {
  return apply(tanhOp, { x: asFloat(x) });
}

const sigmoidOp = oneOp('sigmoid', 'Sigmoid', ({ output, grad }) => ({
  x: multiply(grad, multiply(output, subtract(1, output))),
}));

/**
 * Logistic function: `1 / (1 + e⁻ˣ)`.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await ops.sigmoid([0]).array() // => [0.5]
 * @see https://keras.io/api/ops/nn/#sigmoid-function
 */
export function sigmoid(x: TensorLike): Tensor {
  return apply(sigmoidOp, { x: asFloat(x) });
}

const erfOp = oneOp('erf', 'Erf', ({ inputs: { x }, grad }) => ({
  x: multiply(grad, multiply(exp(negative(square(x))), 2 / Math.sqrt(Math.PI))),
}));

/**
 * Gauss error function: `2/√π · ∫₀ˣ e^(-t²) dt`.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await ops.erf([0]).array() // => [0]
 * @see https://keras.io/api/ops/core/#erf-function
 */
export function erf(x: TensorLike): Tensor {
  return apply(erfOp, { x: asFloat(x) });
}

const stopOp = oneOp('stopGradient', 'Identity', 'zero');

/**
 * The same values, but no gradient flows back through here.
 *
 * @param x - any shape; the result has the same.
 * @example
 * await ops.stopGradient([1, 2]).array() // => [1, 2]
 * @see https://keras.io/api/ops/core/#stop_gradient-function
 */
export function stopGradient(x: TensorLike): Tensor {
  return apply(stopOp, { x: asTensor(x) });
}
