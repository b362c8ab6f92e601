import { expect, test } from 'vitest';
import { described, fixture, describe as shown } from '../../testing/byteFixtures.ts';
import { FileError } from '../../utils/errors.ts';
import { gather } from './bytes.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';

const here = import.meta.url;
const arrays = fixture(here, 'arrays.safetensors');

/** A file with this header and so many bytes of data. */
function file(header: unknown, size = 8): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  return Uint8Array.of(...[text.length & 255, text.length >> 8, 0, 0, 0, 0, 0, 0], ...text, ...new Uint8Array(size));
}

const entry = (from: number, to: number, dtype = 'F32') => ({
  dtype,
  shape: [(to - from) / 4],
  data_offsets: [from, to],
});

test.each(described(here, 'arrays.safetensors.json'))("reads Python's %s", (name, array) => {
  const tensor = readSafetensors(arrays).tensors.get(name);
  expect(tensor && shown(tensor.read())).toEqual(array);
});

test('reads the metadata', () => {
  expect(readSafetensors(arrays).metadata).toEqual(new Map([['größe', '名前']]));
});

test('is byte for byte what Python writes', () => {
  const { tensors, metadata } = readSafetensors(arrays);
  const copies = new Map([...tensors].reverse().map(([name, tensor]) => [name, tensor.read()]));
  const source = writeSafetensors(copies, metadata);
  expect(source.size).toBe(arrays.length);
  expect(gather(source)).toEqual(arrays);
});

test('aligned tensors are views of the file', () => {
  const bytes = gather(writeSafetensors(new Map([['x', { dtype: 'float32', shape: [1], data: Float32Array.of(1) }]])));
  expect(readSafetensors(bytes).tensors.get('x')?.read().data.buffer).toBe(bytes.buffer);
});

test('a tensor named __proto__ is a tensor like any other', () => {
  const { tensors } = readSafetensors(file('{"__proto__":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}'));
  expect([...tensors.keys()]).toEqual(['__proto__']);
});

test.each([
  ['an empty file', new Uint8Array(0), /8 bytes at byte 0/],
  ['a header beyond the file', file({}, 0).subarray(0, 9), /2 bytes at byte 8/],
  ['a header of 2^40 bytes', Uint8Array.of(0, 0, 0, 0, 0, 1, 0, 0), /100000000 bytes/],
  ['a header of 2^60 bytes', Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 16), /2\^53/],
  ['a header that is no JSON', file('{"a"'), /expected JSON/],
  ['a header that is a list', file('[]'), /begins with "\{"/],
  ['a header of broken UTF-8', changedHeader(), /UTF-8/],
  ['a tensor twice', file(`{"a":${JSON.stringify(entry(0, 8))},"a":${JSON.stringify(entry(0, 8))}}`), /"a" twice/],
  ['a tensor twice in other letters', file(`{"a":${JSON.stringify(entry(0, 8))},"\\u0061":{}}`), /"a" twice/],
  ['a gap', file({ a: entry(4, 8) }), /"a" to begin at byte 0/],
  ['an overlap', file({ a: entry(0, 8), b: entry(4, 8) }), /"b" to begin at byte 8/],
  ['bytes after the tensors', file({ a: entry(0, 4) }), /expected \d+ bytes, received/],
  ['tensors beyond the file', file({ a: entry(0, 80) }), /80 bytes at byte/],
  ['a shape of another size', file({ a: { ...entry(0, 8), shape: [3] } }), /12 bytes for "a"/],
  ['a shape of 2^60 values', file({ a: { ...entry(0, 8), shape: [2 ** 30, 2 ** 30] } }), /fewer than 2\^53/],
  ['a negative length', file({ a: { ...entry(0, 8), shape: [-1, -2] } }), /dtype, shape and data_offsets/],
  ['offsets in reverse', file({ a: { ...entry(0, 8), data_offsets: [8, 0] } }), /8 bytes for "a"/],
  ['a missing field', file({ a: { dtype: 'F32', shape: [2] } }), /dtype, shape and data_offsets/],
  ['an unknown field', file({ a: { ...entry(0, 8), b: 1 } }), /dtype, shape and data_offsets/],
  ['a dtype without counterpart', file({ a: entry(0, 8, 'F8_E4M3') }), /received "F8_E4M3" for "a"/],
  ['metadata that is not strings', file({ __metadata__: { a: 1 } }, 0), /strings in __metadata__/],
  ['metadata that is a list', file({ __metadata__: [] }, 0), /strings in __metadata__/],
])('refuses %s', (_, bytes, message) => {
  expect(() => readSafetensors(bytes)).toThrow(FileError);
  expect(() => readSafetensors(bytes)).toThrow(message);
});

function changedHeader(): Uint8Array {
  const bytes = file({ a: entry(0, 8) });
  bytes[10] = 0xff;
  return bytes;
}

test('refuses to write data of another size', () => {
  const tensors = new Map([['x', { dtype: 'float32' as const, shape: [2], data: Float32Array.of(1) }]]);
  expect(() => writeSafetensors(tensors)).toThrow(/writeSafetensors: "x": expected 2 elements/);
});
