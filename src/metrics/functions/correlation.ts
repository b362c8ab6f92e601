import type { Tensor, TensorLike } from '../../graph/index.ts';
import { matched } from '../../losses/rank.ts';
import { add, divide, mean, multiply, normalize, square, std, subtract, sum, variance } from '../../ops/index.ts';

/** Added to a divisor that may be 0 (`keras.config.epsilon()`). */
const epsilon = 1e-7;

/** Options of the correlations and the cosine similarity. */
export interface AxisOptions {
  /** Along which axis vectors are compared. Default `-1`. */
  readonly axis?: number;
}

/**
 * Cosine of the angle between targets and predictions: `Σ yTrue · yPred / (‖yTrue‖ · ‖yPred‖)`. (The loss is its negative.)
 *
 * @param yTrue - vectors along `axis`.
 * @param yPred - predictions in the same shape; the result lacks `axis`.
 * @param options - `axis`, default `-1`.
 * @throws {ShapeError} when the shapes differ by more than a last axis of length 1.
 * @example
 * await metrics.functions.cosineSimilarity([[0, 1], [1, 0]], [[0, 4], [0, 2]]).array() // => [1, 0]
 * @see https://keras.io/api/metrics/regression_metrics/#cosinesimilarity-class
 */
export function cosineSimilarity(yTrue: TensorLike, yPred: TensorLike, { axis = -1 }: AxisOptions = {}): Tensor {
  const [labels, predictions] = matched('cosineSimilarity', yTrue, yPred);
  return sum(multiply(normalize(labels, axis), normalize(predictions, axis)), axis);
}

/**
 * Pearson's correlation of targets and predictions: their covariance, divided by both standard deviations. From -1 to 1; NaN
 * where one of the two is constant.
 *
 * @param yTrue - vectors along `axis`.
 * @param yPred - predictions in the same shape; the result lacks `axis`.
 * @param options - `axis`, default `-1`.
 * @throws {ShapeError} when the shapes differ by more than a last axis of length 1.
 * @example
 * (await metrics.functions.pearsonCorrelation([[1, 2, 3]], [[2, 4, 6]]).data())[0].toFixed(4) // => '1.0000'
 * @see https://keras.io/api/metrics/regression_metrics/
 */
export function pearsonCorrelation(yTrue: TensorLike, yPred: TensorLike, { axis = -1 }: AxisOptions = {}): Tensor {
  const [labels, predictions] = matched('pearsonCorrelation', yTrue, yPred);
  const scaled = (x: Tensor) => {
    const centered = subtract(x, mean(x, axis, true));
    return divide(centered, std(centered, axis, true));
  };
  return mean(multiply(scaled(labels), scaled(predictions)), axis);
}

/**
 * Concordance of targets and predictions: like Pearson's correlation, but lower also where their means or spreads differ,
 * `2 · covariance / (variance + variance + (mean - mean)²)`. From -1 to 1.
 *
 * @param yTrue - vectors along `axis`.
 * @param yPred - predictions in the same shape; the result lacks `axis`.
 * @param options - `axis`, default `-1`.
 * @throws {ShapeError} when the shapes differ by more than a last axis of length 1.
 * @example
 * (await metrics.functions.concordanceCorrelation([[1, 2, 3]], [[1, 2, 3]]).data())[0].toFixed(4) // => '1.0000'
 * @see https://keras.io/api/metrics/regression_metrics/
 */
export function concordanceCorrelation(yTrue: TensorLike, yPred: TensorLike, { axis = -1 }: AxisOptions = {}): Tensor {
  const [labels, predictions] = matched('concordanceCorrelation', yTrue, yPred);
  const center = mean(predictions, axis, true);
  const distance = square(subtract(mean(labels, axis, true), center));
  const norm = add(add(variance(labels, axis, true), variance(predictions, axis, true)), distance);
  // The mean of the targets drops out of the covariance, so Keras takes that of the predictions off both.
  const together = multiply(subtract(labels, center), subtract(predictions, center));
  return mean(divide(multiply(together, 2), add(norm, epsilon)), axis);
}
