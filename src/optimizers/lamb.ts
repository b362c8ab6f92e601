import { read, type Tensor, type Variable } from '../graph/index.ts';
import { add, divide, greater, logicalAnd, multiply, power, sqrt, square, subtract, sum, where } from '../ops/index.ts';
import { nearer } from './adam.ts';
import { notNegative, share } from './checks.ts';
import { Optimizer } from './optimizer.ts';
import type { OptimizerConfig } from './settings.ts';
import type { Step } from './step.ts';

/** Options of Lamb. */
export interface LambConfig extends OptimizerConfig {
  /** How much of the mean of the gradients stays at each step. Default `0.9`. */
  beta1: number;
  /** How much of the mean of their squares stays. Default `0.999`. */
  beta2: number;
  /** Keeps the division finite. Default `1e-7`. */
  epsilon: number;
}

/**
 * Lamb: Adam's steps, each as long as its variable, times the rate; for large batches.
 * `u = m / (1 - β₁ᵗ) / (√(v / (1 - β₂ᵗ)) + ε)`, `w -= rate · (‖w‖ / ‖u‖) · u`.
 *
 * @see https://keras.io/api/optimizers/lamb/
 */
export class Lamb extends Optimizer<LambConfig> {
  static override readonly className = 'Lamb';

  constructor(given: Partial<LambConfig> = {}) {
    super(given, { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 });
    share('Lamb: beta1', this.config.beta1);
    share('Lamb: beta2', this.config.beta2);
    notNegative('Lamb: epsilon', this.config.epsilon);
  }

  protected override buildState(variables: readonly Variable[]): void {
    this.addSlots(variables, { momentum: 0, velocity: 0 });
  }

  protected override update(variable: Variable, gradient: Tensor, step: Step): void {
    const { beta1, beta2, epsilon } = this.config;
    const ofMean = step.once('ofMean', ({ number }) => subtract(1, power(beta1, number)));
    const ofSquares = step.once('ofSquares', ({ number }) => subtract(1, power(beta2, number)));
    const m = this.advance(variable, 'momentum', (now) => nearer(now, gradient, 1 - beta1));
    const v = this.advance(variable, 'velocity', (now) => nearer(now, square(gradient), 1 - beta2));
    const move = divide(divide(m, ofMean), add(sqrt(divide(v, ofSquares)), epsilon));
    const [length, moved] = [lengthOf(read(variable)), lengthOf(move)];
    const trust = where(logicalAnd(greater(length, 0), greater(moved, 0)), divide(length, moved), 1);
    this.decrease(variable, multiply(move, multiply(trust, step.learningRate)));
  }
}

function lengthOf(x: Tensor): Tensor {
  return sqrt(sum(square(x)));
}

/**
 * Lamb.
 *
 * @param options - see `LambConfig`; the learning rate is 0.001 by default.
 * @throws {ArgumentError} for an unknown option, or one with a value that makes no sense.
 * @example
 * optimizers.lamb({ learningRate: 0.01 }).config.beta1 // => 0.9
 * @see https://keras.io/api/optimizers/lamb/
 */
export function lamb(options: Partial<LambConfig> = {}): Lamb {
  return new Lamb(options);
}
