import type { Constraint } from '../../constraints/index.ts';
import { type Shape, shown, Tensor, type Variable } from '../../graph/index.ts';
import { type Initializer, initializerOf } from '../../initializers/index.ts';
import { add, cast, multiply, rsqrt, subtract } from '../../ops/index.ts';
import type { Regularizer } from '../../regularizers/index.ts';
import { ArgumentError, ShapeError } from '../../utils/errors.ts';
import { notNegative, numberBetween, wholeAxes } from '../checks.ts';
import { Layer } from '../layer.ts';
import type { CallOptions, Given, LayerConfig } from '../options.ts';
import { alongAxes, axisIn, lengthsAlong, sameAlong } from './along.ts';
import { normalizedByBatch } from './batch-moments.ts';
import { batchMoments, checkClipping, Renormalization, type RenormClipping } from './batch-statistics.ts';

/** Options of batch normalization. */
export interface BatchNormalizationConfig extends LayerConfig {
  /** The axis of the features, which keep statistics of their own. Default `-1`. */
  axis: number;
  /** How much of the moving statistics is kept at each step: `moving · momentum + batch · (1 - momentum)`. Default `0.99`. */
  momentum: number;
  /** Added to the variance, so that nothing is divided by 0. Default `0.001`. */
  epsilon: number;
  /** Whether `beta` is added. Default `true`. */
  center: boolean;
  /** Whether the result is multiplied by `gamma`. Default `true`. */
  scale: boolean;
  /** Default `'zeros'`. */
  betaInitializer: Initializer;
  /** Default `'ones'`. */
  gammaInitializer: Initializer;
  /** Default `'zeros'`. */
  movingMeanInitializer: Initializer;
  /** Default `'ones'`. */
  movingVarianceInitializer: Initializer;
  /** Default `null`. */
  betaRegularizer: Regularizer | null;
  /** Default `null`. */
  gammaRegularizer: Regularizer | null;
  /** Default `null`. */
  betaConstraint: Constraint | null;
  /** Default `null`. */
  gammaConstraint: Constraint | null;
  /** Whether training corrects a batch's statistics towards the moving ones (Ioffe, 2017). Default `false`. */
  renorm: boolean;
  /** Bounds of that correction. Default `null`: none. */
  renormClipping: RenormClipping | null;
  /** As `momentum`, for the statistics of `renorm`. Default `0.99`. */
  renormMomentum: number;
  /** Statistics over several devices: not available, so false. */
  synchronized: false;
}

/**
 * Batch normalization, `gamma · (x - mean) / √(variance + epsilon) + beta` (Ioffe and Szegedy, 2015): any shape to the same
 * shape. In training, mean and variance are those of the batch, for each feature, and the moving statistics follow them; else
 * they are the moving statistics. While `trainable` is false the moving statistics are used, and stay.
 *
 * Weights, one number for each feature: `gamma`, `beta`; and, not trained, `moving_mean`, `moving_variance` (with `renorm` also
 * `moving_stddev`, `renorm_mean`, `renorm_stddev`).
 *
 * @see https://keras.io/api/layers/normalization_layers/batch_normalization/
 */
export class BatchNormalization extends Layer<BatchNormalizationConfig> {
  static override readonly className = 'BatchNormalization';
  static override readonly needed: readonly string[] = [];
  gamma: Variable | null = null;
  beta: Variable | null = null;
  movingMean!: Variable;
  movingVariance!: Variable;
  #renorm: Renormalization | null = null;

  constructor(given: Given<BatchNormalizationConfig> = {}) {
    const { renorm = false, renormClipping = null } = given;
    super(renorm ? { ...given, renormClipping: renormClipping ?? {} } : given, {
      axis: -1,
      momentum: 0.99,
      epsilon: 1e-3,
      center: true,
      scale: true,
      betaInitializer: 'zeros',
      gammaInitializer: 'ones',
      movingMeanInitializer: 'zeros',
      movingVarianceInitializer: 'ones',
      betaRegularizer: null,
      gammaRegularizer: null,
      betaConstraint: null,
      gammaConstraint: null,
      renorm: false,
      renormClipping: null,
      renormMomentum: 0.99,
      synchronized: false,
    });
    const { axis, momentum, epsilon, renormMomentum, synchronized } = this.config;
    if (typeof axis !== 'number') throw wrong(`${this.label}: axis`, 'an axis', JSON.stringify(axis));
    wholeAxes(`${this.label}: axis`, axis);
    numberBetween(`${this.label}: momentum`, momentum, 0, 1);
    numberBetween(`${this.label}: renormMomentum`, renormMomentum, 0, 1);
    notNegative(`${this.label}: epsilon`, epsilon);
    checkClipping(`${this.label}: renormClipping`, this.config.renormClipping ?? {});
    if (synchronized) throw wrong(`${this.label}: synchronized`, 'false, since there is one device', 'true');
  }

  protected override check(inputs: Tensor): void {
    sameAlong(this.label, inputs, this.config.axis, this.built ? this.movingMean : null);
  }

