import { ArgumentError, FileError } from '../../utils/errors.ts';

/**
 * The typed array that holds each dtype. 16-bit floats are kept as their bits, booleans as 0 and 1.
 *
 * Files are little-endian, and so is every machine that runs JavaScript today: bytes are viewed, not converted.
 */
export interface DataOf {
  readonly float16: Uint16Array;
  readonly bfloat16: Uint16Array;
  readonly float32: Float32Array;
  readonly float64: Float64Array;
  readonly int8: Int8Array;
  readonly int16: Int16Array;
  readonly int32: Int32Array;
  readonly int64: BigInt64Array;
  readonly uint8: Uint8Array;
  readonly uint16: Uint16Array;
  readonly uint32: Uint32Array;
  readonly uint64: BigUint64Array;
  readonly bool: Uint8Array;
}

/** Names of the numeric dtypes that files can hold. */
export type NumericDtype = keyof DataOf;

/** An array of numbers or booleans in row-major order. */
export type NumericArray<D extends NumericDtype = NumericDtype> = {
  readonly [K in D]: { readonly dtype: K; readonly shape: readonly number[]; readonly data: DataOf[K] };
}[D];

/** An array of strings in row-major order. */
export interface StringArray {
  readonly dtype: 'string';
  readonly shape: readonly number[];
  readonly data: readonly string[];
}

/** What one dataset or member of a file holds. */
export type StoredArray = NumericArray | StringArray;

type Views = {
  readonly [D in NumericDtype]: readonly [
    itemSize: number,
    view: (buffer: ArrayBufferLike, offset: number, length: number) => DataOf[D],
  ];
};

const views: Views = {
  float16: [2, (buffer, offset, length) => new Uint16Array(buffer, offset, length)],
  bfloat16: [2, (buffer, offset, length) => new Uint16Array(buffer, offset, length)],
  float32: [4, (buffer, offset, length) => new Float32Array(buffer, offset, length)],
  float64: [8, (buffer, offset, length) => new Float64Array(buffer, offset, length)],
  int8: [1, (buffer, offset, length) => new Int8Array(buffer, offset, length)],
  int16: [2, (buffer, offset, length) => new Int16Array(buffer, offset, length)],
  int32: [4, (buffer, offset, length) => new Int32Array(buffer, offset, length)],
  int64: [8, (buffer, offset, length) => new BigInt64Array(buffer, offset, length)],
  uint8: [1, (buffer, offset, length) => new Uint8Array(buffer, offset, length)],
  uint16: [2, (buffer, offset, length) => new Uint16Array(buffer, offset, length)],
  uint32: [4, (buffer, offset, length) => new Uint32Array(buffer, offset, length)],
  uint64: [8, (buffer, offset, length) => new BigUint64Array(buffer, offset, length)],
  bool: [1, (buffer, offset, length) => new Uint8Array(buffer, offset, length)],
};

/** How many bytes one element of `dtype` takes in a file. */
export function itemSize(dtype: NumericDtype): number {
  return views[dtype][0];
}

/**
 * Sees `bytes` as elements of `dtype`: a view where their offset in memory allows it, else one copy.
 *
 * @throws FileError where a byte of `bool` is neither 0 nor 1.
 *
 * @example
 * typedView('int16', Uint8Array.of(1, 0, 255, 255)) // => Int16Array.of(1, -1)
 */
export function typedView<D extends NumericDtype>(dtype: D, bytes: Uint8Array): DataOf[D] {
  const [size, view] = views[dtype];
  if (dtype === 'bool' && bytes.some((byte) => byte > 1)) {
    throw new FileError('bool values', { expected: 'bytes 0 and 1', received: 'other bytes' });
  }
  const { buffer, byteOffset } = bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes);
  return view(buffer, byteOffset, bytes.length / size);
}

/** An array of `dtype` and `shape` over `bytes`, by `typedView`. */
export function numericArray(dtype: NumericDtype, shape: readonly number[], bytes: Uint8Array): NumericArray {
  return joined(dtype, shape, typedView(dtype, bytes));
}

/** The elements of an array as bytes, without a copy. */
export function bytesOf(data: DataOf[NumericDtype]): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/**
 * The number of elements of a shape.
 *
 * @throws FileError where the product is not exact in JavaScript.
 *
 * @example
 * elementCount('x', [2, 3]) // => 6
 */
export function elementCount(where: string, shape: readonly number[]): number {
  const count = shape.reduce((product, length) => product * length, 1);
  if (Number.isSafeInteger(count) && shape.every(Number.isSafeInteger)) return count;
  throw new FileError(where, { expected: 'fewer than 2^53 elements', received: `the shape [${shape.join(', ')}]` });
}

/**
 * Checks that an array to be written is what it says it is.
 *
 * @throws ArgumentError where the typed array is of another dtype or the shape has another number of elements.
 */
export function checkArray(where: string, array: StoredArray): void {
  const { dtype, shape, data } = array;
  for (const length of shape) {
    if (Number.isSafeInteger(length) && length >= 0) continue;
    throw new ArgumentError(where, { expected: 'whole lengths in the shape', received: `[${shape.join(', ')}]` });
  }
  const count = shape.reduce((product, length) => product * length, 1);
  if (count !== data.length) {
    const expected = `${count} elements for the shape [${shape.join(', ')}]`;
    throw new ArgumentError(where, { expected, received: String(data.length) });
  }
  if (dtype === 'string') return;
  const example = views[dtype][1](new ArrayBuffer(0), 0, 0);
  if (Object.getPrototypeOf(data) === Object.getPrototypeOf(example)) return;
  throw new ArgumentError(where, {
    expected: `a ${example.constructor.name} for dtype ${dtype}`,
    received: `a ${data.constructor.name}`,
  });
}

/** A copy with the bytes of every item in the other order: big-endian to little-endian. */
export function swapBytes(bytes: Uint8Array, size: number): Uint8Array {
  const swapped = new Uint8Array(bytes.length);
  for (let at = 0; at < bytes.length; at++) swapped[at] = bytes[at - (at % size) + size - 1 - (at % size)] ?? 0;
  return swapped;
}

// The compiler does not relate `dtype` to its own data across a union; `typedView` does.
function joined<D extends NumericDtype>(dtype: D, shape: readonly number[], data: DataOf[D]): NumericArray {
  return { dtype, shape, data } as unknown as NumericArray;
}
