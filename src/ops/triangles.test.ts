import { expect, test } from 'vitest';
import { opTest, random } from '../testing/op-test.ts';
import { eye, identity, meshgrid, tri, tril, triu } from './triangles.ts';

opTest('eye', {
  run: () => eye(2, 3, 1),
  inputs: [],
  expected: [
    [0, 1, 0],
    [0, 0, 1],
  ],
  dtype: 'float32',
  bad: [
    { run: () => eye(-1), message: 'eye: expected whole axis lengths of at least 0, received [-1, -1]' },
    { run: () => eye(1, 1, 0.5), message: 'eye: k: expected a whole number, received 0.5' },
  ],
});
opTest('identity', {
  run: () => identity(2, 'int32'),
  inputs: [],
  expected: [
    [1, 0],
    [0, 1],
  ],
  dtype: 'int32',
});
opTest('tri', {
  run: () => tri(3, 2, -1),
  inputs: [],
  expected: [
    [0, 0],
    [1, 0],
    [1, 1],
  ],
  bad: [{ run: () => tri(0.5), message: /^tri: expected whole axis lengths/ }],
});

const matrices = random([2, 3, 4]);
const keep = (upper: boolean, k: number) => (a: number[][][]) =>
  a.map((matrix) => matrix.map((row, i) => row.map((v, j) => ((upper ? j - i >= k : j - i <= k) ? v : 0))));
opTest('tril', {
  run: (x) => tril(x),
  inputs: [matrices],
  expected: keep(false, 0),
  bad: [{ run: () => tril([1, 2]), message: 'tril(x): expected matrices [..., n, m], received float32[2]' }],
});
opTest('tril beside the diagonal', { run: (x) => tril(x, -1), inputs: [matrices], expected: keep(false, -1) });
opTest('triu', {
  run: (x) => triu(x, 1),
  inputs: [matrices],
  expected: keep(true, 1),
  bad: [{ run: () => triu([[1]], 0.5), message: 'triu: k: expected a whole number, received 0.5' }],
});
for (const array of [Int32Array, Uint8Array, Uint32Array])
  opTest(`tril of ${array.name}`, {
    run: (x) => tril(x),
    inputs: [{ data: array.of(1, 2, 3, 4), shape: [2, 2] }],
    expected: [
      [1, 0],
      [3, 4],
    ],
  });
opTest('tril of booleans', {
  run: (x) => tril(x),
  inputs: [
    [
      [true, true],
      [true, true],
    ],
  ],
  expected: [
    [true, false],
    [true, true],
  ],
  dtype: 'bool',
});

opTest('meshgrid', {
  run: (a, b) => meshgrid([a, b]),
  inputs: [
    [1, 2],
    [5, 6, 7],
  ],
  expected: [
    [
      [1, 2],
      [1, 2],
      [1, 2],
    ],
    [
      [5, 5],
      [6, 6],
      [7, 7],
    ],
  ],
  bad: [
    { run: () => meshgrid([[[1]]]), message: 'meshgrid(xs): expected vectors or scalars, received float32[1, 1]' },
    { run: () => meshgrid([1], 'yx' as 'xy'), message: "meshgrid: indexing: expected 'xy' or 'ij', received 'yx'" },
  ],
});
opTest('meshgrid of rows and columns', {
  run: (a, b) => meshgrid([a, b], 'ij'),
  inputs: [
    [1, 2],
    [5, 6],
  ],
  expected: [
    [
      [1, 1],
      [2, 2],
    ],
    [
      [5, 6],
      [5, 6],
    ],
  ],
});
opTest('meshgrid of one', { run: (a) => meshgrid([a]), inputs: [[1, 2]], expected: [[1, 2]] });

test('meshgrid of three vectors swaps the first two axes', () => {
  expect(
    meshgrid([
      [1, 2],
      [1, 2, 3],
      [1, 2, 3, 4],
    ]).map(({ shape }) => shape),
  ).toEqual([
    [3, 2, 4],
    [3, 2, 4],
    [3, 2, 4],
  ]);
});
