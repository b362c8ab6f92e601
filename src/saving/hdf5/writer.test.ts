import { describe, expect, test } from 'vitest';
import { fixture, describe as shown } from '../../testing/byteFixtures.ts';
import { gather, type StoredArray } from '../formats/index.ts';
import { type AttributeSource, Hdf5Group, Hdf5Tree, readHdf5, writeHdf5 } from './index.ts';

const here = import.meta.url;
const float = (...values: number[]): StoredArray => ({
  dtype: 'float32',
  shape: [values.length],
  data: Float32Array.from(values),
});

/** Writes a tree and reads it again. */
const reread = (tree: Hdf5Tree) => readHdf5(gather(writeHdf5(tree)));

/** A tree with all that a file holds. */
async function copyOf(group: Hdf5Group, tree = new Hdf5Tree()): Promise<Hdf5Tree> {
  const attributesOf = ({ attributes }: Pick<Hdf5Group, 'attributes'>) => {
    const values = new Map<string, AttributeSource>();
    for (const name of attributes.names) {
      const value = attributes.get(name);
      if (value !== null && value !== undefined) values.set(name, value);
    }
    return values;
  };
  for (const [name, value] of attributesOf(group)) tree.attributes.set(name, value);
  for (const key of group.keys()) {
    const member = group.get(key);
    if (member instanceof Hdf5Group) await copyOf(member, tree.group(key));
    else if (member) tree.put(key, await member.read(), attributesOf(member));
  }
  return tree;
}

/** All that a file holds, as plain values. */
async function contentsOf(group: Hdf5Group): Promise<unknown> {
  const attributes = group.attributes.names.map((name) => [name, group.attributes.get(name)]);
  const members: unknown[] = [];
  for (const key of group.keys()) {
    const member = group.get(key);
    if (member instanceof Hdf5Group) members.push([key, await contentsOf(member)]);
    else if (member) members.push([key, shown(await member.read())]);
  }
  return { attributes: attributes.filter(([, value]) => value !== null), members };
}

test.each([
  'dtypes.h5',
  'dtypes.latest.h5',
  'chunked.h5',
  'many.h5',
  'many.latest.h5',
  'model.weights.h5',
  'legacy.h5',
])('a copy of %s holds the same', async (name) => {
  const file = readHdf5(fixture(here, name));
  const copy = reread(await copyOf(file));
  expect(await contentsOf(copy)).toEqual(await contentsOf(file));
});

describe('structures are those of h5py', () => {
  const kernel: StoredArray = { dtype: 'float32', shape: [2, 3], data: new Float32Array(6) };

  /** The first object header that holds `text`, from there on, without what comes after `length` bytes. */
  const bytesOf = (tree: Hdf5Tree) => Buffer.from(gather(writeHdf5(tree)));

  test('a float32 dataset', () => {
    const tree = new Hdf5Tree();
    tree.put('0', kernel);
    // Dataspace, datatype and fill value as h5py 3.14 writes them for float32[2, 3].
    const header =
      '0100280000000000010201000000000002000000000000000300000000000000020000000000000003000000000000000300180001000000' +
      '11201f000400000000002000170800177f00000000000000050008000100000002020201000000000800180000000000';
    expect(bytesOf(tree).toString('hex')).toContain(header);
  });

  test('the name that Keras gives to the group of variables', () => {
    const tree = new Hdf5Tree();
    tree.group('vars').attributes.set('name', 'dénse');
    const attribute =
      '0c0040000000000001000500140008006e616d650000000019010100100000001000000001000000000008000000000001000000000000000600000';
    expect(bytesOf(tree).toString('hex')).toContain(attribute.slice(0, -1));
  });

  test('bfloat16 as opaque bytes with its name beside them', () => {
    const tree = new Hdf5Tree();
    tree.put('3', { dtype: 'bfloat16', shape: [3], data: Uint16Array.of(0, 0x3f80, 0x4000) });
    expect(bytesOf(tree).toString('hex')).toContain('03000800010000001500000002000000');
    expect(reread(tree).dataset('3').attributes.get('dtype')).toBe('bfloat16');
  });
});

test('knows its size beforehand and gives the same bytes each time', async () => {
  const source = writeHdf5(await copyOf(readHdf5(fixture(here, 'dtypes.h5'))));
  const bytes = gather(source);
  expect(bytes.length).toBe(source.size);
  expect(gather(source)).toEqual(bytes);
});

test('passes values through without a copy', () => {
  const data = new Float32Array(1000);
  const tree = new Hdf5Tree();
  tree.put('x', { dtype: 'float32', shape: [1000], data });
  expect([...writeHdf5(tree).chunks()].map(({ buffer }) => buffer)).toContain(data.buffer);
});

