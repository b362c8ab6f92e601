import { ArgumentError } from '../utils/errors.ts';
import { didYouMean } from '../utils/names.ts';

/** What `fit` gives back: the logs of each epoch by name, validation's with `val_` before it. */
export interface HistoryLike {
  readonly history: Readonly<Record<string, readonly number[]>>;
  /** The numbers of the epochs, from 0. Default: 0, 1, 2, … */
  readonly epoch?: readonly number[] | undefined;
}

/** One value of one curve. */
export interface HistoryRow {
  readonly run: string;
  readonly metric: string;
  readonly part: 'training' | 'validation';
  /** From 1. */
  readonly epoch: number;
  /** Null where the value was not finite: the line has a gap there. */
  readonly value: number | null;
}

/** The best epoch of a run. */
export interface Best {
  readonly run: string;
  readonly epoch: number;
  readonly value: number;
}

/** One history, or several by name, as several by name. */
export function namedRuns(
  given: HistoryLike | Readonly<Record<string, HistoryLike>>,
): ReadonlyMap<string, HistoryLike> {
  const runs = new Map(isHistory(given) ? [['', given]] : Object.entries(given));
  if (runs.size === 0)
    throw new ArgumentError('history', { expected: 'a history, or several by name', received: 'an empty object' });
  for (const [run, value] of runs)
    if (!isHistory(value))
      throw new ArgumentError(`history${run && ` "${run}"`}`, {
        expected: 'what fit gives back: { history: { loss: [...], ... } }',
        received: value === null ? 'null' : typeof value,
      });
  return runs;
}

/** All values of all runs as rows. */
export function historyRows(runs: ReadonlyMap<string, HistoryLike>, validationFreq: number): HistoryRow[] {
  if (!(Number.isInteger(validationFreq) && validationFreq > 0))
    throw new ArgumentError('history: validationFreq', {
      expected: 'a positive integer',
      received: String(validationFreq),
    });
  return [...runs].flatMap(([run, { history, epoch }]) => {
    const where = `history${run && ` "${run}"`}`;
    const logs = Object.entries(history);
    const epochs =
      epoch ?? Array.from({ length: Math.max(0, ...logs.map(([, values]) => values.length)) }, (_, i) => i);
    if (epochs.length === 0 || logs.length === 0)
      throw new ArgumentError(where, {
        expected: 'at least one epoch of logs',
        received: 'an empty history',
        mend: 'Call fit first, and await it.',
      });
    return logs.flatMap(([key, values]) => {
      const validation = key.startsWith('val_');
      const ran = validation ? epochs.filter((number) => (number + 1) % validationFreq === 0) : epochs;
      if (values.length !== ran.length)
        throw new ArgumentError(`${where}: ${key}`, {
          expected: `a value for each of ${ran.length} epochs`,
          received: `${values.length} values`,
          mend: validation ? 'If validation did not run every epoch, pass the same validationFreq as to fit.' : '',
        });
      return ran.map((number, i) => ({
        run,
        metric: validation ? key.slice('val_'.length) : key,
        part: validation ? ('validation' as const) : ('training' as const),
        epoch: number + 1,
        value: finite(values[i]),
      }));
    });
  });
}

/** The key by which the best epoch is found: the one asked for, else `val_loss` or `loss`, else none. */
export function monitored(runs: ReadonlyMap<string, HistoryLike>, asked: string | undefined): string | null {
  const known = [...new Set([...runs.values()].flatMap(({ history }) => Object.keys(history)))];
  if (asked !== undefined && !known.includes(asked))
    throw new ArgumentError('history: monitor', {
      expected: 'a name in the history',
      received: `'${asked}'`,
      mend: didYouMean(asked, known),
    });
  return asked ?? ['val_loss', 'loss'].find((key) => known.includes(key)) ?? null;
}

/** The best epoch of each run that has the monitored values. */
export function bestEpochs(rows: readonly HistoryRow[], monitor: string, mode: 'auto' | 'min' | 'max'): Best[] {
  const part = monitor.startsWith('val_') ? 'validation' : 'training';
  const metric = part === 'validation' ? monitor.slice('val_'.length) : monitor;
  const sign = mode === 'max' || (mode === 'auto' && greaterIsBetter.test(metric)) ? -1 : 1;
  const best = new Map<string, Best>();
  for (const row of rows) {
    if (row.metric !== metric || row.part !== part || row.value === null) continue;
    const before = best.get(row.run);
    if (before === undefined || sign * row.value < sign * before.value) best.set(row.run, { ...row, value: row.value });
  }
  return [...best.values()].map(({ run, epoch, value }) => ({ run, epoch, value }));
}

// Names tell the direction, as in Keras's callbacks; losses and errors, the rest, are better when smaller.
const greaterIsBetter = /acc|auc|precision|recall|f1|f_?score|f_?beta|iou|r2|similarity|sensitivity|specificity/i;

function isHistory(given: object): given is HistoryLike {
  if (given === null || typeof given !== 'object' || !('history' in given)) return false;
  const { history } = given;
  return typeof history === 'object' && history !== null && Object.values(history).every(Array.isArray);
}

function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
