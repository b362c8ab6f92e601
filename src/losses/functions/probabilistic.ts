import { shown, type Tensor, type TensorLike } from '../../graph/index.ts';
import { add, clip, divide, log, mean, multiply, oneHot, power, squeeze, subtract, sum } from '../../ops/index.ts';
import { asFloat, asTensor } from '../../ops/operands.ts';
import { ShapeError } from '../../utils/errors.ts';
import { matched } from '../rank.ts';

/** Numbers are kept this far from 0 where a logarithm or a quotient needs it (`keras.config.epsilon()`). */
const epsilon = 1e-7;

/**
 * Kullback-Leibler divergence of the predicted from the true distribution: `Σ yTrue · ln(yTrue / yPred)` over the last axis,
 * both kept from 1e-7 to 1.
 *
 * @param yTrue - probabilities: `[batch, ..., n]`.
 * @param yPred - predictions in the same shape; the result is `[batch, ...]`.
 * @throws {ShapeError} when the shapes differ by more than a last axis of length 1.
 * @example
 * await losses.functions.klDivergence([[0.5, 0.5]], [[0.5, 0.5]]).array() // => [0]
 * @see https://keras.io/api/losses/probabilistic_losses/#kldivergence-function
 */
export function klDivergence(yTrue: TensorLike, yPred: TensorLike): Tensor {
  const [labels, predictions] = matched('klDivergence', yTrue, yPred);
  const t = clip(labels, epsilon, 1);
  return sum(multiply(t, log(divide(t, clip(predictions, epsilon, 1)))), -1);
}

/**
 * Negative log-likelihood of counts under predicted rates, without the part that does not depend on them:
 * `mean(yPred - yTrue · ln(yPred + 1e-7))` over the last axis.
 *
 * @param yTrue - counts: `[batch, ..., n]`.
 * @param yPred - rates in the same shape, at least 0; the result is `[batch, ...]`.
 * @throws {ShapeError} when the shapes differ by more than a last axis of length 1.
 * @example
 * await losses.functions.poisson([[0, 0]], [[1, 2]]).array() // => [1.5]
 * @see https://keras.io/api/losses/probabilistic_losses/#poisson-function
 */
export function poisson(yTrue: TensorLike, yPred: TensorLike): Tensor {
  const [labels, predictions] = matched('poisson', yTrue, yPred);
  return mean(subtract(predictions, multiply(labels, log(add(predictions, epsilon)))), -1);
}

/** Options of the generalized crossentropy. */
export interface GeneralizedCrossEntropyOptions {
  /** Between 0, where it is the crossentropy, and 1, where it is the absolute error. Default `0.5`. */
  readonly q?: number;
}

/**
 * Crossentropy that forgives wrong labels: `(1 - p^q) / q` with p the predicted probability of the labelled class.
 *
 * @param yTrue - class numbers: `[batch]`, or `[batch, 1]`.
 * @param yPred - probabilities: `[batch, classes]`; the result is `[batch]`.
 * @param options - `q`, default `0.5`.
 * @throws {ShapeError} when the shapes do not fit, or the number of classes is unknown.
 * @example
 * await losses.functions.categoricalGeneralizedCrossEntropy([1], [[0.75, 0.25]]).array() // => [1]
 * @see https://arxiv.org/abs/1805.07836
 */
export function categoricalGeneralizedCrossEntropy(
  yTrue: TensorLike,
  yPred: TensorLike,
  { q = 0.5 }: GeneralizedCrossEntropyOptions = {},
): Tensor {
  const given = asTensor(yTrue);
  const predictions = asFloat(yPred);
  const labels = given.rank === predictions.rank && given.dims.at(-1) === 1 ? squeeze(given, -1) : given;
  const classes = predictions.dims.at(-1);
  if (typeof classes !== 'number' || labels.rank !== predictions.rank - 1)
    throw new ShapeError('categoricalGeneralizedCrossEntropy(yTrue, yPred)', {
      expected: 'labels that are class numbers [batch] and predictions [batch, classes]',
      received: `labels ${shown(given)} and predictions ${shown(predictions)}`,
    });
  const probability = sum(multiply(predictions, oneHot(labels, classes)), -1);
  return divide(subtract(1, power(probability, q)), q);
}
