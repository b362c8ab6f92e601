import { ArgumentError } from '../utils/errors.ts';
import { didYouMean } from '../utils/names.ts';
import {
  type Best,
  bestEpochs,
  type HistoryLike,
  type HistoryRow,
  historyRows,
  monitored,
  namedRuns,
} from './history-data.ts';
import { Plot } from './plot.ts';
import { colours, type Encoding, type Layers, lineStyles, theme } from './theme.ts';

/** Options of `plot.history`. */
export interface HistoryOptions {
  /** Above the picture. Default `'Learning curves'`. */
  readonly title?: string | undefined;
  /** Which metrics are shown, in this order. Default: all, the loss first. */
  readonly metrics?: readonly string[] | undefined;
  /** By what the best epoch is found. Default `'val_loss'`, or `'loss'` where nothing was validated. */
  readonly monitor?: string | undefined;
  /** Whether small or great is best. Default `'auto'`: by the name, as in Keras's callbacks. */
  readonly mode?: 'auto' | 'min' | 'max' | undefined;
  /** Every how many epochs validation ran; the same as in `fit`. Default 1. */
  readonly validationFreq?: number | undefined;
}

/**
 * Learning curves: a panel for the loss and for each metric, training solid, validation dashed, a ring at the best epoch.
 *
 * Several histories by name are compared in the same panels, a colour for each. Where training diverged the curve ends, and
 * the line under the title says when.
 *
 * @throws ArgumentError for an empty history, values of unequal length, or names that are not in it.
 * @example
 * plot.history({ history: { loss: [0.9, 0.5], val_loss: [0.8, 0.6] } }).title // => 'Learning curves'
 * plot.history({ adam: { history: { loss: [2, 1] } }, sgd: { history: { loss: [3, 2] } } }).title // => 'Learning curves'
 */
export function history(
  given: HistoryLike | Readonly<Record<string, HistoryLike>>,
  options: HistoryOptions = {},
): Plot {
  const { title = 'Learning curves', mode = 'auto', validationFreq = 1 } = options;
  const runs = namedRuns(given);
  const rows = historyRows(runs, validationFreq);
  const metrics = shownMetrics(rows, options.metrics);
  const monitor = monitored(runs, options.monitor);
  const best = monitor === null ? [] : bestEpochs(rows, monitor, mode);
  const subtitle = [...bestNote(best, monitor), ...divergenceNotes(rows)];

  const lines = lineEncoding([...runs.keys()], rows);
  const panels = metrics.map((metric) => panel(metric, rows, best, lines));
  const spec = {
    ...theme,
    title: subtitle.length > 0 ? { text: title, subtitle } : title,
    description: `${title}: ${metrics.join(', ')}.`,
    columns: 2,
    spacing: 28,
    concat: panels,
  };
  return new Plot(spec, title);
}

type LineEncoding = Required<Pick<Encoding, 'color' | 'strokeDash'>>;

/** One run: colour and dash both tell training from validation. Several: the colour tells the run. */
function lineEncoding(runs: readonly string[], rows: readonly HistoryRow[]): LineEncoding {
  const parts = (['training', 'validation'] as const).filter((part) => rows.some((row) => row.part === part));
  const dash = { domain: parts, range: parts.map((part) => (part === 'training' ? [1, 0] : [6, 4])) };
  const legend = parts.length > 1 ? { symbolType: 'stroke', symbolStrokeColor: colours.ink } : null;
  const part = { field: 'part', type: 'nominal', title: null, sort: parts } as const;
  if (runs.length === 1) {
    const range = parts.map((name) => (name === 'training' ? colours.first : colours.second));
    const merged = parts.length > 1 ? { symbolType: 'stroke' } : null;
    return {
      color: { ...part, scale: { domain: parts, range }, legend: merged },
      strokeDash: { ...part, scale: dash, legend: merged },
    };
  }
  const scale = { domain: [...runs], range: lineStyles(runs.length).colours };
  return {
    color: { field: 'run', type: 'nominal', title: null, sort: [...runs], scale, legend: { symbolType: 'stroke' } },
    strokeDash: { ...part, scale: dash, legend },
  };
}

