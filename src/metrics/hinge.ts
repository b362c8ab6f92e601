import type { Tensor } from '../graph/index.ts';
import * as functions from './functions/index.ts';
import { MeanOfFunction } from './mean-of-function.ts';
import type { MetricConfig } from './metric.ts';

/**
 * Mean distance from the right side of a margin: `mean(max(1 - yTrue · yPred, 0))`.
 *
 * @see https://keras.io/api/metrics/hinge_metrics/#hinge-class
 */
export class Hinge extends MeanOfFunction {
  static override readonly className = 'Hinge';
  override readonly direction = 'down';

  protected override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return functions.hinge(yTrue, yPred);
  }
}

/**
 * Mean distance from the right side of a margin: `mean(max(1 - yTrue · yPred, 0))`.
 *
 * Labels and predictions: `[batch, ..., n]`. Labels are -1 and 1, or 0 and 1.
 *
 * @param options - `name`.
 * @example
 * const metric = metrics.hinge();
 * metric.updateState([[-1, 1]], [[0.5, 2]]);
 * await metric.result().item() // => 0.75
 * @see https://keras.io/api/metrics/hinge_metrics/#hinge-class
 */
export function hinge(options: Partial<MetricConfig> = {}): Hinge {
  return new Hinge(options);
}

/**
 * Mean squared distance from the right side of a margin: `mean(max(1 - yTrue · yPred, 0)²)`.
 *
 * @see https://keras.io/api/metrics/hinge_metrics/#squaredhinge-class
 */
export class SquaredHinge extends MeanOfFunction {
  static override readonly className = 'SquaredHinge';
  override readonly direction = 'down';

  protected override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return functions.squaredHinge(yTrue, yPred);
  }
}

/**
 * Mean squared distance from the right side of a margin: `mean(max(1 - yTrue · yPred, 0)²)`.
 *
 * Labels and predictions: `[batch, ..., n]`. Labels are -1 and 1, or 0 and 1.
 *
 * @param options - `name`.
 * @example
 * const metric = metrics.squaredHinge();
 * metric.updateState([[-1, 1]], [[1, 2]]);
 * await metric.result().item() // => 2
 * @see https://keras.io/api/metrics/hinge_metrics/#squaredhinge-class
 */
export function squaredHinge(options: Partial<MetricConfig> = {}): SquaredHinge {
  return new SquaredHinge(options);
}

/**
 * Mean margin between the right class and the best other one: `max(best - right + 1, 0)`.
 *
 * @see https://keras.io/api/metrics/hinge_metrics/#categoricalhinge-class
 */
export class CategoricalHinge extends MeanOfFunction {
  static override readonly className = 'CategoricalHinge';
  override readonly direction = 'down';

  protected override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return functions.categoricalHinge(yTrue, yPred);
  }
}

/**
 * Mean margin between the right class and the best other one: `max(best - right + 1, 0)`.
 *
 * Labels (one-hot) and scores: `[batch, ..., classes]`.
 *
 * @param options - `name`.
 * @example
 * const metric = metrics.categoricalHinge();
 * metric.updateState([[0, 1]], [[2, 1.5]]);
 * await metric.result().item() // => 1.5
 * @see https://keras.io/api/metrics/hinge_metrics/#categoricalhinge-class
 */
export function categoricalHinge(options: Partial<MetricConfig> = {}): CategoricalHinge {
  return new CategoricalHinge(options);
}
