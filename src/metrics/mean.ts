import { constant, read, type Tensor, type TensorLike, type Variable } from '../graph/index.ts';
import { countOf, divideNoNan, mean as meanOver, sum } from '../ops/index.ts';
import { asFloat, asTensor } from '../ops/operands.ts';
import { Metric, type MetricConfig } from './metric.ts';
import { toSamplewise } from './samplewise.ts';

/** Base of the metrics that are means: a total and a count. */
export abstract class MeanOfValues<Config extends MetricConfig = MetricConfig> extends Metric<Config> {
  readonly #total: Variable = this.addVariable('total');
  readonly #count: Variable = this.addVariable('count');

  override result(): Tensor {
    return divideNoNan(read(this.#total), read(this.#count));
  }

  /** Takes in values, averaged over all axes but the first, each weighed if there are weights. */
  protected take(values: Tensor, weight: Tensor | null): void {
    const samples = toSamplewise(values, weight, meanOver);
    this.increase(this.#total, sum(samples.values));
    this.increase(this.#count, samples.weights === null ? lengthOf(samples.values) : sum(samples.weights));
  }
}

function lengthOf(values: Tensor): Tensor {
  return values.rank === 0 ? constant(1) : countOf(values, [0]);
}

/**
 * Mean of all values seen: `Σ values / count`, each value weighed if weights are given.
 *
 * @see https://keras.io/api/metrics/metric_wrappers/#mean-class
 */
export class Mean extends MeanOfValues {
  static override readonly className: string = 'Mean';

  /**
   * Takes in values: `[batch, ...]`, averaged over all axes but the first.
   *
   * @param values - numbers.
   * @param weight - one for each sample, or a scalar; default null.
   */
  override updateState(values: TensorLike, weight: TensorLike | null = null): void {
    this.take(asFloat(values), weight === null ? null : asTensor(weight));
  }
}

/**
 * Mean of all values seen: `Σ values / count`.
 *
 * @param options - `name`, default `'mean'`.
 * @example
 * const mean = metrics.mean();
 * mean.updateState([1, 3, 5]);
 * await mean.result().item() // => 3
 * @see https://keras.io/api/metrics/metric_wrappers/#mean-class
 */
export function mean(options: Partial<MetricConfig> = {}): Mean {
  return new Mean(options);
}
