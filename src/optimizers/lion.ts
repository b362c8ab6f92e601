import { read, type Tensor, type Variable } from '../graph/index.ts';
import { multiply, sign } from '../ops/index.ts';
import { ArgumentError } from '../utils/errors.ts';
import { share } from './checks.ts';
import { Optimizer } from './optimizer.ts';
import { mixed } from './rmsprop.ts';
import type { OptimizerConfig } from './settings.ts';
import type { Step } from './step.ts';

/** Options of Lion. */
export interface LionConfig extends OptimizerConfig {
  /** How much the mean of the gradients counts in a step, beside the gradient; above 0. Default `0.9`. */
  beta1: number;
  /** How much of the mean stays at each step. Default `0.99`. */
  beta2: number;
}

/**
 * Lion: steps of one size, in the direction of a mean of the gradients.
 * `w -= rate · sign(β₁·m + (1 - β₁)·g)`, `m = β₂·m + (1 - β₂)·g`. It wants a smaller rate than Adam, and more weight decay.
 *
 * @see https://keras.io/api/optimizers/lion/
 */
export class Lion extends Optimizer<LionConfig> {
  static override readonly className = 'Lion';

  constructor(given: Partial<LionConfig> = {}) {
    super(given, { learningRate: 0.001, beta1: 0.9, beta2: 0.99 });
    share('Lion: beta1', this.config.beta1);
    share('Lion: beta2', this.config.beta2);
    if (this.config.beta1 === 0)
      throw new ArgumentError('Lion: beta1', {
        expected: 'a number above 0, up to 1',
        received: '0',
        mend: 'With 0 only the sign of each gradient would count.',
      });
  }

  protected override buildState(variables: readonly Variable[]): void {
    this.addSlots(variables, { momentum: 0 });
  }

  protected override update(variable: Variable, gradient: Tensor, { learningRate }: Step): void {
    const { beta1, beta2 } = this.config;
    const direction = sign(mixed(read(this.slot(variable, 'momentum')), gradient, beta1));
    this.decrease(variable, multiply(direction, learningRate));
    this.advance(variable, 'momentum', (now) => mixed(now, gradient, beta2));
  }
}

/**
 * Lion.
 *
 * @param options - see `LionConfig`; the learning rate is 0.001 by default.
 * @throws {ArgumentError} for an unknown option, or one with a value that makes no sense.
 * @example
 * optimizers.lion({ learningRate: 1e-4 }).config.beta2 // => 0.99
 * @see https://keras.io/api/optimizers/lion/
 */
export function lion(options: Partial<LionConfig> = {}): Lion {
  return new Lion(options);
}
