import { ArgumentError } from '../utils/errors.ts';
import { type Numbers, readClasses } from './classes.ts';
import { Plot } from './plot.ts';
import { textWidth } from './text-width.ts';
import { theme } from './theme.ts';

/** Options of `plot.confusionMatrix`. */
export interface ConfusionMatrixOptions {
  /** Names of the classes, by number. Default: the numbers. */
  readonly names?: readonly string[] | undefined;
  /** Write the share of each row, in percent, instead of counts. Default false. */
  readonly normalize?: boolean | undefined;
  /** Above the picture. Default `'Confusion matrix'`. */
  readonly title?: string | undefined;
}

/**
 * Which class was taken for which: a row for each true class, a column for each predicted one; the diagonal is right.
 *
 * Labels and predictions are class numbers `[n]`, or scores `[n, classes]` as `predict` gives them. The colour is a cell's
 * share of its row, on a square-root scale, so that rare mistakes stay visible beside thousands of hits.
 *
 * @throws ArgumentError for unequal lengths, no samples, or classes without a name.
 * @example
 * plot.confusionMatrix([0, 1, 1], [0, 1, 0], { names: ['cat', 'dog'] }).title // => 'Confusion matrix'
 */
export function confusionMatrix(labels: Numbers, predictions: Numbers, options: ConfusionMatrixOptions = {}): Plot {
  const { title = 'Confusion matrix', normalize = false } = options;
  const { ids: truth } = readClasses('confusionMatrix: labels', labels);
  const { ids: guesses } = readClasses('confusionMatrix: predictions', predictions);
  if (truth.length !== guesses.length || truth.length === 0)
    throw new ArgumentError('confusionMatrix', {
      expected: 'as many predictions as labels, at least one',
      received: `${guesses.length} predictions and ${truth.length} labels`,
    });
  const names = classNames(Math.max(0, ...unique(truth), ...unique(guesses)) + 1, options.names);
  const counts = names.map(() => new Array<number>(names.length).fill(0));
  for (const [i, label] of truth.entries()) {
    const row = counts[label];
    if (row) row[guesses[i] ?? 0] = (row[guesses[i] ?? 0] ?? 0) + 1;
  }
  const right = counts.reduce((sum, row, i) => sum + (row[i] ?? 0), 0);

  const values = counts.flatMap((row, i) => {
    const total = row.reduce((a, b) => a + b, 0);
    return row.map((count, j) => {
      const share = total === 0 ? 0 : count / total;
      return { true: names[i], predicted: names[j], count, share, text: cellText(count, share, normalize) };
    });
  });
  const longest = Math.max(...names.map((name) => textWidth(name, 12))) + 10;
  const plain = Math.max(24, Math.min(64, Math.round(520 / names.length)));
  // A few classes with long names get wider cells; many of them, slanted names.
  const cell = names.length <= 6 ? Math.max(plain, Math.min(110, longest)) : plain;
  const long = longest > cell;
  const spec = {
    ...theme,
    title: {
      text: title,
      subtitle: [
        `${percent(right / truth.length)} of ${truth.length.toLocaleString('en')} right`,
        'Darker: a greater share of the row',
      ],
    },
    description: `${title}: ${names.length} classes, ${percent(right / truth.length)} right.`,
    width: { step: cell },
    height: { step: cell },
    data: { values },
    encoding: {
      x: {
        field: 'predicted',
        type: 'nominal',
        sort: [...names],
        title: 'predicted',
        axis: { labelAngle: long ? -45 : 0, ticks: false, domain: false, labelPadding: 6 },
      },
      y: {
        field: 'true',
        type: 'nominal',
        sort: [...names],
        title: 'true',
        axis: { ticks: false, domain: false, labelPadding: 6 },
      },
    },
    layer: [
      {
        mark: { type: 'rect', stroke: 'white', strokeWidth: 1 },
        encoding: {
          color: {
            field: 'share',
            type: 'quantitative',
            scale: { type: 'sqrt', domain: [0, 1], range: [...blues], interpolate: 'rgb' },
            legend: null,
          },
        },
      },
      {
        mark: { type: 'text', fontSize: Math.min(14, Math.round(cell / (normalize ? 3.4 : 3))), baseline: 'middle' },
        encoding: {
          text: { field: 'text', type: 'nominal' },
          color: { condition: { test: `datum.share > ${darkFrom}`, value: 'white' }, value: 'black' },
        },
      },
    ],
  } satisfies Plot['spec'];
  return new Plot(spec, title);
}

const blues: readonly [string, string] = ['#F4F8FC', '#08407E'];

/**
 * The share from which white letters are easier to read than black ones: where the luminance L of the ground makes
 * 1.05 / (L + 0.05) and (L + 0.05) / 0.05 equal, L = 0.179. On these blues that is 0.695 of the way, a share of 0.695², and either ink then
 * still has the contrast of 4.5 that small text needs.
 *
 * @see https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio
 */
const darkFrom = 0.483;

function cellText(count: number, share: number, normalize: boolean): string {
  if (!normalize) return String(count);
  return count === 0 ? '0' : percent(share, 0);
}

function percent(share: number, digits = 1): string {
  // All right is 100 %; nearly all right must not look so.
  const shown = (share * 100).toFixed(digits);
  return Number(shown) === 100 && share < 1 ? `>${(100 - 10 ** -digits).toFixed(digits)} %` : `${shown} %`;
}

function classNames(count: number, names: readonly string[] | undefined): readonly string[] {
  if (names === undefined) return Array.from({ length: count }, (_, i) => String(i));
  if (names.length < count)
    throw new ArgumentError('confusionMatrix: names', {
      expected: `a name for each of ${count} classes`,
      received: `${names.length}`,
    });
  if (new Set(names).size !== names.length)
    throw new ArgumentError('confusionMatrix: names', { expected: 'different names', received: names.join(', ') });
  return names;
}

function unique(values: readonly number[]): Set<number> {
  return new Set(values);
}
