import { expect, test } from 'vitest';
import { tensor } from '../graph/index.ts';
import { opTest, random } from '../testing/op-test.ts';
import { slice, sliceUpdate } from './windows.ts';

const x = random([3, 4]);
const window = random([2, 2], { seed: 2 });

opTest('slice', {
  run: (y) => slice(y, [1, 2], [2, 2]),
  inputs: [x],
  expected: [
    [-0.7826158, 0.9712698],
    [-1.647343, -0.9331881],
  ],
  symbolic: false,
  bad: [
    {
      run: () => slice([1, 2], [1], [2]),
      message: 'slice(x, start, shape): expected a start from 0 to 0 on axis 0, received 1.',
    },
    { run: () => slice([1, 2], [0], [3]), message: 'expected at most 2 on axis 0, received 3.' },
    { run: () => slice([1, 2], [0, 0], [1]), message: 'expected 1 places to start at, one for each axis, received 2.' },
    {
      run: () => slice([1, 2], [0], [1, 1]),
      message: 'expected a window with 1 axes, as float32[2] has, received [1, 1].',
    },
  ],
});
opTest('slice of all of an unknown axis', {
  run: (y) => slice(y, [0, 1], [null, 2]),
  inputs: [x],
  expected: [
    [0.01223327, -1.309267],
    [1.128378, -0.7826158],
    [-0.9949934, -1.647343],
  ],
});
opTest('slice of a part of an unknown axis', {
  run: (y) => slice(y, [1, 1], [2, 2]),
  inputs: [x],
  expected: [
    [1.128378, -0.7826158],
    [-0.9949934, -1.647343],
  ],
});
opTest('slice from where a tensor says', {
  run: (y, at) => slice(y, at, [2, 2]),
  inputs: [x, Int32Array.of(1, 2)],
  expected: [
    [-0.7826158, 0.9712698],
    [-1.647343, -0.9331881],
  ],
  symbolic: [true, false],
  bad: [
    {
      run: () => slice([1, 2], tensor([0, 0]), [1]),
      message: 'expected a start tensor of shape [1], received float32[2].',
    },
  ],
});
opTest('slice moves a window inwards that would go beyond the end', {
  run: (y, at) => slice(y, at, [2, 2]),
  inputs: [x, Int32Array.of(5, -1)],
  expected: [
    [-1.522713, 1.128378],
    [-0.242095, -0.9949934],
  ],
  symbolic: [true, false],
});
opTest('sliceUpdate', {
  run: (y, part) => sliceUpdate(y, [1, 1], part),
  inputs: [x, window],
  expected: [
    [0.536777, 0.01223327, -1.309267, 1.292109],
    [-1.522713, 1.867482, 1.238923, 0.9712698],
    [-0.242095, -0.463588, 1.852557, -0.9331881],
  ],
  symbolic: [true, false],
  bad: [
    {
      run: () => sliceUpdate([1, 2], [2], [3]),
      message: 'sliceUpdate(x, start, updates): expected a start from 0 to 1 on axis 0, received 2.',
    },
  ],
});
opTest('sliceUpdate where a tensor says', {
  run: (y, at, part) => sliceUpdate(y, at, part),
  inputs: [x, Int32Array.of(0, 2), window],
  expected: [
    [0.536777, 0.01223327, 1.867482, 1.238923],
    [-1.522713, 1.128378, -0.463588, 1.852557],
    [-0.242095, -0.9949934, -1.647343, -0.9331881],
  ],
  symbolic: [true, false, false],
});
opTest('sliceUpdate across all of an unknown axis', {
  run: (y, part) => sliceUpdate(y, [0, 3], part),
  inputs: [x, [[7], [8], [9]]],
  expected: [
    [0.536777, 0.01223327, -1.309267, 7],
    [-1.522713, 1.128378, -0.7826158, 8],
    [-0.242095, -0.9949934, -1.647343, 9],
  ],
});

test('sliceUpdate of booleans', async () => {
  expect(await sliceUpdate([true, true, true], [1], [false]).array()).toEqual([true, false, true]);
});

test('sliceUpdate lets no NaN through from what is replaced', async () => {
  expect(await sliceUpdate([1, Number.NaN], [1], [2]).array()).toEqual([1, 2]);
});
