import { read, type Tensor, type Variable } from '../graph/index.ts';
import { add, multiply, subtract } from '../ops/index.ts';
import { ArgumentError } from '../utils/errors.ts';
import { Optimizer, type OptimizerConfig, type Step } from './optimizer.ts';

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
    const { momentum } = this.config;
    if (!(momentum >= 0 && momentum <= 1))
      throw new ArgumentError('SGD: momentum', { expected: 'a number from 0 to 1', received: String(momentum) });
  }

  protected override get slotNames(): Readonly<Record<string, number>> {
    return this.config.momentum === 0 ? {} : { momentum: 0 };
  }

  protected override update(variable: Variable, gradient: Tensor, { learningRate }: Step): void {
    const { momentum, nesterov } = this.config;
    const step = multiply(gradient, learningRate);
    if (momentum === 0) {
      variable.assign(subtract(read(variable), step));
      return;
    }
    const slot = this.slot(variable, 'momentum');
    const velocity = subtract(multiply(read(slot), momentum), step);
    slot.assign(velocity);
    const move = nesterov ? subtract(multiply(velocity, momentum), step) : velocity;
    variable.assign(add(read(variable), move));
  }
}

/**
 * Gradient descent, with or without momentum.
 *
 * @param options - see `SGDConfig`; the learning rate is 0.01 by default.
 * @throws {ArgumentError} for a momentum outside 0 to 1.
 * @example
 * optimizers.sgd({ learningRate: 0.1, momentum: 0.9 }).className // => 'SGD'
 */
export function sgd(options: Partial<SGDConfig> = {}): SGD {
  return new SGD(options);
}
