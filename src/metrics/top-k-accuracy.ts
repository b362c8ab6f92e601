import type { Tensor } from '../graph/index.ts';
import { withoutDefault } from '../losses/settings.ts';
import type { Json } from '../utils/json.ts';
import * as functions from './functions/index.ts';
import { checkK } from './functions/top-k.ts';
import { MeanOfFunction } from './mean-of-function.ts';
import type { MetricConfig } from './metric.ts';

/** Options of the top-k categorical accuracy. */
export interface TopKCategoricalAccuracyConfig extends MetricConfig {
  /** How many classes may be named. Default `5`. */
  k: number;
}

/**
 * How often the label's class is among the `k` highest scores, for one-hot labels.
 *
 * @see https://keras.io/api/metrics/accuracy_metrics/#topkcategoricalaccuracy-class
 */
export class TopKCategoricalAccuracy extends MeanOfFunction<TopKCategoricalAccuracyConfig> {
  static override readonly className = 'TopKCategoricalAccuracy';
  override readonly direction = 'up';

  constructor(given: Partial<TopKCategoricalAccuracyConfig> = {}) {
    super(given, { k: 5 });
    checkK(this.config.k);
  }

  protected override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return functions.topKCategoricalAccuracy(yTrue, yPred, this.config);
  }
}

/**
 * How often the label's class is among the `k` highest scores, for one-hot labels.
 *
 * Labels and scores: `[batch, ..., classes]`.
 *
 * @param options - `k` (default `5`), `name`.
 * @throws {ArgumentError} when `k` is no positive whole number.
 * @example
 * const accuracy = metrics.topKCategoricalAccuracy({ k: 1 });
 * accuracy.updateState([[0, 0, 1], [0, 1, 0]], [[0.1, 0.9, 0.8], [0.05, 0.95, 0]]);
 * await accuracy.result().item() // => 0.5
 * @see https://keras.io/api/metrics/accuracy_metrics/#topkcategoricalaccuracy-class
 */
export function topKCategoricalAccuracy(options: Partial<TopKCategoricalAccuracyConfig> = {}): TopKCategoricalAccuracy {
  return new TopKCategoricalAccuracy(options);
}

/** Options of the sparse top-k categorical accuracy. */
export interface SparseTopKCategoricalAccuracyConfig extends TopKCategoricalAccuracyConfig {
  /** Whether predictions are class numbers, the best first, rather than scores. Default `false`. */
  fromSortedIds: boolean;
}

/**
 * How often the label's class is among the `k` highest scores, for labels that are class numbers.
 *
 * @see https://keras.io/api/metrics/accuracy_metrics/#sparsetopkcategoricalaccuracy-class
 */
export class SparseTopKCategoricalAccuracy extends MeanOfFunction<SparseTopKCategoricalAccuracyConfig> {
  static override readonly className = 'SparseTopKCategoricalAccuracy';
  override readonly direction = 'up';

  constructor(given: Partial<SparseTopKCategoricalAccuracyConfig> = {}) {
    super(given, { k: 5, fromSortedIds: false });
    checkK(this.config.k);
  }

  protected override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return functions.sparseTopKCategoricalAccuracy(yTrue, yPred, this.config);
  }

  /** Keras writes `from_sorted_ids` where it is true. */
  override getConfig(): Readonly<Record<string, Json>> {
    return withoutDefault(super.getConfig(), 'from_sorted_ids', false);
  }
}

/**
 * How often the label's class is among the `k` highest scores, for labels that are class numbers.
 *
 * Labels: `[batch, ...]`; scores: `[batch, ..., classes]`.
 *
 * @param options - `k` (default `5`), `fromSortedIds` (`false`), `name`.
 * @throws {ArgumentError} when `k` is no positive whole number.
 * @example
 * const accuracy = metrics.sparseTopKCategoricalAccuracy({ k: 1 });
 * accuracy.updateState([2, 1], [[0.1, 0.9, 0.8], [0.05, 0.95, 0]]);
 * await accuracy.result().item() // => 0.5
 * @see https://keras.io/api/metrics/accuracy_metrics/#sparsetopkcategoricalaccuracy-class
 */
export function sparseTopKCategoricalAccuracy(
  options: Partial<SparseTopKCategoricalAccuracyConfig> = {},
): SparseTopKCategoricalAccuracy {
  return new SparseTopKCategoricalAccuracy(options);
}
