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

/** The display of this environment. In a browser's console no line can be drawn over another, so only whole ones are written. */
export function display(): Display {
  const { dynamic, color, columns } = terminal();
  const stdout = globalThis.process?.stdout;
  if (stdout?.write) return { write: (text) => void stdout.write(text), dynamic, color: color !== 'none', columns };
  return { write: (text) => console.log(text.replace(/^[\b\r\n]+|\n+$/g, '')), dynamic: false, color: false, columns };
}

/** A progress bar on the display, below a header. Where lines cannot be drawn over, only the finished one is written. */
export function progressBar(target: number | null, verbose: 0 | 1 | 2, header = ''): ProgressBar {
  const { write, dynamic, color } = display();
  if (header !== '') write(header);
  // What is no terminal would get a line for every twentieth of a second.
  return new ProgressBar({ target, verbose, dynamic, color, live: dynamic, write });
}
