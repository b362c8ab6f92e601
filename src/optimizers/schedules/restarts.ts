import type { Tensor } from '../../graph/index.ts';
import { divide, floor, log, multiply, power, subtract } from '../../ops/index.ts';
import { finite, notNegative, positive } from '../checks.ts';
import { halfCosine } from './cosine.ts';
import { LearningRateSchedule, type ScheduleConfig } from './schedule.ts';

/** Options of cosine decay with restarts. */
export interface CosineDecayRestartsConfig extends ScheduleConfig {
  /** The rate at step 0. */
  initialLearningRate: number;
  /** How many steps the first period takes. */
  firstDecaySteps: number;
  /** How many times as long each period is as the one before. Default `2`. */
  tMul: number;
  /** How many times as high each period starts as the one before. Default `1`. */
  mMul: number;
  /** The share of the first rate below which no period falls. Default `0`. */
  alpha: number;
}

/** What `cosineDecayRestarts` takes beside its arguments. */
export type CosineDecayRestartsOptions = Partial<
  Omit<CosineDecayRestartsConfig, 'initialLearningRate' | 'firstDecaySteps'>
>;

/**
 * Decay along half a cosine, again and again: the i-th period, from 0, takes `firstDecaySteps · tMulⁱ` steps and starts at
 * `initialLearningRate · mMulⁱ`.
 *
 * @see https://keras.io/api/optimizers/learning_rate_schedules/cosine_decay_restarts/
 */
export class CosineDecayRestarts extends LearningRateSchedule<CosineDecayRestartsConfig> {
  static override readonly className = 'CosineDecayRestarts';

  constructor(
    given: Pick<CosineDecayRestartsConfig, 'initialLearningRate' | 'firstDecaySteps'> & CosineDecayRestartsOptions,
  ) {
    super(given, { tMul: 2, mMul: 1, alpha: 0, name: 'SGDRDecay' }, ['initialLearningRate', 'firstDecaySteps']);
    const { initialLearningRate, firstDecaySteps, tMul, mMul, alpha } = this.config;
    notNegative('CosineDecayRestarts: initialLearningRate', initialLearningRate);
    positive('CosineDecayRestarts: firstDecaySteps', firstDecaySteps);
    positive('CosineDecayRestarts: tMul', tMul);
    notNegative('CosineDecayRestarts: mMul', mMul);
    finite('CosineDecayRestarts: alpha', alpha);
  }

  protected override rate(step: Tensor): Tensor {
    const { initialLearningRate, firstDecaySteps, mMul, alpha } = this.config;
    const { period, done } = this.#place(divide(step, firstDecaySteps));
    return multiply(halfCosine(done, alpha, power(mMul, period)), initialLearningRate);
  }

  /** The number of the present period, and how much of it is done. */
  #place(periods: Tensor): { readonly period: Tensor; readonly done: Tensor } {
    const { tMul } = this.config;
    if (tMul === 1) {
      const period = floor(periods);
      return { period, done: subtract(periods, period) };
    }
    // The first i periods together are as long as (1 - tMulⁱ) / (1 - tMul) first ones.
    const period = floor(divide(log(subtract(1, multiply(periods, 1 - tMul))), log(tMul)));
    const length = power(tMul, period);
    const before = divide(subtract(1, length), 1 - tMul);
    return { period, done: divide(subtract(periods, before), length) };
  }
}

/**
 * Decay along half a cosine, again and again, in periods that may grow longer and lower.
 *
 * @param initialLearningRate - the rate at step 0.
 * @param firstDecaySteps - how many steps the first period takes.
 * @param options - `tMul`, how many times as long each period is as the one before (default 2); `mMul`, how many times as
 * high it starts (default 1); `alpha`, the share of the first rate below which none falls (default 0).
 * @throws {ArgumentError} when `firstDecaySteps` is not above 0, and for unknown options.
 * @example
 * await optimizers.schedules.cosineDecayRestarts(0.5, 10, { tMul: 1 }).call([0, 10, 20]).array() // => [0.5, 0.5, 0.5]
 * @see https://keras.io/api/optimizers/learning_rate_schedules/cosine_decay_restarts/
 */
export function cosineDecayRestarts(
  initialLearningRate: number,
  firstDecaySteps: number,
  options: CosineDecayRestartsOptions = {},
): CosineDecayRestarts {
  return new CosineDecayRestarts({ ...options, initialLearningRate, firstDecaySteps });
}
