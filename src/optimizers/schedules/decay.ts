import type { Tensor } from '../../graph/index.ts';
import { add, divide, floor, multiply, power } from '../../ops/index.ts';
import { boolean, finite, notNegative, positive } from '../checks.ts';
import { LearningRateSchedule, type ScheduleConfig } from './schedule.ts';

/** Options of decay by a rate. */
export interface DecayConfig extends ScheduleConfig {
  /** The rate at step 0. */
  initialLearningRate: number;
  /** In how many steps the decay does its work once. */
  decaySteps: number;
  decayRate: number;
  /** Whether the rate changes only every `decaySteps` steps, at once. Default `false`. */
  staircase: boolean;
}

/** What `exponentialDecay` and `inverseTimeDecay` take beside their arguments. */
export type DecayOptions = Partial<Pick<DecayConfig, 'staircase' | 'name'>>;

const needed = ['initialLearningRate', 'decaySteps', 'decayRate'] as const;

abstract class Decay extends LearningRateSchedule<DecayConfig> {
  constructor(given: Pick<DecayConfig, (typeof needed)[number]> & DecayOptions, name: string) {
    super(given, { staircase: false, name }, needed);
    const { initialLearningRate, decaySteps, decayRate, staircase } = this.config;
    notNegative(`${name}: initialLearningRate`, initialLearningRate);
    positive(`${name}: decaySteps`, decaySteps);
    finite(`${name}: decayRate`, decayRate);
    boolean(`${name}: staircase`, staircase);
  }

  /** How often the decay did its work. */
  protected times(step: Tensor): Tensor {
    const times = divide(step, this.config.decaySteps);
    return this.config.staircase ? floor(times) : times;
  }
}

/**
 * Exponential decay: `initialLearningRate · decayRate^(step / decaySteps)`.
 *
 * @see https://keras.io/api/optimizers/learning_rate_schedules/exponential_decay/
 */
export class ExponentialDecay extends Decay {
  static override readonly className = 'ExponentialDecay';

  constructor(given: ConstructorParameters<typeof Decay>[0]) {
    super(given, 'ExponentialDecay');
  }

  protected override rate(step: Tensor): Tensor {
    return multiply(power(this.config.decayRate, this.times(step)), this.config.initialLearningRate);
  }
}

/**
 * Decay by the inverse of time: `initialLearningRate / (1 + decayRate · step / decaySteps)`.
 *
 * @see https://keras.io/api/optimizers/learning_rate_schedules/inverse_time_decay/
 */
export class InverseTimeDecay extends Decay {
  static override readonly className = 'InverseTimeDecay';

  constructor(given: ConstructorParameters<typeof Decay>[0]) {
    super(given, 'InverseTimeDecay');
  }

  protected override rate(step: Tensor): Tensor {
    return divide(this.config.initialLearningRate, add(multiply(this.times(step), this.config.decayRate), 1));
  }
}

/**
 * Exponential decay: `initialLearningRate · decayRate^(step / decaySteps)`.
 *
 * @param initialLearningRate - the rate at step 0.
 * @param decaySteps - after how many steps the rate has been multiplied by `decayRate` once.
 * @param decayRate - the factor.
 * @param options - `staircase`: multiply only every `decaySteps` steps, at once (default `false`).
 * @throws {ArgumentError} when `decaySteps` is not above 0, and for unknown options.
 * @example
 * await optimizers.schedules.exponentialDecay(0.5, 10, 0.5).call(20).item() // => 0.125
 * @see https://keras.io/api/optimizers/learning_rate_schedules/exponential_decay/
 */
export function exponentialDecay(
  initialLearningRate: number,
  decaySteps: number,
  decayRate: number,
  options: DecayOptions = {},
): ExponentialDecay {
  return new ExponentialDecay({ ...options, initialLearningRate, decaySteps, decayRate });
}

/**
 * Decay by the inverse of time: `initialLearningRate / (1 + decayRate · step / decaySteps)`.
 *
 * @param initialLearningRate - the rate at step 0.
 * @param decaySteps - after how many steps `decayRate` has been added to the divisor once.
 * @param decayRate - what is added.
 * @param options - `staircase`: add only every `decaySteps` steps, at once (default `false`).
 * @throws {ArgumentError} when `decaySteps` is not above 0, and for unknown options.
 * @example
 * await optimizers.schedules.inverseTimeDecay(0.5, 10, 1).call(10).item() // => 0.25
 * @see https://keras.io/api/optimizers/learning_rate_schedules/inverse_time_decay/
 */
export function inverseTimeDecay(
  initialLearningRate: number,
  decaySteps: number,
  decayRate: number,
  options: DecayOptions = {},
): InverseTimeDecay {
  return new InverseTimeDecay({ ...options, initialLearningRate, decaySteps, decayRate });
}
