import type { NumericDtype } from '../formats/arrays.ts';
import { decodeText } from '../formats/bytes.ts';
import { ByteWriter } from '../formats/byteWriter.ts';
import type { Hdf5File } from './file.ts';

/** How items are stored: `size` bytes each. */
export type Datatype =
  | { readonly kind: 'number'; readonly size: number; readonly dtype: NumericDtype; readonly bigEndian: boolean }
  /** A string of fixed length: ended by a NUL, or filled with NULs or spaces. */
  | { readonly kind: 'fixed'; readonly size: number; readonly fill: 'terminated' | 'nulls' | 'spaces' }
  /** A length and a place in a global heap. */
  | { readonly kind: 'variable'; readonly size: 16 }
  /** Bytes that only an attribute beside them explains: this is how bfloat16 is stored. */
  | { readonly kind: 'opaque'; readonly size: number };

const classes = { integer: 0, float: 1, string: 3, opaque: 5, enumeration: 8, variable: 9 } as const;

const otherClasses: Readonly<Record<number, string>> = {
  2: 'times',
  4: 'bit fields',
  6: 'compound values',
  7: 'references',
  10: 'arrays of arrays',
};

/**
 * Reads a datatype message.
 *
 * @throws FileError where it is none of the kinds above.
 */
export function readDatatype(file: Hdf5File, at: number): Datatype {
  const [kind, bits, size] = [file.u8(at) & 15, file.u8(at + 1), file.u32(at + 4)];
  if (size === 0) file.damaged('items of at least one byte', '0');
  switch (kind) {
    case classes.integer:
      return integer(file, at, size);
    case classes.float:
      return float(file, at, size);
    case classes.string: {
      const fill = (['terminated', 'nulls', 'spaces'] as const)[bits & 15];
      return fill ? { kind: 'fixed', size, fill } : file.damaged("a string's known padding", String(bits & 15));
    }
    case classes.opaque:
      return { kind: 'opaque', size };
    case classes.enumeration:
      return boolean(file, at, size);
    case classes.variable:
      if ((bits & 15) === 1 && size === 16) return { kind: 'variable', size };
      return unsupported(file, 'lists of varying length');
    default:
      return unsupported(file, otherClasses[kind] ?? `datatype class ${kind}`);
  }
}

const encoded = (dtype: NumericDtype) => datatypeMessages[dtype];

/** The datatype message of each dtype, as h5py writes it. */
export const datatypeMessages: Readonly<Record<NumericDtype, Uint8Array>> = {
  float16: floatMessage(2, 15, [10, 5, 0, 10], 15),
  float32: floatMessage(4, 31, [23, 8, 0, 23], 127),
  float64: floatMessage(8, 63, [52, 11, 0, 52], 1023),
  bfloat16: Uint8Array.of(0x15, 0, 0, 0, 2, 0, 0, 0),
  int8: integerMessage(1, true),
  int16: integerMessage(2, true),
  int32: integerMessage(4, true),
  int64: integerMessage(8, true),
  uint8: integerMessage(1, false),
  uint16: integerMessage(2, false),
  uint32: integerMessage(4, false),
  uint64: integerMessage(8, false),
  bool: booleanMessage(),
};

/**
 * A UTF-8 string of varying length. Its base type must be an unsigned byte: with a character there, h5py is content and
 * h5dump does not know the type.
 */
export const variableStringMessage: Uint8Array = new ByteWriter()
  .raw([0x19, 1, 1, 0])
  .u32(16)
  .raw(integerMessage(1, false)).bytes;

/** A string of `size` bytes filled with NULs, in ASCII or UTF-8. */
export function fixedStringMessage(size: number, ascii: boolean): Uint8Array {
  return new ByteWriter().raw([0x13, ascii ? 1 : 0x11, 0, 0]).u32(size).bytes;
}

