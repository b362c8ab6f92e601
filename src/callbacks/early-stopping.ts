import { settled } from '../losses/settings.ts';
import type { Logs } from '../training/index.ts';
import type { Json } from '../utils/json.ts';
import { boolean, count, finite, verbosity } from './checks.ts';
import { MonitorCallback, type MonitorConfig } from './monitor.ts';
import { print } from './print.ts';
import { fieldsOf, readNumber, readWeights, savedNumber, savedWeights, type Weights } from './state.ts';

/** Options of early stopping. */
export interface EarlyStoppingConfig extends MonitorConfig {
  /** What a change must exceed to count as better. Default `0`. */
  minDelta: number;
  /** After how many epochs without anything better training stops. Default `0`. */
  patience: number;
  /** 1 prints what is done. Default `0`. */
  verbose: 0 | 1;
  /** A value that must be beaten for patience to begin anew. Default `null`. */
  baseline: number | null;
  /** Whether the weights of the best epoch are put back when training ends. Default `false`. */
  restoreBestWeights: boolean;
  /** Epochs, from 0, before this one are not looked at. Default `0`. */
  startFromEpoch: number;
}

/**
 * Stops training when a monitored value no longer gets better.
 *
 * @see https://keras.io/api/callbacks/early_stopping/
 */
export class EarlyStopping extends MonitorCallback {
  /** All options, complete. */
  readonly config: Readonly<EarlyStoppingConfig>;
  /** The best value so far; null before the first. */
  best: number | null = null;
  /** The epoch of the best value, from 0. */
  bestEpoch = 0;
  /** Weights of the best epoch, with `restoreBestWeights`. */
  bestWeights: Weights | null = null;
  /** The epoch in which training was stopped, from 0; 0 where it was not. */
  stoppedEpoch = 0;
  /** Epochs since something better. */
  wait = 0;

  constructor(given: Partial<EarlyStoppingConfig> = {}) {
    const config = settled<EarlyStoppingConfig>('EarlyStopping', defaults, given);
    super('EarlyStopping', config);
    count('EarlyStopping: patience', config.patience);
    verbosity('EarlyStopping: verbose', config.verbose);
    if (config.baseline !== null) finite('EarlyStopping: baseline', config.baseline);
    boolean('EarlyStopping: restoreBestWeights', config.restoreBestWeights);
    count('EarlyStopping: startFromEpoch', config.startFromEpoch);
    this.config = config;
  }

  override onTrainBegin(): void {
    this.best = null;
    this.bestEpoch = 0;
    this.bestWeights = null;
    this.stoppedEpoch = 0;
    this.wait = 0;
  }

  override getState(): Json {
    const { best, bestEpoch, stoppedEpoch, wait } = this;
    return { best: savedNumber(best), bestEpoch, stoppedEpoch, wait, bestWeights: savedWeights(this.bestWeights) };
  }

  override setState(state: Json): void {
    const { best, bestEpoch, stoppedEpoch, wait, bestWeights } = fieldsOf(state);
    this.best = readNumber(best);
    this.bestEpoch = Number(bestEpoch ?? 0);
    this.stoppedEpoch = Number(stoppedEpoch ?? 0);
    this.wait = Number(wait ?? 0);
    this.bestWeights = readWeights(bestWeights, this.model);
  }

  override async onEpochEnd(epoch: number, logs: Logs): Promise<void> {
    const { patience, baseline, restoreBestWeights, startFromEpoch } = this.config;
    this.settleDirection();
    const current = this.monitored(logs, 'training shall stop by a value');
    if (current === null || epoch < startFromEpoch) return;
    this.wait++;
    if (this.improves(current, this.best)) {
      this.best = current;
      this.bestEpoch = epoch;
      if (restoreBestWeights) this.bestWeights = await this.model.getWeights();
      if (baseline === null || this.improves(current, baseline)) this.wait = 0;
      return;
    }
    // A first epoch is always better than none, so stopping in it can only be a mistake.
    if (this.wait < patience || epoch === 0) return;
    this.stoppedEpoch = epoch;
    this.model.stopTraining = true;
  }

  override onTrainEnd(): void {
    const { verbose, restoreBestWeights } = this.config;
    if (verbose === 1 && this.stoppedEpoch > 0) print(`Epoch ${this.stoppedEpoch + 1}: early stopping`);
    if (!restoreBestWeights || this.bestWeights === null) return;
    if (verbose === 1) print(`Restoring model weights from the end of the best epoch: ${this.bestEpoch + 1}.`);
    this.model.setWeights(this.bestWeights);
  }
}

const defaults: EarlyStoppingConfig = {
  monitor: 'val_loss',
  minDelta: 0,
  patience: 0,
  verbose: 0,
  mode: 'auto',
  baseline: null,
  restoreBestWeights: false,
  startFromEpoch: 0,
};

/**
 * Stops training when a monitored value no longer gets better.
 *
 * @param options - see `EarlyStoppingConfig`.
 * @throws {ArgumentError} for an unknown option, or one with a value that makes no sense.
 * @example
 * const patient = callbacks.earlyStopping({ patience: 3, restoreBestWeights: true });
 * patient.config.monitor // => 'val_loss'
 * @see https://keras.io/api/callbacks/early_stopping/
 */
export function earlyStopping(options: Partial<EarlyStoppingConfig> = {}): EarlyStopping {
  return new EarlyStopping(options);
}
