import type { Tensor } from '../graph/index.ts';
import * as functions from './functions/index.ts';
import { MeanOfFunction } from './mean-of-function.ts';
import type { MetricConfig } from './metric.ts';

/**
 * Kullback-Leibler divergence of the predicted from the true distribution: `Σ yTrue · ln(yTrue / yPred)`.
 *
 * @see https://keras.io/api/metrics/probabilistic_metrics/#kldivergence-class
 */
export class KLDivergence extends MeanOfFunction {
  static override readonly className = 'KLDivergence';
  override readonly direction = 'down';

  protected override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return functions.klDivergence(yTrue, yPred);
  }
}

/**
 * Kullback-Leibler divergence of the predicted from the true distribution: `Σ yTrue · ln(yTrue / yPred)`.
 *
 * Labels and predictions, probabilities: `[batch, ..., n]`.
 *
 * @param options - `name`.
 * @example
 * const metric = metrics.klDivergence();
 * metric.updateState([[0.5, 0.5]], [[0.5, 0.5]]);
 * await metric.result().item() // => 0
 * @see https://keras.io/api/metrics/probabilistic_metrics/#kldivergence-class
 */
export function klDivergence(options: Partial<MetricConfig> = {}): KLDivergence {
  return new KLDivergence(options);
}

/**
 * Negative log-likelihood of counts under predicted rates: `mean(yPred - yTrue · ln(yPred + 1e-7))`.
 *
 * @see https://keras.io/api/metrics/probabilistic_metrics/#poisson-class
 */
export class Poisson extends MeanOfFunction {
  static override readonly className = 'Poisson';
  override readonly direction = 'down';

  protected override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return functions.poisson(yTrue, yPred);
  }
}

/**
 * Negative log-likelihood of counts under predicted rates: `mean(yPred - yTrue · ln(yPred + 1e-7))`.
 *
 * Counts and rates, from 0 on: `[batch, ..., n]`.
 *
 * @param options - `name`.
 * @example
 * const metric = metrics.poisson();
 * metric.updateState([[0, 0]], [[1, 2]]);
 * await metric.result().item() // => 1.5
 * @see https://keras.io/api/metrics/probabilistic_metrics/#poisson-class
 */
export function poisson(options: Partial<MetricConfig> = {}): Poisson {
  return new Poisson(options);
}
