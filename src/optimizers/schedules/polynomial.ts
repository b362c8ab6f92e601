import type { Tensor } from '../../graph/index.ts';
import { add, ceil, divide, equal, minimum, multiply, power, subtract, where } from '../../ops/index.ts';
import { boolean, finite, notNegative, positive } from '../checks.ts';
import { LearningRateSchedule, type ScheduleConfig } from './schedule.ts';

/** Options of polynomial decay. */
export interface PolynomialDecayConfig extends ScheduleConfig {
  /** The rate at step 0. */
  initialLearningRate: number;
  /** At which step the rate arrives at its end. */
  decaySteps: number;
  /** The rate from then on. Default `0.0001`. */
  endLearningRate: number;
  /** Exponent: 1 is a straight line. Default `1`. */
  power: number;
  /** Whether the rate rises again after `decaySteps` steps, to arrive at its end a multiple of them later. Default `false`. */
  cycle: boolean;
}

/** What `polynomialDecay` takes beside its arguments. */
export type PolynomialDecayOptions = Partial<Omit<PolynomialDecayConfig, 'initialLearningRate' | 'decaySteps'>>;

/**
 * Polynomial decay: `(initial - end) · (1 - min(step, decaySteps) / decaySteps)^power + end`; with `cycle`, `decaySteps` is
 * rounded up to the next multiple that the step has not passed.
 *
 * @see https://keras.io/api/optimizers/learning_rate_schedules/polynomial_decay/
 */
export class PolynomialDecay extends LearningRateSchedule<PolynomialDecayConfig> {
  static override readonly className = 'PolynomialDecay';

  constructor(given: Pick<PolynomialDecayConfig, 'initialLearningRate' | 'decaySteps'> & PolynomialDecayOptions) {
    super(given, { endLearningRate: 0.0001, power: 1, cycle: false, name: 'PolynomialDecay' }, [
      'initialLearningRate',
      'decaySteps',
    ]);
    const { initialLearningRate, decaySteps, endLearningRate, power, cycle } = this.config;
    notNegative('PolynomialDecay: initialLearningRate', initialLearningRate);
    positive('PolynomialDecay: decaySteps', decaySteps);
    notNegative('PolynomialDecay: endLearningRate', endLearningRate);
    finite('PolynomialDecay: power', power);
    boolean('PolynomialDecay: cycle', cycle);
  }

  protected override rate(step: Tensor): Tensor {
    const { initialLearningRate, decaySteps, endLearningRate, power: exponent, cycle } = this.config;
    const done = cycle
      ? divide(step, multiply(where(equal(step, 0), 1, ceil(divide(step, decaySteps))), decaySteps))
      : divide(minimum(step, decaySteps), decaySteps);
    const left = power(subtract(1, done), exponent);
    return add(multiply(left, initialLearningRate - endLearningRate), endLearningRate);
  }
}

/**
 * Polynomial decay: `(initial - end) · (1 - min(step, decaySteps) / decaySteps)^power + end`.
 *
 * @param initialLearningRate - the rate at step 0.
 * @param decaySteps - at which step the rate arrives at its end.
 * @param options - `endLearningRate` (default 0.0001), `power` (default 1), `cycle` (default `false`).
 * @throws {ArgumentError} when `decaySteps` is not above 0, and for unknown options.
 * @example
 * await optimizers.schedules.polynomialDecay(0.5, 10, { endLearningRate: 0 }).call(5).item() // => 0.25
 * @see https://keras.io/api/optimizers/learning_rate_schedules/polynomial_decay/
 */
export function polynomialDecay(
  initialLearningRate: number,
  decaySteps: number,
  options: PolynomialDecayOptions = {},
): PolynomialDecay {
  return new PolynomialDecay({ ...options, initialLearningRate, decaySteps });
}
