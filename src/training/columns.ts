import { type DType, dtypes, Tensor, type TypedArray, tensor } from '../graph/index.ts';
import {
  type ArrayData,
  isArrayData,
  isTypedArray,
  type NestedArray,
  type TypedArray as Numbers,
  sizeOf,
} from '../utils/arrays.ts';
import { ArgumentError, internal } from '../utils/errors.ts';

/** One array of data: nested arrays, a typed array, data with a shape, or a tensor. The first axis counts the samples. */
export type DataLike = Tensor | ArrayData | Numbers | NestedArray;

/** Data for a model: one array, or a list or record of arrays as the model's inputs or outputs are nested. */
export type ModelData = DataLike | readonly ModelData[] | { readonly [name: string]: ModelData };

/** One array of data, read: `shape[0]` samples. */
export interface Column {
  readonly data: TypedArray;
  readonly shape: readonly number[];
  readonly dtype: DType;
}

/** How arrays are nested: a number is the index of a column. */
export type Nesting = number | readonly Nesting[] | { readonly [name: string]: Nesting };

/** Data, read: columns, and how they were nested. */
export interface Table {
  readonly columns: readonly Column[];
  readonly nesting: Nesting;
}

/** What data must look like: how the tensors are nested and, where they have them, their names. */
export interface Template {
  readonly nesting: Nesting;
  /** Names of the leaves, by which records are matched. */
  readonly names: readonly string[];
}

/**
 * Reads data as a template is nested; without one, as they are nested themselves.
 *
 * @throws {ArgumentError} when arrays are missing, ragged, or nested in another way.
 */
export async function readTable(where: string, data: ModelData, template: Template | null): Promise<Table> {
  const found: DataLike[] = [];
  const nesting = template === null ? nest(where, data, found) : matched(where, data, template, found);
  const columns: Column[] = [];
  for (const [i, one] of found.entries()) {
    const name = columnName(where, i, found.length);
    // Waiting even for nothing takes time, and most arrays are there.
    columns.push(
      toColumn(name, isLazy(one) ? { ...(await one.evaluated()), dtype: one.dtype } : readValues(name, one)),
    );
  }
  return { columns, nesting };
}

/** Number of samples, which all columns must share. */
export function sampleCount(where: string, tables: Readonly<Record<string, Table | null>>): number {
  const [only, ...others] = Object.values(tables).flatMap((table) => table?.columns ?? []);
  if (others.length === 0 && only?.shape[0]) return only.shape[0];
  const counts = Object.entries(tables).flatMap(([name, table]) =>
    (table?.columns ?? []).map((column) => [name, column.shape[0] ?? internal('a column without samples')] as const),
  );
  const [[, count] = ['', 0]] = counts;
  const other = counts.find(([, length]) => length !== count);
  if (other !== undefined) {
    const names = [...new Set(counts.map(([name]) => name))];
    throw new ArgumentError(where, {
      expected: `${names.length > 1 ? names.join(' and ') : `all arrays of ${names[0]}`} with the same number of samples`,
      received: counts.map(([, length]) => length).join(' and '),
      mend: 'Check how they were sliced.',
    });
  }
  if (count === 0)
    throw new ArgumentError(where, {
      expected: 'at least one sample',
      received: 'none',
      mend: 'Check that the data were loaded.',
    });
  return count;
}

/** What of a column a program depends on: the dtype, and the shape of a sample. */
export type Form = Pick<Column, 'dtype' | 'shape'>;

/** The forms of columns, as they are now. */
export function formsOf(columns: readonly Column[]): readonly Form[] {
  return columns.map(({ dtype, shape }) => ({ dtype, shape: [...shape] }));
}

/** Whether columns differ in their values and the number of samples alone. */
export function areAlike(a: readonly Form[], b: readonly Form[]): boolean {
  if (a.length !== b.length) return false;
  for (const [i, { dtype, shape }] of a.entries()) {
    const other = b[i];
    if (other === undefined || other.dtype !== dtype || other.shape.length !== shape.length) return false;
    for (let axis = 1; axis < shape.length; axis++) if (shape[axis] !== other.shape[axis]) return false;
  }
  return true;
}

/** The rows at `indices`, in that order, in memory that has room for them: see `roomFor`. */
export function takeRows(
  column: Column,
  indices: ArrayLike<number>,
  from: number,
  to: number,
  room: TypedArray,
): Column {
  const { data, shape, dtype } = column;
  const size = sizeOf(shape.slice(1));
  const rows = room.subarray(0, (to - from) * size);
  for (let row = from; row < to; row++) {
    const start = (indices[row] ?? 0) * size;
    copyRow(rows, data, (row - from) * size, start, start + size);
  }
  return { data: rows, shape: [to - from, ...shape.slice(1)], dtype };
}

/** Memory for so many rows. */
export function roomFor({ shape, dtype }: Column, rows: number): TypedArray {
  return dtypes[dtype].zeros(rows * sizeOf(shape.slice(1)));
}

/** Rows that stand together, without a copy. */
export function sliceRows({ data, shape, dtype }: Column, from: number, to: number): Column {
  const size = sizeOf(shape.slice(1));
  return { data: data.subarray(from * size, to * size), shape: [to - from, ...shape.slice(1)], dtype };
}

function copyRow(into: TypedArray, from: TypedArray, at: number, start: number, end: number): void {
  // Both have the column's dtype; the overloads of set() cannot know.
  if (end - start === 1) into[at] = from[start] ?? 0;
  else into.set(from.subarray(start, end) as never, at);
}

