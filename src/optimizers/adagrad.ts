import type { Tensor, Variable } from '../graph/index.ts';
import { add, divide, multiply, sqrt, square } from '../ops/index.ts';
import { notNegative } from './checks.ts';
import { Optimizer } from './optimizer.ts';
import type { OptimizerConfig } from './settings.ts';
import type { Step } from './step.ts';

/** Options of Adagrad. */
export interface AdagradConfig extends OptimizerConfig {
  /** What the sum of squares starts from. Default `0.1`. */
  initialAccumulatorValue: number;
  /** Keeps the division finite; stands under the root. Default `1e-7`. */
  epsilon: number;
}

/**
 * Adagrad: gradients divided by the root of the sum of all their squares so far. `a += g²`, `w -= rate · g / √(a + ε)`.
 *
 * @see https://keras.io/api/optimizers/adagrad/
 */
export class Adagrad extends Optimizer<AdagradConfig> {
  static override readonly className = 'Adagrad';

  constructor(given: Partial<AdagradConfig> = {}) {
    super(given, { learningRate: 0.001, initialAccumulatorValue: 0.1, epsilon: 1e-7 });
    notNegative('Adagrad: initialAccumulatorValue', this.config.initialAccumulatorValue);
    notNegative('Adagrad: epsilon', this.config.epsilon);
  }

  protected override buildState(variables: readonly Variable[]): void {
    this.addSlots(variables, { accumulator: this.config.initialAccumulatorValue });
  }

  protected override update(variable: Variable, gradient: Tensor, { learningRate }: Step): void {
    const total = this.advance(variable, 'accumulator', (now) => add(now, square(gradient)));
    this.decrease(variable, divide(multiply(gradient, learningRate), sqrt(add(total, this.config.epsilon))));
  }
}

/**
 * Adagrad.
 *
 * @param options - see `AdagradConfig`; the learning rate is 0.001 by default.
 * @throws {ArgumentError} for an unknown option, or one with a value that makes no sense.
 * @example
 * optimizers.adagrad({ learningRate: 0.1 }).config.initialAccumulatorValue // => 0.1
 * @see https://keras.io/api/optimizers/adagrad/
 */
export function adagrad(options: Partial<AdagradConfig> = {}): Adagrad {
  return new Adagrad(options);
}
