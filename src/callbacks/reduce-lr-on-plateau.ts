import { settled } from '../losses/settings.ts';
import { ArgumentError } from '../utils/errors.ts';
import type { Json } from '../utils/json.ts';
import { count, finite, verbosity } from './checks.ts';
import { MonitorCallback, type MonitorConfig } from './monitor.ts';
import { print, pythonNumber } from './print.ts';
import { logRates, type Rate, ratesOf } from './rates.ts';
import { fieldsOf, readNumber, savedNumber } from './state.ts';

/** Options of reducing the learning rate. */
export interface ReduceLROnPlateauConfig extends MonitorConfig {
  /** What the rate is multiplied by, below 1. Default `0.1`. */
  factor: number;
  /** After how many epochs without anything better the rate is reduced. Default `10`. */
  patience: number;
  /** 1 prints what is done. Default `0`. */
  verbose: 0 | 1;
  /** What a change must exceed to count as better. Default `0.0001`. */
  minDelta: number;
  /** For how many epochs after a reduction nothing is counted. Default `0`. */
  cooldown: number;
  /** The rate below which it is never reduced. Default `0`. */
  minLr: number;
}

/**
 * Reduces the learning rate when a monitored value no longer gets better, and writes the rate into the logs.
 *
 * @see https://keras.io/api/callbacks/reduce_lr_on_plateau/
 */
export class ReduceLROnPlateau extends MonitorCallback {
  /** All options, complete. */
  readonly config: Readonly<ReduceLROnPlateauConfig>;
  /** The best value so far; null before the first. */
  best: number | null = null;
  /** Epochs for which nothing is counted yet. */
  cooldownCounter = 0;
  /** Epochs since something better. */
  wait = 0;

  constructor(given: Partial<ReduceLROnPlateauConfig> = {}) {
    const config = settled<ReduceLROnPlateauConfig>('ReduceLROnPlateau', defaults, given);
    super('ReduceLROnPlateau', config);
    finite('ReduceLROnPlateau: factor', config.factor);
    if (config.factor >= 1 || config.factor < 0)
      throw new ArgumentError('ReduceLROnPlateau: factor', {
        expected: 'a number from 0 up to, not including, 1',
        received: String(config.factor),
      });
    count('ReduceLROnPlateau: patience', config.patience);
    verbosity('ReduceLROnPlateau: verbose', config.verbose);
    count('ReduceLROnPlateau: cooldown', config.cooldown);
    finite('ReduceLROnPlateau: minLr', config.minLr);
    this.config = config;
  }

  override onTrainBegin(): void {
    this.best = null;
    this.cooldownCounter = 0;
    this.wait = 0;
  }

  override getState(): Json {
    return { best: savedNumber(this.best), cooldownCounter: this.cooldownCounter, wait: this.wait };
  }

  override setState(state: Json): void {
    const { best, cooldownCounter, wait } = fieldsOf(state);
    this.best = readNumber(best);
    this.cooldownCounter = Number(cooldownCounter ?? 0);
    this.wait = Number(wait ?? 0);
  }

  override async onEpochEnd(epoch: number, logs: Record<string, number>): Promise<void> {
    this.settleDirection();
    const rates = ratesOf(this.model);
    await logRates(rates, logs);
    const current = this.monitored(logs, 'the learning rate shall follow a value');
    if (current === null) return;
    if (this.cooldownCounter > 0) {
      this.cooldownCounter--;
      this.wait = 0;
    }
    if (this.improves(current, this.best)) {
      this.best = current;
      this.wait = 0;
      return;
    }
    if (this.cooldownCounter > 0) return;
    this.wait++;
    if (this.wait < this.config.patience) return;
    const reduced = await Promise.all(rates.map((rate) => this.#reduce(rate, epoch)));
    if (!reduced.includes(true)) return;
    this.cooldownCounter = this.config.cooldown;
    this.wait = 0;
  }

  /** Reduces a rate; tells whether there was anything left to reduce. */
  async #reduce({ optimizer, label }: Rate, epoch: number): Promise<boolean> {
    const { factor, minLr, verbose } = this.config;
    const old = await optimizer.learningRate.item();
    if (old <= Math.fround(minLr)) return false;
    const next = Math.max(old * factor, minLr);
    optimizer.setLearningRate(next);
    if (verbose === 1)
      print(`\nEpoch ${epoch + 1}: ReduceLROnPlateau reducing ${label}learning rate to ${pythonNumber(next)}.`);
    return true;
  }
}

const defaults: ReduceLROnPlateauConfig = {
  monitor: 'val_loss',
  factor: 0.1,
  patience: 10,
  verbose: 0,
  mode: 'auto',
  minDelta: 1e-4,
  cooldown: 0,
  minLr: 0,
};

/**
 * Reduces the learning rate when a monitored value no longer gets better.
 *
 * @param options - see `ReduceLROnPlateauConfig`.
 * @throws {ArgumentError} for an unknown option, or one with a value that makes no sense.
 * @example
 * callbacks.reduceLROnPlateau({ factor: 0.5, patience: 3 }).config.minDelta // => 0.0001
 * @see https://keras.io/api/callbacks/reduce_lr_on_plateau/
 */
export function reduceLROnPlateau(options: Partial<ReduceLROnPlateauConfig> = {}): ReduceLROnPlateau {
  return new ReduceLROnPlateau(options);
}
