import type { Constraint } from '../../constraints/index.ts';
import type { Shape, Tensor, Variable } from '../../graph/index.ts';
import type { Initializer } from '../../initializers/index.ts';
import { multiply, negative, relu, subtract } from '../../ops/index.ts';
import type { Regularizer } from '../../regularizers/index.ts';
import { ArgumentError } from '../../utils/errors.ts';
import { hasRank, hasRankOfAtLeast, sameAsBuilt } from '../checks.ts';
import { Layer } from '../layer.ts';
import type { Given, LayerConfig } from '../options.ts';

/** Options of a rectifier whose slopes are learned. */
export interface PReLUConfig extends LayerConfig {
  /** Default `'zeros'`. */
  alphaInitializer: Initializer;
  /** Default `null`. */
  alphaRegularizer: Regularizer | null;
  /** Default `null`. */
  alphaConstraint: Constraint | null;
  /**
   * Axes, counted from 1, along which one slope serves all places: `[1, 2]` for images gives a slope for each channel.
   * Default `null`: every place has its own.
   */
  sharedAxes: number | readonly number[] | null;
}

/**
 * Rectified linear unit with learned slopes, `max(x, 0) - alpha · max(-x, 0)`: any shape to the same shape.
 *
 * Weights: `alpha`, the shape of a sample, with length 1 on shared axes.
 *
 * @see https://keras.io/api/layers/activation_layers/prelu/
 */
export class PReLU extends Layer<PReLUConfig> {
  static override readonly className = 'PReLU';
  static override readonly needed: readonly string[] = [];
  alpha!: Variable;

  constructor(given: Given<PReLUConfig> = {}) {
    const { sharedAxes = null } = given;
    super(
      { ...given, sharedAxes: typeof sharedAxes === 'number' ? [sharedAxes] : sharedAxes },
      { alphaInitializer: 'zeros', alphaRegularizer: null, alphaConstraint: null, sharedAxes: null },
    );
    if (!this.#shared.every((axis) => Number.isInteger(axis) && axis > 0))
      throw new ArgumentError(`${this.label}: sharedAxes`, {
        expected: 'axes of a sample, counted from 1',
        received: JSON.stringify(sharedAxes),
      });
  }

  protected override check(inputs: Tensor): void {
    hasRankOfAtLeast(this.label, inputs, Math.max(1, ...this.#shared.map((axis) => axis + 1)));
    if (!this.built) return;
    hasRank(this.label, inputs, this.alpha.rank + 1, 'as when it was built');
    for (const [i, length] of this.alpha.shape.entries())
      if (!this.#shared.includes(i + 1)) sameAsBuilt(this.label, inputs, i + 1, Number(length));
  }

  protected override build([, ...shape]: Shape): void {
    const { alphaInitializer, alphaRegularizer, alphaConstraint } = this.config;
    const slopes = shape.map((dim, i) => (this.#shared.includes(i + 1) ? 1 : dim));
    this.alpha = this.addWeight('alpha', slopes, {
      initializer: alphaInitializer,
      regularizer: alphaRegularizer,
      constraint: alphaConstraint,
    });
  }

  protected override call(inputs: Tensor): Tensor {
    return subtract(relu(inputs), multiply(this.alpha, relu(negative(inputs))));
  }

  get #shared(): readonly number[] {
    const { sharedAxes } = this.config;
    return typeof sharedAxes === 'number' ? [sharedAxes] : (sharedAxes ?? []);
  }
}

/**
 * Rectified linear unit whose slope below zero is learned.
 *
 * @param options - see `PReLUConfig`.
 * @throws {ArgumentError} for shared axes that are no axes of a sample.
 * @example
 * const slopes = layers.prelu({ alphaInitializer: initializers.constant(0.5) });
 * await slopes(ops.tensor([[-2, 2]])).array() // => [[-1, 2]]
 * @see https://keras.io/api/layers/activation_layers/prelu/
 */
export function prelu(options: Given<PReLUConfig> = {}): PReLU {
  return new PReLU(options);
}
