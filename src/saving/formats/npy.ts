import { ArgumentError, FileError } from '../../utils/errors.ts';
import {
  bytesOf,
  checkArray,
  elementCount,
  itemSize,
  type NumericDtype,
  numericArray,
  type StoredArray,
  swapBytes,
} from './arrays.ts';
import { ByteReader, decodeText } from './bytes.ts';
import { ByteWriter } from './byteWriter.ts';

/**
 * Reads a NumPy `.npy` file of version 1 to 3 (NEP 1).
 *
 * Booleans, integers, floats and both kinds of string are read, in either byte order; Fortran order is turned into row
 * order. Items of two untyped bytes (`V2`) are taken for bfloat16, which is how NumPy writes it.
 *
 * @throws FileError where the file is damaged, holds Python objects, or has another dtype.
 *
 * @example
 * const { dtype, shape, data } = readNpy(writeNpy({ dtype: 'int8', shape: [2], data: Int8Array.of(1, 2) }));
 * [dtype, shape, data] // => ['int8', [2], Int8Array [1, 2]]
 */
export function readNpy(bytes: Uint8Array, where = 'npy file'): StoredArray {
  const file = new ByteReader(where, bytes);
  file.expect('\x93NUMPY', 0, 'a NumPy array');
  const version = file.u8(6);
  if (version < 1 || version > 3) file.refuse('version 1 to 3', `version ${version}`, 'Save it with numpy.save.');
  const start = version === 1 ? 10 : 12;
  const headerSize = version === 1 ? file.u16(8) : file.u32(8);
  const { descr, fortran, shape } = parseHeader(file, decodeText(where, file.view(start, headerSize)));
  const item = itemOf(file, descr);

  const size = elementCount(where, shape) * item.size;
  const stored = file.bytes.subarray(start + headerSize);
  if (stored.length !== size) {
    file.damaged(`${size} bytes for ${descr} of shape (${shape.join(', ')})`, `${stored.length} bytes`);
  }
  const swapped = item.bigEndian ? swapBytes(stored, item.unit) : stored;
  const ordered = fortran && shape.length > 1 ? toRowOrder(swapped, shape, item.size) : swapped;
  if (item.kind !== 'number') {
    const decode = item.kind === 'wide' ? decodeWide : decodeNarrow;
    const count = elementCount(where, shape);
    const data = Array.from({ length: count }, (_, i) => {
      return decode(where, ordered.subarray(i * item.size, (i + 1) * item.size));
    });
    return { dtype: 'string', shape, data };
  }
  return numericArray(item.dtype, shape, ordered);
}

/**
 * Writes an array as a `.npy` file, byte for byte as `numpy.save` does; strings as `U`, bfloat16 as `V2`.
 *
 * @throws ArgumentError where dtype, shape and data do not fit together.
 *
 * @example
 * writeNpy({ dtype: 'int8', shape: [2], data: Int8Array.of(1, 2) }).length // => 130
 */
