import { isStatic, type Shape, shown, Tensor, type TensorLike, tensor, type Variable } from '../../graph/index.ts';
import { add, cast, divide, maximum, moments, multiply, reshape, sqrt, subtract } from '../../ops/index.ts';
import { type NestedArray, nestedShape } from '../../utils/arrays.ts';
import { ArgumentError, ShapeError } from '../../utils/errors.ts';
import { wholeAxes } from '../checks.ts';
import { Layer } from '../layer.ts';
import { axesIn, lengthsAlong } from '../normalization/along.ts';
import type { Given, LayerConfig } from '../options.ts';

/** Options of feature normalization. */
export interface NormalizationConfig extends LayerConfig {
  /** The axes that keep statistics of their own; null for one mean and variance of everything. Default `-1`. */
  axis: number | readonly number[] | null;
  /** The mean, where it is known: a number, or one for each place along `axis`. Default `null`: `adapt` finds it. */
  mean: NestedArray | null;
  /** The variance, where it is known; together with `mean`. Default `null`. */
  variance: NestedArray | null;
  /** Whether the layer does the opposite: from normalized values back. Default `false`. */
  invert: boolean;
}

/** Deviations below count as this: Keras's general epsilon. */
const leastDeviation = 1e-7;

/**
 * Shifts and scales features to mean 0 and variance 1, `(x - mean) / √variance`, by fixed statistics: any shape to the same
 * shape. The statistics are given, or found by `adapt`.
 *
 * Weights, unless the statistics are given, none of them trained: `mean`, `variance`, `count`.
 *
 * @see https://keras.io/api/layers/preprocessing_layers/numerical/normalization/
 */
export class Normalization extends Layer<NormalizationConfig> {
  static override readonly className = 'Normalization';
  static override readonly needed: readonly string[] = [];
  #mean: Variable | null = null;
  #variance: Variable | null = null;

  constructor(given: Given<NormalizationConfig> = {}) {
    const { axis = -1 } = given;
    super({ ...given, axis: axis === null ? [] : axis }, { axis: [-1], mean: null, variance: null, invert: false });
    const { mean, variance } = this.config;
    if (this.#axes.length > 0) wholeAxes(`${this.label}: axis`, axis);
    const [a, b] = [mean, variance].map((one) => (one === null ? null : nestedShape(this.label, one)));
    if (String(a) !== String(b) || (a ?? []).length > this.#axes.length)
      throw new ArgumentError(`${this.label}: mean and variance`, {
        expected: 'both or none, of one shape, with no more axes than axis has',
        received: `${JSON.stringify(mean)} and ${JSON.stringify(variance)}`,
      });
  }

  protected override build(inputShape: Shape): void {
    if (this.config.mean !== null) return;
    const shape = this.#axes.length === 0 ? [] : lengthsAlong(this.label, inputShape, this.#axes);
    this.#mean = this.addWeight('mean', shape, { initializer: 'zeros', trainable: false });
    this.#variance = this.addWeight('variance', shape, { initializer: 'ones', trainable: false });
    // Files have it, though nothing is counted any more.
    this.addWeight('count', [], { initializer: 'zeros', trainable: false, dtype: 'int32' });
  }

  protected override call(inputs: Tensor): Tensor {
    const x = cast(inputs, 'float32');
    const mean = this.#wide(inputs, this.#mean ?? tensor(this.config.mean ?? 0));
    const variance = this.#wide(inputs, this.#variance ?? tensor(this.config.variance ?? 1));
    const deviation = maximum(sqrt(variance), leastDeviation);
    return this.config.invert ? add(mean, multiply(x, deviation)) : divide(subtract(x, mean), deviation);
  }

  /**
   * Sets the statistics to those of data. Do it before the model is trained.
   *
   * @param data - as the layer will be called on, batch axis included; all of it at once.
   * @throws {ArgumentError} when mean and variance were given.
   * @throws {ShapeError} for data that do not fit.
   * @example
   * const normalize = layers.normalization();
   * await normalize.adapt([[1, 10], [3, 30]]);
   * await normalize(ops.tensor([[1, 30]])).array() // => [[-1, 1]]
   */
  async adapt(data: TensorLike): Promise<void> {
    if (this.config.mean !== null)
      throw new ArgumentError(`${this.label}.adapt`, {
        expected: 'a layer whose statistics are to be found',
        received: 'one that was given mean and variance',
      });
    const x = data instanceof Tensor ? data : tensor(data);
    if (!isStatic(x.dims)) throw new ShapeError(`${this.label}.adapt`, { expected: 'values', received: shown(x) });
    this.buildOnce(x.shape);
    const kept = this.#axes.length === 0 ? [] : axesIn(this.label, x.rank, this.#axes);
    const [mean, variance] = moments(
      x,
      x.dims.map((_, axis) => axis).filter((axis) => !kept.includes(axis)),
    );
    this.#mean?.assign(mean);
    this.#variance?.assign(variance);
    // What was found is kept as numbers, so that the data can be forgotten.
    await Promise.all([this.#mean?.evaluated(), this.#variance?.evaluated()]);
  }

  /** Statistics in a shape that broadcasts to the inputs: their axes belong to the last ones of `axis`. */
  #wide(inputs: Tensor, statistic: Tensor): Tensor {
    if (statistic.rank === 0) return statistic;
    const kept = axesIn(this.label, inputs.rank, this.#axes).slice(-statistic.rank);
    const shape: (number | null)[] = Array.from({ length: inputs.rank }, () => 1);
    for (const [i, axis] of kept.entries()) shape[axis] = statistic.shape[i] ?? 1;
    return reshape(statistic, shape);
  }

  get #axes(): readonly number[] {
    const { axis } = this.config;
    return typeof axis === 'number' ? [axis] : (axis ?? []);
  }
}

/**
 * Normalizes features by statistics that are known, or that `adapt` finds: often the first layer of a model of measurements.
 *
 * @param options - see `NormalizationConfig`.
 * @throws {ArgumentError} for a mean without a variance, or shapes that differ.
 * @example
 * const normalize = layers.normalization({ mean: [1, 10], variance: [4, 100] });
 * await normalize(ops.tensor([[3, 0]])).array() // => [[1, -1]]
 * @see https://keras.io/api/layers/preprocessing_layers/numerical/normalization/
 */
export function normalization(options: Given<NormalizationConfig> = {}): Normalization {
  return new Normalization(options);
}