function integer(file: Hdf5File, at: number, size: number): Datatype {
  const bits = file.u8(at + 1);
  const dtype = integers.find((name) => name === `${bits & 8 ? 'int' : 'uint'}${8 * size}`);
  const whole = file.u16(at + 8) === 0 && file.u16(at + 10) === 8 * size;
  if (!dtype || !whole || bits & ~9) return unsupported(file, `integers of ${size} bytes or in parts of bytes`);
  return { kind: 'number', size, dtype, bigEndian: (bits & 1) === 1 };
}

const integers = ['int8', 'int16', 'int32', 'int64', 'uint8', 'uint16', 'uint32', 'uint64'] as const;

/** A float is known by its layout: where sign, exponent and fraction lie. */
function float(file: Hdf5File, at: number, size: number): Datatype {
  const layout = file.view(at + 1, 19);
  for (const dtype of ['float16', 'float32', 'float64'] as const) {
    if (sameLayout(layout, encoded(dtype)))
      return { kind: 'number', size, dtype, bigEndian: ((layout[0] ?? 0) & 1) === 1 };
  }
  // HDF5 2.0 has a float type for bfloat16, where h5py writes opaque bytes.
  if (sameLayout(layout, floatMessage(2, 15, [7, 8, 0, 7], 127))) {
    return { kind: 'number', size, dtype: 'bfloat16', bigEndian: ((layout[0] ?? 0) & 1) === 1 };
  }
  return unsupported(file, `floats of ${size} bytes in an unusual layout`);
}

/** Compares all but the version (left out already) and the bit for the byte order. */
function sameLayout(layout: Uint8Array, message: Uint8Array): boolean {
  return layout.every((byte, i) => (i === 0 ? byte & ~1 : byte) === message[i + 1]);
}

/** The only enumeration read is h5py's boolean: a byte that is FALSE = 0 or TRUE = 1. */
function boolean(file: Hdf5File, at: number, size: number): Datatype {
  const count = file.u16(at + 1);
  const version = file.u8(at) >> 4;
  const base = readDatatype1(file, at + 8);
  let next = at + 8 + 12;
  const names: string[] = [];
  if (base && size === 1 && count === 2) {
    for (let i = 0; i < count; i++) {
      let end = next;
      while (file.u8(end) !== 0 && end - next < 8) end++;
      names.push(decodeText(file.where, file.view(next, end - next)));
      next = version < 3 ? next + 8 : end + 1;
    }
    if (names.join() === 'FALSE,TRUE' && file.u8(next) === 0 && file.u8(next + 1) === 1) {
      return { kind: 'number', size, dtype: 'bool', bigEndian: false };
    }
  }
  return unsupported(file, 'an enumeration other than FALSE and TRUE');
}

/** Whether an integer of one byte stands there. */
function readDatatype1(file: Hdf5File, at: number): boolean {
  return (file.u8(at) & 15) === classes.integer && file.u32(at + 4) === 1;
}

function unsupported(file: Hdf5File, received: string): never {
  return file.refuse('numbers, booleans or strings', received, 'Convert the dataset to float32 before saving.');
}

function integerMessage(size: number, signed: boolean): Uint8Array {
  return new ByteWriter()
    .raw([0x10, signed ? 8 : 0, 0, 0])
    .u32(size)
    .u16(0)
    .u16(8 * size).bytes;
}

/** Bit 5 of the flags says that the fraction's leading one is implied; `sign` is the sign's bit. */
function floatMessage(size: number, sign: number, fields: readonly number[], bias: number): Uint8Array {
  return new ByteWriter()
    .raw([0x11, 0x20, sign, 0])
    .u32(size)
    .u16(0)
    .u16(8 * size)
    .raw(fields)
    .u32(bias).bytes;
}

function booleanMessage(): Uint8Array {
  const writer = new ByteWriter().raw([0x18, 2, 0, 0]).u32(1).raw(integerMessage(1, true));
  return writer.text('FALSE\0\0\0').text('TRUE\0\0\0\0').raw([0, 1]).bytes;
}
