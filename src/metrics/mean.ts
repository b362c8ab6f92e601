import { constant, isFloat, maskOf, read, type Tensor, type TensorLike, type Variable } from '../graph/index.ts';
import { toSameRank } from '../losses/rank.ts';

import { cast, countOf, divideNoNan, mean, multiply, sum } from '../ops/index.ts';
import { asFloat, asTensor } from '../ops/operands.ts';
import { Metric, type MetricConfig } from './metric.ts';

/** One value for each sample, and one weight for each or none. */
export interface Samplewise {
  readonly values: Tensor;
  readonly weights: Tensor | null;
}

/**
 * Brings values of any rank to one for each sample, as Keras does: weights multiply at their own rank, and what is left of
 * the axes is averaged.
 */
export function toSamplewise(given: Tensor, sampleWeight: Tensor | null): Samplewise {
  const tail = (tensor: Tensor, from: number) => tensor.dims.map((_, axis) => axis).slice(from);
  const average = (tensor: Tensor, from: number) => (tensor.rank > from ? mean(tensor, tail(tensor, from)) : tensor);
  const mask = maskOf(given);
  const weight = combine(sampleWeight, mask);
  if (weight === null) return { values: average(given, 1), weights: null };
  const [same, floats] = toSameRank(given, isFloat(weight.dtype) ? weight : cast(weight, 'float32'));
  const values = multiply(average(same, floats.rank), floats);
  return { values: average(values, 1), weights: average(floats, 1) };
}

function combine(weight: Tensor | null, mask: Tensor | null): Tensor | null {
  if (mask === null) return weight;
  const kept = cast(mask, 'float32');
  return weight === null ? kept : multiply(weight, kept);
}

/**
 * Mean of all values seen: `Σ values / count`, each value weighted if weights are given.
 *
 * @example
 * const mean = new Mean();
 * mean.updateState([1, 3, 5]);
 * await mean.result().item() // => 3
 * @see https://keras.io/api/metrics/metric_wrappers/#mean-class
 */
export class Mean<Config extends MetricConfig = MetricConfig> extends Metric<Config> {
  static override readonly className: string = 'Mean';
  readonly #total: Variable = this.addVariable('total');
  readonly #count: Variable = this.addVariable('count');

  constructor(given: Partial<Config> = {}, defaults = {} as Omit<Config, 'name'> & { readonly name?: string }) {
    super(given, defaults);
  }

  /**
   * Takes in values: `[batch, ...]`, averaged over all axes but the first.
   *
   * @param values - numbers.
   * @param weight - one for each sample, or a scalar; default null.
   */
  override updateState(values: TensorLike, weight: TensorLike | null = null): void {
    const sampleWeight = weight === null ? null : asTensor(weight);
    const samples = toSamplewise(asFloat(values), sampleWeight);
    this.increase(this.#total, sum(samples.values));
    this.increase(this.#count, samples.weights === null ? lengthOf(samples.values) : sum(samples.weights));
  }

  override result(): Tensor {
    return divideNoNan(read(this.#total), read(this.#count));
  }
}

function lengthOf(values: Tensor): Tensor {
  return values.rank === 0 ? constant(1) : countOf(values, [0]);
}

/** A function of labels and predictions that gives one value for each sample. */
export type MetricFunction = (yTrue: Tensor, yPred: Tensor) => Tensor;

/**
 * Mean of a function of labels and predictions.
 *
 * @see https://keras.io/api/metrics/metric_wrappers/#meanmetricwrapper-class
 */
export class MeanMetricWrapper<Config extends MetricConfig = MetricConfig> extends Metric<Config> {
  static override readonly className: string = 'MeanMetricWrapper';
  readonly #function: MetricFunction;
  readonly #mean = new Mean();

  constructor(
    metricFunction: MetricFunction,
    given: Partial<Config> = {},
    defaults = {} as Omit<Config, 'name'> & { readonly name?: string },
  ) {
    super(given, defaults);
    this.#function = metricFunction;
  }

  override updateState(yTrue: TensorLike, yPred: TensorLike, sampleWeight: TensorLike | null = null): void {
    const predicted = asFloat(yPred);
    const [labels, predictions] = toSameRank(asTensor(yTrue), predicted);
    const values = this.#function(labels, predictions);
    const mask = maskOf(predicted);
    const given = sampleWeight === null ? null : asTensor(sampleWeight);
    this.#mean.updateState(values, combine(given, mask));
  }

  override result(): Tensor {
    return this.#mean.result();
  }

  override get variables(): readonly Variable[] {
    return this.#mean.variables;
  }

  override resetState(): void {
    this.#mean.resetState();
  }
}
