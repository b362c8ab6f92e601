import { roundHalfEven } from './decimals.ts';
import { cells, type Justify, type Span, type StyledText, wrap } from './styled.ts';

/** A column of a table. */
export interface Column {
  readonly header: string;
  readonly justify: Exclude<Justify, 'default'>;
  /** Width of its text without padding; null to fit what stands in it. */
  readonly width: number | null;
}

/** What a table is made of. */
export interface Table {
  readonly columns: readonly Column[];
  /** One cell for every column in each row. */
  readonly rows: readonly (readonly StyledText[])[];
  /** Width of the whole, borders included: columns grow or shrink to it. With null they only shrink, to `available`. */
  readonly width: number | null;
  /** Cells the terminal has in a line. */
  readonly available: number;
  /** Whether a line separates the rows. */
  readonly lines: boolean;
}

const BOLD = { bold: true };
const PADDING = 2;

/**
 * Lays a table out as lines, with a heavy box around bold headings: what Python's rich prints for
 * `Table(box=HEAVY_HEAD)`, to the character. Columns that do not fit shrink by rich's
 * rules; their text wraps, and words that are too long end with `…`.
 *
 * @example
 * import { ansi } from './styled.ts';
 * ansi(tableLines({
 *   columns: [{ header: 'Name', justify: 'left', width: null }, { header: 'Size', justify: 'right', width: null }],
 *   rows: [[['dense'], ['650']]], width: null, available: 80, lines: true,
 * }), false)
 * // => ┏━━━━━━━┳━━━━━━┓
 * //    ┃ Name  ┃ Size ┃
 * //    ┡━━━━━━━╇━━━━━━┩
 * //    │ dense │  650 │
 * //    └───────┴──────┘
 */
export function tableLines(table: Table): readonly (readonly Span[])[] {
  const { columns, rows, lines } = table;
  const widths = columnWidths(table);
  const separator = rule(widths, '├─┼┤');
  const header = cellLines(
    columns,
    columns.map(({ header }) => [header]),
    widths,
  ).map((cell) => cell.map(bold));
  return [
    rule(widths, '┏━┳┓'),
    ...rowLines(header, widths, '┃', (cell, blanks) => [...blanks.map(bold), ...cell]),
    rule(widths, '┡━╇┩'),
    ...rows.flatMap((row, index) => [
      ...(lines && index > 0 ? [separator] : []),
      ...rowLines(cellLines(columns, row, widths), widths, '│', (cell, blanks) => [...cell, ...blanks]),
    ]),
    rule(widths, '└─┴┘'),
  ];
}

type Line = readonly Span[];
type CellLines = readonly Line[];

/** The lines of every cell of a row, each as wide as its column. A column without room for text stays blank. */
function cellLines(columns: readonly Column[], row: readonly StyledText[], widths: readonly number[]): CellLines[] {
  return columns.map(({ justify }, index) => {
    const room = (widths[index] ?? 0) - PADDING;
    return room < 1
      ? []
      : wrap(row[index] ?? [], room, justify, 'ellipsis').map((line) => [space(1), ...line, space(1)]);
  });
}

function rowLines(
  row: readonly CellLines[],
  widths: readonly number[],
  border: string,
  fill: (cell: CellLines, blanks: CellLines) => CellLines,
): Line[] {
  const height = Math.max(1, ...row.map((cell) => cell.length));
  const full = row.map((cell, index) =>
    fill(cell, Array<Line>(height - cell.length).fill([space(Math.max(0, widths[index] ?? 0))])),
  );
  const edge = { text: border, style: null };
  return Array.from({ length: height }, (_, line) => [edge, ...full.flatMap((cell) => [...(cell[line] ?? []), edge])]);
}

function rule(widths: readonly number[], [left, line = '', cross, right]: Iterable<string> & string): Line {
  return [{ text: `${left}${widths.map((width) => line.repeat(width)).join(cross)}${right}`, style: null }];
}

/** Headings are bold in one piece between their padding. */
function bold(line: Line): Line {
  const [first, last] = [line[0], line.at(-1)];
  if (first === undefined || last === undefined || first === last)
    return line.map(({ text }) => ({ text, style: BOLD }));
  const inner = line.slice(1, -1).map(({ text }) => text);
  return [first.text, inner.join(''), last.text].map((text) => ({ text, style: BOLD }));
}

function space(width: number): Span {
  return { text: ' '.repeat(width), style: null };
}

/** Widths with padding: `rich.table.Table._calculate_column_widths`. */
function columnWidths(table: Table): readonly number[] {
  const { columns, width, available } = table;
  const room = (width ?? available) - (columns.length + 1);
  const wanted = columns.map((column, index) => columnWidth(table, column, index));
  let widths = wanted.map((width) => Math.min(width, Math.max(0, room)) || 1);
  let total = sum(widths);
  if (total > room) {
    widths = collapsed(
      widths,
      columns.map((column) => column.width === null),
      room,
    );
    total = sum(widths);
    if (total > room) {
      const even = widths.map(() => 1);
      widths = reduced(total - room, even, widths, widths);
      total = sum(widths);
    }
    widths = widths.map((width, index) => Math.min(wanted[index] ?? 0, Math.max(0, width)));
  }
  if (width === null || total >= room) return widths;
  const growth = distributed(room - total, widths);
  return widths.map((width, index) => width + (growth[index] ?? 0));
}

function columnWidth({ rows }: Table, column: Column, index: number): number {
  const width = column.width ?? Math.max(cells([column.header]), ...rows.map((row) => cells(row[index] ?? [])));
  return width + PADDING;
}

/** Takes from the widest of the columns that fit their text, level by level, until all fit. */
function collapsed(widths: readonly number[], flexible: readonly boolean[], room: number): number[] {
  let now = [...widths];
  if (!flexible.includes(true)) return now;
  for (let excess = sum(now) - room; excess > 0; excess = sum(now) - room) {
    const widest = Math.max(...now.filter((_, index) => flexible[index]));
    const second = Math.max(...now.map((width, index) => (flexible[index] && width !== widest ? width : 0)));
    if (widest === second) break;
    const ratios = now.map((width, index) => (flexible[index] && width === widest ? 1 : 0));
    const most = Math.min(excess, widest - second);
    now = reduced(
      excess,
      ratios,
      now.map(() => most),
      now,
    );
  }
  return now;
}

/** `rich._ratio.ratio_reduce`: takes `total` from the values by their ratios, from none more than its maximum. */
function reduced(total: number, ratios: readonly number[], maximums: readonly number[], values: readonly number[]) {
  const shares = ratios.map((ratio, index) => (maximums[index] ? ratio : 0));
  let remaining = total;
  let ratioLeft = sum(shares);
  return values.map((value, index) => {
    const share = shares[index] ?? 0;
    if (share === 0 || ratioLeft <= 0) return value;
    const taken = Math.min(maximums[index] ?? 0, roundHalfEven((share * remaining) / ratioLeft));
    remaining -= taken;
    ratioLeft -= share;
    return value - taken;
  });
}

/** `rich._ratio.ratio_distribute`: parts of `total` by ratio, rounded up from the left. */
function distributed(total: number, ratios: readonly number[]): number[] {
  let remaining = total;
  let ratioLeft = sum(ratios);
  return ratios.map((ratio) => {
    const part = ratioLeft > 0 ? Math.max(0, Math.ceil((ratio * remaining) / ratioLeft)) : remaining;
    ratioLeft -= ratio;
    remaining -= part;
    return part;
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
