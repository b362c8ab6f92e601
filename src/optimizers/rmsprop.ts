import { read, type Tensor, type Variable } from '../graph/index.ts';
import { add, divide, multiply, sqrt, square, subtract } from '../ops/index.ts';
import { Optimizer, type OptimizerConfig, type Step } from './optimizer.ts';

/** Options of RMSprop. */
export interface RMSpropConfig extends OptimizerConfig {
  /** How long the mean of squares remembers. Default `0.9`. */
  rho: number;
  /** How much of the last step is taken again. Default `0`. */
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
    super(given, { learningRate: 0.001, rho: 0.9, momentum: 0, epsilon: 1e-7, centered: false, name: 'rmsprop' });
  }

  protected override get slotNames(): Readonly<Record<string, number>> {
    const { momentum, centered } = this.config;
    return { velocity: 0, ...(momentum > 0 && { momentum: 0 }), ...(centered && { average_gradient: 0 }) };
  }

  protected override update(variable: Variable, gradient: Tensor, { learningRate }: Step): void {
    const { rho, momentum, epsilon, centered } = this.config;
    const velocity = this.slot(variable, 'velocity');
    const v = add(multiply(read(velocity), rho), multiply(square(gradient), 1 - rho));
    velocity.assign(v);
    const spread = centered ? subtract(v, square(this.#average(variable, gradient))) : v;
    const step = divide(multiply(gradient, learningRate), sqrt(add(spread, epsilon)));
    if (momentum === 0) {
      variable.assign(subtract(read(variable), step));
      return;
    }
    const slot = this.slot(variable, 'momentum');
    const pushed = add(multiply(read(slot), momentum), step);
    slot.assign(pushed);
    variable.assign(subtract(read(variable), pushed));
  }

  #average(variable: Variable, gradient: Tensor): Tensor {
    const { rho } = this.config;
    const slot = this.slot(variable, 'average_gradient');
    const average = add(multiply(read(slot), rho), multiply(gradient, 1 - rho));
    slot.assign(average);
    return average;
  }
}

/**
 * RMSprop.
 *
 * @param options - see `RMSpropConfig`.
 * @example
 * optimizers.rmsprop({ rho: 0.95 }).config.rho // => 0.95
 */
export function rmsprop(options: Partial<RMSpropConfig> = {}): RMSprop {
  return new RMSprop(options);
}
