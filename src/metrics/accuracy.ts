import type { Tensor } from '../graph/index.ts';
import * as functions from './functions/index.ts';
import { MeanOfFunction } from './mean-of-function.ts';
import type { MetricConfig } from './metric.ts';

/**
 * How often predictions are equal to labels.
 *
 * @see https://keras.io/api/metrics/accuracy_metrics/#accuracy-class
 */
export class Accuracy extends MeanOfFunction {
  static override readonly className = 'Accuracy';
  override readonly direction = 'up';

  protected override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return functions.accuracy(yTrue, yPred);
  }
}

/**
 * How often predictions are equal to labels. (The name `'accuracy'` in `compile` means one of the three below, by shape.)
 *
 * Labels and predictions: any shape.
 *
 * @param options - `name`.
 * @example
 * const accuracy = metrics.accuracy();
 * accuracy.updateState([1, 2, 3, 4], [1, 2, 3, 0]);
 * await accuracy.result().item() // => 0.75
 * @see https://keras.io/api/metrics/accuracy_metrics/#accuracy-class
 */
export function accuracy(options: Partial<MetricConfig> = {}): Accuracy {
  return new Accuracy(options);
}

/** Options of the binary accuracy. */
export interface BinaryAccuracyConfig extends MetricConfig {
  /** Above it a prediction counts as 1. Default `0.5`; for logits, `0`. */
  threshold: number;
}

/**
 * How often predictions are on their label's side of a threshold.
 *
 * @see https://keras.io/api/metrics/accuracy_metrics/#binaryaccuracy-class
 */
export class BinaryAccuracy extends MeanOfFunction<BinaryAccuracyConfig> {
  static override readonly className = 'BinaryAccuracy';
  override readonly direction = 'up';

  constructor(given: Partial<BinaryAccuracyConfig> = {}) {
    super(given, { threshold: 0.5 });
  }

  protected override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return functions.binaryAccuracy(yTrue, yPred, this.config);
  }
}

/**
 * How often predictions are on their label's side of a threshold.
 *
 * Labels (0 or 1) and predictions: any shape.
 *
 * @param options - `threshold` (default `0.5`; for logits, `0`), `name`.
 * @example
 * const accuracy = metrics.binaryAccuracy();
 * accuracy.updateState([1, 1, 0, 0], [0.98, 1, 0, 0.6]);
 * await accuracy.result().item() // => 0.75
 * @see https://keras.io/api/metrics/accuracy_metrics/#binaryaccuracy-class
 */
export function binaryAccuracy(options: Partial<BinaryAccuracyConfig> = {}): BinaryAccuracy {
  return new BinaryAccuracy(options);
}

/**
 * How often the highest score is at the label's class, for one-hot labels.
 *
 * @see https://keras.io/api/metrics/accuracy_metrics/#categoricalaccuracy-class
 */
export class CategoricalAccuracy extends MeanOfFunction {
  static override readonly className = 'CategoricalAccuracy';
  override readonly direction = 'up';

  protected override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return functions.categoricalAccuracy(yTrue, yPred);
  }
}

/**
 * How often the highest score is at the label's class, for one-hot labels.
 *
 * Labels and scores: `[batch, ..., classes]`.
 *
 * @param options - `name`.
 * @example
 * const accuracy = metrics.categoricalAccuracy();
 * accuracy.updateState([[0, 1], [1, 0]], [[0.1, 0.9], [0.3, 0.7]]);
 * await accuracy.result().item() // => 0.5
 * @see https://keras.io/api/metrics/accuracy_metrics/#categoricalaccuracy-class
 */
export function categoricalAccuracy(options: Partial<MetricConfig> = {}): CategoricalAccuracy {
  return new CategoricalAccuracy(options);
}

/**
 * How often the highest score is at the label's class, for labels that are class numbers.
 *
 * @see https://keras.io/api/metrics/accuracy_metrics/#sparsecategoricalaccuracy-class
 */
export class SparseCategoricalAccuracy extends MeanOfFunction {
  static override readonly className = 'SparseCategoricalAccuracy';
  override readonly direction = 'up';

  protected override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return functions.sparseCategoricalAccuracy(yTrue, yPred);
  }
}

/**
 * How often the highest score is at the label's class, for labels that are class numbers.
 *
 * Labels: `[batch, ...]`; scores: `[batch, ..., classes]`.
 *
 * @param options - `name`.
 * @example
 * const accuracy = metrics.sparseCategoricalAccuracy();
 * accuracy.updateState([1, 0], [[0.1, 0.9], [0.3, 0.7]]);
 * await accuracy.result().item() // => 0.5
 * @see https://keras.io/api/metrics/accuracy_metrics/#sparsecategoricalaccuracy-class
 */
export function sparseCategoricalAccuracy(options: Partial<MetricConfig> = {}): SparseCategoricalAccuracy {
  return new SparseCategoricalAccuracy(options);
}