  protected override build(inputShape: Shape): void {
    const { axis, center, scale, renorm, renormClipping, renormMomentum, momentum, epsilon } = this.config;
    const shape = lengthsAlong(this.label, inputShape, axis);
    if (scale) {
      const { gammaInitializer, gammaRegularizer, gammaConstraint } = this.config;
      this.gamma = this.addWeight('gamma', shape, {
        initializer: gammaInitializer,
        regularizer: gammaRegularizer,
        constraint: gammaConstraint,
      });
    }
    if (center) {
      const { betaInitializer, betaRegularizer, betaConstraint } = this.config;
      this.beta = this.addWeight('beta', shape, {
        initializer: betaInitializer,
        regularizer: betaRegularizer,
        constraint: betaConstraint,
      });
    }
    const { movingMeanInitializer, movingVarianceInitializer } = this.config;
    const moving = (name: string, initializer: Initializer) =>
      this.addWeight(name, shape, { initializer, trainable: false });
    this.movingMean = moving('moving_mean', movingMeanInitializer);
    this.movingVariance = moving('moving_variance', movingVarianceInitializer);
    if (!renorm) return;
    const deviations: Initializer = (size) => {
      const variances = initializerOf(movingVarianceInitializer).draw(size);
      return {
        data: Float32Array.from(Array.from<number | bigint, number>(variances, Number), Math.sqrt),
        shape: size,
      };
    };
    this.#renorm = new Renormalization(
      {
        movingMean: this.movingMean,
        movingVariance: this.movingVariance,
        movingDeviation: moving('moving_stddev', deviations),
        mean: moving('renorm_mean', movingMeanInitializer),
        deviation: moving('renorm_stddev', deviations),
      },
      { momentum, renormMomentum, epsilon, clipping: renormClipping ?? {} },
    );
  }

  protected override call(inputs: Tensor, { mask }: CallOptions): Tensor {
    const { epsilon } = this.config;
    const axis = axisIn(this.label, inputs.rank, this.config.axis);
    const x = cast(inputs, 'float32');
    const wide = (weight: Tensor) => alongAxes(weight, x.rank, [axis]);
    const counting = this.#checked(inputs, mask);
    if (this.isTraining && this.trainable && counting === null && this.#renorm === null) {
      const affine = { scale: this.gamma && wide(this.gamma), offset: this.beta && wide(this.beta) };
      const [normalized, mean, variance] = normalizedByBatch(x, axis, affine, epsilon);
      this.#move(mean, variance);
      return normalized;
    }
    const [mean, variance, gamma, beta] = this.#statistics(x, axis, counting);
    const normalized = multiply(subtract(x, wide(mean)), wide(rsqrt(add(variance, epsilon))));
    const scaled = gamma === null ? normalized : multiply(normalized, wide(gamma));
    return beta === null ? scaled : add(scaled, wide(beta));
  }

  /** Mean and variance to normalize by, and what to scale and shift by. Training moves the moving ones. */
  #statistics(
    x: Tensor,
    axis: number,
    mask: Tensor | null,
  ): readonly [mean: Tensor, variance: Tensor, gamma: Tensor | null, beta: Tensor | null] {
    if (!this.isTraining || !this.trainable) return [this.movingMean, this.movingVariance, this.gamma, this.beta];
    const [mean, variance] = batchMoments(x, axis, mask);
    if (this.#renorm !== null)
      return [mean, variance, ...this.#renorm.corrected(mean, variance, this.gamma, this.beta)];
    this.#move(mean, variance);
    return [mean, variance, this.gamma, this.beta];
  }

  #move(mean: Tensor, variance: Tensor): void {
    const { momentum } = this.config;
    this.movingMean.assign(add(multiply(this.movingMean, momentum), multiply(mean, 1 - momentum)));
    this.movingVariance.assign(add(multiply(this.movingVariance, momentum), multiply(variance, 1 - momentum)));
  }

  #checked(inputs: Tensor, mask: CallOptions['mask']): Tensor | null {
    if (mask === null || mask === undefined) return null;
    if (mask instanceof Tensor && mask.rank === inputs.rank - 1) return mask;
    throw new ShapeError(`${this.label}: mask`, {
      expected: `a mask of one axis less than the inputs, ${shown(inputs)}`,
      received: mask instanceof Tensor ? shown(mask) : 'a list',
    });
  }
}

function wrong(where: string, expected: string, received: string): ArgumentError {
  return new ArgumentError(where, { expected, received });
}

/**
 * Normalizes each feature to mean 0 and variance 1 over the batch, then scales and shifts it by learned weights.
 *
 * @param options - see `BatchNormalizationConfig`.
 * @throws {ArgumentError} for an axis, momentum or epsilon that is none.
 * @throws {ShapeError} when it is called, for an input without that axis, or whose length along it is unknown.
 * @example
 * const normalize = layers.batchNormalization({ epsilon: 0 });
 * await normalize(ops.tensor([[1, 10], [3, 20]]), { training: true }).array() // => [[-1, -1], [1, 1]]
 * @see https://keras.io/api/layers/normalization_layers/batch_normalization/
 */
export function batchNormalization(options: Given<BatchNormalizationConfig> = {}): BatchNormalization {
  return new BatchNormalization(options);
}
