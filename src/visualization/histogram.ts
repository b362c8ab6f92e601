import { isArrayData, isTypedArray } from '../utils/arrays.ts';
import { ArgumentError } from '../utils/errors.ts';
import { binned } from './bins.ts';
import { type Numbers, withShape } from './classes.ts';
import { Plot } from './plot.ts';
import { type Layers, theme } from './theme.ts';

/** Options of `plot.histogram`. */
export interface HistogramOptions {
  /** About how many bars, rounded so that they begin at round numbers. Default: by the data (Freedman and Diaconis). */
  readonly bins?: number | undefined;
  /** What the values are; under the axis. Default `'value'`. */
  readonly label?: string | undefined;
  /** Above the picture. Default `'Histogram'`. */
  readonly title?: string | undefined;
}

/**
 * How values are spread: a bar for each range, as high as the number of values in it, with mean and standard deviation.
 *
 * Several sets by name, such as the weights of each layer, are drawn in panels. Whole numbers in a small range get a bar
 * each. Values that are not finite are left out, and the picture says how many.
 *
 * @throws ArgumentError where there is no finite value.
 * @example
 * plot.histogram([3, 1, 2, 2]).title // => 'Histogram'
 * plot.histogram({ kernel: new Float32Array(100), bias: [0, 0.5] }, { title: 'Weights' }).title // => 'Weights'
 */
export function histogram(values: Numbers | Readonly<Record<string, Numbers>>, options: HistogramOptions = {}): Plot {
  const { title = 'Histogram', label = 'value', bins } = options;
  if (bins !== undefined && !(Number.isInteger(bins) && bins > 0 && bins <= 1000))
    throw new ArgumentError('histogram: bins', { expected: 'a whole number from 1 to 1000', received: String(bins) });
  const sets: [string, Numbers][] = isNumbers(values) ? [['', values]] : Object.entries(values);
  if (sets.length === 0)
    throw new ArgumentError('histogram', { expected: 'values, or several sets by name', received: 'an empty object' });
  const common = { ...theme, description: `${title}: ${sets.map(([name]) => name).join(', ')}` };
  if (sets.length === 1 && sets[0]) {
    const { title: note, ...only } = panel(sets[0], label, bins, [460, 280]);
    return new Plot({ ...common, title: { text: title, subtitle: note.subtitle }, ...only }, title);
  }
  const panels = sets.map((set) => panel(set, label, bins, [250, 150]));
  return new Plot(
    {
      ...common,
      title,
      columns: Math.min(3, sets.length),
      bounds: 'flush',
      spacing: { column: 76, row: 116 },
      concat: panels,
    },
    title,
  );
}

function panel(
  [name, given]: [string, Numbers],
  label: string,
  bins: number | undefined,
  [width, height]: [number, number],
) {
  const where = `histogram${name && ` "${name}"`}`;
  const all = withShape(where, given).data;
  const values = all.filter(Number.isFinite);
  if (values.length === 0)
    throw new ArgumentError(where, {
      expected: 'at least one finite value',
      received: `${all.length} values, none finite`,
    });
  const { bars, whole } = binned(values, bins);
  const ends = [bars[0]?.start ?? 0, bars.at(-1)?.end ?? 1];
  const highest = Math.max(...bars.map((bar) => bar.count));
  const left = all.length - values.length;
  const subtitle = `mean ${short(mean(values))}, std ${short(deviation(values))}, n = ${values.length.toLocaleString('en')}`;
  return {
    width,
    height,
    title: {
      text: name,
      fontSize: 14,
      frame: 'group',
      offset: 8,
      subtitle: [subtitle, ...(left > 0 ? [`${left} not finite, left out`] : [])],
    },
    data: { values: bars },
    layer: [
      {
        mark: { type: 'rect', xOffset: 0.5, x2Offset: -0.5 },
        encoding: {
          x: {
            field: 'start',
            type: 'quantitative',
            title: label,
            scale: { domain: ends, nice: false, zero: false },
            axis: {
              grid: false,
              ...(whole ? { values: wholeTicks(ends), format: 'd', labelOverlap: true } : { tickCount: width / 60 }),
            },
          },
          x2: { field: 'end' },
          y: {
            field: 'count',
            type: 'quantitative',
            title: 'count',
            scale: { domain: [0, highest * 1.06], nice: false },
            axis: { tickMinStep: 1, tickCount: 5 },
          },
          y2: { datum: 0 },
        },
      },
    ],
  } satisfies Layers;
}

/** Whole numbers for at most 21 ticks. */
function wholeTicks([from = 0, to = 1]: readonly number[]): number[] {
  const every = [1, 2, 5, 10].find((step) => (to - from) / step <= 21) ?? 10;
  const first = Math.ceil(from / every) * every;
  return Array.from({ length: Math.floor((to - first) / every) + 1 }, (_, i) => first + i * every);
}

function isNumbers(values: Numbers | Readonly<Record<string, Numbers>>): values is Numbers {
  return Array.isArray(values) || isTypedArray(values) || isArrayData(values);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The population's, as NumPy's `std`. */
function deviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
}

function short(value: number): string {
  return String(Number(value.toPrecision(3))).replace('-', '−');
}
