import { expect, test } from 'vitest';
import { changed, described, find, fixture, describe as shown } from '../../testing/byteFixtures.ts';
import { FileError } from '../../utils/errors.ts';
import { readZip } from '../archive/index.ts';
import { gather } from './bytes.ts';
import { readNpy, writeNpy } from './npy.ts';
import { readNpz, writeNpz } from './npz.ts';

const here = import.meta.url;
const arrays = fixture(here, 'arrays.npz');
const record = described(here, 'arrays.npz.json');
const small = writeNpy({ dtype: 'float32', shape: [2, 3], data: new Float32Array(6) });

/** A file of version 1 with this header. */
function npy(header: string, content = new Uint8Array(0)): Uint8Array {
  const text = new TextEncoder().encode(header);
  return Uint8Array.of(
    ...[0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, text.length & 255, text.length >> 8],
    ...text,
    ...content,
  );
}

test.each(record)("reads NumPy's %s", async (name, array) => {
  expect(shown(await readNpz(arrays).read(name))).toEqual(array);
});

test('reads arrays that NumPy compressed', async () => {
  const archive = readNpz(fixture(here, 'compressed.npz'));
  expect(archive.names).toEqual(['zeros', 'range']);
  expect((await archive.read('zeros')).data).toEqual(new Float64Array(2500));
  expect((await archive.read('range')).data).toEqual(BigInt64Array.from({ length: 10 }, (_, i) => BigInt(i)));
});

test.each(record.filter(([name]) => !/fortran|big|narrow/.test(name)))('writes %s as NumPy does', async (name) => {
  const bytes = await readZip(arrays).read(`${name}.npy`);
  expect(writeNpy(readNpy(bytes))).toEqual(new Uint8Array(bytes));
});

test('writes several arrays into one file', async () => {
  const archive = readNpz(
    gather(writeNpz(new Map([['größe', { dtype: 'int8', shape: [2], data: Int8Array.of(1, -2) }]]))),
  );
  expect(await archive.read('größe')).toEqual({ dtype: 'int8', shape: [2], data: Int8Array.of(1, -2) });
});

test('reads the header in any order of its entries', () => {
  const bytes = npy('{"shape": (2,), \'fortran_order\': False, \'descr\': "|u1"}', Uint8Array.of(1, 2));
  expect(readNpy(bytes)).toEqual({ dtype: 'uint8', shape: [2], data: Uint8Array.of(1, 2) });
});

test('aligned values are a view of the file', () => {
  expect(readNpy(small).data).toHaveProperty('buffer', small.buffer);
});

test.each([
  ["a file that is not NumPy's", new Uint8Array(100), /a NumPy array/],
  ['an empty file', new Uint8Array(0), /a NumPy array/],
  ['values cut short', small.subarray(0, -1), /24 bytes for <f4 of shape \(2, 3\), received 23 bytes/],
  ['values too many', Uint8Array.of(...small, 0), /received 25 bytes/],
  [
    'a shape of 2^60 values',
    npy("{'descr': '<f4', 'fortran_order': False, 'shape': (1152921504606846976,), }"),
    /2\^53/,
  ],
  [
    'a shape of 2^40 values',
    npy("{'descr': '<f4', 'fortran_order': False, 'shape': (1099511627776,), }"),
    /4398046511104 bytes/,
  ],
  [
    'a shape with many axes',
    npy(`{'descr': '<f4', 'fortran_order': False, 'shape': (${'1,'.repeat(999)}), }`),
    /64 axes/,
  ],
  ['complex numbers', npy("{'descr': '<c8', 'fortran_order': False, 'shape': (), }"), /dtype '<c8'/],
  ['dates', npy("{'descr': '<M8', 'fortran_order': False, 'shape': (), }"), /dtype '<M8'/],
  [
    'code in the header',
    npy("{'descr': __import__('os'), 'fortran_order': False, 'shape': (), }"),
    /a header with one dtype/,
  ],
  ['a header without shape', npy("{'descr': '<f4', 'fortran_order': False, }"), /a header with one dtype/],
  [
    'a header that does not end',
    npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2,"),
    /a header with one dtype/,
  ],
  ['a later version', changed(small, [[6, 4]]), /version 4/],
  ['structured values', fixture(here, 'structured.npy'), /Structured arrays are not supported/],
  [
    'text beyond Unicode',
    npy("{'descr': '<U1', 'fortran_order': False, 'shape': (), }", Uint8Array.of(255, 255, 255, 0)),
    /Unicode/,
  ],
])('refuses %s', (_, bytes, message) => {
  expect(() => readNpy(bytes)).toThrow(FileError);
  expect(() => readNpy(bytes)).toThrow(message);
});

test('refuses Python objects', async () => {
  await expect(readNpz(fixture(here, 'pickled.npz')).read('objects')).rejects.toThrow(/Python objects are not read/);
});

test('refuses bytes that are no booleans', () => {
  const bytes = npy("{'descr': '|b1', 'fortran_order': False, 'shape': (1,), }", Uint8Array.of(2));
  expect(() => readNpy(bytes)).toThrow(/bytes 0 and 1/);
});

test('refuses a damaged member of an archive', async () => {
  const bytes = changed(arrays, [[find(arrays, '\x93NUMPY') + 130, 77]]);
  await expect(readNpz(bytes).read('float16')).rejects.toThrow(/CRC-32/);
});

test('refuses to write data of another size or dtype', () => {
  expect(() => writeNpy({ dtype: 'int8', shape: [3], data: Int8Array.of(1) })).toThrow(
    /3 elements for the shape \[3\], received 1/,
  );
  expect(() => writeNpy({ dtype: 'float16', shape: [1], data: JSON.parse('[1]') })).toThrow(
    /a Uint16Array for dtype float16/,
  );
});
