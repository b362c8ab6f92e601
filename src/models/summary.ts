import { fixed, grouped } from '../utils/decimals.ts';
import { ArgumentError } from '../utils/errors.ts';
import { ansi, cropped, type Span, type StyledText, wrap } from '../utils/styled.ts';
import { type Column, tableLines } from '../utils/table.ts';

/** A model as its summary shows it. */
export interface SummaryModel {
  readonly name: string;
  /**
   * Whether the layers form one chain. A Sequential or subclassed model is one, and so is a Functional model in which
   * every depth has one node, no node several inputs and no layer several nodes. Others show a "Connected to" column.
   */
  readonly linear: boolean;
  /** Layers in order; those of a Functional model include its inputs and raw operations. */
  readonly rows: readonly SummaryRow[];
  readonly totals: SummaryTotals;
}

/** A layer or operation as the summary shows it. */
export interface SummaryRow {
  readonly name: string;
  readonly className: string;
  /**
   * Shape of what its last call returned; null where that is not known (`?`). Called in a graph, Keras shows a structure of
   * several outputs as one flat list, a dict's in the order of its sorted keys.
   */
  readonly outputShape: SummaryShape | null;
  readonly parameters: number | 'unbuilt';
  /** Where its inputs come from, within this model: layer name, node index, tensor index. */
  readonly connectedTo: readonly (readonly [name: string, node: number, tensor: number])[];
  /** Null for what has no weights. */
  readonly trainable: boolean | null;
  /** The layers of a model within the model. */
  readonly nested?: readonly SummaryRow[];
}

/** One shape, with null for `None`, or a structure of shapes. */
export type SummaryShape =
  | readonly (number | null)[]
  | { readonly list: readonly SummaryShape[] }
  | { readonly tuple: readonly SummaryShape[] }
  | { readonly dict: readonly (readonly [key: string, shape: SummaryShape])[] };

/** How many weights there are and what memory they take; `optimizer` only once its variables exist. */
export interface SummaryTotals {
  readonly trainable: SummaryTotal;
  readonly nonTrainable: SummaryTotal;
  readonly optimizer?: SummaryTotal;
}

/** A count of weights and their size in bytes. */
export interface SummaryTotal {
  readonly count: number;
  readonly bytes: number;
}

/** How a summary is laid out. */
export interface SummaryOptions {
  /**
   * Width of the table. Null, the default, takes 88 (108 with a "Connected to" column), 12 more with `showTrainable`, but
   * leaves 4 cells of the terminal free.
   */
  readonly lineLength: number | null;
  /**
   * Where each column ends, as a share of the line. Default null: `[0.45, 0.80, 1.0]`, or `[0.3, 0.56, 0.74, 1.0]` with
   * "Connected to"; with `showTrainable`, 0.9 of that and 1.0.
   */
  readonly positions: readonly number[] | null;
  /** Whether the layers of models within the model are listed below them. Default false. */
  readonly expandNested: boolean;
  /** Whether a column tells which layers train: Y, N, or - for those without weights. Default false. */
  readonly showTrainable: boolean;
  /** First and last layer to show, as regular expressions that match the beginning of a name. Default null: all. */
  readonly layerRange: readonly [first: string, last: string] | null;
  /** Whether the text carries ANSI escape codes for colours and bold. Default false. */
  readonly color: boolean;
  /** Cells in a line of the terminal; longer lines are wrapped or cut off. Default null: 80. */
  readonly columns: number | null;
}

const CLASS_NAME = { color: 33 };
const NUMBER = { color: 34 };
const NONE = { color: 45 };
const BOLD = { bold: true };
const YES = { bold: true, color: 34 };
const NO = { bold: true, color: 9 };

/**
 * What Keras's `model.summary()` prints, to the character: a table of layers, output shapes and parameter counts, then the
 * totals. The text ends with a line break.
 *
 * @throws ArgumentError if a column would be narrower than 4 cells, or `layerRange` matches no layer.
 * @see https://keras.io/api/models/model/#summary-method
 * @example
 * const none = { count: 0, bytes: 0 };
 * const totals = { trainable: none, nonTrainable: none };
 * summaryText({ name: 'tiny', linear: true, rows: [], totals }).split('\n')[0]
 * // => 'Model: "tiny"'
 */
