import { settled } from '../losses/settings.ts';
import { Callback } from '../training/index.ts';
import { ArgumentError } from '../utils/errors.ts';
import type { Json } from '../utils/json.ts';
import { verbosity } from './checks.ts';
import { print, pythonNumber } from './print.ts';
import { logRates, ratesOf } from './rates.ts';

/** The rate of an epoch, from 0, by the rate of the one before. */
export type RateFunction = (epoch: number, learningRate: number) => number;

/** Options of setting the learning rate. */
export interface LearningRateSchedulerConfig {
  /** 1 prints what is done. Default `0`. */
  verbose: 0 | 1;
}

/**
 * Sets the learning rate at the start of each epoch, and writes it into the logs at its end.
 *
 * @see https://keras.io/api/callbacks/learning_rate_scheduler/
 */
export class LearningRateScheduler extends Callback {
  /** All options, complete. */
  readonly config: Readonly<LearningRateSchedulerConfig>;
  readonly #schedule: RateFunction;
  #lastSet: number | null = null;

  constructor(schedule: RateFunction, given: Partial<LearningRateSchedulerConfig> = {}) {
    super();
    if (typeof schedule !== 'function')
      throw new ArgumentError('LearningRateScheduler: schedule', {
        expected: 'a function from an epoch and a rate to a rate',
        received: typeof schedule,
        mend: 'A schedule by steps is an option of the optimizer: adam({ learningRate: schedules.cosineDecay(…) }).',
      });
    this.#schedule = schedule;
    this.config = settled<LearningRateSchedulerConfig>('LearningRateScheduler', { verbose: 0 }, given);
    verbosity('LearningRateScheduler: verbose', this.config.verbose);
  }

  override onTrainBegin(): void {
    this.#lastSet = null;
  }

  override getState(): Json {
    return this.#lastSet;
  }

  override setState(state: Json): void {
    this.#lastSet = state === null ? null : Number(state);
  }

  /** @throws {ArgumentError} when the function gives no number of at least 0, or the optimizer follows a schedule. */
  override async onEpochBegin(epoch: number): Promise<void> {
    // An epoch that was cut off begins once more, but its rate may follow from the one before and is set already.
    if (epoch === this.#lastSet) return;
    this.#lastSet = epoch;
    for (const { optimizer, label } of ratesOf(this.model)) {
      const rate: unknown = this.#schedule(epoch, await optimizer.learningRate.item());
      if (typeof rate !== 'number' || !Number.isFinite(rate) || rate < 0)
        throw new ArgumentError('LearningRateScheduler: schedule', {
          expected: 'a function that gives a number of at least 0',
          received: `${String(rate)} for epoch ${epoch}`,
        });
      optimizer.setLearningRate(rate);
      if (this.config.verbose === 1)
        print(`\nEpoch ${epoch + 1}: LearningRateScheduler setting ${label}learning rate to ${pythonNumber(rate)}.`);
    }
  }

  override async onEpochEnd(_epoch: number, logs: Record<string, number>): Promise<void> {
    await logRates(ratesOf(this.model), logs);
  }
}

/**
 * Sets the learning rate at the start of each epoch.
 *
 * @param schedule - from the epoch, from 0, and the rate of the one before to its rate.
 * @param options - `verbose`: 1 prints what is done (default 0).
 * @throws {ArgumentError} for what is no function, and for unknown options.
 * @example
 * const halving = callbacks.learningRateScheduler((epoch, rate) => (epoch === 0 ? rate : rate / 2));
 * halving.config.verbose // => 0
 * @see https://keras.io/api/callbacks/learning_rate_scheduler/
 */
export function learningRateScheduler(
  schedule: RateFunction,
  options: Partial<LearningRateSchedulerConfig> = {},
): LearningRateScheduler {
  return new LearningRateScheduler(schedule, options);
}
