import { fixed, scientific } from '../utils/decimals.ts';

/** What a progress bar needs to know. */
export interface ProgressBarOptions {
  /** How many steps there will be; null where that is not known. */
  readonly target: number | null;
  /** Cells of the bar. Default 20. */
  readonly width?: number;
  /** 0 writes nothing, 1 a bar that moves, 2 one line at the end. Default 1. */
  readonly verbose?: 0 | 1 | 2;
  /** Whether a bar is drawn over the one before (in a terminal), or below it. Default true. */
  readonly dynamic?: boolean;
  /** Whether the text carries ANSI escape codes for bold and colours. Default true. */
  readonly color?: boolean;
  /** Whether the bar is drawn before the last step. Default true. */
  readonly live?: boolean;
  /** Seconds that pass at least before the bar is drawn again. Default 0.05. */
  readonly interval?: number;
  /** What a step is called. Default `'step'`. */
  readonly unit?: string;
  /** The time in seconds. Default the system's clock. */
  readonly now?: () => number;
  /** Where the text goes. */
  readonly write: (text: string) => void;
}

/** Names with their values, in the order in which they are shown. */
export type ProgressValues = readonly (readonly [name: string, value: number])[];

/** A piece of the line, and the ANSI code that it is shown with. */
interface Part {
  readonly text: string;
  readonly code?: number;
}

const BOLD = 1;
const GREEN = 32;
const WHITE = 37;

/**
 * Writes how far a loop has come: the bar, or the line, that Keras prints in `fit`, `evaluate` and `predict`, to the
 * character. What is given is shown; a metric of several numbers, which is logged as `name[0]`, `name[1]` and so on, is shown
 * by its name and mean, as Keras shows it.
 *
 * @see https://keras.io/api/utils/python_utils/#progbar-class
 * @example
 * const lines: string[] = [];
 * const bar = new ProgressBar({ target: 2, color: false, dynamic: false, now: () => 0, write: (text) => lines.push(text) });
 * bar.update(2, [['loss', 0.25]]);
 * lines // => ['\n2/2 ━━━━━━━━━━━━━━━━━━━━ 0s 0s/step - loss: 0.2500\n']
 */
export class ProgressBar {
  /** How many steps there will be; may become known later. */
  target: number | null;
  readonly #options: Required<Omit<ProgressBarOptions, 'target'>>;
  readonly #values = new Map<string, number>();
  readonly #start: number;
  #lastDrawn = Number.NEGATIVE_INFINITY;
  #afterFirstStep: number | null = null;
  #drawnWidth = 0;

