import type { Tensor } from '../graph/index.ts';
import { writtenFunction } from '../losses/function-wrapper.ts';
import * as lossFunctions from '../losses/functions/index.ts';
import { toSameRank } from '../losses/rank.ts';
import type { Json } from '../utils/json.ts';
import { snake } from '../utils/names.ts';
import { MeanOfFunction } from './mean-of-function.ts';
import type { Direction, MetricConfig } from './metric.ts';

/** A function of labels and predictions that gives one value for each sample. */
export type MetricFunction = (yTrue: Tensor, yPred: Tensor) => Tensor;

const falling: readonly unknown[] = Object.values(lossFunctions);

/**
 * Mean of a function of labels and predictions: what `compile` makes of one.
 *
 * @example
 * const distance = new MeanMetricWrapper((yTrue, yPred) => ops.abs(ops.subtract(yTrue, yPred)), { name: 'distance' });
 * distance.updateState([1, 2], [3, 6]);
 * await distance.result().item() // => 3
 * @see https://keras.io/api/metrics/metric_wrappers/#meanmetricwrapper-class
 */
export class MeanMetricWrapper extends MeanOfFunction {
  static override readonly className = 'MeanMetricWrapper';
  /** Smaller is better for Keras's losses; of other functions it is not known. */
  override readonly direction: Direction;
  readonly #function: MetricFunction;

  /**
   * @param metricFunction - gives one number for each sample.
   * @param given - `name`, default `'mean_metric_wrapper'`.
   */
  constructor(metricFunction: MetricFunction, given: Partial<MetricConfig> = {}) {
    super(given, {});
    this.#function = metricFunction;
    this.direction = falling.includes(metricFunction) ? 'down' : null;
  }

  protected override call(yTrue: Tensor, yPred: Tensor): Tensor {
    const [labels, predictions] = toSameRank(yTrue, yPred);
    return this.#function(labels, predictions);
  }

  /** @throws {ArgumentError} when the function has no name to be saved by. */
  override getConfig(): Readonly<Record<string, Json>> {
    return { ...super.getConfig(), fn: writtenFunction('metric', snake(this.#function.name)) };
  }
}
