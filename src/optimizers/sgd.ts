import { read, type Tensor, type Variable } from '../graph/index.ts';
import { add, multiply, subtract } from '../ops/index.ts';
import { boolean, share } from './checks.ts';
import { Optimizer } from './optimizer.ts';
import type { OptimizerConfig } from './settings.ts';
import type { Step } from './step.ts';

/** Options of gradient descent. */
export interface SGDConfig extends OptimizerConfig {
  /** How much of the last step is taken again, from 0 to 1. Default `0`. */
  momentum: number;
  /** Whether momentum looks ahead, as Nesterov's does. Default `false`. */
  nesterov: boolean;
}

/**
 * Gradient descent: `w -= rate · g`; with momentum `v = μ·v - rate·g`, `w += v` (Nesterov: `w += μ·v - rate·g`).
 *
 * @see https://keras.io/api/optimizers/sgd/
 */
export class SGD extends Optimizer<SGDConfig> {
  static override readonly className = 'SGD';

  constructor(given: Partial<SGDConfig> = {}) {
    super(given, { learningRate: 0.01, momentum: 0, nesterov: false });
    share('SGD: momentum', this.config.momentum);
    boolean('SGD: nesterov', this.config.nesterov);
  }

  protected override buildState(variables: readonly Variable[]): void {
    if (this.config.momentum !== 0) this.addSlots(variables, { momentum: 0 });
  }

  protected override update(variable: Variable, gradient: Tensor, { learningRate }: Step): void {
    const { momentum, nesterov } = this.config;
    const step = multiply(gradient, learningRate);
    if (momentum === 0) {
      this.decrease(variable, step);
      return;
    }
    const velocity = this.advance(variable, 'momentum', (now) => subtract(multiply(now, momentum), step));
    const move = nesterov ? subtract(multiply(velocity, momentum), step) : velocity;
    variable.assign(add(read(variable), move));
  }
}

/**
 * Gradient descent, with or without momentum.
 *
 * @param options - see `SGDConfig`; the learning rate is 0.01 by default.
 * @throws {ArgumentError} for an unknown option, or one with a value that makes no sense.
 * @example
 * optimizers.sgd({ learningRate: 0.1, momentum: 0.9 }).className // => 'SGD'
 * @see https://keras.io/api/optimizers/sgd/
 */
export function sgd(options: Partial<SGDConfig> = {}): SGD {
  return new SGD(options);
}
