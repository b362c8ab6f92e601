import type { Tensor, TensorLike } from '../../graph/index.ts';
import {
  add,
  all,
  equal,
  logicalOr,
  max,
  maximum,
  mean,
  multiply,
  square,
  subtract,
  sum,
  where,
} from '../../ops/index.ts';
import { matched } from '../rank.ts';

/**
 * Distance from the right side of a margin: `mean(max(1 - yTrue · yPred, 0))` over the last axis.
 *
 * @param yTrue - labels -1 and 1 (or 0 and 1, if there is no other label in the batch): `[batch, ..., n]`.
 * @param yPred - predictions in the same shape, any numbers; the result is `[batch, ...]`.
 * @throws {ShapeError} when the shapes differ by more than a last axis of length 1.
 * @example
 * await losses.functions.hinge([[-1, 1]], [[0.5, 2]]).array() // => [0.75]
 * @see https://keras.io/api/losses/hinge_losses/#hinge-function
 */
export function hinge(yTrue: TensorLike, yPred: TensorLike): Tensor {
  return mean(shortfall('hinge', yTrue, yPred), -1);
}

/**
 * Squared distance from the right side of a margin: `mean(max(1 - yTrue · yPred, 0)²)` over the last axis.
 *
 * @param yTrue - labels -1 and 1 (or 0 and 1, if there is no other label in the batch): `[batch, ..., n]`.
 * @param yPred - predictions in the same shape, any numbers; the result is `[batch, ...]`.
 * @throws {ShapeError} when the shapes differ by more than a last axis of length 1.
 * @example
 * await losses.functions.squaredHinge([[-1, 1]], [[1, 2]]).array() // => [2]
 * @see https://keras.io/api/losses/hinge_losses/#squaredhinge-function
 */
export function squaredHinge(yTrue: TensorLike, yPred: TensorLike): Tensor {
  return mean(square(shortfall('squaredHinge', yTrue, yPred)), -1);
}

/**
 * Margin between the right class and the best other one: `max(best - right + 1, 0)` with `right = Σ yTrue · yPred` and
 * `best = max((1 - yTrue) · yPred)` over the last axis.
 *
 * @param yTrue - one-hot labels: `[batch, ..., classes]`.
 * @param yPred - scores in the same shape; the result is `[batch, ...]`.
 * @throws {ShapeError} when the shapes differ by more than a last axis of length 1.
 * @example
 * await losses.functions.categoricalHinge([[0, 1]], [[2, 1.5]]).array() // => [1.5]
 * @see https://keras.io/api/losses/hinge_losses/#categoricalhinge-function
 */
export function categoricalHinge(yTrue: TensorLike, yPred: TensorLike): Tensor {
  const [labels, predictions] = matched('categoricalHinge', yTrue, yPred);
  const right = sum(multiply(labels, predictions), -1);
  const best = max(multiply(subtract(1, labels), predictions), -1);
  return maximum(add(subtract(best, right), 1), 0);
}

function shortfall(place: string, yTrue: TensorLike, yPred: TensorLike): Tensor {
  const [labels, predictions] = matched(place, yTrue, yPred);
  return maximum(subtract(1, multiply(signed(labels), predictions)), 0);
}

/** Labels 0 and 1 as -1 and 1, if all of a batch are 0 or 1. */
function signed(labels: Tensor): Tensor {
  const isBinary = all(logicalOr(equal(labels, 0), equal(labels, 1)));
  return where(isBinary, subtract(multiply(labels, 2), 1), labels);
}
