import { read, type Tensor, type Variable } from '../graph/index.ts';
import { add, divide, maximum, multiply, power, sqrt, square, subtract } from '../ops/index.ts';
import { Optimizer, type OptimizerConfig, type Step } from './optimizer.ts';

/** Options of Adam. */
export interface AdamConfig extends OptimizerConfig {
  /** How long the mean of the gradients remembers. Default `0.9`. */
  beta1: number;
  /** How long the mean of their squares remembers. Default `0.999`. */
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
export class Adam<Config extends AdamConfig = AdamConfig> extends Optimizer<Config> {
  static override readonly className: string = 'Adam';

  constructor(given: Partial<Config> = {}, defaults: Partial<Config> = {}) {
    super(given, {
      learningRate: 0.001,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-7,
      amsgrad: false,
      ...defaults,
    } as never); // AdamConfig's own defaults, then a subclass's
  }

  protected override get slotNames(): Readonly<Record<string, number>> {
    return { momentum: 0, velocity: 0 };
  }

  override build(variables: readonly Variable[]): void {
    const first = !this.isBuilt;
    super.build(variables);
    if (first && this.config.amsgrad) for (const variable of variables) this.addSlot(variable, 'velocity_hat', 0);
  }

  protected override update(variable: Variable, gradient: Tensor, { learningRate, number }: Step): void {
    const { beta1, beta2, epsilon, amsgrad } = this.config;
    const momentum = this.slot(variable, 'momentum');
    const velocity = this.slot(variable, 'velocity');
    const m = add(read(momentum), multiply(subtract(gradient, read(momentum)), 1 - beta1));
    const v = add(read(velocity), multiply(subtract(square(gradient), read(velocity)), 1 - beta2));
    momentum.assign(m);
    velocity.assign(v);
    const alpha = divide(
      multiply(learningRate, sqrt(subtract(1, power(beta2, number)))),
      subtract(1, power(beta1, number)),
    );
    variable.assign(
      subtract(
        read(variable),
        divide(multiply(m, alpha), add(sqrt(amsgrad ? this.#largest(variable, v) : v), epsilon)),
      ),
    );
  }

  #largest(variable: Variable, v: Tensor): Tensor {
    const slot = this.slot(variable, 'velocity_hat');
    const largest = maximum(read(slot), v);
    slot.assign(largest);
    return largest;
  }
}

/**
 * Adam.
 *
 * @param options - see `AdamConfig`.
 * @example
 * optimizers.adam({ learningRate: 0.01 }).config.beta1 // => 0.9
 */
export function adam(options: Partial<AdamConfig> = {}): Adam {
  return new Adam(options);
}
