import type { Tensor } from '../graph/index.ts';
import { checkBetween } from '../losses/settings.ts';
import * as functions from './functions/index.ts';
import { MeanOfFunction } from './mean-of-function.ts';
import type { MetricConfig } from './metric.ts';

/** Options of the binary crossentropy. */
export interface BinaryCrossentropyConfig extends MetricConfig {
  /** Whether predictions are logits rather than probabilities. Default `false`. */
  fromLogits: boolean;
  /** How far labels are drawn towards being undecided, from 0 to 1. Default `0`. */
  labelSmoothing: number;
}

/**
 * Mean crossentropy of yes-or-no answers.
 *
 * @see https://keras.io/api/metrics/probabilistic_metrics/#binarycrossentropy-class
 */
export class BinaryCrossentropy extends MeanOfFunction<BinaryCrossentropyConfig> {
  static override readonly className = 'BinaryCrossentropy';
  override readonly direction = 'down';

  constructor(given: Partial<BinaryCrossentropyConfig> = {}) {
    super(given, { fromLogits: false, labelSmoothing: 0 });
    checkBetween('BinaryCrossentropy: labelSmoothing', this.config.labelSmoothing, 0, 1);
  }

  protected override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return functions.binaryCrossentropy(yTrue, yPred, this.config);
  }
}

/**
 * Mean crossentropy of yes-or-no answers: `mean(-t · ln p - (1 - t) · ln(1 - p))`.
 *
 * Labels (0 or 1, or between) and predictions: `[batch, ..., n]`.
 *
 * @param options - `fromLogits` (default `false`), `labelSmoothing` (`0`), `name`.
 * @throws {ArgumentError} for a smoothing that is not from 0 to 1.
 * @example
 * const metric = metrics.binaryCrossentropy();
 * metric.updateState([[1]], [[0.5]]);
 * (await metric.result().item()).toFixed(4) // => '0.6931'
 * @see https://keras.io/api/metrics/probabilistic_metrics/#binarycrossentropy-class
 */
export function binaryCrossentropy(options: Partial<BinaryCrossentropyConfig> = {}): BinaryCrossentropy {
  return new BinaryCrossentropy(options);
}

/** Options of the categorical crossentropy. */
export interface CategoricalCrossentropyConfig extends BinaryCrossentropyConfig {
  /** The axis of the classes. Default `-1`. */
  axis: number;
}

/**
 * Mean crossentropy of labels that are distributions, such as one-hot rows.
 *
 * @see https://keras.io/api/metrics/probabilistic_metrics/#categoricalcrossentropy-class
 */
export class CategoricalCrossentropy extends MeanOfFunction<CategoricalCrossentropyConfig> {
  static override readonly className = 'CategoricalCrossentropy';
  override readonly direction = 'down';

  constructor(given: Partial<CategoricalCrossentropyConfig> = {}) {
    super(given, { fromLogits: false, labelSmoothing: 0, axis: -1 });
    checkBetween('CategoricalCrossentropy: labelSmoothing', this.config.labelSmoothing, 0, 1);
  }

  protected override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return functions.categoricalCrossentropy(yTrue, yPred, this.config);
  }
}

/**
 * Mean crossentropy of labels that are distributions, such as one-hot rows: `-Σ t · ln p`.
 *
 * Labels and predictions: `[batch, ..., classes]`.
 *
 * @param options - `fromLogits` (default `false`), `labelSmoothing` (`0`), `axis` (`-1`), `name`.
 * @throws {ArgumentError} for a smoothing that is not from 0 to 1.
 * @example
 * const metric = metrics.categoricalCrossentropy();
 * metric.updateState([[0, 1]], [[0.5, 0.5]]);
 * (await metric.result().item()).toFixed(4) // => '0.6931'
 * @see https://keras.io/api/metrics/probabilistic_metrics/#categoricalcrossentropy-class
 */
export function categoricalCrossentropy(options: Partial<CategoricalCrossentropyConfig> = {}): CategoricalCrossentropy {
  return new CategoricalCrossentropy(options);
}

/** Options of the sparse categorical crossentropy. */
export interface SparseCategoricalCrossentropyConfig extends MetricConfig {
  /** Whether predictions are logits rather than probabilities. Default `false`. */
  fromLogits: boolean;
  /** A label whose crossentropy is 0. As in Keras, the sample is counted where there are no weights. Default `null`. */
  ignoreClass: number | null;
  /** The axis of the classes. Default `-1`. */
  axis: number;
}

/**
 * Mean crossentropy of labels that are class numbers.
 *
 * @see https://keras.io/api/metrics/probabilistic_metrics/#sparsecategoricalcrossentropy-class
 */
export class SparseCategoricalCrossentropy extends MeanOfFunction<SparseCategoricalCrossentropyConfig> {
  static override readonly className = 'SparseCategoricalCrossentropy';
  override readonly direction = 'down';

  constructor(given: Partial<SparseCategoricalCrossentropyConfig> = {}) {
    super(given, { fromLogits: false, ignoreClass: null, axis: -1 });
  }

  protected override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return functions.sparseCategoricalCrossentropy(yTrue, yPred, this.config);
  }
}

/**
 * Mean crossentropy of labels that are class numbers: `-ln p[label]`.
 *
 * Labels: `[batch, ...]`; predictions: the same with an axis of classes.
 *
 * @param options - `fromLogits` (default `false`), `ignoreClass` (`null`), `axis` (`-1`), `name`.
 * @example
 * const metric = metrics.sparseCategoricalCrossentropy();
 * metric.updateState([1], [[0.5, 0.5]]);
 * (await metric.result().item()).toFixed(4) // => '0.6931'
 * @see https://keras.io/api/metrics/probabilistic_metrics/#sparsecategoricalcrossentropy-class
 */
export function sparseCategoricalCrossentropy(
  options: Partial<SparseCategoricalCrossentropyConfig> = {},
): SparseCategoricalCrossentropy {
  return new SparseCategoricalCrossentropy(options);
}
