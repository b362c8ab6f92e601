import type { Tensor, TensorLike } from '../../graph/index.ts';
import {
  abs,
  add,
  divide,
  lessEqual,
  log,
  maximum,
  mean,
  multiply,
  negative,
  normalize,
  softplus,
  square,
  subtract,
  sum,
  where,
} from '../../ops/index.ts';
import { matched } from '../rank.ts';

/** Numbers are kept this far from 0 where a logarithm or a quotient needs it (`keras.config.epsilon()`). */
const epsilon = 1e-7;

/**
 * Squared differences, averaged over the last axis: `mean((yTrue - yPred)²)`.
 *
 * @param yTrue - targets: `[batch, ..., n]`.
 * @param yPred - predictions in the same shape; the result is `[batch, ...]`.
 * @throws {ShapeError} when the shapes differ by more than a last axis of length 1.
 * @example
 * await losses.functions.meanSquaredError([[0, 2]], [[1, 5]]).array() // => [5]
 * @see https://keras.io/api/losses/regression_losses/#meansquarederror-function
 */
export function meanSquaredError(yTrue: TensorLike, yPred: TensorLike): Tensor {
  const [labels, predictions] = matched('meanSquaredError', yTrue, yPred);
  return mean(square(subtract(labels, predictions)), -1);
}

/**
 * Absolute differences, averaged over the last axis: `mean(|yTrue - yPred|)`.
 *
 * @param yTrue - targets: `[batch, ..., n]`.
 * @param yPred - predictions in the same shape; the result is `[batch, ...]`.
 * @throws {ShapeError} when the shapes differ by more than a last axis of length 1.
 * @example
 * await losses.functions.meanAbsoluteError([[0, 2]], [[1, 5]]).array() // => [2]
 * @see https://keras.io/api/losses/regression_losses/#meanabsoluteerror-function
 */
export function meanAbsoluteError(yTrue: TensorLike, yPred: TensorLike): Tensor {
  const [labels, predictions] = matched('meanAbsoluteError', yTrue, yPred);
  return mean(abs(subtract(labels, predictions)), -1);
}

/**
 * Differences in percent of the targets: `100 · mean(|yTrue - yPred| / max(|yTrue|, 1e-7))` over the last axis.
 *
 * @param yTrue - targets: `[batch, ..., n]`.
 * @param yPred - predictions in the same shape; the result is `[batch, ...]`.
 * @throws {ShapeError} when the shapes differ by more than a last axis of length 1.
 * @example
 * await losses.functions.meanAbsolutePercentageError([[2, 4]], [[1, 4]]).array() // => [25]
 * @see https://keras.io/api/losses/regression_losses/#meanabsolutepercentageerror-function
 */
export function meanAbsolutePercentageError(yTrue: TensorLike, yPred: TensorLike): Tensor {
  const [labels, predictions] = matched('meanAbsolutePercentageError', yTrue, yPred);
  const size = maximum(abs(labels), epsilon);
  return multiply(mean(abs(divide(subtract(labels, predictions), size)), -1), 100);
}

/**
 * Squared differences of logarithms: `mean((ln(yTrue + 1) - ln(yPred + 1))²)` over the last axis; numbers below 1e-7 count as
 * that.
 *
 * @param yTrue - targets: `[batch, ..., n]`.
 * @param yPred - predictions in the same shape; the result is `[batch, ...]`.
 * @throws {ShapeError} when the shapes differ by more than a last axis of length 1.
 * @example
 * await losses.functions.meanSquaredLogarithmicError([[3, 8]], [[3, 8]]).array() // => [0]
 * @see https://keras.io/api/losses/regression_losses/#meansquaredlogarithmicerror-function
 */
export function meanSquaredLogarithmicError(yTrue: TensorLike, yPred: TensorLike): Tensor {
  const [labels, predictions] = matched('meanSquaredLogarithmicError', yTrue, yPred);
  const logarithm = (x: Tensor) => log(add(maximum(x, epsilon), 1));
  return mean(square(subtract(logarithm(predictions), logarithm(labels))), -1);
}

/** Options of the Huber loss. */
export interface HuberOptions {
  /** The difference up to which the loss is quadratic. Default `1`. */
  readonly delta?: number;
}

/**
 * Quadratic for small differences, linear for large ones: `e²/2` for `|e| ≤ delta`, else `delta · |e| - delta²/2`, averaged
 * over the last axis.
 *
 * @param yTrue - targets: `[batch, ..., n]`.
 * @param yPred - predictions in the same shape; the result is `[batch, ...]`.
 * @param options - `delta`, default `1`.
 * @throws {ShapeError} when the shapes differ by more than a last axis of length 1.
 * @example
 * await losses.functions.huber([[0, 0]], [[1, 3]]).array() // => [1.5]
 * @see https://keras.io/api/losses/regression_losses/#huber-function
 */
export function huber(yTrue: TensorLike, yPred: TensorLike, { delta = 1 }: HuberOptions = {}): Tensor {
  const [labels, predictions] = matched('huber', yTrue, yPred);
  const error = subtract(predictions, labels);
  const size = abs(error);
  const linear = subtract(multiply(size, delta), delta ** 2 / 2);
  return mean(where(lessEqual(size, delta), multiply(square(error), 0.5), linear), -1);
}

/**
 * Logarithm of the hyperbolic cosine of the differences, `mean(ln(cosh(yPred - yTrue)))` over the last axis: about `e²/2` for
 * small ones and `|e| - ln 2` for large ones.
 *
 * @param yTrue - targets: `[batch, ..., n]`.
 * @param yPred - predictions in the same shape; the result is `[batch, ...]`.
 * @throws {ShapeError} when the shapes differ by more than a last axis of length 1.
 * @example
 * await losses.functions.logCosh([[1, 2]], [[1, 2]]).array() // => [0]
 * @see https://keras.io/api/losses/regression_losses/#logcosh-function
 */
export function logCosh(yTrue: TensorLike, yPred: TensorLike): Tensor {
  const [labels, predictions] = matched('logCosh', yTrue, yPred);
  const error = subtract(predictions, labels);
  // ln cosh e = e + ln(1 + e⁻²ᵉ) - ln 2, which does not overflow.
  return mean(subtract(add(error, softplus(multiply(error, -2))), Math.LN2), -1);
}

/** Options of the cosine similarity. */
export interface CosineSimilarityOptions {
  /** The axis of the vectors. Default `-1`. */
  readonly axis?: number;
}

/**
 * Cosine of the angle between targets and predictions, negated so that alike is small: `-Σ yTrue · yPred / (‖yTrue‖ · ‖yPred‖)`.
 *
 * @param yTrue - target vectors along `axis`.
 * @param yPred - predictions in the same shape; the result lacks `axis`. From -1 (same direction) to 1 (opposite).
 * @param options - `axis`, default `-1`.
 * @throws {ShapeError} when the shapes differ by more than a last axis of length 1.
 * @example
 * await losses.functions.cosineSimilarity([[0, 1], [1, 0]], [[0, 4], [-2, 0]]).array() // => [-1, 1]
 * @see https://keras.io/api/losses/regression_losses/#cosinesimilarity-function
 */
export function cosineSimilarity(
  yTrue: TensorLike,
  yPred: TensorLike,
  { axis = -1 }: CosineSimilarityOptions = {},
): Tensor {
  const [labels, predictions] = matched('cosineSimilarity', yTrue, yPred);
  return negative(sum(multiply(normalize(labels, axis), normalize(predictions, axis)), axis));
}
