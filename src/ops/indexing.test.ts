import { expect, test } from 'vitest';
import { gradients } from '../autodiff/index.ts';
import { tensor } from '../graph/index.ts';
import { opTest, random } from '../testing/op-test.ts';
import { multiHot, oneHot, take, takeAlongAxis, unravelIndex } from './indexing.ts';
import { sum } from './reduce.ts';

const x = random([3, 4]);
const cube = random([2, 3, 4], { seed: 2 });
const repeated = Int32Array.of(2, 0, -1, 2);

opTest('take of rows, some of them twice', {
  run: (y, at) => take(y, at, 0),
  inputs: [x, repeated],
  expected: [
    [-0.242095, -0.9949934, -1.647343, -0.9331881],
    [0.536777, 0.01223327, -1.309267, 1.292109],
    [-0.242095, -0.9949934, -1.647343, -0.9331881],
    [-0.242095, -0.9949934, -1.647343, -0.9331881],
  ],
  bad: [{ run: () => take([1, 2], [0], 1), message: 'take: axis: expected an axis from -1 to 0, received 1.' }],
});
opTest('take by a matrix of indices in the middle', {
  run: (y, at) => take(y, at, 1),
  inputs: [cube, { data: Int32Array.of(0, 1, 2, 2), shape: [2, 2] }],
  expected: [
    [
      [
        [1.867482, 1.238923, -0.463588, 1.852557],
        [-1.813202, -1.980773, -0.7927632, 1.873462],
      ],
      [
        [1.572086, 1.686368, 1.835557, -0.2578205],
        [1.572086, 1.686368, 1.835557, -0.2578205],
      ],
    ],
    [
      [
        [-1.941957, -0.8373877, 1.837916, 1.973946],
        [-1.70479, -1.018564, -0.1351641, -0.7195194],
      ],
      [
        [0.2585642, -0.8702739, -0.6583606, 1.732923],
        [0.2585642, -0.8702739, -0.6583606, 1.732923],
      ],
    ],
  ],
});
opTest('take of one index', {
  run: (y) => take(y, -1, -1),
  inputs: [cube],
  expected: [
    [1.852557, 1.873462, -0.2578205],
    [1.973946, -0.7195194, 1.732923],
  ],
});
opTest('take of all elements', {
  run: (y, at) => take(y, at),
  inputs: [x, Int32Array.of(11, 5, -2)],
  expected: [-0.9331881, 1.128378, -1.647343],
});
opTest('take of booleans', {
  run: (y) => take(y, [1, 1, 0], 0),
  inputs: [[true, false]],
  expected: [false, false, true],
  dtype: 'bool',
});
opTest('takeAlongAxis', {
  run: (y, at) => takeAlongAxis(y, at, 1),
  inputs: [x, { data: Int32Array.of(1, 1, 0, -1, 2, 3), shape: [3, 2] }],
  expected: [
    [0.01223327, 0.01223327],
    [-1.522713, 0.9712698],
    [-1.647343, -0.9331881],
  ],
  bad: [
    {
      run: () => takeAlongAxis([[1], [2]], [[0], [0], [0]], 1),
      message:
        'takeAlongAxis(x, indices, axis): expected indices of 2 axes that broadcast with those of x, but for axis 1, received x float32[2, 1] and indices int32[3, 1].',
    },
    { run: () => takeAlongAxis([[1]], [0], 0), message: 'indices of 2 axes' },
  ],
});
opTest('takeAlongAxis with indices that broadcast', {
  run: (y, at) => takeAlongAxis(y, at, 1),
  inputs: [x, [[2, 0]]],
  expected: [
    [-1.309267, 0.536777],
    [-0.7826158, -1.522713],
    [-1.647343, -0.242095],
  ],
  gradient: [true, false],
});
opTest('takeAlongAxis of a row that broadcasts', {
  run: (y, at) => takeAlongAxis(y, at, 1),
  inputs: [[[5, 6, 7]], { data: Int32Array.of(1, 2), shape: [2, 1] }],
  expected: [[6], [7]],
  symbolic: [false, true],
});
opTest('takeAlongAxis of all elements', {
  run: (y, at) => takeAlongAxis(y, at),
  inputs: [x, Int32Array.of(7, 7)],
  expected: [0.9712698, 0.9712698],
});
opTest('oneHot', {
  run: (y) => oneHot(y, 3),
  inputs: [Int32Array.of(1, 0, 2)],
  expected: [
    [0, 1, 0],
    [1, 0, 0],
    [0, 0, 1],
  ],
  dtype: 'float32',
  bad: [{ run: () => oneHot([1], 0), message: 'oneHot: numClasses: expected a positive whole number, received 0.' }],
});
opTest('oneHot of labels that are no class', {
  run: (y) => oneHot(y, 2),
  inputs: [Int32Array.of(-1, 2, 1)],
  expected: [
    [0, 0],
    [0, 0],
    [0, 1],
  ],
});
opTest('oneHot along the first axis, of whole numbers', {
  run: (y) => oneHot(y, 3, 0, 'int32'),
  inputs: [{ data: Int32Array.of(0, 1, 2, 0), shape: [2, 2] }],
  expected: [
    [
      [1, 0],
      [0, 1],
    ],
    [
      [0, 1],
      [0, 0],
    ],
    [
      [0, 0],
      [1, 0],
    ],
  ],
  dtype: 'int32',
});
opTest('multiHot', {
  run: (y) => multiHot(y, 4),
  inputs: [{ data: Int32Array.of(0, 3, 1, 1), shape: [2, 2] }],
  expected: [
    [1, 0, 0, 1],
    [0, 1, 0, 0],
  ],
  bad: [
    { run: () => multiHot([1], 1.5), message: 'oneHot: numClasses: expected a positive whole number, received 1.5.' },
  ],
});
opTest('multiHot of one sample', { run: (y) => multiHot(y, 4), inputs: [Int32Array.of(2, 0)], expected: [1, 0, 1, 0] });

opTest('unravelIndex', {
  run: (y) => unravelIndex(y, [2, 3, 4]),
  inputs: [Int32Array.of(0, 23, 13, -1)],
  expected: [
    [0, 1, 1, 1],
    [0, 2, 0, 2],
    [0, 3, 1, 3],
  ],
  dtype: ['int32', 'int32', 'int32'],
  bad: [{ run: () => unravelIndex([0], []), message: 'unravelIndex: shape: expected at least one axis' }],
});

test('the gradient of take adds up what was taken more than once', async () => {
  const table = tensor([
    [1, 2],
    [3, 4],
    [5, 6],
  ]);
  const [slope] = gradients(sum(take(table, { data: Int32Array.of(1, 1, -2, 0), shape: [2, 2] }, 0)), [table]);
  expect(await slope?.array()).toEqual([
    [1, 1],
    [3, 3],
    [0, 0],
  ]);
});
