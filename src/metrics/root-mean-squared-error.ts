import type { Tensor, TensorLike } from '../graph/index.ts';
import { matched } from '../losses/rank.ts';
import { sqrt, square, subtract } from '../ops/index.ts';
import { asTensor } from '../ops/operands.ts';
import { MeanOfValues } from './mean.ts';
import type { MetricConfig } from './metric.ts';

/**
 * Root of the mean of the squared differences: `√mean((yTrue - yPred)²)`.
 *
 * @see https://keras.io/api/metrics/regression_metrics/#rootmeansquarederror-class
 */
export class RootMeanSquaredError extends MeanOfValues {
  static override readonly className = 'RootMeanSquaredError';
  override readonly direction = 'down';

  override updateState(yTrue: TensorLike, yPred: TensorLike, sampleWeight: TensorLike | null = null): void {
    const [labels, predictions] = matched('rootMeanSquaredError', yTrue, yPred);
    this.take(square(subtract(predictions, labels)), sampleWeight === null ? null : asTensor(sampleWeight));
  }

  override result(): Tensor {
    return sqrt(super.result());
  }
}

/**
 * Root of the mean of the squared differences over all batches: `√mean((yTrue - yPred)²)`.
 *
 * Labels and predictions: any shape.
 *
 * @param options - `name`.
 * @example
 * const metric = metrics.rootMeanSquaredError();
 * metric.updateState([0, 0], [3, 3]);
 * await metric.result().item() // => 3
 * @see https://keras.io/api/metrics/regression_metrics/#rootmeansquarederror-class
 */
export function rootMeanSquaredError(options: Partial<MetricConfig> = {}): RootMeanSquaredError {
  return new RootMeanSquaredError(options);
}
