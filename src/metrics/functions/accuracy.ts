import type { Tensor, TensorLike } from '../../graph/index.ts';
import { fits, matched } from '../../losses/rank.ts';
import { argmax, cast, equal, greater, squeeze } from '../../ops/index.ts';
import { asFloat, asTensor } from '../../ops/operands.ts';

/**
 * 1 where labels and predictions are equal, else 0.
 *
 * @param yTrue - labels of any shape.
 * @param yPred - predictions in the same shape; so is the result.
 * @throws {ShapeError} when the shapes differ by more than a last axis of length 1.
 * @example
 * await metrics.functions.accuracy([1, 2, 3], [1, 0, 3]).array() // => [1, 0, 1]
 * @see https://keras.io/api/metrics/accuracy_metrics/#accuracy-class
 */
export function accuracy(yTrue: TensorLike, yPred: TensorLike): Tensor {
  const [labels, predictions] = matched('accuracy', yTrue, yPred);
  return cast(equal(labels, predictions), 'float32');
}

/** Options of the binary accuracy. */
export interface BinaryAccuracyOptions {
  /** Above it a prediction counts as 1. Default `0.5`; for logits, `0`. */
  readonly threshold?: number;
}

/**
 * 1 where a prediction is on its label's side of a threshold, else 0.
 *
 * @param yTrue - labels, 0 or 1, of any shape.
 * @param yPred - predictions in the same shape; so is the result.
 * @param options - `threshold`, default `0.5`.
 * @throws {ShapeError} when the shapes differ by more than a last axis of length 1.
 * @example
 * await metrics.functions.binaryAccuracy([1, 1, 0], [0.9, 0.2, 0.3]).array() // => [1, 0, 1]
 * @see https://keras.io/api/metrics/accuracy_metrics/#binaryaccuracy-class
 */
export function binaryAccuracy(
  yTrue: TensorLike,
  yPred: TensorLike,
  { threshold = 0.5 }: BinaryAccuracyOptions = {},
): Tensor {
  const [labels, predictions] = matched('binaryAccuracy', yTrue, yPred);
  return cast(equal(labels, cast(greater(predictions, threshold), 'float32')), 'float32');
}

/**
 * 1 where the highest score is at the label's class, else 0.
 *
 * @param yTrue - one-hot labels: `[batch, ..., classes]`.
 * @param yPred - scores in the same shape; the result is `[batch, ...]`.
 * @throws {ShapeError} when the shapes differ by more than a last axis of length 1.
 * @example
 * await metrics.functions.categoricalAccuracy([[0, 1], [1, 0]], [[0.1, 0.9], [0.3, 0.7]]).array() // => [1, 0]
 * @see https://keras.io/api/metrics/accuracy_metrics/#categoricalaccuracy-class
 */
export function categoricalAccuracy(yTrue: TensorLike, yPred: TensorLike): Tensor {
  const [labels, predictions] = matched('categoricalAccuracy', yTrue, yPred);
  return cast(equal(argmax(labels, -1), argmax(predictions, -1)), 'float32');
}

/**
 * 1 where the highest score is at the class with the label's number, else 0.
 *
 * @param yTrue - class numbers: `[batch, ...]`, or with a last axis of length 1.
 * @param yPred - scores: `[batch, ..., classes]`; the result is `[batch, ...]`.
 * @throws {ShapeError} when the shapes do not fit.
 * @example
 * await metrics.functions.sparseCategoricalAccuracy([1, 0], [[0.1, 0.9], [0.3, 0.7]]).array() // => [1, 0]
 * @see https://keras.io/api/metrics/accuracy_metrics/#sparsecategoricalaccuracy-class
 */
export function sparseCategoricalAccuracy(yTrue: TensorLike, yPred: TensorLike): Tensor {
  const predictions = asFloat(yPred);
  const given = asTensor(yTrue);
  const labels = given.rank === predictions.rank && given.dims.at(-1) === 1 ? squeeze(given, -1) : given;
  const winners = argmax(predictions, -1);
  const whole = labels.dtype === winners.dtype && fits(labels, winners);
  const [numbers, places] = whole ? [labels, winners] : matched('sparseCategoricalAccuracy', labels, winners);
  const hits = cast(equal(numbers, places), 'float32');
  return hits.rank > 1 && hits.dims.at(-1) === 1 ? squeeze(hits, -1) : hits;
}
