import { ArgumentError } from './errors.ts';

/** The typed arrays that hold numbers. */
export type TypedArray =
  | Uint8Array
  | Uint8ClampedArray
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

/**
 * Numbers with a shape: what data sets give and `fit`, `evaluate` and `predict` accept. Rows follow each other (the last
 * axis varies fastest), so `data.length` is the product of `shape`.
 *
 * @example
 * const pairs: ArrayData = { data: new Float32Array([1, 2, 3, 4, 5, 6]), shape: [3, 2] };
 * pairs.shape // => [3, 2]
 */
export interface ArrayData<Data extends TypedArray = TypedArray> {
  readonly data: Data;
  readonly shape: readonly number[];
}

/** Nested arrays of numbers or booleans, as in JSON; a plain number is a scalar. */
export type NestedArray = number | boolean | readonly NestedArray[];

/**
 * How many numbers an array of that shape holds; a scalar's shape `[]` holds one.
 *
 * @example
 * sizeOf([60000, 28, 28]) // => 47040000
 */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, axis) => size * axis, 1);
}

/** Whether a value is a typed array of numbers. */
export function isTypedArray(value: unknown): value is TypedArray {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

/** Whether a value is data with a shape. */
export function isArrayData(value: unknown): value is ArrayData {
  return (
    typeof value === 'object' &&
    value !== null &&
    'data' in value &&
    isTypedArray(value.data) &&
    'shape' in value &&
    Array.isArray(value.shape)
  );
}

/**
 * The shape of nested arrays, every row checked.
 *
 * @throws {ArgumentError} for ragged arrays, naming the row that differs.
 * @example
 * nestedShape('x', [[1, 2, 3], [4, 5, 6]]) // => [2, 3]
 */
export function nestedShape(where: string, array: NestedArray): readonly number[] {
  const shape: number[] = [];
  for (let level: NestedArray | undefined = array; isList(level); level = level[0]) shape.push(level.length);
  checkLevel(where, array, shape, 0, '');
  return shape;
}

/** The numbers of nested arrays, row-major; booleans become 0 and 1, and `bools` says whether all were. */
export function flattenNested(
  array: NestedArray,
  size: number,
): { readonly values: number[]; readonly bools: boolean } {
  const values: number[] = new Array(size);
  let next = 0;
  let bools = size > 0;
  const visit = (level: NestedArray): void => {
    if (typeof level === 'number') {
      values[next++] = level;
      bools = false;
    } else if (typeof level === 'boolean') values[next++] = level ? 1 : 0;
    else for (const inner of level) visit(inner);
  };
  visit(array);
  return { values, bools };
}

function isList(array: NestedArray | undefined): array is readonly NestedArray[] {
  return Array.isArray(array);
}

function checkLevel(
  where: string,
  array: NestedArray | undefined,
  shape: readonly number[],
  depth: number,
  path: string,
): void {
  const length = shape[depth];
  if (length === undefined) {
    if (typeof array !== 'number' && typeof array !== 'boolean') ragged(where, 'a number', describe(array), path);
    return;
  }
  if (!isList(array)) ragged(where, `an array of length ${length}`, describe(array), path);
  if (array.length !== length) ragged(where, `length ${length} as in the rows before`, `length ${array.length}`, path);
  for (let i = 0; i < length; i++) checkLevel(where, array[i], shape, depth + 1, `${path}[${i}]`);
}

function ragged(where: string, expected: string, received: string, path: string): never {
  throw new ArgumentError(where, {
    expected: `${expected}${path ? ` at ${path}` : ''}`,
    received,
    mend: 'Nested arrays must be rectangular and hold numbers only.',
  });
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return `an array of length ${value.length}`;
  return typeof value === 'string' ? `the string '${value}'` : String(value);
}