export function writeNpy(array: StoredArray): Uint8Array {
  checkArray('writeNpy', array);
  const { shape } = array;
  const [descr, content] =
    array.dtype === 'string' ? wideStrings(array.data) : [descrOf(array.dtype), bytesOf(array.data)];
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  // NumPy leaves room for the first axis to grow to 21 digits without moving the data.
  const room = shape.length > 0 ? ' '.repeat(21 - String(shape[0]).length) : '';
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${sizes}), }${room}`;
  const padded = `${header}${' '.repeat(63 - ((10 + header.length) % 64))}\n`;
  if (padded.length > 0xffff)
    throw new ArgumentError('writeNpy', { expected: 'fewer axes', received: String(shape.length) });
  const writer = new ByteWriter(10 + padded.length + content.length);
  return writer.raw(magic).u16(padded.length).text(padded).raw(content).bytes;
}

const magic = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0);

interface Header {
  readonly descr: string;
  readonly fortran: boolean;
  readonly shape: readonly number[];
}

/** NumPy's own limit. */
const mostAxes = 64;

/** The header is a Python dict of three entries: one string, one boolean, one tuple. */
function parseHeader(file: ByteReader, text: string): Header {
  const fields = new Map<string, string>();
  const entry = /\s*(['"])(\w+)\1\s*:\s*('[^']*'|"[^"]*"|True|False|\(\s*(?:\d+\s*,\s*)*(?:\d+\s*)?\))\s*(?:,|(?=\}))/y;
  const body = text.trimEnd();
  entry.lastIndex = 1;
  let end = 1;
  for (let match = entry.exec(body); match; match = entry.exec(body)) {
    fields.set(match[2] ?? '', match[3] ?? '');
    end = entry.lastIndex;
  }
  const descr = fields.get('descr');
  const fortran = fields.get('fortran_order');
  const tuple = fields.get('shape');
  const whole = body.startsWith('{') && body.slice(end).trim() === '}' && fields.size === 3;
  if (!whole || !/^['"]/.test(descr ?? '') || !/^[TF]/.test(fortran ?? '') || !tuple?.startsWith('(')) {
    const received = body.slice(0, 200);
    file.refuse('a header with one dtype, an order and a shape', received, 'Structured arrays are not supported.');
  }
  const shape = [...tuple.matchAll(/\d+/g)].map(([digits]) => Number(digits));
  if (shape.length > mostAxes) file.refuse(`at most ${mostAxes} axes`, String(shape.length), 'Reshape the array.');
  return { descr: descr?.slice(1, -1) ?? '', fortran: fortran === 'True', shape };
}

type Item = { readonly size: number; readonly unit: number; readonly bigEndian: boolean } & (
  | { readonly kind: 'number'; readonly dtype: NumericDtype }
  | { readonly kind: 'wide' | 'narrow' }
);

/** NumPy's letters for the kinds of number. */
const families: Readonly<Record<string, string>> = { f: 'float', i: 'int', u: 'uint' };

function itemOf(file: ByteReader, descr: string): Item {
  const match = /^([<>|])([a-zA-Z])(\d{0,9})$/.exec(descr);
  const [, order = '', letter = '', digits = ''] = match ?? [];
  const [count, bigEndian] = [Number(digits), order === '>'];
  if (letter === 'U' && count > 0) return { kind: 'wide', size: 4 * count, unit: 4, bigEndian };
  if (letter === 'S' && count > 0) return { kind: 'narrow', size: count, unit: 1, bigEndian: false };
  const named = letter === 'b' && count === 1 ? 'bool' : letter === 'V' && count === 2 ? 'bfloat16' : null;
  const dtype = named ?? numericDtypes.find((name) => name === `${families[letter]}${8 * count}`);
  if (dtype) return { kind: 'number', dtype, size: count, unit: count, bigEndian };
  const mend =
    letter === 'O'
      ? 'Python objects are not read, since that would run code; save an array of numbers.'
      : 'Convert the array with astype before saving.';
  return file.refuse('booleans, integers, floats or strings', `dtype '${descr.slice(0, 50)}'`, mend);
}

const numericDtypes: readonly NumericDtype[] = [
  'float16',
  'float32',
  'float64',
  'int8',
  'int16',
  'int32',
  'int64',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
];

function descrOf(dtype: NumericDtype): string {
  if (dtype === 'bool') return '|b1';
  if (dtype === 'bfloat16') return '<V2';
  const size = itemSize(dtype);
  return `${size === 1 ? '|' : '<'}${dtype.charAt(0)}${size}`;
}

/** Items of Fortran order (first axis fastest) in row order (last axis fastest). */
function toRowOrder(bytes: Uint8Array, shape: readonly number[], size: number): Uint8Array {
  const strides: number[] = [];
  let stride = size;
  for (const length of shape) {
    strides.push(stride);
    stride *= length;
  }
  const ordered = new Uint8Array(bytes.length);
  const index = new Array<number>(shape.length).fill(0);
  let from = 0;
  for (let to = 0; to < bytes.length; to += size) {
    for (let i = 0; i < size; i++) ordered[to + i] = bytes[from + i] ?? 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const [next, step] = [(index[axis] ?? 0) + 1, strides[axis] ?? 0];
      from += step;
      index[axis] = next;
      if (next < (shape[axis] ?? 0)) break;
      from -= next * step;
      index[axis] = 0;
    }
  }
  return ordered;
}

/** UTF-32 code points; NumPy fills short strings with zeros. */
function decodeWide(where: string, bytes: Uint8Array): string {
  const item = new ByteReader(where, bytes);
  const points = Array.from({ length: bytes.length / 4 }, (_, i) => item.u32(4 * i));
  while (points.at(-1) === 0) points.pop();
  try {
    return points.map((point) => String.fromCodePoint(point)).join('');
  } catch (cause) {
    throw new FileError(where, { expected: 'Unicode code points', received: 'larger numbers', cause });
  }
}

function decodeNarrow(where: string, bytes: Uint8Array): string {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  return decodeText(where, bytes.subarray(0, end));
}

function wideStrings(strings: readonly string[]): [descr: string, content: Uint8Array] {
  const points = strings.map((text) => Array.from(text, (character) => character.codePointAt(0) ?? 0));
  const longest = points.reduce((most, { length }) => Math.max(most, length), 1);
  const content = new Uint32Array(longest * strings.length);
  for (const [i, row] of points.entries()) content.set(row, i * longest);
  return [`<U${longest}`, bytesOf(content)];
}
