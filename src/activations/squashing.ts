import { composite, type Tensor, type TensorLike, tensor } from '../graph/index.ts';
import * as ops from '../ops/index.ts';

/**
 * Nothing at all: `x`. For the last layer of a regression, or one whose logits go to a loss with `fromLogits`.
 *
 * @param x - any shape; the result has the same shape and dtype.
 * @example
 * await activations.linear([-1, 2]).array() // => [-1, 2]
 * @see https://keras.io/api/layers/activations/#linear-function
 */
export function linear(x: TensorLike): Tensor {
  return tensor(x);
}

/**
 * Logistic function: `1 / (1 + e⁻ˣ)`, from 0 to 1. For the probability of a yes-or-no answer, and for gates.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await activations.sigmoid([0]).array() // => [0.5]
 * @see https://keras.io/api/layers/activations/#sigmoid-function
 */
export function sigmoid(x: TensorLike): Tensor {
  return ops.sigmoid(x);
}

/**
 * Logistic function in three straight pieces: `min(max(x/6 + 0.5, 0), 1)`, from 0 to 1. Close to `sigmoid`, and cheaper.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await activations.hardSigmoid([-3, 0, 3]).array() // => [0, 0.5, 1]
 * @see https://keras.io/api/layers/activations/#hardsigmoid-function
 */
export function hardSigmoid(x: TensorLike): Tensor {
  return ops.hardSigmoid(x);
}

/**
 * Logarithm of the logistic function: `-ln(1 + e⁻ˣ)`, up to 0. For log-probabilities, where `log(sigmoid(x))` would overflow.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await activations.logSigmoid([-100]).array() // => [-100]
 * @see https://keras.io/api/layers/activations/#logsigmoid-function
 */
export function logSigmoid(x: TensorLike): Tensor {
  return ops.logSigmoid(x);
}

/**
 * The slope of `sparsePlus`: `min(max((x + 1) / 2, 0), 1)`, from 0 to 1. For gates that should open and close fully.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await activations.sparseSigmoid([-1, 0, 1]).array() // => [0, 0.5, 1]
 * @see https://keras.io/api/layers/activations/#sparsesigmoid-function
 */
export function sparseSigmoid(x: TensorLike): Tensor {
  return ops.sparseSigmoid(x);
}

/**
 * Hyperbolic tangent: `(eˣ - e⁻ˣ) / (eˣ + e⁻ˣ)`, from -1 to 1. The state of recurrent layers passes through it.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await activations.tanh([0]).array() // => [0]
 * @see https://keras.io/api/layers/activations/#tanh-function
 */
export function tanh(x: TensorLike): Tensor {
  return ops.tanh(x);
}

/**
 * Tanh in three straight pieces: `min(max(x, -1), 1)`, from -1 to 1. Close to `tanh`, and cheaper.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await activations.hardTanh([-2, 0.5, 2]).array() // => [-1, 0.5, 1]
 * @see https://keras.io/api/layers/activations/#hardtanh-function
 */
export function hardTanh(x: TensorLike): Tensor {
  return ops.hardTanh(x);
}

/**
 * Softsign: `x / (1 + |x|)`, from -1 to 1. Flattens more slowly than `tanh`, so its gradient fades less.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await activations.softsign([-1, 3]).array() // => [-0.5, 0.75]
 * @see https://keras.io/api/layers/activations/#softsign-function
 */
export function softsign(x: TensorLike): Tensor {
  return ops.softsign(x);
}

/**
 * What tanh takes off: `x - tanh(x)`; any number comes out. For codes in which small values should vanish smoothly.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await activations.tanhShrink([0, 20]).array() // => [0, 19]
 * @see https://keras.io/api/layers/activations/#tanhshrink-function
 */
export function tanhShrink(x: TensorLike): Tensor {
  return ops.tanhShrink(x);
}

/**
 * Pulls towards 0: `x - threshold` above the threshold, `x + threshold` below `-threshold`, 0 between; any number comes out.
 * For sparse codes: it is the step that an L1 penalty takes.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @param options - `threshold`, at least 0, default `0.5`.
 * @throws {ArgumentError} for a negative threshold.
 * @example
 * await activations.softShrink([-2, 0.25, 1]).array() // => [-1.5, 0, 0.5]
 * @see https://keras.io/api/layers/activations/#softshrink-function
 */
export function softShrink(x: TensorLike, { threshold = 0.5 }: { readonly threshold?: number } = {}): Tensor {
  return ops.softShrink(x, threshold);
}

/**
 * Drops what is near 0: `x` if `|x| > threshold`, else 0; any number comes out. For sparse codes that keep their large values
 * as they are.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @param options - `threshold`, default `0.5`.
 * @example
 * await activations.hardShrink([-2, 0.25, 1]).array() // => [-2, 0, 1]
 * @see https://keras.io/api/layers/activations/#hardshrink-function
 */
export function hardShrink(x: TensorLike, { threshold = 0.5 }: { readonly threshold?: number } = {}): Tensor {
  return ops.hardShrink(x, threshold);
}

/**
 * Exponential: `eˣ`, above 0. For outputs that are rates or odds and were learned as logarithms; it overflows beyond 88.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await activations.exponential([0]).array() // => [1]
 * @see https://keras.io/api/layers/activations/#exponential-function
 */
export const exponential = composite('exponential', (x: TensorLike): Tensor => ops.exp(x));
