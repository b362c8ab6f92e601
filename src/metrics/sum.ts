import { read, type Tensor, type TensorLike, type Variable } from '../graph/index.ts';
import { add, sum as sumOver } from '../ops/index.ts';
import { asFloat, asTensor } from '../ops/operands.ts';
import { Metric, type MetricConfig } from './metric.ts';
import { toSamplewise } from './samplewise.ts';

/**
 * Sum of all values seen, each weighed if weights are given.
 *
 * @see https://keras.io/api/metrics/metric_wrappers/#sum-class
 */
export class Sum extends Metric {
  static override readonly className = 'Sum';
  readonly #total: Variable = this.addVariable('total');

  /**
   * Takes in values: `[batch, ...]`.
   *
   * @param values - numbers.
   * @param weight - one for each sample, or a scalar; default null.
   */
  override updateState(values: TensorLike, weight: TensorLike | null = null): void {
    const samples = toSamplewise(asFloat(values), weight === null ? null : asTensor(weight), sumOver);
    this.increase(this.#total, sumOver(samples.values));
  }

  override result(): Tensor {
    return add(read(this.#total), 0);
  }
}

/**
 * Sum of all values seen.
 *
 * @param options - `name`, default `'sum'`.
 * @example
 * const sum = metrics.sum();
 * sum.updateState([1, 3, 5]);
 * await sum.result().item() // => 9
 * @see https://keras.io/api/metrics/metric_wrappers/#sum-class
 */
export function sum(options: Partial<MetricConfig> = {}): Sum {
  return new Sum(options);
}
