import { composite, type Tensor, type TensorLike } from '../graph/index.ts';
import * as ops from '../ops/index.ts';

/** Options of `relu`. */
export interface ReluOptions {
  /** Slope below the threshold. Default `0`. */
  readonly negativeSlope?: number;
  /** What larger values are cut to; null for no bound. Default `null`. */
  readonly maxValue?: number | null;
  /** Up to this, values count as negative. Default `0`. */
  readonly threshold?: number;
}

/**
 * Rectified linear unit: `max(x, 0)`, from 0 up. The usual choice for hidden layers: cheap, and its gradient does not fade.
 *
 * With options: `x` above the threshold, cut at `maxValue`, and `negativeSlope · (x - threshold)` below it.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @param options - slope, bound and threshold.
 * @example
 * await activations.relu([-1, 0, 2]).array() // => [0, 0, 2]
 * @see https://keras.io/api/layers/activations/#relu-function
 */
export const relu = composite('relu', (x: TensorLike, options: ReluOptions = {}): Tensor => {
  const { negativeSlope = 0, maxValue = null, threshold = 0 } = options;
  if (maxValue === null && threshold === 0) return negativeSlope === 0 ? ops.relu(x) : ops.leakyRelu(x, negativeSlope);
  const positive = bounded(x, maxValue, threshold);
  if (negativeSlope === 0) return positive;
  return ops.subtract(positive, ops.multiply(ops.relu(ops.subtract(threshold, x)), negativeSlope));
});

/** What lies above the threshold, cut at `maxValue`; else 0. */
function bounded(x: TensorLike, maxValue: number | null, threshold: number): Tensor {
  if (threshold === 0 && maxValue === 6) return ops.relu6(x);
  const positive = threshold === 0 ? ops.relu(x) : ops.threshold(x, threshold, 0);
  if (maxValue === null) return positive;
  // Below 0 there is something left only where the threshold is.
  return ops.minimum(threshold < 0 ? ops.maximum(positive, 0) : positive, maxValue);
}

/**
 * Rectified linear unit that stops at 6: `min(max(x, 0), 6)`. Made for networks that compute in few bits, as on phones.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await activations.relu6([-1, 3, 8]).array() // => [0, 3, 6]
 * @see https://keras.io/api/layers/activations/#relu6-function
 */
export function relu6(x: TensorLike): Tensor {
  return ops.relu6(x);
}

/**
 * Rectified linear unit with a slope below zero: `x` if `x ≥ 0`, else `negativeSlope · x`; any number comes out. Use it when
 * units of `relu` die: where its gradient is 0 for all examples, they can never learn again.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @param options - `negativeSlope`, default `0.2` (the layer LeakyReLU has `0.3`).
 * @example
 * await activations.leakyRelu([-10, 10]).array() // => [-2, 10]
 * @see https://keras.io/api/layers/activations/#leakyrelu-function
 */
export function leakyRelu(x: TensorLike, { negativeSlope = 0.2 }: { readonly negativeSlope?: number } = {}): Tensor {
  return ops.leakyRelu(x, negativeSlope);
}

/**
 * Exponential linear unit: `x` if `x > 0`, else `alpha · (eˣ - 1)`, from `-alpha` up. Smoother than `relu` and with a mean
 * nearer to 0, for a little more work.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @param options - `alpha`, default `1`.
 * @example
 * await activations.elu([-100, 0, 2]).array() // => [-1, 0, 2]
 * @see https://keras.io/api/layers/activations/#elu-function
 */
export function elu(x: TensorLike, { alpha = 1 }: { readonly alpha?: number } = {}): Tensor {
  return ops.elu(x, alpha);
}

/**
 * Scaled exponential linear unit: `1.0507 · elu(x, 1.6733)`, from -1.758 up. Deep stacks of dense layers that start from
 * `lecunNormal` keep their scale with it, without normalization.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await activations.selu([0]).array() // => [0]
 * @see https://keras.io/api/layers/activations/#selu-function
 */
export function selu(x: TensorLike): Tensor {
  return ops.selu(x);
}

/**
 * Exponential linear unit whose slope has no jump: `max(x, 0) + alpha · (e^(min(x, 0) / alpha) - 1)`, from `-alpha` up. Like
 * `elu`, for other values of alpha than 1.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @param options - `alpha`, above 0, default `1`.
 * @throws {ArgumentError} for an alpha that is not above 0.
 * @example
 * await activations.celu([-100, 0, 2]).array() // => [-1, 0, 2]
 * @see https://keras.io/api/layers/activations/#celu-function
 */
