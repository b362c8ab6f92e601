import { expect, test } from 'vitest';
import { find, fixture } from '../../testing/byteFixtures.ts';
import { gather } from '../formats/index.ts';
import { Hdf5Tree, readHdf5, writeHdf5 } from './index.ts';

// Small files in which many references name the same long thing: read without thought, they take any amount of memory.

const long = 'x'.repeat(200_000);

/** The file of a tree, and a view of it to change it with. */
function written(tree: Hdf5Tree): [bytes: Uint8Array, view: DataView] {
  const bytes = gather(writeHdf5(tree));
  return [bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.length)];
}

/** Copies 16 bytes, which tell where a string is. */
const point = (bytes: Uint8Array, at: number, to: number) => bytes.copyWithin(at, to, to + 16);

test('refuses a dataset of strings that are all the same bytes', async () => {
  const tree = new Hdf5Tree();
  tree.put('strings', { dtype: 'string', shape: [2000], data: [long, ...Array<string>(1999).fill('y')] });
  const [bytes] = written(tree);
  for (let i = 1; i < 2000; i++) point(bytes, 96 + 16 * i, 96);
  await expect(readHdf5(bytes).dataset('strings').read()).rejects.toThrow(/strings that share their bytes/);
});

test('refuses attributes that are all the same bytes', () => {
  const tree = new Hdf5Tree();
  for (let i = 0; i < 1000; i++) tree.attributes.set(`${i}`.padStart(4, '0'), i === 0 ? long : 'y');
  const [bytes] = written(tree);
  const place = (i: number) => find(bytes, `${String(i).padStart(4, '0')}\0\0\0\0\x19`) + 8 + 24 + 8;
  for (let i = 1; i < 1000; i++) point(bytes, place(i), place(0));
  const { attributes } = readHdf5(bytes);
  expect(attributes.get('0000')).toBe(long);
  expect(() => attributes.names.map((name) => attributes.get(name))).toThrow(/attributes that share their bytes/);
});

test('refuses names that are ends of each other', () => {
  const tree = new Hdf5Tree();
  tree.group(long);
  for (let i = 0; i < 1000; i++) tree.group(`y${i}`);
  const [bytes, view] = written(tree);
  // The long name is the first, at offset 8 in the heap of the root, which is the last heap.
  let node = bytes.length;
  for (let at = 0; ; at = node + 1) {
    const next = Buffer.from(bytes.buffer).indexOf('SNOD', at);
    if (next < 0) break;
    node = next;
    for (let i = 0; i < view.getUint16(node + 6, true); i++) {
      view.setUint32(node + 8 + 40 * i, 8 + ((node + i) % 1000), true);
    }
  }
  expect(() => readHdf5(bytes)).toThrow(/names that do not share bytes/);
});

test('refuses chunks that are the same bytes', () => {
  const bytes = new Uint8Array(fixture(import.meta.url, 'chunked.h5'));
  const view = new DataView(bytes.buffer);
  // Keys of one axis have 24 bytes, a size at first; addresses have 8. "plain" has four chunks.
  const tree = find(bytes, 'TREE\x01\x00');
  for (let i = 0; i < 4; i++) {
    view.setUint32(tree + 24 + 32 * i, Math.floor(bytes.length / 3), true);
    view.setBigUint64(tree + 24 + 32 * i + 24, 0n, true);
  }
  expect(() => readHdf5(bytes).dataset('plain')).toThrow(/structures that do not share bytes/);
});

test('a chain of a thousand groups is refused before it is walked', () => {
  const tree = new Hdf5Tree();
  tree.group(Array<string>(1000).fill('g').join('/'));
  const file = readHdf5(gather(writeHdf5(tree)));
  expect(file.get(Array<string>(200).fill('g').join('/'))).toBeDefined();
  expect(() => file.get(Array<string>(1000).fill('g').join('/'))).toThrow(/groups nested at most 256 deep/);
});