export function summaryText(model: SummaryModel, options: Partial<SummaryOptions> = {}): string {
  const { lineLength = null, positions = null, expandNested = false, showTrainable = false } = options;
  const { layerRange = null, color = false, columns = null } = options;
  const layout = model.linear ? LINEAR : BRANCHED;
  const available = positiveInteger('columns', columns ?? 80);
  const width = positiveInteger(
    'lineLength',
    lineLength ?? Math.min(layout.lineLength + (showTrainable ? 12 : 0), available - 4),
  );
  const headings = [...layout.headings, ...(showTrainable ? [TRAINABLE] : [])];
  const ends = positions && positions.length > 0 ? positions : layout.positions;
  const widths = widthsOf(showTrainable ? [...ends.map((end) => end * 0.9), 1] : ends, width, headings);

  const table = tableLines({
    columns: headings.map((heading, index) => ({ ...heading, width: widths[index] ?? 0 })),
    rows: ranged(model.rows, layerRange)
      .flatMap((row) => (expandNested ? expanded(row, 0) : [{ row, level: 0 }]))
      .map(({ row, level }) => [
        ...fields(row, level),
        ...(model.linear ? [] : [connections(row)]),
        ...(showTrainable ? [trainable(row)] : []),
      ]),
    width,
    available,
    lines: true,
  });
  const title = [{ text: `Model: "${model.name}"`, style: BOLD }];
  return ansi(
    [
      ...wrap(title, available, 'default', 'fold'),
      ...table.map((line) => cropped(line, available)),
      ...footer(model.totals).flatMap((line) => wrap(line, available, 'default', 'fold')),
    ],
    color,
  );
}

/**
 * A size in memory as the summary writes it.
 *
 * @example
 * memorySize(40704) // => '39.75 KB'
 */
export function memorySize(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let size = bytes;
  for (const unit of units) {
    if (size / 1024 < 1) return `${fixed(size, 2)} ${unit}`;
    size /= 1024;
  }
  return `${fixed(size / 1024 < 1 ? size : size / 1024, 2)} PB`;
}

type Heading = Omit<Column, 'width'>;

const HEADINGS: readonly Heading[] = [
  { header: 'Layer (type)', justify: 'left' },
  { header: 'Output Shape', justify: 'left' },
  { header: 'Param #', justify: 'right' },
];
const TRAINABLE: Heading = { header: 'Trainable', justify: 'center' };

const LINEAR = { headings: HEADINGS, positions: [0.45, 0.8, 1], lineLength: 88 };
const BRANCHED = {
  headings: [...HEADINGS, { header: 'Connected to', justify: 'left' } as const],
  positions: [0.3, 0.56, 0.74, 1],
  lineLength: 108,
};

/** Widths of the columns that end at these shares of the line; shares beyond the headings are left over. */
function widthsOf(positions: readonly number[], lineLength: number, headings: readonly Heading[]): readonly number[] {
  if (positions.length < headings.length) {
    throw new ArgumentError('summary: positions', {
      expected: `one for each column (${headings.map(({ header }) => header).join(', ')})`,
      received: `[${positions.join(', ')}]`,
    });
  }
  let used = 0;
  return positions.map((position, index) => {
    const width = Math.trunc(position * lineLength) - used;
    used += width;
    if (width >= 4) return width;
    throw new ArgumentError('summary', {
      expected: 'room for at least 4 characters in every column',
      received: `${width} for '${headings[index]?.header ?? `column ${index + 1}`}' in a line of ${lineLength}`,
      mend: 'Widen the terminal, or give lineLength or positions that leave more room.',
    });
  });
}

function ranged(rows: readonly SummaryRow[], range: SummaryOptions['layerRange']): readonly SummaryRow[] {
  if (range === null) return rows;
  const [first, last] = range.map((pattern) => {
    const expression = startingWith(pattern);
    const found = rows.flatMap(({ name }, index) => (expression.test(name) ? [index] : []));
    if (found.length > 0) return found;
    throw new ArgumentError('summary: layerRange', {
      expected: 'patterns that match the names of the first and the last layer to show',
      received: `'${pattern}', which matches no layer`,
      mend: `Layers: ${rows.map(({ name }) => `'${name}'`).join(', ')}.`,
    });
  });
  const [firsts = [], lasts = []] = [first, last];
  if (Math.min(...firsts) > Math.max(...lasts)) return rows.slice(Math.min(...lasts), Math.max(...firsts) + 1);
  return rows.slice(Math.min(...firsts), Math.max(...lasts) + 1);
}

