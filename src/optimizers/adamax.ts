import type { Tensor, Variable } from '../graph/index.ts';
import { abs, add, divide, maximum, multiply, power, subtract } from '../ops/index.ts';
import { nearer } from './adam.ts';
import { notNegative, share } from './checks.ts';
import { Optimizer } from './optimizer.ts';
import type { OptimizerConfig } from './settings.ts';
import type { Step } from './step.ts';

/** Options of Adamax. */
export interface AdamaxConfig extends OptimizerConfig {
  /** How much of the mean of the gradients stays at each step. Default `0.9`. */
  beta1: number;
  /** How much of their largest absolute value stays. Default `0.999`. */
  beta2: number;
  /** Keeps the division finite. Default `1e-7`. */
  epsilon: number;
}

/**
 * Adamax: Adam with the largest absolute value, fading, in place of the mean of squares.
 * `m += (g - m)(1 - β₁)`, `u = max(β₂·u, |g|)`, `w -= rate · m / ((1 - β₁ᵗ)(u + ε))`.
 *
 * @see https://keras.io/api/optimizers/adamax/
 */
export class Adamax extends Optimizer<AdamaxConfig> {
  static override readonly className = 'Adamax';

  constructor(given: Partial<AdamaxConfig> = {}) {
    super(given, { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 });
    share('Adamax: beta1', this.config.beta1);
    share('Adamax: beta2', this.config.beta2);
    notNegative('Adamax: epsilon', this.config.epsilon);
  }

  protected override buildState(variables: readonly Variable[]): void {
    this.addSlots(variables, { momentum: 0, norm: 0 });
  }

  protected override update(variable: Variable, gradient: Tensor, step: Step): void {
    const { beta1, beta2, epsilon } = this.config;
    const lacking = step.once('lacking', ({ number }) => subtract(1, power(beta1, number)));
    const m = this.advance(variable, 'momentum', (now) => nearer(now, gradient, 1 - beta1));
    const u = this.advance(variable, 'norm', (now) => maximum(multiply(now, beta2), abs(gradient)));
    this.decrease(variable, divide(multiply(m, step.learningRate), multiply(add(u, epsilon), lacking)));
  }
}

/**
 * Adamax.
 *
 * @param options - see `AdamaxConfig`; the learning rate is 0.001 by default.
 * @throws {ArgumentError} for an unknown option, or one with a value that makes no sense.
 * @example
 * optimizers.adamax({ learningRate: 0.01 }).config.beta2 // => 0.999
 * @see https://keras.io/api/optimizers/adamax/
 */
export function adamax(options: Partial<AdamaxConfig> = {}): Adamax {
  return new Adamax(options);
}