test('every dataset begins at a multiple of 8, so that reading needs no copy', async () => {
  const tree = new Hdf5Tree();
  tree.put('a', { dtype: 'int8', shape: [3], data: Int8Array.of(1, 2, 3) });
  tree.put('b', { dtype: 'float64', shape: [1], data: Float64Array.of(1) });
  const bytes = gather(writeHdf5(tree));
  expect((await readHdf5(bytes).dataset('b').read()).data).toHaveProperty('buffer', bytes.buffer);
});

test('writes a file without members', () => {
  expect(reread(new Hdf5Tree()).keys()).toEqual([]);
});

test.each([1, 8, 9, 256, 257, 3000])('writes a group of %i members', async (count) => {
  const tree = new Hdf5Tree();
  for (let i = 0; i < count; i++) tree.put(`layers/größe ${i}/vars/0`, float(i));
  const layers = reread(tree).group('layers');
  expect(layers.keys()).toHaveLength(count);
  for (let i = 0; i < count; i++) expect((await layers.dataset(`größe ${i}/vars/0`).read()).data[0]).toBe(i);
});

test('names may be of any length and in any script', async () => {
  const names = ['x'.repeat(10_000), '名前🎉', '__proto__', 'a b', '0', 'constructor'];
  const tree = new Hdf5Tree();
  for (const [i, name] of names.entries()) tree.put(name, float(i));
  const file = reread(tree);
  for (const [i, name] of names.entries()) expect((await file.dataset(name).read()).data[0]).toBe(i);
});

test.each<[string, AttributeSource, unknown]>([
  ['text', 'größe', 'größe'],
  ['no text', '', ''],
  ['long text', 'x'.repeat(100_000), 'x'.repeat(100_000)],
  ['a whole number', -3, -3],
  ['a fraction', 0.1, 0.1],
  ['an infinite number', Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY],
  ['a number of 63 bits', 2n ** 62n, 2n ** 62n],
  ['a number of 64 bits', 2n ** 64n - 1n, 2n ** 64n - 1n],
  ['a truth', true, true],
  ['a list of strings', ['a', '', 'größe'], ['a', '', 'größe']],
  ['a list of fixed strings', { dtype: 'fixed', shape: [2], data: ['ab', 'größe'] }, ['ab', 'größe']],
  ['numbers', float(1, 2), float(1, 2)],
  ['an empty list', [], []],
])('writes %s as an attribute', (_, value, expected) => {
  const tree = new Hdf5Tree();
  tree.attributes.set('名前', value);
  expect(reread(tree).attributes.get('名前')).toEqual(expected);
});

test('writes thousands of names', () => {
  const tree = new Hdf5Tree();
  for (let i = 0; i < 2000; i++) tree.group(`${i}`).attributes.set('name', `layer_${i}`);
  const file = reread(tree);
  for (let i = 0; i < 2000; i++) expect(file.group(`${i}`).attributes.get('name')).toBe(`layer_${i}`);
});

test('strings that fill a heap to the last byte are read again', async () => {
  for (let length = 4000; length < 4100; length++) {
    const data = ['a'.repeat(length), 'b', 'c'.repeat(40)];
    const tree = new Hdf5Tree();
    tree.put('strings', { dtype: 'string', shape: [3], data });
    expect((await reread(tree).dataset('strings').read()).data).toEqual(data);
  }
});

test.each([
  ['an attribute beyond 64 KB', 'x', { dtype: 'fixed', shape: [7000], data: Array(7000).fill('0123456789') } as const],
  ['a number beyond 64 bits', 'x', 2n ** 64n],
  ['an attribute without a name', '', 1],
])('refuses %s', (_, name, value) => {
  const tree = new Hdf5Tree();
  tree.attributes.set(name, value);
  expect(() => writeHdf5(tree)).toThrow(/^attribute "x?": expected/);
});

test.each(['', '/a', 'a/', 'a//b', '.', 'a/./b', 'a\0b'])('refuses the path %j', (path) => {
  expect(() => new Hdf5Tree().put(path, float(1))).toThrow(/a path like "layers\/dense\/vars\/0"/);
});

test('refuses a path that is taken', () => {
  const tree = new Hdf5Tree();
  tree.put('a/b', float(1));
  expect(() => tree.put('a/b', float(1))).toThrow(
    'Hdf5Tree: expected no dataset at "a/b" yet, received one that is there.',
  );
  expect(() => tree.put('a/b/c', float(1))).toThrow(/no dataset at "a\/b" yet/);
  expect(() => tree.put('a', float(1))).toThrow(/expected no/);
});

test('refuses data of another size', () => {
  expect(() => new Hdf5Tree().put('x', { dtype: 'float32', shape: [2], data: Float32Array.of(1) })).toThrow(
    'Hdf5Tree.put: "x": expected 2 elements for the shape [2], received 1.',
  );
});
