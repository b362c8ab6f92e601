import type { Tensor } from '../graph/index.ts';
import * as functions from './functions/index.ts';
import { Loss, type LossConfig } from './loss.ts';

/**
 * Kullback-Leibler divergence of the predicted from the true distribution: `Σ yTrue · ln(yTrue / yPred)`.
 *
 * @see https://keras.io/api/losses/probabilistic_losses/#kldivergence-class
 */
export class KLDivergence extends Loss {
  static override readonly className = 'KLDivergence';

  protected override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return functions.klDivergence(yTrue, yPred);
  }
}

/**
 * Kullback-Leibler divergence of the predicted from the true distribution: `Σ yTrue · ln(yTrue / yPred)`.
 *
 * Labels and predictions, probabilities: `[batch, ..., n]`.
 *
 * @param options - `name`, `reduction`.
 * @example
 * await losses.klDivergence().apply([[0.5, 0.5]], [[0.5, 0.5]]).item() // => 0
 * @see https://keras.io/api/losses/probabilistic_losses/#kldivergence-class
 */
export function klDivergence(options: Partial<LossConfig> = {}): KLDivergence {
  return new KLDivergence(options);
}

/**
 * Negative log-likelihood of counts under predicted rates: `mean(yPred - yTrue · ln(yPred + 1e-7))`.
 *
 * @see https://keras.io/api/losses/probabilistic_losses/#poisson-class
 */
export class Poisson extends Loss {
  static override readonly className = 'Poisson';

  protected override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return functions.poisson(yTrue, yPred);
  }
}

/**
 * Negative log-likelihood of counts under predicted rates: `mean(yPred - yTrue · ln(yPred + 1e-7))`.
 *
 * Counts and rates, from 0 on: `[batch, ..., n]`.
 *
 * @param options - `name`, `reduction`.
 * @example
 * await losses.poisson().apply([[0, 0]], [[1, 2]]).item() // => 1.5
 * @see https://keras.io/api/losses/probabilistic_losses/#poisson-class
 */
export function poisson(options: Partial<LossConfig> = {}): Poisson {
  return new Poisson(options);
}
