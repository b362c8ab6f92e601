import { elementCount, type NumericArray, numericArray, type StringArray, swapBytes } from '../formats/arrays.ts';
import { decodeText } from '../formats/bytes.ts';
import { readDataspace } from './dataspace.ts';
import { readDatatype } from './datatype.ts';
import { readDense } from './dense.ts';
import type { Hdf5File } from './file.ts';
import { type Message, messageTypes, onlyMessage } from './objectHeader.ts';
import { readStrings } from './strings.ts';

/**
 * An attribute's value: scalars as JavaScript's own (whole numbers beyond 2^53 as bigint, 16-bit floats as an array of
 * their bits), lists of strings as arrays, other arrays with dtype and shape, the empty value as null.
 */
export type AttributeValue = string | number | bigint | boolean | null | readonly string[] | NumericArray | StringArray;

/** The attributes of one object; each is read when it is asked for, and kept. */
export class Hdf5Attributes {
  readonly #file: Hdf5File;
  readonly #places = new Map<string, Place>();
  readonly #values = new Map<string, AttributeValue>();

  /** @internal */
  constructor(file: Hdf5File, messages: readonly Message[]) {
    this.#file = file;
    for (const place of places(file, messages)) {
      if (this.#places.has(place.name)) file.damaged('each attribute once', `"${place.name}" twice`);
      this.#places.set(place.name, place);
    }
  }

  /** All names, in the order of the file. */
  get names(): string[] {
    return [...this.#places.keys()];
  }

  has(name: string): boolean {
    return this.#places.has(name);
  }

  /**
   * The value of an attribute; undefined where there is none.
   *
   * @throws FileError where it is damaged or of a kind that is not supported, such as references.
   */
  get(name: string): AttributeValue | undefined {
    const known = this.#values.get(name);
    const place = this.#places.get(name);
    if (known !== undefined || !place) return known;
    const value = readValue(this.#file, place);
    this.#values.set(name, value);
    return value;
  }
}

/** Where the parts of an attribute lie. */
interface Place {
  readonly name: string;
  readonly datatype: number;
  readonly dataspace: number;
  readonly data: number;
  readonly end: number;
}

function* places(file: Hdf5File, messages: readonly Message[]): Generator<Place> {
  for (const { type, at, size } of messages) if (type === messageTypes.attribute) yield readPlace(file, at, size);
  const info = onlyMessage(file, messages, messageTypes.attributeInfo);
  if (!info) return;
  const at = info.at + 2 + (file.u8(info.at + 1) & 1 ? 2 : 0);
  for (const object of readDense(file, file.address(at), file.address(at + 8)))
    yield readPlace(file, object.at, object.size);
}

/** Reads an attribute message: in version 1 each part is padded to 8 bytes, from version 3 on there is a character set. */
function readPlace(file: Hdf5File, at: number, size: number): Place {
  const [version, flags] = [file.u8(at), file.u8(at + 1)];
  if (version < 1 || version > 3) file.damaged('an attribute of version 1 to 3', `version ${version}`);
  if (version > 1 && flags !== 0)
    file.refuse('attributes without named datatypes', 'one with', 'Save it without them.');
  const part = (length: number) => (version === 1 ? Math.ceil(length / 8) * 8 : length);
  const nameLength = file.u16(at + 2);
  const start = at + (version === 3 ? 9 : 8);
  const datatype = start + part(nameLength);
  const dataspace = datatype + part(file.u16(at + 4));
  const data = dataspace + part(file.u16(at + 6));
  const end = at + size;
  if (data > end) file.damaged(`an attribute up to byte ${end}`, `parts up to byte ${data}`);
  const name = file.view(start, nameLength);
  const terminator = name.indexOf(0);
  const text = terminator < 0 ? name : name.subarray(0, terminator);
  return { name: decodeText(`${file.where}: an attribute's name`, text), datatype, dataspace, data, end };
}

function readValue(file: Hdf5File, place: Place): AttributeValue {
  const where = `${file.where}: attribute "${place.name}"`;
  const type = readDatatype(file, place.datatype);
  const shape = readDataspace(file, place.dataspace);
  if (shape === null) return null;
  const size = elementCount(where, shape) * type.size;
  if (place.data + size > place.end) file.damaged(`${size} bytes of attribute "${place.name}"`, 'fewer');
  const items = file.view(place.data, size);
  if (type.kind === 'opaque') return file.refuse('numbers or strings as attributes', 'opaque bytes', 'Leave it out.');
  if (type.kind !== 'number') {
    const data = readStrings(file, type, items);
    file.visitText(data.reduce((sum, text) => sum + text.length, 0));
    if (shape.length === 0) return data[0] ?? null;
    return shape.length === 1 ? data : { dtype: 'string', shape, data };
  }
  const array = numericArray(type.dtype, shape, type.bigEndian ? swapBytes(items, type.size) : items);
  return shape.length === 0 ? scalar(array) : array;
}

function scalar(array: NumericArray): AttributeValue {
  const value = array.data[0] ?? null;
  if (array.dtype === 'bool') return value === 1;
  if (array.dtype === 'float16' || array.dtype === 'bfloat16') return array;
  if (typeof value !== 'bigint') return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
