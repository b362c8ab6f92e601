import type { Tensor, Variable } from '../graph/index.ts';
import { add, divide, maximum, multiply, power, sqrt, square, subtract } from '../ops/index.ts';
import { boolean, notNegative, share } from './checks.ts';
import { Optimizer } from './optimizer.ts';
import type { OptimizerConfig } from './settings.ts';
import type { Step } from './step.ts';

/** Options of Adam. */
export interface AdamConfig extends OptimizerConfig {
  /** How much of the mean of the gradients stays at each step. Default `0.9`. */
  beta1: number;
  /** How much of the mean of their squares stays. Default `0.999`. */
  beta2: number;
  /** Keeps the division finite. Default `1e-7`. */
  epsilon: number;
  /** Whether to divide by the largest mean of squares so far. Default `false`. */
  amsgrad: boolean;
}

/**
 * Adam: steps scaled by running means of the gradients and their squares.
 * `m += (g - m)(1 - β₁)`, `v += (g² - v)(1 - β₂)`, `w -= m · rate · √(1 - β₂ᵗ) / (1 - β₁ᵗ) / (√v + ε)`.
 *
 * @see https://keras.io/api/optimizers/adam/
 */
export class Adam extends Optimizer<AdamConfig> {
  static override readonly className: string = 'Adam';

  constructor(given: Partial<AdamConfig> = {}) {
    super(given, { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, amsgrad: false });
    const { beta1, beta2, epsilon, amsgrad } = this.config;
    share(`${this.className}: beta1`, beta1);
    share(`${this.className}: beta2`, beta2);
    notNegative(`${this.className}: epsilon`, epsilon);
    boolean(`${this.className}: amsgrad`, amsgrad);
  }

  protected override buildState(variables: readonly Variable[]): void {
    this.addSlots(variables, { momentum: 0, velocity: 0 });
    if (this.config.amsgrad) this.addSlots(variables, { velocity_hat: 0 });
  }

  protected override update(variable: Variable, gradient: Tensor, step: Step): void {
    const { beta1, beta2, epsilon, amsgrad } = this.config;
    const alpha = step.once('alpha', (now) => adamRate(now, beta1, beta2));
    const m = this.advance(variable, 'momentum', (now) => nearer(now, gradient, 1 - beta1));
    const v = this.advance(variable, 'velocity', (now) => nearer(now, square(gradient), 1 - beta2));
    const spread = amsgrad ? this.advance(variable, 'velocity_hat', (now) => maximum(now, v)) : v;
    this.decrease(variable, divide(multiply(m, alpha), add(sqrt(spread), epsilon)));
  }
}

/** The step size of Adam, with what its means lack in the first steps: `rate · √(1 - β₂ᵗ) / (1 - β₁ᵗ)`. */
export function adamRate({ learningRate, number }: Step, beta1: number, beta2: number): Tensor {
  const root = sqrt(subtract(1, power(beta2, number)));
  return divide(multiply(learningRate, root), subtract(1, power(beta1, number)));
}

/** A running mean, moved towards a new value: `mean + (x - mean) · by`. */
export function nearer(mean: Tensor, x: Tensor, by: number): Tensor {
  return add(mean, multiply(subtract(x, mean), by));
}

/**
 * Adam.
 *
 * @param options - see `AdamConfig`; the learning rate is 0.001 by default.
 * @throws {ArgumentError} for an unknown option, or one with a value that makes no sense.
 * @example
 * optimizers.adam({ learningRate: 0.01 }).config.beta1 // => 0.9
 * @see https://keras.io/api/optimizers/adam/
 */
export function adam(options: Partial<AdamConfig> = {}): Adam {
  return new Adam(options);
}
