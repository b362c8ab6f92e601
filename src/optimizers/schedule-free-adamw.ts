import { read, type Tensor, type Variable } from '../graph/index.ts';
import { add, divide, minimum, multiply, power, sqrt, square, subtract } from '../ops/index.ts';
import { nearer } from './adam.ts';
import { notNegative, positive, share } from './checks.ts';
import { Optimizer } from './optimizer.ts';
import type { OptimizerConfig } from './settings.ts';
import type { Step } from './step.ts';

/** Options of schedule-free AdamW. */
export interface ScheduleFreeAdamWConfig extends OptimizerConfig {
  /** Where gradients are taken, between the moving point (0) and the average (1); above 0. Default `0.9`. */
  beta1: number;
  /** How much of the mean of squares stays at each step. Default `0.999`. */
  beta2: number;
  /** Keeps the division finite. Default `1e-8`. */
  epsilon: number;
  /** In how many steps the rate rises to its height. Default `0`. */
  warmupSteps: number;
}

/**
 * Schedule-free AdamW: a point `z` moves as Adam would without momentum, `x` is the average of where it was, and the variables
 * are `y = (1 - β₁)·z + β₁·x`, between the two. No schedule is needed, whenever training ends.
 *
 * @see https://keras.io/api/optimizers/schedule_free_adamw/
 */
export class ScheduleFreeAdamW extends Optimizer<ScheduleFreeAdamWConfig> {
  static override readonly className = 'ScheduleFreeAdamW';

  constructor(given: Partial<ScheduleFreeAdamWConfig> = {}) {
    super(given, { learningRate: 0.0025, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, warmupSteps: 0 });
    const { beta1, beta2, epsilon, warmupSteps } = this.config;
    positive('ScheduleFreeAdamW: beta1', beta1);
    share('ScheduleFreeAdamW: beta1', beta1);
    share('ScheduleFreeAdamW: beta2', beta2);
    notNegative('ScheduleFreeAdamW: epsilon', epsilon);
    notNegative('ScheduleFreeAdamW: warmupSteps', warmupSteps);
  }

  protected override buildState(variables: readonly Variable[]): void {
    for (const variable of variables) this.addSlots([variable], { momentum: variable, velocity: 0 });
  }

  protected override update(variable: Variable, gradient: Tensor, step: Step): void {
    const { beta1, beta2, epsilon } = this.config;
    const rate = step.once('rate', (now) => this.#rate(now));
    const lacking = step.once('lacking', ({ number }) => subtract(1, power(beta2, number)));
    const weight = step.once('weight', ({ number }) => divide(1, number));
    const before = read(this.slot(variable, 'momentum'));
    const v = this.advance(variable, 'velocity', (now) => nearer(now, square(gradient), 1 - beta2));
    const move = divide(multiply(gradient, rate), add(sqrt(divide(v, lacking)), epsilon));
    const z = this.advance(variable, 'momentum', (now) => subtract(now, move));
    const average = divide(subtract(read(variable), multiply(before, 1 - beta1)), beta1);
    const x = add(multiply(average, subtract(1, weight)), multiply(z, weight));
    variable.assign(add(multiply(z, 1 - beta1), multiply(x, beta1)));
  }

  #rate({ learningRate, number }: Step): Tensor {
    const { warmupSteps } = this.config;
    return warmupSteps === 0 ? learningRate : multiply(learningRate, minimum(divide(number, warmupSteps), 1));
  }
}

/**
 * Schedule-free AdamW.
 *
 * @param options - see `ScheduleFreeAdamWConfig`; the learning rate is 0.0025 by default.
 * @throws {ArgumentError} for an unknown option, or one with a value that makes no sense.
 * @example
 * optimizers.scheduleFreeAdamW({ warmupSteps: 100 }).config.epsilon // => 1e-8
 * @see https://keras.io/api/optimizers/schedule_free_adamw/
 */
export function scheduleFreeAdamW(options: Partial<ScheduleFreeAdamWConfig> = {}): ScheduleFreeAdamW {
  return new ScheduleFreeAdamW(options);
}