function panel(metric: string, all: readonly HistoryRow[], best: readonly Best[], lines: LineEncoding): Layers {
  const rows = all.filter((row) => row.metric === metric);
  const epochs = [...new Set(rows.map((row) => row.epoch))];
  const position = {
    x: {
      field: 'epoch',
      type: 'quantitative',
      title: 'epoch',
      scale: { zero: false, nice: false, padding: 12 },
      axis: { values: epochTicks(epochs), format: 'd', grid: false },
    },
    y: { field: 'value', type: 'quantitative', title: null, scale: { zero: false, nice: false, padding: 12 } },
  } as const;
  const encoding = { ...position, ...lines };
  const rings = rows.filter(
    ({ run, part, epoch }) =>
      best.some((one) => one.run === run && one.epoch === epoch) &&
      (part === 'validation' || !rows.some((row) => row.run === run && row.part === 'validation')),
  );
  return {
    width: 340,
    height: 220,
    title: { text: metric.replaceAll('_', ' '), fontSize: 14, offset: 8, frame: 'group' },
    data: { values: rows },
    layer: [
      { mark: { type: 'line' }, encoding },
      // Dots for short histories, where a line alone hides how few values there are; one epoch has no line at all.
      ...(epochs.length <= 12
        ? [{ mark: { type: 'point', filled: true, size: 36, opacity: 1 }, encoding } as const]
        : []),
      {
        data: { values: rings },
        mark: { type: 'point', filled: false, size: 190, strokeWidth: 2, opacity: 1 },
        encoding: { ...position, color: lines.color },
      } as const,
    ],
  };
}

function shownMetrics(rows: readonly HistoryRow[], asked: readonly string[] | undefined): readonly string[] {
  const known = [...new Set(rows.map((row) => row.metric))].sort((a, b) => Number(b === 'loss') - Number(a === 'loss'));
  for (const metric of asked ?? [])
    if (!known.includes(metric))
      throw new ArgumentError('history: metrics', {
        expected: 'names in the history, without val_',
        received: `'${metric}'`,
        mend: didYouMean(metric, known),
      });
  if (asked?.length === 0)
    throw new ArgumentError('history: metrics', { expected: 'at least one name', received: 'none' });
  return asked ?? known;
}

function bestNote(best: readonly Best[], monitor: string | null): string[] {
  const [first] = best;
  if (first === undefined || monitor === null) return [];
  if (best.length > 1 || first.run !== '') return [`Rings: the best epoch by ${monitor}.`];
  return [`Ring: the best epoch, ${first.epoch}, with ${monitor} ${Number(first.value.toPrecision(4))}.`];
}

function divergenceNotes(rows: readonly HistoryRow[]): string[] {
  const runs = [...new Set(rows.map((row) => row.run))];
  return runs.flatMap((run) => {
    const broken = rows.filter((row) => row.run === run && row.value === null);
    const [first] = broken.toSorted((a, b) => a.epoch - b.epoch);
    if (first === undefined) return [];
    const key = `${first.part === 'validation' ? 'val_' : ''}${first.metric}`;
    return [
      `${run && `${run}: `}${key} is not a finite number in epoch ${first.epoch}${first.metric === 'loss' ? ': training diverged' : ''}.`,
    ];
  });
}

/** Round epochs for at most ten ticks; never an epoch that was not. */
function epochTicks(epochs: readonly number[]): number[] {
  const first = Math.min(...epochs);
  const last = Math.max(...epochs);
  let step = 1;
  for (let i = 0; (last - first) / step >= 10; i++) step *= i % 3 === 1 ? 2.5 : 2; // 1, 2, 5, 10, 20, 50, …
  const from = Math.ceil(first / step) * step;
  return Array.from({ length: Math.floor((last - from) / step) + 1 }, (_, i) => from + i * step);
}
