import type { Tensor, Variable } from '../graph/index.ts';
import { add, divide, multiply, sqrt, square, subtract } from '../ops/index.ts';
import { boolean, notNegative, share } from './checks.ts';
import { Optimizer } from './optimizer.ts';
import type { OptimizerConfig } from './settings.ts';
import type { Step } from './step.ts';

/** Options of RMSprop. */
export interface RMSpropConfig extends OptimizerConfig {
  /** How much of the mean of squares stays at each step. Default `0.9`. */
  rho: number;
  /** How much of the last step is taken again, from 0 to 1. Default `0`. */
  momentum: number;
  /** Keeps the division finite; stands under the root. Default `1e-7`. */
  epsilon: number;
  /** Whether the mean of the gradients is taken off their squares. Default `false`. */
  centered: boolean;
}

/**
 * RMSprop: gradients divided by the root of a running mean of their squares.
 * `v = ρ·v + (1 - ρ)·g²`, `w -= rate · g / √(v + ε)`; centered: `v - a²` with `a` the running mean of `g`.
 *
 * @see https://keras.io/api/optimizers/rmsprop/
 */
export class RMSprop extends Optimizer<RMSpropConfig> {
  static override readonly className = 'RMSprop';

  constructor(given: Partial<RMSpropConfig> = {}) {
    super(given, { learningRate: 0.001, rho: 0.9, momentum: 0, epsilon: 1e-7, centered: false });
    const { rho, momentum, epsilon, centered } = this.config;
    share('RMSprop: rho', rho);
    share('RMSprop: momentum', momentum);
    notNegative('RMSprop: epsilon', epsilon);
    boolean('RMSprop: centered', centered);
  }

  protected override buildState(variables: readonly Variable[]): void {
    this.addSlots(variables, { velocity: 0 });
    if (this.config.momentum > 0) this.addSlots(variables, { momentum: 0 });
    if (this.config.centered) this.addSlots(variables, { average_gradient: 0 });
  }

  protected override update(variable: Variable, gradient: Tensor, { learningRate }: Step): void {
    const { rho, momentum, epsilon, centered } = this.config;
    const v = this.advance(variable, 'velocity', (now) => mixed(now, square(gradient), rho));
    const spread = centered
      ? subtract(v, square(this.advance(variable, 'average_gradient', (now) => mixed(now, gradient, rho))))
      : v;
    const step = divide(multiply(gradient, learningRate), sqrt(add(spread, epsilon)));
    if (momentum === 0) this.decrease(variable, step);
    else
      this.decrease(
        variable,
        this.advance(variable, 'momentum', (now) => add(multiply(now, momentum), step)),
      );
  }
}

/** A running mean of which a share stays: `mean · kept + x · (1 - kept)`. */
export function mixed(mean: Tensor, x: Tensor, kept: number): Tensor {
  return add(multiply(mean, kept), multiply(x, 1 - kept));
}

/**
 * RMSprop.
 *
 * @param options - see `RMSpropConfig`; the learning rate is 0.001 by default.
 * @throws {ArgumentError} for an unknown option, or one with a value that makes no sense.
 * @example
 * optimizers.rmsprop({ rho: 0.95 }).config.rho // => 0.95
 * @see https://keras.io/api/optimizers/rmsprop/
 */
export function rmsprop(options: Partial<RMSpropConfig> = {}): RMSprop {
  return new RMSprop(options);
}
