import { numbersOf, type Statistics, statisticsOf } from './arrays.ts';
import { type Column, shownNumber, shownShape, tableText } from './columns.ts';
import { type Command, UsageError } from './command.ts';

/** `layerwise inspect model.keras`. */
export const inspectCommand: Command = {
  name: 'inspect',
  summary: 'Shows the weights of a file: shapes, statistics, NaN, zeros.',
  positionals: '<file>',
  options: { json: { help: 'Prints JSON.' } },
  examples: ['layerwise inspect model.keras', 'layerwise inspect checkpoint.weights.h5 --json'],
  async run({ library, positionals, switches, out }) {
    const path = oneFile(positionals, 'layerwise inspect model.keras');
    const { format, weights } = await (await library()).fileContents(path);
    const rows: (Statistics & { readonly name: string; readonly dtype: string; readonly shape: readonly number[] })[] =
      [];
    // One after the other: never more than one array in memory.
    for (const weight of weights)
      rows.push({
        name: weight.name,
        dtype: weight.dtype,
        shape: weight.shape,
        ...statisticsOf(numbersOf(await weight.read())),
      });
    const total = rows.reduce((sum, { count }) => sum + count, 0);
    if (switches.has('json')) {
      out(`${JSON.stringify({ format, weights: rows, total }, null, 2)}\n`);
      return 0;
    }
    const cell = (value: number | null): string => (value === null ? '-' : shownNumber(value));
    out(
      tableText(
        columns,
        rows.map((row) => [
          row.name,
          row.dtype,
          shownShape(row.shape),
          ...[row.mean, row.std, row.min, row.max].map(cell),
          `${shownNumber(Math.round(1000 * row.sparsity) / 10)} %`,
          String(row.nan),
          String(row.infinite),
        ]),
      ),
    );
    const nan = rows.reduce((sum, row) => sum + row.nan, 0);
    out(`${rows.length} arrays, ${total} values${nan === 0 ? '' : `, ${nan} of them NaN`}\n`);
    return 0;
  },
};

const numeric = (title: string): Column => ({ title, align: 'right' });
const columns: readonly Column[] = [
  { title: 'name' },
  { title: 'dtype' },
  { title: 'shape' },
  ...['mean', 'std', 'min', 'max', 'zeros', 'NaN', 'infinite'].map(numeric),
];

/** The one file that a command takes. */
export function oneFile(positionals: readonly string[], example: string): string {
  const [path, extra] = positionals;
  if (path === undefined) throw new UsageError(`which file? As in: ${example}.`);
  if (extra !== undefined) throw new UsageError(`takes one file, received '${path}' and '${extra}'.`);
  return path;
}
