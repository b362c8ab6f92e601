import { ArgumentError } from '../../utils/errors.ts';
import { bytesOf, checkArray, type StoredArray } from '../formats/arrays.ts';
import { alignUp, encodeText } from '../formats/bytes.ts';
import { ByteWriter } from '../formats/byteWriter.ts';
import { writeDataspace } from './dataspace.ts';
import { datatypeMessages, fixedStringMessage, variableStringMessage } from './datatype.ts';
import type { GlobalHeap } from './globalHeap.ts';
import { messageTypes } from './objectHeader.ts';
import type { AttributeSource, FixedStrings } from './tree.ts';

/** A header message to be written; `constant` ones may never change. */
export interface OutgoingMessage {
  readonly type: number;
  readonly content: Uint8Array;
  readonly constant?: boolean;
}

/** Writes a version 1 object header in one block and gives its address, counted from `base`. */
export function writeObjectHeader(writer: ByteWriter, base: number, messages: readonly OutgoingMessage[]): number {
  const size = messages.reduce((sum, { content }) => sum + 8 + alignUp(content.length, 8), 0);
  const address = base + writer.align(8).length;
  writer.u8(1).u8(0).u16(messages.length).u32(1).u32(size).u32(0);
  for (const { type, content, constant } of messages) {
    writer
      .u16(type)
      .u16(alignUp(content.length, 8))
      .u8(constant ? 1 : 0)
      .zeros(3);
    writer.raw(content).align(8);
  }
  return address;
}

/** How values are described and what is stored of them. */
export interface Stored {
  readonly datatype: Uint8Array;
  readonly bytes: Uint8Array;
}

/** The stored form of an array: its own bytes, or places of strings in a heap. */
export function storedForm(array: StoredArray | FixedStrings, heap: GlobalHeap): Stored {
  if (array.dtype === 'fixed') return fixedForm(array.data);
  if (array.dtype === 'string') return { datatype: variableStringMessage, bytes: heap.places(array.data) };
  return { datatype: datatypeMessages[array.dtype], bytes: bytesOf(array.data) };
}

/** An attribute message of version 1: name, datatype and dataspace are each padded to 8 bytes. */
export function attributeMessage(name: string, value: AttributeSource, heap: GlobalHeap): OutgoingMessage {
  const where = `attribute "${name}"`;
  const array = asArray(where, value);
  checkArray(where, array.dtype === 'fixed' ? { ...array, dtype: 'string' } : array);
  const { datatype, bytes } = storedForm(array, heap);
  const space = new ByteWriter();
  writeDataspace(space, array.shape);
  const text = encodeText(`${name}\0`);
  const size = 8 + alignUp(text.length, 8) + alignUp(datatype.length, 8) + space.length + bytes.length;
  if (size > mostMessage || name === '') {
    const mend = 'Split a long one into "name0", "name1" and so on, as Keras does.';
    throw new ArgumentError(where, {
      expected: `a name and at most ${mostMessage} bytes`,
      received: String(size),
      mend,
    });
  }
  const writer = new ByteWriter(size).u8(1).u8(0).u16(text.length).u16(datatype.length).u16(space.length);
  const content = writer.raw(text).align(8).raw(datatype).align(8).raw(space.bytes).raw(bytes).bytes;
  return { type: messageTypes.attribute, content };
}

/** A message's size is a multiple of 8 in a field of 2 bytes. */
const mostMessage = 65528;

function asArray(where: string, value: AttributeSource): StoredArray | FixedStrings {
  switch (typeof value) {
    case 'string':
      return { dtype: 'string', shape: [], data: [value] };
    case 'boolean':
      return { dtype: 'bool', shape: [], data: Uint8Array.of(value ? 1 : 0) };
    case 'bigint':
      return wholeNumber(where, value);
    case 'number':
      if (Number.isSafeInteger(value)) return wholeNumber(where, BigInt(value));
      return { dtype: 'float64', shape: [], data: Float64Array.of(value) };
    default:
      return isList(value) ? { dtype: 'string', shape: [value.length], data: value } : value;
  }
}

function wholeNumber(where: string, value: bigint): StoredArray {
  if (BigInt.asIntN(64, value) === value) return { dtype: 'int64', shape: [], data: BigInt64Array.of(value) };
  if (BigInt.asUintN(64, value) === value) return { dtype: 'uint64', shape: [], data: BigUint64Array.of(value) };
  throw new ArgumentError(where, { expected: 'a whole number of 64 bits', received: String(value) });
}

// Array.isArray does not narrow readonly arrays.
function isList(value: readonly string[] | FixedStrings | StoredArray): value is readonly string[] {
  return Array.isArray(value);
}

function fixedForm(strings: readonly string[]): Stored {
  const texts = strings.map(encodeText);
  const size = texts.reduce((longest, { length }) => Math.max(longest, length), 1);
  const bytes = new Uint8Array(size * texts.length);
  for (const [i, text] of texts.entries()) bytes.set(text, i * size);
  const ascii = bytes.every((byte) => byte < 128);
  return { datatype: fixedStringMessage(size, ascii), bytes };
}
