import { display } from '../training/console.ts';
import { ProgressBar, type ProgressBarOptions } from '../training/progress.ts';

/** Values of a step by name: a number, or several whose mean is shown. */
export type ProgbarValues = Readonly<Record<string, number | readonly number[]>>;

/** Options of `Progbar`. */
export interface ProgbarOptions extends Partial<Omit<ProgressBarOptions, 'target'>> {
  /** Names whose values are shown as they are; those of all others are averaged over the steps so far. Default: none. */
  readonly statefulMetrics?: readonly string[];
  /** In its place, the only names that are averaged. */
  readonly statelessMetrics?: readonly string[] | null;
}

/**
 * A progress bar for loops of your own, in the form of those of `fit`: it shows the steps done, the time, and the mean of each
 * value over the steps so far.
 *
 * @example
 * const lines: string[] = [];
 * const bar = new utils.Progbar(2, { color: false, dynamic: false, now: () => 0, write: (text) => lines.push(text) });
 * bar.add(1, { loss: 0.5 });
 * bar.add(1, { loss: 0.25 });
 * lines[1] // => '\n2/2 ━━━━━━━━━━━━━━━━━━━━ 0s 0s/step - loss: 0.2500\n'
 * @see https://keras.io/api/utils/python_utils/#progbar-class
 */
export class Progbar {
  readonly #bar: ProgressBar;
  readonly #sums = new Map<string, readonly [sum: number, steps: number]>();
  readonly #isAveraged: (name: string) => boolean;
  #done = 0;

  /**
   * @param target - how many steps there will be; null where that is not known.
   * @param options - `width` (default 20), `verbose` (default 1), `interval` (default 0.05 seconds), `unit` (default `'step'`),
   * `statefulMetrics` (default: none) or `statelessMetrics`, and where the text goes (default: the terminal, or the console).
   */
  constructor(target: number | null, options: ProgbarOptions = {}) {
    const { statefulMetrics = [], statelessMetrics = null, ...others } = options;
    const { write, dynamic, color } = display();
    this.#isAveraged = (name) => statelessMetrics?.includes(name) ?? !statefulMetrics.includes(name);
    this.#bar = new ProgressBar({ target, write, dynamic, color, ...others });
  }

  /**
   * Tells that `current` steps are done.
   *
   * @param values - of the steps since the last call. In the last one they are shown as they are.
   * @param finalize - whether this is the last call. Default: whether the target is reached.
   */
  update(current: number, values: ProgbarValues = {}, finalize: boolean | null = null): void {
    const { target } = this.#bar;
    const last = finalize ?? (target !== null && current >= target);
    const steps = Math.max(current - this.#done, 1);
    this.#done = current;
    const shown = Object.entries(values).map(([name, value]) => {
      const number = typeof value === 'number' ? value : value.reduce((sum, one) => sum + one, 0) / value.length;
      const before = last || !this.#isAveraged(name) ? undefined : this.#sums.get(name);
      const [sum, count] = before ?? [0, 0];
      const weight = last ? 1 : steps;
      this.#sums.set(name, [sum + number * weight, count + weight]);
      return [name, (sum + number * weight) / (count + weight)] as const;
    });
    this.#bar.update(current, shown, last);
  }

  /** Tells that `n` more steps are done. */
  add(n: number, values: ProgbarValues = {}): void {
    this.update(this.#done + n, values);
  }
}
