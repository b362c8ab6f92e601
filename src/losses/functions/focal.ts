import { constant, type Tensor, type TensorLike } from '../../graph/index.ts';
import {
  add,
  clip,
  divide,
  log,
  mean,
  multiply,
  negative,
  binaryCrossentropy as ofBits,
  power,
  sigmoid,
  softmax,
  subtract,
  sum,
} from '../../ops/index.ts';
import { matched } from '../rank.ts';
import {
  type BinaryCrossentropyOptions,
  type CategoricalCrossentropyOptions,
  distributions,
  smoothedBits,
  smoothedRows,
} from './crossentropy.ts';

/** Probabilities are kept this far from 0 and 1 (`keras.config.epsilon()`). */
const epsilon = 1e-7;

/** Options of the binary focal crossentropy. */
export interface BinaryFocalCrossentropyOptions extends BinaryCrossentropyOptions {
  /** Whether label 1 is weighed by `alpha` and label 0 by `1 - alpha`. Default `false`. */
  readonly applyClassBalancing?: boolean;
  /** Weight of label 1. Default `0.25`. */
  readonly alpha?: number;
  /** How much less what is nearly right counts. Default `2`. */
  readonly gamma?: number;
}

/**
 * Binary crossentropy in which what is nearly right counts less: `mean((1 - q)^gamma · crossentropy)` over an axis, with q the
 * probability given to the right answer.
 *
 * @param yTrue - labels, 0 or 1 or between: `[batch, ..., n]`.
 * @param yPred - probabilities or logits in the same shape; the result lacks `axis`.
 * @param options - `applyClassBalancing` (default `false`), `alpha` (`0.25`), `gamma` (`2`), `fromLogits` (`false`),
 * `labelSmoothing` (`0`), `axis` (`-1`).
 * @throws {ShapeError} when the shapes differ by more than a last axis of length 1.
 * @example
 * await losses.functions.binaryFocalCrossentropy([[0, 1]], [[0, 0]], { fromLogits: true, gamma: 1 }).array()
 * // => [0.3465735912322998]
 * @see https://arxiv.org/abs/1708.02002
 */
export function binaryFocalCrossentropy(
  yTrue: TensorLike,
  yPred: TensorLike,
  {
    applyClassBalancing = false,
    alpha = 0.25,
    gamma = 2,
    fromLogits = false,
    labelSmoothing = 0,
    axis = -1,
  }: BinaryFocalCrossentropyOptions = {},
): Tensor {
  const [given, predictions] = matched('binaryFocalCrossentropy', yTrue, yPred);
  const t = smoothedBits(given, labelSmoothing);
  const p = fromLogits ? sigmoid(predictions) : predictions;
  const rest = subtract(1, t);
  const right = add(multiply(t, p), multiply(rest, subtract(1, p)));
  const focal = multiply(power(subtract(1, right), gamma), ofBits(t, p));
  const balance = add(multiply(t, alpha), multiply(rest, 1 - alpha));
  return mean(applyClassBalancing ? multiply(balance, focal) : focal, axis);
}

/** Options of the categorical focal crossentropy. */
export interface CategoricalFocalCrossentropyOptions extends CategoricalCrossentropyOptions {
  /** Weight of all classes, or of each. Default `0.25`. */
  readonly alpha?: number | readonly number[];
  /** How much less what is nearly right counts. Default `2`. */
  readonly gamma?: number;
}

/**
 * Categorical crossentropy in which what is nearly right counts less: `-Σ alpha · (1 - p)^gamma · t · ln p` over the classes.
 *
 * @param yTrue - labels: `[batch, ..., classes]`.
 * @param yPred - probabilities (scaled to sum to 1) or logits in the same shape; the result lacks `axis`.
 * @param options - `alpha` (default `0.25`), `gamma` (`2`), `fromLogits` (`false`), `labelSmoothing` (`0`), `axis` (`-1`).
 * @throws {ShapeError} when the shapes differ, such as for labels that are class numbers, or there is one class only.
 * @example
 * await losses.functions.categoricalFocalCrossentropy([[0, 1]], [[0, 0]], { fromLogits: true, alpha: 1, gamma: 1 }).array()
 * // => [0.3465735912322998]
 * @see https://arxiv.org/abs/1708.02002
 */
export function categoricalFocalCrossentropy(
  yTrue: TensorLike,
  yPred: TensorLike,
  {
    alpha = 0.25,
    gamma = 2,
    fromLogits = false,
    labelSmoothing = 0,
    axis = -1,
  }: CategoricalFocalCrossentropyOptions = {},
): Tensor {
  const [given, predictions] = distributions(
    'categoricalFocalCrossentropy',
    yTrue,
    yPred,
    'make rows of them: ops.oneHot(labels, classes)',
  );
  const t = smoothedRows(given, labelSmoothing);
  const scores = fromLogits ? softmax(predictions, axis) : predictions;
  const p = clip(divide(scores, sum(scores, axis, true)), epsilon, 1 - epsilon);
  const weight = multiply(power(subtract(1, p), gamma), constant(alpha));
  return sum(multiply(weight, multiply(negative(t), log(p))), axis);
}
