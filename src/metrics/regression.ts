import type { Tensor } from '../graph/index.ts';
import * as functions from './functions/index.ts';
import { MeanOfFunction } from './mean-of-function.ts';
import type { MetricConfig } from './metric.ts';

/**
 * Mean of the squared differences: `mean((yTrue - yPred)²)`.
 *
 * @see https://keras.io/api/metrics/regression_metrics/#meansquarederror-class
 */
export class MeanSquaredError extends MeanOfFunction {
  static override readonly className = 'MeanSquaredError';
  override readonly direction = 'down';

  protected override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return functions.meanSquaredError(yTrue, yPred);
  }
}

/**
 * Mean of the squared differences: `mean((yTrue - yPred)²)`.
 *
 * Labels and predictions: `[batch, ..., n]`.
 *
 * @param options - `name`.
 * @example
 * const metric = metrics.meanSquaredError();
 * metric.updateState([[0, 2]], [[1, 5]]);
 * await metric.result().item() // => 5
 * @see https://keras.io/api/metrics/regression_metrics/#meansquarederror-class
 */
export function meanSquaredError(options: Partial<MetricConfig> = {}): MeanSquaredError {
  return new MeanSquaredError(options);
}

/**
 * Mean of the absolute differences: `mean(|yTrue - yPred|)`.
 *
 * @see https://keras.io/api/metrics/regression_metrics/#meanabsoluteerror-class
 */
export class MeanAbsoluteError extends MeanOfFunction {
  static override readonly className = 'MeanAbsoluteError';
  override readonly direction = 'down';

  protected override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return functions.meanAbsoluteError(yTrue, yPred);
  }
}

/**
 * Mean of the absolute differences: `mean(|yTrue - yPred|)`.
 *
 * Labels and predictions: `[batch, ..., n]`.
 *
 * @param options - `name`.
 * @example
 * const metric = metrics.meanAbsoluteError();
 * metric.updateState([[0, 2]], [[1, 5]]);
 * await metric.result().item() // => 2
 * @see https://keras.io/api/metrics/regression_metrics/#meanabsoluteerror-class
 */
export function meanAbsoluteError(options: Partial<MetricConfig> = {}): MeanAbsoluteError {
  return new MeanAbsoluteError(options);
}

/**
 * Mean difference in percent of the targets: `100 · mean(|yTrue - yPred| / max(|yTrue|, 1e-7))`.
 *
 * @see https://keras.io/api/metrics/regression_metrics/#meanabsolutepercentageerror-class
 */
export class MeanAbsolutePercentageError extends MeanOfFunction {
  static override readonly className = 'MeanAbsolutePercentageError';
  override readonly direction = 'down';

  protected override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return functions.meanAbsolutePercentageError(yTrue, yPred);
  }
}

/**
 * Mean difference in percent of the targets: `100 · mean(|yTrue - yPred| / max(|yTrue|, 1e-7))`.
 *
 * Labels and predictions: `[batch, ..., n]`.
 *
 * @param options - `name`.
 * @example
 * const metric = metrics.meanAbsolutePercentageError();
 * metric.updateState([[2, 4]], [[1, 4]]);
 * await metric.result().item() // => 25
 * @see https://keras.io/api/metrics/regression_metrics/#meanabsolutepercentageerror-class
 */
export function meanAbsolutePercentageError(options: Partial<MetricConfig> = {}): MeanAbsolutePercentageError {
  return new MeanAbsolutePercentageError(options);
}

/**
 * Mean squared difference of logarithms: `mean((ln(yTrue + 1) - ln(yPred + 1))²)`.
 *
 * @see https://keras.io/api/metrics/regression_metrics/#meansquaredlogarithmicerror-class
 */
export class MeanSquaredLogarithmicError extends MeanOfFunction {
  static override readonly className = 'MeanSquaredLogarithmicError';
  override readonly direction = 'down';

  protected override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return functions.meanSquaredLogarithmicError(yTrue, yPred);
  }
}

/**
 * Mean squared difference of logarithms: `mean((ln(yTrue + 1) - ln(yPred + 1))²)`.
 *
 * Labels and predictions: `[batch, ..., n]`.
 *
 * @param options - `name`.
 * @example
 * const metric = metrics.meanSquaredLogarithmicError();
 * metric.updateState([[3, 8]], [[3, 8]]);
 * await metric.result().item() // => 0
 * @see https://keras.io/api/metrics/regression_metrics/#meansquaredlogarithmicerror-class
 */
export function meanSquaredLogarithmicError(options: Partial<MetricConfig> = {}): MeanSquaredLogarithmicError {
  return new MeanSquaredLogarithmicError(options);
}

/**
 * Mean logarithm of the hyperbolic cosine of the differences: `mean(ln(cosh(yPred - yTrue)))`.
 *
 * @see https://keras.io/api/metrics/regression_metrics/#logcosherror-class
 */
export class LogCoshError extends MeanOfFunction {
  static override readonly className = 'LogCoshError';
  override readonly direction = 'down';

  constructor(given: Partial<MetricConfig> = {}) {
    super(given, { name: 'logcosh' });
  }

  protected override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return functions.logCosh(yTrue, yPred);
  }
}

/**
 * Mean logarithm of the hyperbolic cosine of the differences: `mean(ln(cosh(yPred - yTrue)))`.
 *
 * Labels and predictions: `[batch, ..., n]`.
 *
 * @param options - `name`, default `'logcosh'`.
 * @example
 * const metric = metrics.logCoshError();
 * metric.updateState([[1, 2]], [[1, 2]]);
 * await metric.result().item() // => 0
 * @see https://keras.io/api/metrics/regression_metrics/#logcosherror-class
 */
export function logCoshError(options: Partial<MetricConfig> = {}): LogCoshError {
  return new LogCoshError(options);
}
