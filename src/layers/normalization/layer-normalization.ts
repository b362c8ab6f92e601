import type { Constraint } from '../../constraints/index.ts';
import type { Shape, Tensor, Variable } from '../../graph/index.ts';
import type { Initializer } from '../../initializers/index.ts';
import { add, cast, layerNormalization as layerNormalizationOf, moments, multiply, rsqrt } from '../../ops/index.ts';
import type { Regularizer } from '../../regularizers/index.ts';
import { notNegative, wholeAxes } from '../checks.ts';
import { Layer } from '../layer.ts';
import type { Given, LayerConfig } from '../options.ts';
import { alongAxes, axesIn, lengthsAlong, sameAlong } from './along.ts';

/** Options of layer normalization. */
export interface LayerNormalizationConfig extends LayerConfig {
  /** The axis, or axes, over which mean and variance are taken. Default `-1`. */
  axis: number | readonly number[];
  /** Added to the variance, so that nothing is divided by 0. Default `0.001`. */
  epsilon: number;
  /** Whether `beta` is added. Default `true`. */
  center: boolean;
  /** Whether the result is multiplied by `gamma`. Default `true`. */
  scale: boolean;
  /** Keras's old option: divide by the deviation without taking the mean off. Default `false`. */
  rmsScaling: boolean;
  /** Default `'zeros'`. */
  betaInitializer: Initializer;
  /** Default `'ones'`. */
  gammaInitializer: Initializer;
  /** Default `null`. */
  betaRegularizer: Regularizer | null;
  /** Default `null`. */
  gammaRegularizer: Regularizer | null;
  /** Default `null`. */
  betaConstraint: Constraint | null;
  /** Default `null`. */
  gammaConstraint: Constraint | null;
}

/**
 * Layer normalization, `gamma · (x - mean) / √(variance + epsilon) + beta`, with mean and variance of each sample by itself,
 * along `axis` (Ba, Kiros and Hinton, 2016): any shape to the same shape.
 *
 * Weights: `gamma` and `beta`, with the lengths of the axes of `axis`.
 *
 * @see https://keras.io/api/layers/normalization_layers/layer_normalization/
 */
export class LayerNormalization extends Layer<LayerNormalizationConfig> {
  static override readonly className = 'LayerNormalization';
  static override readonly needed: readonly string[] = [];
  gamma: Variable | null = null;
  beta: Variable | null = null;

  constructor(given: Given<LayerNormalizationConfig> = {}) {
    super(given, {
      axis: -1,
      epsilon: 1e-3,
      center: true,
      scale: true,
      rmsScaling: false,
      betaInitializer: 'zeros',
      gammaInitializer: 'ones',
      betaRegularizer: null,
      gammaRegularizer: null,
      betaConstraint: null,
      gammaConstraint: null,
    });
    wholeAxes(`${this.label}: axis`, this.config.axis);
    notNegative(`${this.label}: epsilon`, this.config.epsilon);
  }

  protected override check(inputs: Tensor): void {
    sameAlong(this.label, inputs, this.config.axis, this.gamma ?? this.beta);
  }

  protected override build(inputShape: Shape): void {
    const { axis, center, scale, rmsScaling } = this.config;
    const shape = lengthsAlong(this.label, inputShape, axis);
    if (scale || rmsScaling) {
      const { gammaInitializer, gammaRegularizer, gammaConstraint } = this.config;
      this.gamma = this.addWeight('gamma', shape, {
        initializer: gammaInitializer,
        regularizer: gammaRegularizer,
        constraint: gammaConstraint,
      });
    }
    if (!center || rmsScaling) return;
    const { betaInitializer, betaRegularizer, betaConstraint } = this.config;
    this.beta = this.addWeight('beta', shape, {
      initializer: betaInitializer,
      regularizer: betaRegularizer,
      constraint: betaConstraint,
    });
  }

  protected override call(inputs: Tensor): Tensor {
    const { axis, epsilon, rmsScaling } = this.config;
    const axes = axesIn(this.label, inputs.rank, axis);
    const x = cast(inputs, 'float32');
    if (!rmsScaling) return layerNormalizationOf(x, this.gamma, this.beta, axes, epsilon);
    const [, variance] = moments(x, axes, true);
    const normalized = multiply(x, rsqrt(add(variance, epsilon)));
    return this.gamma === null ? normalized : multiply(normalized, alongAxes(this.gamma, x.rank, axes));
  }
}

/**
 * Normalizes each sample by itself to mean 0 and variance 1, then scales and shifts it by learned weights.
 *
 * @param options - see `LayerNormalizationConfig`.
 * @throws {ArgumentError} for what is no axis, or a negative epsilon.
 * @throws {ShapeError} when it is called, for an input without these axes.
 * @example
 * await layers.layerNormalization({ epsilon: 0 })(ops.tensor([[1, 3], [10, 10.5]])).array() // => [[-1, 1], [-1, 1]]
 * @see https://keras.io/api/layers/normalization_layers/layer_normalization/
 */
export function layerNormalization(options: Given<LayerNormalizationConfig> = {}): LayerNormalization {
  return new LayerNormalization(options);
}
