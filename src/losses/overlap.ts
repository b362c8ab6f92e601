import type { Tensor } from '../graph/index.ts';
import type { Axes } from '../ops/index.ts';
import * as functions from './functions/index.ts';
import { Loss, type LossConfig } from './loss.ts';

/** Options of the Dice loss. */
export interface DiceConfig extends LossConfig {
  /** Over which axes overlaps are summed up. Default `null`: all, so that a batch gives one number. */
  axis: Axes;
}

/**
 * How much two masks fail to overlap: `1 - 2 · Σ t · p / (Σ t + Σ p)`.
 *
 * @see https://keras.io/api/losses/probabilistic_losses/#dice-class
 */
export class Dice extends Loss<DiceConfig> {
  static override readonly className = 'Dice';

  constructor(given: Partial<DiceConfig> = {}) {
    super(given, { axis: null });
  }

  protected override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return functions.dice(yTrue, yPred, this.config);
  }
}

/**
 * How much two masks fail to overlap, for segmentation.
 *
 * True masks (0 or 1) and predicted ones (from 0 to 1): any shape.
 *
 * @param options - `axis` (default `null`: all), `name`, `reduction`.
 * @example
 * (await losses.dice().apply([[1, 0]], [[0.5, 0.5]]).item()).toFixed(4) // => '0.5000'
 * @see https://keras.io/api/losses/probabilistic_losses/#dice-class
 */
export function dice(options: Partial<DiceConfig> = {}): Dice {
  return new Dice(options);
}

/** Options of the Tversky loss. */
export interface TverskyConfig extends DiceConfig {
  /** Weight of what is in the true mask alone, as in Keras 3.15. Default `0.5`. */
  alpha: number;
  /** Weight of what is in the predicted mask alone, as in Keras 3.15. Default `0.5`. */
  beta: number;
}

/**
 * Dice loss with weights for the two ways of being wrong: `1 - s / (s + alpha · Σ t(1 - p) + beta · Σ p(1 - t))` with
 * `s = Σ t · p`.
 *
 * @see https://keras.io/api/losses/probabilistic_losses/#tversky-class
 */
export class Tversky extends Loss<TverskyConfig> {
  static override readonly className = 'Tversky';

  constructor(given: Partial<TverskyConfig> = {}) {
    super(given, { alpha: 0.5, beta: 0.5, axis: null });
  }

  protected override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return functions.tversky(yTrue, yPred, this.config);
  }
}

/**
 * Dice loss with weights for the two ways of being wrong, for masks that cover little of a picture.
 *
 * True masks (0 or 1) and predicted ones (from 0 to 1): any shape.
 *
 * @param options - `alpha` (default `0.5`), `beta` (`0.5`), `axis` (`null`: all), `name`, `reduction`.
 * @example
 * (await losses.tversky().apply([[1, 0]], [[0.5, 0.5]]).item()).toFixed(4) // => '0.5000'
 * @see https://arxiv.org/abs/1706.05721
 */
export function tversky(options: Partial<TverskyConfig> = {}): Tversky {
  return new Tversky(options);
}
