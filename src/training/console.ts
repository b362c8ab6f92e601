import { terminal } from '../utils/terminal.ts';
import { ProgressBar } from './progress.ts';

/** Where progress goes: standard output, or the console where there is none. */
export interface Display {
  readonly write: (text: string) => void;
  readonly dynamic: boolean;
  readonly color: boolean;
  /** Cells in a line; null where there is no terminal. */
  readonly columns: number | null;
}

/** Whether progress is drawn for somebody who looks on, rather than noted down. */
let interactive = true;

/**
 * Lets progress and summaries be drawn on the standard output, as they are from the start.
 *
 * @example
 * utils.enableInteractiveLogging();
 * utils.isInteractiveLoggingEnabled() // => true
 * @see https://keras.io/api/utils/config_utils/
 */
export function enableInteractiveLogging(): void {
  interactive = true;
}

/**
 * Lets progress be noted with `console.info`, whole lines at a time and without colours: for a server's log.
 *
 * @example
 * utils.disableInteractiveLogging();
 * utils.isInteractiveLoggingEnabled() // => false
 * @see https://keras.io/api/utils/config_utils/
 */
export function disableInteractiveLogging(): void {
  interactive = false;
}

/**
 * Whether progress is drawn on the standard output.
 *
 * @example
 * utils.enableInteractiveLogging();
 * utils.isInteractiveLoggingEnabled() // => true
 * @see https://keras.io/api/utils/config_utils/
 */
export function isInteractiveLoggingEnabled(): boolean {
  return interactive;
}

/** The display of this environment. In a browser's console no line can be drawn over another, so only whole ones are written. */
export function display(): Display {
  const { dynamic, color, columns } = terminal();
  if (!interactive) return { write: (text) => console.info(lineOf(text)), dynamic: false, color: false, columns };
  const stdout = globalThis.process?.stdout;
  if (stdout?.write) return { write: (text) => void stdout.write(text), dynamic, color: color !== 'none', columns };
  return { write: (text) => console.log(lineOf(text)), dynamic: false, color: false, columns };
}

/** A line alone, without what moves a cursor to it. */
function lineOf(text: string): string {
  return text.replace(/^[\b\r\n]+|\n+$/g, '');
}

/** A progress bar on the display, below a header. Where lines cannot be drawn over, only the finished one is written. */
export function progressBar(target: number | null, verbose: 0 | 1 | 2, header = ''): ProgressBar {
  const { write, dynamic, color } = display();
  if (header !== '') write(header);
  // What is no terminal would get a line for every twentieth of a second.
  return new ProgressBar({ target, verbose, dynamic, color, live: dynamic, write });
}