export function celu(x: TensorLike, { alpha = 1 }: { readonly alpha?: number } = {}): Tensor {
  return ops.celu(x, alpha);
}

/**
 * Gaussian error linear unit: `x · Φ(x)` with the normal distribution's Φ, from -0.17 up. The usual choice in transformers.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @param options - `approximate`: whether Φ is approximated by tanh. Default `false` (in `ops.gelu`, `true`).
 * @example
 * await activations.gelu([-10, 0, 10]).array() // => [0, 0, 10]
 * @see https://keras.io/api/layers/activations/#gelu-function
 */
export function gelu(x: TensorLike, { approximate = false }: { readonly approximate?: boolean } = {}): Tensor {
  return ops.gelu(x, approximate);
}

/**
 * Sigmoid linear unit: `x · sigmoid(x)`, from -0.28 up. A smooth `relu`; convolutional networks such as EfficientNet use it.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await activations.silu([0, 20]).array() // => [0, 20]
 * @see https://keras.io/api/layers/activations/#silu-function
 */
export function silu(x: TensorLike): Tensor {
  return ops.silu(x);
}

/**
 * Sigmoid linear unit in three pieces: `x · hardSigmoid(x)`, from -0.375 up. Close to `silu` without an exponential, as in
 * MobileNetV3.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await activations.hardSilu([-3, 0, 3]).array() // => [0, 0, 3]
 * @see https://keras.io/api/layers/activations/#hardsilu-function
 */
export function hardSilu(x: TensorLike): Tensor {
  return ops.hardSilu(x);
}

/**
 * Mish: `x · tanh(softplus(x))`, from -0.31 up. Much like `silu`, and a little dearer; object detectors use it.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await activations.mish([0, 20]).array() // => [0, 20]
 * @see https://keras.io/api/layers/activations/#mish-function
 */
export const mish = composite('mish', (x: TensorLike): Tensor => ops.multiply(x, ops.tanh(ops.softplus(x))));

/**
 * A smooth `relu`: `ln(1 + eˣ)`, from 0 up. For outputs that must be positive, such as a standard deviation.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await activations.softplus([-1000, 1000]).array() // => [0, 1000]
 * @see https://keras.io/api/layers/activations/#softplus-function
 */
export function softplus(x: TensorLike): Tensor {
  return ops.softplus(x);
}

/**
 * A smooth `relu` without exponentials: `(x + √(x² + b)) / 2`, from 0 up. In place of `softplus` where speed counts.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @param options - `b`, how wide the bend is. Default `4`.
 * @example
 * await activations.squareplus([0, 1.5]).array() // => [1, 2]
 * @see https://keras.io/api/layers/activations/#squareplus-function
 */
export function squareplus(x: TensorLike, { b = 4 }: { readonly b?: number } = {}): Tensor {
  return ops.squareplus(x, b);
}

/**
 * A smooth `relu` that is 0 up to -1: `(x + 1)² / 4` from -1 to 1, `x` from 1 on. For outputs that should often be exactly 0.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await activations.sparsePlus([-1, 0, 2]).array() // => [0, 0.25, 2]
 * @see https://keras.io/api/layers/activations/#sparseplus-function
 */
export function sparsePlus(x: TensorLike): Tensor {
  return ops.sparsePlus(x);
}

/** Arguments of `threshold`; Keras has no defaults for them either. */
export interface ThresholdOptions {
  /** What `x` must exceed to stay. */
  readonly threshold: number;
  /** What stands in its place otherwise. */
  readonly defaultValue: number;
}

/**
 * Replaces what is not above a threshold: `x` if `x > threshold`, else `defaultValue`. For signals of which only the strong
 * part counts.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @param options - `threshold` and `defaultValue`, both needed. In a layer: `(x) => threshold(x, { … })`.
 * @example
 * await activations.threshold([0, 1, 2], { threshold: 1, defaultValue: -5 }).array() // => [-5, -5, 2]
 * @see https://keras.io/api/layers/activations/#threshold-function
 */
export function threshold(x: TensorLike, { threshold, defaultValue }: ThresholdOptions): Tensor {
  return ops.threshold(x, threshold, defaultValue);
}
