import type { Tensor, TensorLike } from '../../graph/index.ts';
import { type Axes, add, divide, multiply, subtract, sum } from '../../ops/index.ts';
import { matched } from '../rank.ts';

/** Added to divisors, so that empty masks divide by more than 0 (`keras.config.epsilon()`). */
const epsilon = 1e-7;

/** Options of the Dice loss. */
export interface DiceOptions {
  /** Over which axes overlaps are summed up. Default `null`: all, so that a batch gives one number. */
  readonly axis?: Axes;
}

/**
 * How much two masks fail to overlap: `1 - 2 · Σ t · p / (Σ t + Σ p)`.
 *
 * @param yTrue - true masks, 0 or 1: any shape.
 * @param yPred - predicted masks, from 0 to 1, in the same shape; the result lacks the summed axes.
 * @param options - `axis`, default `null`: all.
 * @throws {ShapeError} when the shapes differ by more than a last axis of length 1.
 * @example
 * (await losses.functions.dice([[1, 0]], [[0.5, 0.5]]).item()).toFixed(4) // => '0.5000'
 * @see https://keras.io/api/losses/probabilistic_losses/#dice-function
 */
export function dice(yTrue: TensorLike, yPred: TensorLike, { axis = null }: DiceOptions = {}): Tensor {
  const [t, p] = matched('dice', yTrue, yPred);
  const shared = multiply(sum(multiply(t, p), axis), 2);
  return subtract(1, divide(shared, add(add(sum(t, axis), sum(p, axis)), epsilon)));
}

/** Options of the Tversky loss. */
export interface TverskyOptions extends DiceOptions {
  /** Weight of what is in the true mask alone, as in Keras 3.15. Default `0.5`. */
  readonly alpha?: number;
  /** Weight of what is in the predicted mask alone, as in Keras 3.15. Default `0.5`. */
  readonly beta?: number;
}

/**
 * Dice loss with weights for the two ways of being wrong: `1 - s / (s + alpha · Σ t(1 - p) + beta · Σ p(1 - t))` with
 * `s = Σ t · p`.
 *
 * @param yTrue - true masks, 0 or 1: any shape.
 * @param yPred - predicted masks, from 0 to 1, in the same shape; the result lacks the summed axes.
 * @param options - `alpha` (default `0.5`), `beta` (`0.5`), `axis` (`null`: all).
 * @throws {ShapeError} when the shapes differ by more than a last axis of length 1.
 * @example
 * (await losses.functions.tversky([[1, 0]], [[0.5, 0.5]]).item()).toFixed(4) // => '0.5000'
 * @see https://arxiv.org/abs/1706.05721
 */
export function tversky(
  yTrue: TensorLike,
  yPred: TensorLike,
  { alpha = 0.5, beta = 0.5, axis = null }: TverskyOptions = {},
): Tensor {
  const [t, p] = matched('tversky', yTrue, yPred);
  const shared = sum(multiply(t, p), axis);
  const missed = multiply(sum(multiply(subtract(1, p), t), axis), alpha);
  const invented = multiply(sum(multiply(p, subtract(1, t)), axis), beta);
  return subtract(1, divide(shared, add(add(add(shared, missed), invented), epsilon)));
}