  constructor({ target, ...options }: ProgressBarOptions) {
    this.target = target;
    this.#options = {
      width: 20,
      verbose: 1,
      dynamic: true,
      color: true,
      live: true,
      interval: 0.05,
      unit: 'step',
      now: () => Date.now() / 1000,
      ...options,
    };
    this.#start = this.#options.now();
  }

  /**
   * Tells that `current` steps are done.
   *
   * @param values What to show after the time; names seen before keep their place and their last value.
   * @param finalize Whether this is the last call. Default: whether the target is reached.
   */
  update(
    current: number,
    values: ProgressValues = [],
    finalize = this.target !== null && current >= this.target,
  ): void {
    const { verbose, live, interval, now, write } = this.#options;
    for (const [name, value] of together(values)) this.#values.set(name, value);
    const time = now();
    const perStep = this.#secondsPerStep(current, time);
    if (verbose === 1 && (finalize || (live && time - this.#lastDrawn >= interval))) {
      write(this.#bar(current, perStep, time, finalize));
      this.#lastDrawn = time;
    } else if (verbose === 2 && finalize && this.target) {
      write(this.#line(current, this.target, perStep, time));
    }
  }

  #bar(current: number, perStep: number, time: number, finalize: boolean): string {
    const { width, dynamic, color, unit } = this.#options;
    const target = this.target || null;
    const left = target === null || finalize ? `${fixed(time - this.#start, 0)}s` : clock(perStep * (target - current));
    const parts: Part[] = [
      ...(target === null ? [{ text: `${String(current).padStart(7)}/Unknown` }] : drawn(current, target, width)),
      { text: ' ' },
      { text: left, code: BOLD },
      { text: ` ${duration(perStep)}/${unit}` },
      ...[...this.#values].map(([name, value]) => ({
        text: ` - ${name}: ${Math.abs(value) > 1e-3 ? fixed(value, 4) : scientific(value, 4)}`,
      })),
    ];
    const before = this.#drawnWidth;
    this.#drawnWidth = parts.reduce((sum, { text }) => sum + [...text].length, 0);
    return [
      dynamic ? `${'\b'.repeat(before)}\r` : '\n',
      ...parts.map(({ text, code }) => (code === undefined || !color ? text : `\x1b[${code}m${text}\x1b[0m`)),
      // What is left of a longer line before is overwritten.
      ' '.repeat(Math.max(0, before - this.#drawnWidth)),
      finalize ? '\n' : '',
    ].join('');
  }

  #line(current: number, target: number, perStep: number, time: number): string {
    const values = [...this.#values].map(
      // Without the absolute value that the bar takes: Keras writes negative numbers with an exponent here.
      ([name, value]) => ` - ${name}: ${value > 1e-3 ? fixed(value, 4) : scientific(value, 4)}`,
    );
    const elapsed = fixed(time - this.#start, 0);
    const { unit } = this.#options;
    return `${counted(current, target)} - ${elapsed}s - ${duration(perStep)}/${unit}${values.join('')}\n`;
  }

  /** The mean over all steps but the first, which compiles and would mislead. */
  #secondsPerStep(current: number, time: number): number {
    if (current === 0) return 0;
    const seconds =
      this.#afterFirstStep !== null && current > 1
        ? (time - this.#afterFirstStep) / (current - 1)
        : (time - this.#start) / current;
    if (current === 1) this.#afterFirstStep = time;
    return seconds;
  }
}

/** Values with those of one name put together. */
function together(values: ProgressValues): ProgressValues {
  if (!values.some(([name]) => name.endsWith('[0]'))) return values;
  const names = new Set(values.map(([name]) => name));
  const groups = new Map<string, number[]>();
  for (const [name, value] of values) {
    const whole = name.replace(/\[\d+\]$/, '');
    const shown = names.has(`${whole}[0]`) ? whole : name;
    groups.set(shown, [...(groups.get(shown) ?? []), value]);
  }
  return [...groups].map(([name, parts]) => [name, parts.reduce((sum, part) => sum + part, 0) / parts.length]);
}

function drawn(current: number, target: number, width: number): Part[] {
  const done = Math.trunc(width * (current / target));
  return [
    { text: counted(current, target), code: BOLD },
    { text: ' ' },
    ...(done > 0 ? [{ text: '━'.repeat(done), code: GREEN }] : []),
    { text: '━'.repeat(Math.max(0, width - done)), code: WHITE },
  ];
}

function counted(current: number, target: number): string {
  return `${String(current).padStart(String(target).length)}/${target}`;
}

/** Seconds to come: `h:mm:ss`, `m:ss` or `Ns`. */
function clock(seconds: number): string {
  const part = (value: number) => String(Math.trunc(value)).padStart(2, '0');
  if (seconds > 3600) return `${Math.floor(seconds / 3600)}:${part((seconds % 3600) / 60)}:${part(seconds % 60)}`;
  return seconds > 60 ? `${Math.floor(seconds / 60)}:${part(seconds % 60)}` : `${Math.trunc(seconds)}s`;
}

function duration(seconds: number): string {
  if (seconds >= 1 || seconds === 0) return `${fixed(seconds, 0)}s`;
  return seconds >= 1e-3 ? `${fixed(seconds * 1000, 0)}ms` : `${fixed(seconds * 1e6, 0)}us`;
}
