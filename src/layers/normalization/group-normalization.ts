import type { Constraint } from '../../constraints/index.ts';
import { type Shape, shownShape, type Tensor, type Variable } from '../../graph/index.ts';
import type { Initializer } from '../../initializers/index.ts';
import { add, cast, moments, multiply, reshapeLike, rsqrt, subtract } from '../../ops/index.ts';
import { reshapeTo } from '../../ops/movement.ts';
import type { Regularizer } from '../../regularizers/index.ts';
import { ArgumentError, ShapeError } from '../../utils/errors.ts';
import { notNegative, wholeAxes } from '../checks.ts';
import { Layer } from '../layer.ts';
import type { Given, LayerConfig } from '../options.ts';
import { alongAxes, axisIn, lengthsAlong, sameAlong } from './along.ts';

/** Options of group normalization. */
export interface GroupNormalizationConfig extends LayerConfig {
  /** Number of groups the channels are split into; -1 makes each channel a group (instance normalization). Default `32`. */
  groups: number;
  /** The axis of the channels. Default `-1`. */
  axis: number;
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
 * Group normalization, `gamma · (x - mean) / √(variance + epsilon) + beta`, with mean and variance of each group of channels
 * of each sample (Wu and He, 2018): any shape to the same shape.
 *
 * Weights: `gamma` and `beta`, one number for each channel.
 *
 * @see https://keras.io/api/layers/normalization_layers/group_normalization/
 */
export class GroupNormalization extends Layer<GroupNormalizationConfig> {
  static override readonly className = 'GroupNormalization';
  static override readonly needed: readonly string[] = [];
  gamma: Variable | null = null;
  beta: Variable | null = null;

  constructor(given: Given<GroupNormalizationConfig> = {}) {
    super(given, {
      groups: 32,
      axis: -1,
      epsilon: 1e-3,
      center: true,
      scale: true,
      betaInitializer: 'zeros',
      gammaInitializer: 'ones',
      betaRegularizer: null,
      gammaRegularizer: null,
      betaConstraint: null,
      gammaConstraint: null,
    });
    const { groups, axis, epsilon } = this.config;
    if (!Number.isInteger(groups) || groups < -1 || groups === 0)
      throw new ArgumentError(`${this.label}: groups`, {
        expected: 'a positive integer, or -1 for one group for each channel',
        received: String(groups),
      });
    wholeAxes(`${this.label}: axis`, axis);
    notNegative(`${this.label}: epsilon`, epsilon);
  }

  protected override check(inputs: Tensor): void {
    sameAlong(this.label, inputs, this.config.axis, this.gamma ?? this.beta);
  }

  protected override build(inputShape: Shape): void {
    const { axis, groups, center, scale } = this.config;
    const [channels = 0] = lengthsAlong(this.label, inputShape, axis);
    if (groups !== -1 && channels % groups !== 0)
      throw new ShapeError(this.label, {
        expected: `a number of channels that ${groups} groups can share evenly`,
        received: `${channels}, in shape ${shownShape(inputShape)}`,
        mend: 'Give groups: layers.groupNormalization({ groups: 1 }), for one.',
      });
    if (scale) {
      const { gammaInitializer, gammaRegularizer, gammaConstraint } = this.config;
      this.gamma = this.addWeight('gamma', [channels], {
        initializer: gammaInitializer,
        regularizer: gammaRegularizer,
        constraint: gammaConstraint,
      });
    }
    if (!center) return;
    const { betaInitializer, betaRegularizer, betaConstraint } = this.config;
    this.beta = this.addWeight('beta', [channels], {
      initializer: betaInitializer,
      regularizer: betaRegularizer,
      constraint: betaConstraint,
    });
  }

  protected override call(inputs: Tensor): Tensor {
    const { epsilon } = this.config;
    const axis = axisIn(this.label, inputs.rank, this.config.axis);
    const x = cast(inputs, 'float32');
    const channels = Number(x.dims[axis]);
    const groups = this.config.groups === -1 ? channels : this.config.groups;
    const grouped = reshapeTo(x, x.dims.toSpliced(axis, 1, groups, channels / groups));
    // Everything but the samples and the groups is averaged over.
    const axes = grouped.dims.map((_, i) => i).filter((i) => i !== 0 && i !== axis);
    const [mean, variance] = moments(grouped, axes, true);
    const normalized = reshapeLike(multiply(subtract(grouped, mean), rsqrt(add(variance, epsilon))), x);
    const scaled = this.gamma === null ? normalized : multiply(normalized, alongAxes(this.gamma, x.rank, [axis]));
    return this.beta === null ? scaled : add(scaled, alongAxes(this.beta, x.rank, [axis]));
  }
}

/**
 * Normalizes groups of channels of each sample to mean 0 and variance 1, then scales and shifts by learned weights. Works
 * with batches of any size, down to one.
 *
 * @param options - see `GroupNormalizationConfig`.
 * @throws {ArgumentError} for a number of groups that is none.
 * @throws {ShapeError} when it is called, for channels that the groups cannot share evenly.
 * @example
 * await layers.groupNormalization({ groups: 2, epsilon: 0 })(ops.tensor([[1, 3, 10, 20]])).array() // => [[-1, 1, -1, 1]]
 * @see https://keras.io/api/layers/normalization_layers/group_normalization/
 */
export function groupNormalization(options: Given<GroupNormalizationConfig> = {}): GroupNormalization {
  return new GroupNormalization(options);
}
