import { expect, test } from 'vitest';
import { opTest, random } from '../testing/op-test.ts';
import { argsort, digitize, inTopK, searchsorted, sort, topK } from './sorting.ts';

const x = random([3, 5]);
const cube = random([2, 3, 2], { seed: 2 });
const ties = Int32Array.of(2, 1, 2, 1, 0);

opTest('topK', {
  run: (y) => [topK(y, 2).values, topK(y, 2).indices],
  inputs: [x],
  expected: [
    [
      [1.292109, 0.536777],
      [1.128378, 0.9712698],
      [0.7282699, 0.4529427],
    ],
    [
      [3, 0],
      [0, 2],
      [4, 3],
    ],
  ],
  dtype: ['float32', 'int32'],
  bad: [
    { run: () => topK([1, 2], 3), message: 'topK(x, k): expected a last axis of at least 3, received float32[2].' },
    { run: () => topK([1, 2], 0), message: 'topK: k: expected a positive whole number, received 0.' },
    { run: () => topK(1, 1), message: 'topK(x, k): expected no axis' },
  ],
});
opTest('topK of equal whole numbers', {
  run: (y) => [topK(y, 3).values, topK(y, 3).indices],
  inputs: [ties],
  expected: [
    [2, 2, 1],
    [0, 2, 1],
  ],
  dtype: ['int32', 'int32'],
});
opTest('topK of uint8', {
  run: (y) => topK(y, 1).values,
  inputs: [Uint8Array.of(3, 200, 4)],
  expected: [200],
  dtype: 'uint8',
});
opTest('sort', {
  run: (y) => sort(y),
  inputs: [x],
  expected: [
    [-1.522713, -1.309267, 0.01223327, 0.536777, 1.292109],
    [-0.9949934, -0.7826158, -0.242095, 0.9712698, 1.128378],
    [-1.647343, -0.9331881, 0.2151365, 0.4529427, 0.7282699],
  ],
  bad: [{ run: () => sort([1], 1), message: 'sort: axis: expected an axis from -1 to 0, received 1.' }],
});
opTest('sort along the unknown axis', {
  run: (y) => sort(y, 0),
  inputs: [x],
  expected: [
    [-1.647343, -0.9331881, -1.309267, -0.242095, -1.522713],
    [0.536777, -0.7826158, 0.2151365, 0.4529427, -0.9949934],
    [1.128378, 0.01223327, 0.9712698, 1.292109, 0.7282699],
  ],
});
opTest('sort downwards', {
  run: (y) => sort(y, 1, { descending: true }),
  inputs: [cube],
  expected: [
    [
      [1.867482, 1.852557],
      [-0.463588, 1.238923],
      [-1.813202, -1.980773],
    ],
    [
      [1.835557, 1.873462],
      [1.572086, 1.686368],
      [-0.7927632, -0.2578205],
    ],
  ],
});
opTest('sort of booleans', {
  run: (y) => sort(y),
  inputs: [[true, false, true]],
  expected: [false, true, true],
  dtype: 'bool',
});
opTest('argsort', {
  run: (y) => argsort(y, 0),
  inputs: [x],
  expected: [
    [2, 2, 0, 1, 0],
    [0, 1, 2, 2, 1],
    [1, 0, 1, 0, 2],
  ],
  dtype: 'int32',
  bad: [{ run: () => argsort([1], 1), message: 'argsort: axis' }],
});
opTest('argsort keeps the order of equal elements', {
  run: (y) => argsort(y),
  inputs: [ties],
  expected: [4, 1, 3, 0, 2],
});
opTest('argsort downwards keeps the order of equal elements', {
  run: (y) => argsort(y, -1, { descending: true }),
  inputs: [ties],
  expected: [0, 2, 1, 3, 4],
});
opTest('searchsorted', {
  run: (bounds, y) => searchsorted(bounds, y),
  inputs: [
    [1, 2, 2, 3],
    [
      [2, 0],
      [2.5, 9],
    ],
  ],
  expected: [
    [1, 0],
    [3, 4],
  ],
  dtype: 'int32',
  symbolic: [false, true],
  bad: [
    {
      run: () => searchsorted([[1]], [1]),
      message: 'searchsorted(sorted, values): expected a vector, received float32[1, 1].',
    },
    {
      run: () => searchsorted([1], [1], 'middle' as 'left'),
      message: "searchsorted: side: expected 'left' or 'right', received 'middle'.",
    },
  ],
});
opTest('searchsorted behind equal elements', {
  run: (bounds, y) => searchsorted(bounds, y, 'right'),
  inputs: [
    [1, 2, 2, 3],
    [2, 0],
  ],
  expected: [3, 0],
});
opTest('digitize', {
  run: (y, bins) => digitize(y, bins),
  inputs: [
    [0, 0.2, 6.4, 3, 1],
    [0, 1, 2.5, 4, 10],
  ],
  expected: [1, 1, 4, 3, 2],
  dtype: 'int32',
  symbolic: [true, false],
  bad: [{ run: () => digitize([1], [[1]]), message: 'expected a vector' }],
});
opTest('inTopK', {
  run: (labels, scores) => inTopK(labels, scores, 2),
  inputs: [
    Int32Array.of(1, 2, 0),
    [
      [0.1, 0.8, 0.05],
      [0.3, 0.3, 0.1],
      [Number.NaN, 0.1, 0.2],
    ],
  ],
  expected: [true, false, false],
  dtype: 'bool',
  bad: [
    {
      run: () => inTopK([[0]], [[1]], 1),
      message:
        'inTopK(targets, predictions, k): expected targets [n] and predictions [n, classes], received int32[1, 1] and float32[1, 1].',
    },
  ],
});

test('sort keeps what is equal, many times over', async () => {
  const values = Int32Array.from({ length: 1000 }, (_, i) => (i * 7919) % 13);
  const places = await argsort(values).data();
  const expected = Array.from(values.keys()).sort((i, j) => (values[i] ?? 0) - (values[j] ?? 0) || i - j);
  expect([...places].map(Number)).toEqual(expected);
});
