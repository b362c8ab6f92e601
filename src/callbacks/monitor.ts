import { checkOneOf } from '../losses/settings.ts';
import { Callback, type Logs } from '../training/index.ts';
import { ArgumentError } from '../utils/errors.ts';
import { finite, text } from './checks.ts';
import { warn } from './print.ts';

/** Whether a monitored value shall fall or rise; `'auto'` goes by its name and by what its metric says of itself. */
export type MonitorMode = 'auto' | 'min' | 'max';

/** What a monitored value is compared by. */
export interface MonitorConfig {
  /** Name of the value in the logs. Default `'val_loss'`. */
  monitor: string;
  /** Whether it shall fall (`'min'`) or rise (`'max'`). Default `'auto'`. */
  mode: MonitorMode;
}

/** Base of callbacks that watch one value of the logs. */
export abstract class MonitorCallback extends Callback {
  readonly #where: string;
  readonly #monitor: string;
  readonly #mode: MonitorMode;
  readonly #minDelta: number;
  #sign: 1 | -1 | null = null;

  constructor(where: string, { monitor, mode, minDelta = 0 }: MonitorConfig & { readonly minDelta?: number }) {
    super();
    text(`${where}: monitor`, monitor);
    checkOneOf(`${where}: mode`, mode, ['auto', 'min', 'max']);
    finite(`${where}: minDelta`, minDelta);
    this.#where = where;
    this.#monitor = monitor;
    this.#mode = mode;
    this.#minDelta = Math.abs(minDelta);
  }

  /** The monitored value; null, with a warning, where the logs have none. */
  protected monitored(logs: Logs, purpose: string): number | null {
    const current = logs[this.#monitor];
    if (current !== undefined) return current;
    const others = Object.keys(logs).map((name) => `'${name}'`);
    warn(`${this.#where}: ${purpose}, but the logs have no '${this.#monitor}'. They have ${others.join(', ')}.`);
    return null;
  }

  /**
   * Whether a value is better than another, by more than `minDelta`; anything is better than nothing.
   *
   * @throws {ArgumentError} where it is not known in which direction better lies.
   */
  protected improves(current: number, best: number | null): boolean {
    this.#sign ??= this.#direction();
    if (best === null) return true;
    // Keras compares in float32.
    return this.#sign * Math.fround(current - this.#sign * this.#minDelta) > this.#sign * Math.fround(best);
  }

  /** Finds the direction, before it is first needed. */
  protected settleDirection(): void {
    this.#sign ??= this.#direction();
  }

  #direction(): 1 | -1 {
    if (this.#mode !== 'auto') return this.#mode === 'max' ? 1 : -1;
    const name = this.#monitor.replace(/^val_/, '');
    const direction = this.run.directions[name] ?? null;
    if (direction !== null) return direction === 'up' ? 1 : -1;
    if (name === 'loss') return -1;
    throw new ArgumentError(`${this.#where}: mode`, {
      expected: "'min' or 'max'",
      received: `'auto' with '${this.#monitor}', which does not say in which direction it is better`,
      mend: "Give mode: 'max' if larger is better, 'min' if smaller is.",
    });
  }
}
