import { expect, test } from 'vitest';
import { fixture } from '../../testing/byteFixtures.ts';
import { formatShardIndex, parseShardIndex, planShards } from './shards.ts';

const written = new TextDecoder().decode(fixture(import.meta.url, 'sharded.index.txt'));
const gib = 2 ** 30;

test("parses Keras's index", () => {
  const { totalSize, weightMap } = parseShardIndex(written);
  expect(totalSize).toBe(2288);
  expect([...weightMap]).toEqual([
    ['/layers/dense/vars', ['sharded_00000.weights.h5']],
    ['/layers/dense_1/vars', ['sharded_00000.weights.h5']],
    ['/layers/dense_2/vars', ['sharded_00001.weights.h5', 'sharded_00002.weights.h5']],
  ]);
});

test('plans the shards that Keras made, and writes its index', () => {
  // Kernels and biases of Dense layers 8 -> 10 -> 16 -> 18, float32.
  const variables = [
    ['dense', 320],
    ['dense', 40],
    ['dense_1', 640],
    ['dense_1', 64],
    ['dense_2', 1152],
    ['dense_2', 72],
  ].map(([layer, size]) => ({ group: `/layers/${layer}/vars`, size: Number(size) }));
  const { index } = planShards('sharded.weights.json', variables, 1152 / gib);
  // Python writes the size as a float.
  expect(formatShardIndex(index)).toBe(written.replace('2288.0', '2288'));
});

test('keeps the order of variables', () => {
  const variables = [3, 1, 4, 1, 5].map((size, i) => ({ group: `/${i}/vars`, size }));
  const { shards } = planShards('x.weights.json', variables, 5 / gib);
  expect(shards.map(({ variables: list }) => list.map(({ size }) => size))).toEqual([[3, 1], [4, 1], [5]]);
});

test('refuses a variable larger than a shard', () => {
  expect(() => planShards('x.weights.json', [{ group: '/vars', size: 6 }], 5 / gib)).toThrow(/Increase maxShardSize/);
});

test.each(['x.json', 'a/x.weights.json', '../x.weights.json'])('refuses the name %s', (name) => {
  expect(() => planShards(name, [], 1)).toThrow(/a name ending in .weights.json/);
});

test.each([
  ['../x.weights.h5'],
  ['/x.weights.h5'],
  ['a/x.weights.h5'],
  ['a\\x.weights.h5'],
  ['c:x.weights.h5'],
  ['x.h5'],
  ['.weights.h5'],
  [3],
  [['x.weights.h5', '../x.weights.h5']],
])('refuses the file %j', (file) => {
  const text = JSON.stringify({ metadata: { total_size: 1 }, weight_map: { '/vars': file } });
  expect(() => parseShardIndex(text)).toThrow(/plain names of .weights.h5 files/);
});

test.each(['[]', '{}', '{"metadata": {}, "weight_map": {}}', '{"metadata": {"total_size": 1}, "weight_map": []}', 'x'])(
  'refuses the index %s',
  (text) => {
    expect(() => parseShardIndex(text)).toThrow(/expected/);
  },
);

test('a group named __proto__ is a group like any other', () => {
  const text = '{"metadata": {"total_size": 1}, "weight_map": {"__proto__": "x.weights.h5"}}';
  expect([...parseShardIndex(text).weightMap.keys()]).toEqual(['__proto__']);
});
