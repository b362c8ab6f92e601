import type { Tensor } from '../graph/index.ts';
import * as functions from './functions/index.ts';
import { Loss, type LossConfig } from './loss.ts';

/**
 * Mean of the squared differences: `mean((yTrue - yPred)²)`.
 *
 * @see https://keras.io/api/losses/regression_losses/#meansquarederror-class
 */
export class MeanSquaredError extends Loss {
  static override readonly className = 'MeanSquaredError';

  protected override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return functions.meanSquaredError(yTrue, yPred);
  }
}

/**
 * Mean of the squared differences: `mean((yTrue - yPred)²)`.
 *
 * Labels and predictions: `[batch, ..., n]`.
 *
 * @param options - `name`, `reduction`.
 * @example
 * await losses.meanSquaredError().apply([[0, 2]], [[1, 5]]).item() // => 5
 * @see https://keras.io/api/losses/regression_losses/#meansquarederror-class
 */
export function meanSquaredError(options: Partial<LossConfig> = {}): MeanSquaredError {
  return new MeanSquaredError(options);
}

/**
 * Mean of the absolute differences: `mean(|yTrue - yPred|)`.
 *
 * @see https://keras.io/api/losses/regression_losses/#meanabsoluteerror-class
 */
export class MeanAbsoluteError extends Loss {
  static override readonly className = 'MeanAbsoluteError';

  protected override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return functions.meanAbsoluteError(yTrue, yPred);
  }
}

/**
 * Mean of the absolute differences: `mean(|yTrue - yPred|)`.
 *
 * Labels and predictions: `[batch, ..., n]`.
 *
 * @param options - `name`, `reduction`.
 * @example
 * await losses.meanAbsoluteError().apply([[0, 2]], [[1, 5]]).item() // => 2
 * @see https://keras.io/api/losses/regression_losses/#meanabsoluteerror-class
 */
export function meanAbsoluteError(options: Partial<LossConfig> = {}): MeanAbsoluteError {
  return new MeanAbsoluteError(options);
}

/**
 * Mean difference in percent of the targets: `100 · mean(|yTrue - yPred| / max(|yTrue|, 1e-7))`.
 *
 * @see https://keras.io/api/losses/regression_losses/#meanabsolutepercentageerror-class
 */
export class MeanAbsolutePercentageError extends Loss {
  static override readonly className = 'MeanAbsolutePercentageError';

  protected override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return functions.meanAbsolutePercentageError(yTrue, yPred);
  }
}

/**
 * Mean difference in percent of the targets: `100 · mean(|yTrue - yPred| / max(|yTrue|, 1e-7))`.
 *
 * Labels and predictions: `[batch, ..., n]`.
 *
 * @param options - `name`, `reduction`.
 * @example
 * await losses.meanAbsolutePercentageError().apply([[2, 4]], [[1, 4]]).item() // => 25
 * @see https://keras.io/api/losses/regression_losses/#meanabsolutepercentageerror-class
 */
export function meanAbsolutePercentageError(options: Partial<LossConfig> = {}): MeanAbsolutePercentageError {
  return new MeanAbsolutePercentageError(options);
}

/**
 * Mean squared difference of logarithms: `mean((ln(yTrue + 1) - ln(yPred + 1))²)`, for targets of very different size.
 *
 * @see https://keras.io/api/losses/regression_losses/#meansquaredlogarithmicerror-class
 */
export class MeanSquaredLogarithmicError extends Loss {
  static override readonly className = 'MeanSquaredLogarithmicError';

  protected override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return functions.meanSquaredLogarithmicError(yTrue, yPred);
  }
}

/**
 * Mean squared difference of logarithms: `mean((ln(yTrue + 1) - ln(yPred + 1))²)`, for targets of very different size.
 *
 * Labels and predictions: `[batch, ..., n]`. Numbers below 1e-7 count as that.
 *
 * @param options - `name`, `reduction`.
 * @example
 * await losses.meanSquaredLogarithmicError().apply([[3, 8]], [[3, 8]]).item() // => 0
 * @see https://keras.io/api/losses/regression_losses/#meansquaredlogarithmicerror-class
 */
export function meanSquaredLogarithmicError(options: Partial<LossConfig> = {}): MeanSquaredLogarithmicError {
  return new MeanSquaredLogarithmicError(options);
}

/**
 * Logarithm of the hyperbolic cosine of the differences, `mean(ln(cosh(yPred - yTrue)))`: nearly quadratic for small ones, linear for large ones.
 *
 * @see https://keras.io/api/losses/regression_losses/#logcosh-class
 */
export class LogCosh extends Loss {
  static override readonly className = 'LogCosh';

  protected override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return functions.logCosh(yTrue, yPred);
  }
}

/**
 * Logarithm of the hyperbolic cosine of the differences, `mean(ln(cosh(yPred - yTrue)))`: nearly quadratic for small ones, linear for large ones.
 *
 * Labels and predictions: `[batch, ..., n]`.
 *
 * @param options - `name`, `reduction`.
 * @example
 * await losses.logCosh().apply([[1, 2]], [[1, 2]]).item() // => 0
 * @see https://keras.io/api/losses/regression_losses/#logcosh-class
 */
export function logCosh(options: Partial<LossConfig> = {}): LogCosh {
  return new LogCosh(options);
}
