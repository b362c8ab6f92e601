import { ArgumentError } from '../utils/errors.ts';
import { Plot } from './plot.ts';
import { type Layer, type Layers, lineStyles, theme } from './theme.ts';

/** A function of one variable, sampled. */
export interface Curve {
  /** As the legend shows it. */
  readonly name: string;
  /** Where it was sampled, ascending. */
  readonly x: ArrayLike<number>;
  /** Its values there. */
  readonly y: ArrayLike<number>;
  /** Its slopes there; given for all curves or for none. */
  readonly dy?: ArrayLike<number> | undefined;
}

/** How curves are shown. */
export interface CurvesOptions {
  /** Above the picture. Default `'Activation functions'`. */
  readonly title?: string | undefined;
  /** The values of f(x) that are shown; what goes beyond is cut off. Default: all. */
  readonly yDomain?: readonly [low: number, high: number] | undefined;
}

/**
 * Curves over one axis, told apart by colour and dash; where slopes are given, a second panel below shows them.
 *
 * @throws ArgumentError for no curves, equal names, unequal lengths, or values that are not finite.
 */
export function activationsPlot(curves: readonly Curve[], options: CurvesOptions = {}): Plot {
  const { title = 'Activation functions', yDomain } = options;
  checkCurves(curves);
  if (yDomain !== undefined && !(yDomain[0] < yDomain[1]))
    throw new ArgumentError('activations: yDomain', {
      expected: 'two numbers, the lower first',
      received: `[${yDomain.join(', ')}]`,
    });

  const slopes = curves.every((curve) => curve.dy !== undefined);
  const names = curves.map((curve) => curve.name);
  const styles = lineStyles(curves.length);
  const values = curves.flatMap(({ name, x, y, dy }) =>
    Array.from(x, (at, i) => ({ name, x: short(at), y: short(y[i]), ...(dy ? { slope: short(dy[i]) } : {}) })),
  );
  const domain = extent(curves);

  const panel = (field: 'y' | 'slope', label: string, height: number, shown?: readonly [number, number]): Layers => ({
    width: 560,
    height,
    layer: [
      ...zeroLines(domain),
      {
        mark: { type: 'line', clip: true },
        encoding: {
          x: {
            field: 'x',
            type: 'quantitative',
            title: 'x',
            scale: { domain, nice: false },
            axis: { ...axis, tickCount: 10 },
          },
          y: {
            field,
            type: 'quantitative',
            title: label,
            scale: shown ? { domain: [...shown] } : roomy,
            axis: { ...axis, minExtent: 34 },
          },
          // One field, title and order for both, else Vega-Lite makes two legends.
          color: {
            field: 'name',
            type: 'nominal',
            title: null,
            sort: names,
            scale: { domain: names, range: styles.colours },
          },
          strokeDash: {
            field: 'name',
            type: 'nominal',
            title: null,
            sort: names,
            scale: { domain: names, range: styles.dashes },
          },
          order: { field: 'x' },
        },
      },
    ],
  });
  const above = { ...theme, title, description: `${title}: ${names.join(', ')}.`, data: { values } };
  if (!slopes) return new Plot({ ...above, ...panel('y', 'f(x)', 360, yDomain) }, title);
  return new Plot(
    { ...above, spacing: 28, vconcat: [panel('y', 'f(x)', 280, yDomain), panel('slope', 'f′(x)', 190)] },
    title,
  );
}

/** The lines over zero would switch the grid off; and the ends of the x axis are labelled where they are. */
const axis = { grid: true, labelFlush: false };

/** A line along the edge of the picture is drawn whole. */
const roomy = { zero: true, nice: false, padding: 10 };

/** The axes of school: the lines where x and f(x) are zero. */
function zeroLines(domain: readonly [number, number]): Layer[] {
  const line = { data: { values: [{}] }, mark: { type: 'rule', color: '#777777' } } as const;
  const across: Layer = { ...line, encoding: { y: { datum: 0 } } };
  const up: Layer = { ...line, encoding: { x: { datum: 0 } } };
  return domain[0] <= 0 && domain[1] >= 0 ? [across, up] : [across];
}

function checkCurves(curves: readonly Curve[]): void {
  if (curves.length === 0)
    throw new ArgumentError('activations', { expected: 'at least one function', received: 'none' });
  for (const [index, { name, x, y, dy }] of curves.entries()) {
    const where = `activations: ${name}`;
    if (curves.findIndex((other) => other.name === name) !== index)
      throw new ArgumentError('activations', { expected: 'each function once', received: `${name} twice` });
    if (x.length < 2) throw new ArgumentError(where, { expected: 'at least 2 points', received: String(x.length) });
    for (const [what, values] of [
      ['values', y],
      ['slopes', dy],
    ] as const) {
      if (values === undefined) continue;
      if (values.length !== x.length)
        throw new ArgumentError(where, {
          expected: `as many ${what} as points, ${x.length}`,
          received: String(values.length),
        });
      const bad = Array.from(values).findIndex((value) => !Number.isFinite(value));
      if (bad >= 0)
        throw new ArgumentError(where, {
          expected: `finite ${what}`,
          received: `${values[bad]} at x = ${short(x[bad])}`,
          mend: "Narrow 'from' and 'to' to where the function is defined.",
        });
    }
    if ((dy === undefined) !== (curves[0]?.dy === undefined))
      throw new ArgumentError(where, { expected: 'slopes for all functions or for none', received: 'only some' });
  }
}

function extent(curves: readonly Curve[]): [number, number] {
  const ends = curves.flatMap(({ x }) => [x[0] ?? 0, x[x.length - 1] ?? 0]);
  return [short(Math.min(...ends)), short(Math.max(...ends))];
}

/** Seven digits, all that float32 has: 0.30000001192092896 is shown and stored as 0.3. */
function short(value: number | undefined): number {
  return Number((value ?? Number.NaN).toPrecision(7));
}
