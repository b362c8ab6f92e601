import { settled } from '../losses/settings.ts';
import { Callback, type CallbackModel, display, type Logs, ProgressBar, type RunInfo } from '../training/index.ts';
import { ArgumentError } from '../utils/errors.ts';

/** Options of printing progress. */
export interface ProgbarLoggerConfig {
  /** 0 prints nothing, 1 a bar that moves, 2 a line for each epoch. Default `null`: as the run was told. */
  verbose: 0 | 1 | 2 | null;
  /** Takes the text. Default: the terminal, or the console. */
  write: (text: string) => void;
  /** Whether the bar is drawn over the one before, rather than below it. Default: in a terminal. */
  dynamic: boolean;
  /** Whether the text carries ANSI codes for bold and colours. Default: in a terminal that shows them. */
  color: boolean;
  /** The time in seconds. Default: the system's clock. */
  now: () => number;
}

/**
 * Prints progress, as `fit` does by itself unless it is told `verbose: 0`.
 *
 * @see https://keras.io/api/callbacks/base_callback/
 */
export class ProgbarLogger extends Callback {
  readonly #config: ProgbarLoggerConfig;
  #verbose: 0 | 1 | 2 = 1;
  #epochs = 1;
  #target: number | null = null;
  #isInFit = false;
  #done = 0;
  #bar: ProgressBar | null = null;

  constructor(given: Partial<ProgbarLoggerConfig> = {}) {
    super();
    const { write, dynamic, color } = display();
    const defaults = { verbose: null, write, dynamic, color, now: () => Date.now() / 1000 };
    this.#config = settled<ProgbarLoggerConfig>('ProgbarLogger', defaults, given);
    const { verbose } = this.#config;
    if (verbose !== null && ![0, 1, 2].includes(verbose))
      throw new ArgumentError('ProgbarLogger: verbose', { expected: '0, 1, 2 or null', received: String(verbose) });
  }

  override attach(model: CallbackModel, info: RunInfo): void {
    super.attach(model, info);
    this.#verbose = this.#config.verbose ?? info.verbose;
    this.#epochs = info.epochs;
    this.#target = info.steps;
    this.#isInFit = false;
  }

  override onTrainBegin(): void {
    // A validation inside of fit is silent.
    this.#isInFit = true;
  }

  override onEpochBegin(epoch: number): void {
    this.#start();
    if (this.#verbose !== 0 && this.#epochs > 1) this.#config.write(`Epoch ${epoch + 1}/${this.#epochs}\n`);
  }

  /** It shows how far training is, whenever that is known. */
  override get needsEachBatch(): boolean {
    return false;
  }

  override onTrainBatchEnd(batch: number, logs: Logs): void {
    this.#update(batch, logs);
  }

  override onEpochEnd(_epoch: number, logs: Logs): void {
    this.#finish(logs);
  }

  override onTestBegin(): void {
    if (!this.#isInFit) this.#start();
  }

  override onTestBatchEnd(batch: number, logs: Logs): void {
    if (!this.#isInFit) this.#update(batch, logs);
  }

  override onTestEnd(logs: Logs): void {
    if (!this.#isInFit) this.#finish(logs);
  }

  override onPredictBegin(): void {
    this.#start();
  }

  override onPredictBatchEnd(batch: number): void {
    this.#update(batch, {});
  }

  override onPredictEnd(): void {
    this.#finish({});
  }

  #start(): void {
    const { verbose: _, ...place } = this.#config;
    this.#done = 0;
    this.#bar = new ProgressBar({ target: this.#target, verbose: this.#verbose, ...place });
  }

  #update(batch: number, logs: Logs): void {
    this.#done = batch + 1;
    if (this.#verbose === 1) this.#bar?.update(this.#done, Object.entries(logs), false);
  }

  #finish(logs: Logs): void {
    // The first epoch tells how many steps the next ones have.
    this.#target ??= this.#done;
    if (this.#bar !== null) this.#bar.target = this.#target;
    this.#bar?.update(this.#target, Object.entries(logs), true);
  }
}

/**
 * Prints progress, as `fit` does by itself unless it is told `verbose: 0`.
 *
 * @param options - `verbose` (default: as the run was told); `write`, `dynamic`, `color` and `now`, the place it goes to.
 * @throws {ArgumentError} for an unknown option.
 * @example
 * const lines = [];
 * const logger = callbacks.progbarLogger({ verbose: 2, write: (text) => lines.push(text) });
 * lines.length // => 0
 * @see https://keras.io/api/callbacks/base_callback/
 */
export function progbarLogger(options: Partial<ProgbarLoggerConfig> = {}): ProgbarLogger {
  return new ProgbarLogger(options);
}
