import { shown, type Tensor, type TensorLike } from '../../graph/index.ts';
import { matched } from '../../losses/rank.ts';
import { any, argmax, cast, equal, expandDims, getItem, inTopK, ravel, reshape, reshapeLike } from '../../ops/index.ts';
import { asFloat, asTensor } from '../../ops/operands.ts';
import { ArgumentError, ShapeError } from '../../utils/errors.ts';

/** Options of the top-k categorical accuracy. */
export interface TopKOptions {
  /** How many classes may be named. Default `5`. */
  readonly k?: number;
}

/**
 * 1 where the label's class is among the `k` highest scores, else 0.
 *
 * @param yTrue - one-hot labels: `[batch, ..., classes]`.
 * @param yPred - scores in the same shape; the result is `[batch, ...]`.
 * @param options - `k`, default `5`.
 * @throws {ShapeError} when the shapes differ.
 * @throws {ArgumentError} when `k` is no positive whole number.
 * @example
 * await metrics.functions.topKCategoricalAccuracy([[0, 0, 1]], [[0.5, 0.2, 0.3]], { k: 2 }).array() // => [1]
 * @see https://keras.io/api/metrics/accuracy_metrics/#topkcategoricalaccuracy-class
 */
export function topKCategoricalAccuracy(yTrue: TensorLike, yPred: TensorLike, { k = 5 }: TopKOptions = {}): Tensor {
  const [labels, predictions] = matched('topKCategoricalAccuracy', yTrue, yPred);
  return hits('topKCategoricalAccuracy', argmax(labels, -1), predictions, k);
}

/** Options of the sparse top-k categorical accuracy. */
export interface SparseTopKOptions extends TopKOptions {
  /** Whether predictions are class numbers, the best first, rather than scores. Default `false`. */
  readonly fromSortedIds?: boolean;
}

/**
 * 1 where the class with the label's number is among the `k` highest scores, else 0.
 *
 * @param yTrue - class numbers: `[batch, ...]`, or with a last axis of length 1.
 * @param yPred - scores: `[batch, ..., classes]`, or with `fromSortedIds` class numbers, the best first. The result has the
 * shape of the labels.
 * @param options - `k` (default `5`), `fromSortedIds` (`false`).
 * @throws {ShapeError} when the shapes do not fit.
 * @throws {ArgumentError} when `k` is no positive whole number.
 * @example
 * await metrics.functions.sparseTopKCategoricalAccuracy([2], [[0.5, 0.2, 0.3]], { k: 2 }).array() // => [1]
 * @see https://keras.io/api/metrics/accuracy_metrics/#sparsetopkcategoricalaccuracy-class
 */
export function sparseTopKCategoricalAccuracy(
  yTrue: TensorLike,
  yPred: TensorLike,
  { k = 5, fromSortedIds = false }: SparseTopKOptions = {},
): Tensor {
  const predictions = asFloat(yPred);
  const labels = asTensor(yTrue);
  if (!fromSortedIds) return hits('sparseTopKCategoricalAccuracy', labels, predictions, k);
  checkK(k);
  const best = getItem(rows('sparseTopKCategoricalAccuracy', labels, predictions), ['...', { stop: k }]);
  const found = any(equal(expandDims(ravel(labels), 1), best), 1);
  return reshapeLike(cast(found, 'float32'), labels);
}

function hits(where: string, labels: Tensor, predictions: Tensor, k: number): Tensor {
  checkK(k);
  const found = inTopK(cast(ravel(labels), 'int32'), rows(where, labels, predictions), k);
  return reshapeLike(cast(found, 'float32'), labels);
}

/** Scores as a matrix, one row for each label. */
function rows(where: string, labels: Tensor, predictions: Tensor): Tensor {
  const width = predictions.dims.at(-1);
  const isColumn = labels.rank === predictions.rank && labels.dims.at(-1) === 1;
  if (typeof width !== 'number' || !(isColumn || labels.rank === predictions.rank - 1))
    throw new ShapeError(`${where}(yTrue, yPred)`, {
      expected: 'labels [batch, ...] that are class numbers, and scores [batch, ..., classes]',
      received: `${shown(labels)} and ${shown(predictions)}`,
    });
  return predictions.rank === 2 ? predictions : reshape(predictions, [-1, width]);
}

/** Complains about a `k` that is no positive whole number. */
export function checkK(k: number): void {
  if (!Number.isInteger(k) || k < 1)
    throw new ArgumentError('top-k accuracy: k', { expected: 'a positive whole number', received: String(k) });
}
