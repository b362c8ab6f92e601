import { read, type Tensor, type Variable } from '../graph/index.ts';
import { add, divide, multiply, sqrt, square } from '../ops/index.ts';
import { notNegative, share } from './checks.ts';
import { Optimizer } from './optimizer.ts';
import { mixed } from './rmsprop.ts';
import type { OptimizerConfig } from './settings.ts';
import type { Step } from './step.ts';

/** Options of Adadelta. */
export interface AdadeltaConfig extends OptimizerConfig {
  /** How much of the means of squares stays at each step. Default `0.95`. */
  rho: number;
  /** Keeps the division finite; stands under the roots. Default `1e-7`. */
  epsilon: number;
}

/**
 * Adadelta: steps as large as the steps before, by running means of squares.
 * `a = ρ·a + (1 - ρ)·g²`, `d = g · √(s + ε) / √(a + ε)`, `s = ρ·s + (1 - ρ)·d²`, `w -= rate · d`. The paper's rate is 1.
 *
 * @see https://keras.io/api/optimizers/adadelta/
 */
export class Adadelta extends Optimizer<AdadeltaConfig> {
  static override readonly className = 'Adadelta';

  constructor(given: Partial<AdadeltaConfig> = {}) {
    super(given, { learningRate: 0.001, rho: 0.95, epsilon: 1e-7 });
    share('Adadelta: rho', this.config.rho);
    notNegative('Adadelta: epsilon', this.config.epsilon);
  }

  protected override buildState(variables: readonly Variable[]): void {
    this.addSlots(variables, { accumulated_grad: 0, accumulated_delta_var: 0 });
  }

  protected override update(variable: Variable, gradient: Tensor, { learningRate }: Step): void {
    const { rho, epsilon } = this.config;
    const rootOf = (mean: Tensor) => sqrt(add(mean, epsilon));
    const squares = this.advance(variable, 'accumulated_grad', (now) => mixed(now, square(gradient), rho));
    const moves = read(this.slot(variable, 'accumulated_delta_var'));
    const move = divide(multiply(rootOf(moves), gradient), rootOf(squares));
    this.advance(variable, 'accumulated_delta_var', (now) => mixed(now, square(move), rho));
    this.decrease(variable, multiply(move, learningRate));
  }
}

/**
 * Adadelta.
 *
 * @param options - see `AdadeltaConfig`; the learning rate is 0.001 by default, the paper's is 1.
 * @throws {ArgumentError} for an unknown option, or one with a value that makes no sense.
 * @example
 * optimizers.adadelta({ learningRate: 1 }).config.rho // => 0.95
 * @see https://keras.io/api/optimizers/adadelta/
 */
export function adadelta(options: Partial<AdadeltaConfig> = {}): Adadelta {
  return new Adadelta(options);
}
