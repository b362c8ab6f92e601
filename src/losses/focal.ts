import type { Shape, Tensor } from '../graph/index.ts';
import { bitsMend, type CrossentropyConfig, crossentropyDefaults, rowsMend } from './crossentropy.ts';
import * as functions from './functions/index.ts';
import { checkProbabilities, type Labels } from './labels.ts';
import { Loss } from './loss.ts';
import { checkBetween } from './settings.ts';

/** Options of the binary focal crossentropy. */
export interface BinaryFocalCrossentropyConfig extends CrossentropyConfig {
  /** Whether label 1 is weighed by `alpha` and label 0 by `1 - alpha`. Default `false`. */
  applyClassBalancing: boolean;
  /** Weight of label 1. Default `0.25`. */
  alpha: number;
  /** How much less what is nearly right counts. Default `2`. */
  gamma: number;
}

/**
 * Binary crossentropy in which what is nearly right counts less: `mean((1 - q)^gamma · crossentropy)`, with q the probability
 * given to the right answer.
 *
 * @see https://keras.io/api/losses/probabilistic_losses/#binaryfocalcrossentropy-class
 */
export class BinaryFocalCrossentropy extends Loss<BinaryFocalCrossentropyConfig> {
  static override readonly className = 'BinaryFocalCrossentropy';

  constructor(given: Partial<BinaryFocalCrossentropyConfig> = {}) {
    super(given, { ...crossentropyDefaults, applyClassBalancing: false, alpha: 0.25, gamma: 2 });
    checkBetween('BinaryFocalCrossentropy: labelSmoothing', this.config.labelSmoothing, 0, 1);
  }

  protected override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return functions.binaryFocalCrossentropy(yTrue, yPred, this.config);
  }

  /** Every label must be from 0 to 1. */
  override checkTargets(where: string, labels: Labels, predicted: Shape): void {
    checkProbabilities(where, labels, predicted, bitsMend);
  }
}

/**
 * Binary crossentropy in which what is nearly right counts less, for data in which one answer is rare.
 *
 * Labels (0 or 1, or between) and predictions: `[batch, ..., n]`.
 *
 * @param options - `applyClassBalancing` (default `false`), `alpha` (`0.25`), `gamma` (`2`), `fromLogits` (`false`),
 * `labelSmoothing` (`0`), `axis` (`-1`), `name`, `reduction`.
 * @throws {ArgumentError} for a smoothing that is not from 0 to 1.
 * @example
 * (await losses.binaryFocalCrossentropy({ gamma: 1 }).apply([[1]], [[0.5]]).item()).toFixed(4) // => '0.3466'
 * @see https://arxiv.org/abs/1708.02002
 */
export function binaryFocalCrossentropy(options: Partial<BinaryFocalCrossentropyConfig> = {}): BinaryFocalCrossentropy {
  return new BinaryFocalCrossentropy(options);
}

/** Options of the categorical focal crossentropy. */
export interface CategoricalFocalCrossentropyConfig extends CrossentropyConfig {
  /** Weight of all classes, or of each. Default `0.25`. */
  alpha: number | readonly number[];
  /** How much less what is nearly right counts. Default `2`. */
  gamma: number;
}

/**
 * Categorical crossentropy in which what is nearly right counts less: `-Σ alpha · (1 - p)^gamma · t · ln p`.
 *
 * @see https://keras.io/api/losses/probabilistic_losses/#categoricalfocalcrossentropy-class
 */
export class CategoricalFocalCrossentropy extends Loss<CategoricalFocalCrossentropyConfig> {
  static override readonly className = 'CategoricalFocalCrossentropy';

  constructor(given: Partial<CategoricalFocalCrossentropyConfig> = {}) {
    super(given, { ...crossentropyDefaults, alpha: 0.25, gamma: 2 });
    checkBetween('CategoricalFocalCrossentropy: labelSmoothing', this.config.labelSmoothing, 0, 1);
  }

  protected override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return functions.categoricalFocalCrossentropy(yTrue, yPred, this.config);
  }

  /** Every number of a label must be from 0 to 1. */
  override checkTargets(where: string, labels: Labels, predicted: Shape): void {
    checkProbabilities(where, labels, predicted, rowsMend);
  }
}

/**
 * Categorical crossentropy in which what is nearly right counts less, for data in which some classes are rare.
 *
 * Labels (one-hot) and predictions: `[batch, ..., classes]`.
 *
 * @param options - `alpha` (default `0.25`), `gamma` (`2`), `fromLogits` (`false`), `labelSmoothing` (`0`), `axis` (`-1`),
 * `name`, `reduction`.
 * @throws {ArgumentError} for a smoothing that is not from 0 to 1.
 * @example
 * const loss = losses.categoricalFocalCrossentropy({ alpha: 1, gamma: 1 });
 * (await loss.apply([[0, 1]], [[0.5, 0.5]]).item()).toFixed(4) // => '0.3466'
 * @see https://arxiv.org/abs/1708.02002
 */
export function categoricalFocalCrossentropy(
  options: Partial<CategoricalFocalCrossentropyConfig> = {},
): CategoricalFocalCrossentropy {
  return new CategoricalFocalCrossentropy(options);
}