function toColumn(where: string, read: Column): Column {
  if (read.shape.length === 0)
    throw new ArgumentError(where, { expected: 'an array with an axis of samples', received: 'a single number' });
  return narrowed(where, read);
}

/** Whether the engine must compute the values. */
function isLazy(data: DataLike): data is Tensor {
  return data instanceof Tensor && data.node.kind !== 'value';
}

function readValues(where: string, data: DataLike): Column {
  if (data instanceof Tensor) return valuesOf(data);
  // What is most often given is ready for use: its way is kept short for models that answer one sample at a time.
  if (isArrayData(data) && data.data instanceof Float32Array && sizeOf(data.shape) === data.data.length)
    return { data: data.data, shape: data.shape, dtype: 'float32' };
  try {
    return valuesOf(tensor(data));
  } catch (error) {
    if (error instanceof ArgumentError) error.message = error.message.replace(/^tensor/, where);
    throw error;
  }
}

function valuesOf({ dtype, shape, node }: Tensor): Column {
  return node.kind === 'value'
    ? { data: node.data, shape: shape.map(Number), dtype }
    : internal('a tensor without value');
}

/** 64-bit whole numbers are labels or indices: 32 bits hold them, and every device computes with those. */
function narrowed(where: string, column: Column): Column {
  if (!(column.data instanceof BigInt64Array)) return column;
  const wide = column.data.find((value) => value > 2147483647n || value < -2147483648n);
  if (wide !== undefined)
    throw new ArgumentError(where, {
      expected: 'whole numbers of at most 32 bits',
      received: String(wide),
      mend: 'Convert them to float32, or to smaller ids.',
    });
  return { ...column, data: Int32Array.from(column.data, Number), dtype: 'int32' };
}

/** Whether a value is one array of data, rather than a list or record of them. */
function isLeaf(data: ModelData): data is DataLike {
  if (typeof data === 'number' || typeof data === 'boolean') return true;
  if (data instanceof Tensor || isTypedArray(data) || isArrayData(data)) return true;
  return Array.isArray(data) && !data.some((part) => isArrays(part));
}

function isArrays(data: unknown): boolean {
  return (
    data instanceof Tensor ||
    isTypedArray(data) ||
    isArrayData(data) ||
    (typeof data === 'object' && data !== null && !Array.isArray(data))
  );
}

function nest(where: string, data: ModelData, found: DataLike[]): Nesting {
  if (isLeaf(data)) return found.push(data) - 1;
  if (Array.isArray(data)) return data.map((part: ModelData) => nest(where, part, found));
  if (typeof data === 'object' && data !== null)
    return Object.fromEntries(Object.entries(data).map(([key, part]) => [key, nest(where, part, found)]));
  throw new ArgumentError(where, {
    expected: 'nested arrays, a typed array, { data, shape }, a tensor, or a list or record of these',
    received: data === null ? 'null' : typeof data,
  });
}

function matched(where: string, data: ModelData, template: Template, found: DataLike[]): Nesting {
  const { nesting, names } = template;
  if (isNamed(data) && names.every((name) => name in data) && !isNamed(nesting)) {
    // A model with a list of inputs may be given them by name.
    for (const name of names) found.push(leaf(`${where}.${name}`, data[name]));
    return nesting;
  }
  const visit = (part: ModelData | undefined, wanted: Nesting, path: string): Nesting => {
    if (typeof wanted === 'number') return found.push(leaf(path, part)) - 1;
    if (Array.isArray(wanted)) {
      if (!Array.isArray(part) || part.length !== wanted.length)
        throw new ArgumentError(path, {
          expected: `a list of ${wanted.length} arrays${names.length > 0 ? ` (${names.join(', ')})` : ''}`,
          received: Array.isArray(part) ? `a list of ${part.length}` : describe(part),
        });
      return wanted.map((inner: Nesting, i) => visit(part[i], inner, `${path}[${i}]`));
    }
    const keys = Object.keys(wanted);
    if (!isNamed(part) || keys.some((key) => !(key in part)))
      throw new ArgumentError(path, {
        expected: `a record with ${keys.map((key) => `'${key}'`).join(', ')}`,
        received: isNamed(part)
          ? `one with ${Object.keys(part)
              .map((key) => `'${key}'`)
              .join(', ')}`
          : describe(part),
      });
    return Object.fromEntries(
      Object.entries(wanted).map(([key, inner]) => [key, visit(part[key], inner, `${path}.${key}`)]),
    );
  };
  return visit(data, nesting, where);
}

function leaf(path: string, data: ModelData | undefined): DataLike {
  if (data !== undefined && isLeaf(data)) return data;
  throw new ArgumentError(path, { expected: 'one array', received: describe(data) });
}

function isNamed(data: unknown): data is Readonly<Record<string, ModelData>> {
  return (
    typeof data === 'object' && data !== null && Object.getPrototypeOf(data) === Object.prototype && !isArrayData(data)
  );
}

function describe(data: unknown): string {
  if (data === undefined || data === null) return String(data);
  if (Array.isArray(data)) return `a list of ${data.length}`;
  return isNamed(data) ? `a record with ${Object.keys(data).join(', ')}` : 'one array';
}

function columnName(where: string, index: number, count: number): string {
  return count === 1 ? where : `${where}[${index}]`;
}