function startingWith(pattern: string): RegExp {
  try {
    return new RegExp(`^(?:${pattern})`);
  } catch (cause) {
    throw new ArgumentError('summary: layerRange', {
      expected: 'regular expressions',
      received: `'${pattern}'`,
      cause,
    });
  }
}

function expanded(row: SummaryRow, level: number): { row: SummaryRow; level: number }[] {
  return [{ row, level }, ...(row.nested ?? []).flatMap((inner) => expanded(inner, level + 1))];
}

function fields({ name, className, outputShape, parameters }: SummaryRow, level: number): StyledText[] {
  const prefix = level === 0 ? '' : `${'   '.repeat(level)}└ `;
  return [
    [`${prefix}${name} (`, { text: className, style: CLASS_NAME }, ')'],
    outputShape === null ? ['?'] : shown(outputShape),
    parameters === 'unbuilt' ? [number(0), ' (unbuilt)'] : [number(grouped(parameters))],
  ];
}

/** Structures look as Python writes them; one that holds a single shape looks like that shape. */
function shown(shape: SummaryShape): StyledText {
  const leaves = leavesOf(shape);
  return leaves.length === 1 && leaves[0] ? shapeText(leaves[0]) : structureText(shape);
}

type Shape = readonly (number | null)[];

function isShape(shape: SummaryShape): shape is Shape {
  return Array.isArray(shape);
}

function leavesOf(shape: SummaryShape): readonly Shape[] {
  if (isShape(shape)) return [shape];
  const inner = 'list' in shape ? shape.list : 'tuple' in shape ? shape.tuple : shape.dict.map(([, value]) => value);
  return inner.flatMap(leavesOf);
}

function structureText(shape: SummaryShape): StyledText {
  if (isShape(shape)) return shapeText(shape);
  if ('list' in shape) return ['[', ...joined(shape.list.map(structureText)), ']'];
  if ('dict' in shape) {
    return ['{', ...joined(shape.dict.map(([key, value]) => [`${key}: `, ...structureText(value)])), '}'];
  }
  return ['(', ...joined(shape.tuple.map(structureText)), shape.tuple.length === 1 ? ',)' : ')'];
}

function shapeText(shape: Shape): StyledText {
  const axes = shape.map((axis) => [axis === null ? { text: 'None', style: NONE } : number(axis)]);
  return ['(', ...joined(axes), ')'];
}

function connections({ connectedTo }: SummaryRow): StyledText {
  if (connectedTo.length === 0) return ['-'];
  return joined(connectedTo.map(([name, node, tensor]) => [`${name}[`, number(node), '][', number(tensor), ']']));
}

function trainable({ trainable }: SummaryRow): StyledText {
  if (trainable === null) return [{ text: '-', style: BOLD }];
  return [trainable ? { text: 'Y', style: YES } : { text: 'N', style: NO }];
}

function footer({ trainable, nonTrainable, optimizer }: SummaryTotals): StyledText[] {
  const all = [trainable, nonTrainable, ...(optimizer ? [optimizer] : [])];
  const total = {
    count: all.reduce((sum, { count }) => sum + count, 0),
    bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
  };
  return [
    totalText('Total', total),
    totalText('Trainable', trainable),
    totalText('Non-trainable', nonTrainable),
    ...(optimizer ? [totalText('Optimizer', optimizer)] : []),
  ];
}

function totalText(what: string, { count, bytes }: SummaryTotal): StyledText {
  return [{ text: ` ${what} params: `, style: BOLD }, number(grouped(count)), ` (${memorySize(bytes)})`];
}

function number(value: number | string): Span {
  return { text: `${value}`, style: NUMBER };
}

function joined(parts: readonly StyledText[]): StyledText {
  return parts.flatMap((part, index) => (index === 0 ? part : [', ', ...part]));
}

function positiveInteger(option: string, value: number): number {
  if (Number.isInteger(value) && value > 0) return value;
  throw new ArgumentError(`summary: ${option}`, { expected: 'a positive whole number', received: `${value}` });
}
