import { read, type Tensor, type Variable } from '../graph/index.ts';
import { add, divide, multiply, power, sqrt, square, subtract } from '../ops/index.ts';
import { internal } from '../utils/errors.ts';
import { nearer } from './adam.ts';
import { notNegative, share } from './checks.ts';
import { Optimizer } from './optimizer.ts';
import type { OptimizerConfig } from './settings.ts';
import type { Step } from './step.ts';

/** Options of Nadam. */
export interface NadamConfig extends OptimizerConfig {
  /** How much of the mean of the gradients stays at each step, in the end. Default `0.9`. */
  beta1: number;
  /** How much of the mean of their squares stays. Default `0.999`. */
  beta2: number;
  /** Keeps the division finite. Default `1e-7`. */
  epsilon: number;
}

/**
 * Nadam: Adam that looks ahead, with a momentum that rises: `uₜ = β₁(1 - 0.96ᵗ / 2)`.
 * `m̂ = uₜ₊₁·m / (1 - u₁⋯uₜ₊₁) + (1 - uₜ)·g / (1 - u₁⋯uₜ)`, `v̂ = v / (1 - β₂ᵗ)`, `w -= rate · m̂ / (√v̂ + ε)`.
 *
 * @see https://keras.io/api/optimizers/Nadam/
 */
export class Nadam extends Optimizer<NadamConfig> {
  static override readonly className = 'Nadam';
  #product: Variable | null = null;

  constructor(given: Partial<NadamConfig> = {}) {
    super(given, { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 });
    share('Nadam: beta1', this.config.beta1);
    share('Nadam: beta2', this.config.beta2);
    notNegative('Nadam: epsilon', this.config.epsilon);
  }

  protected override buildState(variables: readonly Variable[]): void {
    this.addSlots(variables, { momentum: 0, velocity: 0 });
    this.#product = this.state.add('variable', 1);
    // Keras makes it without saying whose it is.
    this.#product.path = 'variable';
  }

  protected override begin(step: Step): void {
    const product = this.#product ?? internal('Nadam was not built');
    product.assign(multiply(read(product), this.#momentum(step, 0)));
  }

  protected override update(variable: Variable, gradient: Tensor, step: Step): void {
    const { beta1, beta2, epsilon } = this.config;
    const now = this.#momentum(step, 0);
    const next = this.#momentum(step, 1);
    const product = read(this.#product ?? internal('Nadam was not built'));
    const ofMean = step.once('ofMean', () => divide(next, subtract(1, multiply(product, next))));
    const ofGradient = step.once('ofGradient', () => divide(subtract(1, now), subtract(1, product)));
    const lacking = step.once('lacking', ({ number }) => subtract(1, power(beta2, number)));
    const m = this.advance(variable, 'momentum', (mean) => nearer(mean, gradient, 1 - beta1));
    const v = this.advance(variable, 'velocity', (mean) => nearer(mean, square(gradient), 1 - beta2));
    const ahead = add(multiply(m, ofMean), multiply(gradient, ofGradient));
    this.decrease(variable, divide(multiply(ahead, step.learningRate), add(sqrt(divide(v, lacking)), epsilon)));
  }

  /** `u` of this step, or of one further on. */
  #momentum(step: Step, further: 0 | 1): Tensor {
    return step.once(`momentum${further}`, ({ number }) => {
      const faded = power(0.96, further === 0 ? number : add(number, further));
      return multiply(subtract(1, multiply(faded, 0.5)), this.config.beta1);
    });
  }
}

/**
 * Nadam.
 *
 * @param options - see `NadamConfig`; the learning rate is 0.001 by default.
 * @throws {ArgumentError} for an unknown option, or one with a value that makes no sense.
 * @example
 * optimizers.nadam({ learningRate: 0.01 }).config.beta1 // => 0.9
 * @see https://keras.io/api/optimizers/Nadam/
 */
export function nadam(options: Partial<NadamConfig> = {}): Nadam {
  return new Nadam(options);
}
