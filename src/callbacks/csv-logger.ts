import { readFile, writeFile } from '#files';
import { settled } from '../losses/settings.ts';
import { Callback, type Logs } from '../training/index.ts';
import { boolean, text } from './checks.ts';
import { pythonNumber } from './print.ts';

/** Options of writing logs into a table. */
export interface CSVLoggerConfig {
  /** What stands between two cells. Default `','`. */
  separator: string;
  /** Whether an older file of that name is gone on with, rather than replaced. Default `false`. */
  append: boolean;
}

/**
 * Writes the logs of each epoch as a line of a file: a column for each name, `NA` where a value is missing.
 *
 * @see https://keras.io/api/callbacks/csv_logger/
 */
export class CSVLogger extends Callback {
  /** All options, complete. */
  readonly config: Readonly<CSVLoggerConfig>;
  readonly filename: string;
  #text = '';
  #hasHeader = false;
  #columns: readonly string[] | null = null;

  constructor(filename: string, given: Partial<CSVLoggerConfig> = {}) {
    super();
    text('CSVLogger: filename', filename);
    this.filename = filename;
    this.config = settled<CSVLoggerConfig>('CSVLogger', { separator: ',', append: false }, given);
    text('CSVLogger: separator', this.config.separator);
    boolean('CSVLogger: append', this.config.append);
  }

  /** @throws {FileError} where files cannot be written, as in a browser. */
  override async onTrainBegin(): Promise<void> {
    this.#text = this.config.append ? await older(this.filename) : '';
    this.#hasHeader = this.#text !== '';
    this.#columns = null;
    await writeFile(this.filename, this.#text);
  }

  override async onEpochEnd(epoch: number, logs: Logs): Promise<void> {
    if (this.#columns === null) {
      this.#columns = columnsOf(logs);
      if (!this.#hasHeader) this.#addLine(['epoch', ...this.#columns]);
    }
    const cells = this.#columns.map((name) => {
      const value = logs[name];
      return value === undefined ? 'NA' : pythonNumber(value);
    });
    this.#addLine([String(epoch), ...cells]);
    await writeFile(this.filename, this.#text);
  }

  #addLine(cells: readonly string[]): void {
    const { separator } = this.config;
    const quoted = cells.map((cell) =>
      cell.includes(separator) || /["\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell,
    );
    this.#text += `${quoted.join(separator)}\r\n`;
  }
}

/** The names of the first epoch, sorted; with room for a validation that came in none yet. */
function columnsOf(logs: Logs): readonly string[] {
  const names = Object.keys(logs).sort();
  return names.some((name) => name.startsWith('val_')) ? names : [...names, ...names.map((name) => `val_${name}`)];
}

/** The text of a file; none where there is no file. */
async function older(filename: string): Promise<string> {
  try {
    return new TextDecoder().decode(await readFile(filename));
  } catch (error) {
    const cause = error instanceof Error ? error.cause : null;
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return '';
    throw error;
  }
}

/**
 * Writes the logs of each epoch as a line of a file.
 *
 * @param filename - where the file goes; its folder is made if missing.
 * @param options - `separator` (default `','`), `append` (default `false`).
 * @throws {ArgumentError} for an unknown option, or one with a value that makes no sense.
 * @example
 * callbacks.csvLogger('log.csv', { separator: ';' }).config.append // => false
 * @see https://keras.io/api/callbacks/csv_logger/
 */
export function csvLogger(filename: string, options: Partial<CSVLoggerConfig> = {}): CSVLogger {
  return new CSVLogger(filename, options);
}
