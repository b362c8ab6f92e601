import { expect, test } from 'vitest';
import { placeholder, Unknown } from '../graph/index.ts';
import { opTest, random } from '../testing/op-test.ts';
import { flip, fliplr, flipud, roll, rot90 } from './reversing.ts';

const x = random([3, 4]);
const cube = random([2, 3, 2], { seed: 2 });

opTest('flip', {
  run: (y) => flip(y, 1),
  inputs: [x],
  expected: [
    [1.292109, -1.309267, 0.01223327, 0.536777],
    [0.9712698, -0.7826158, 1.128378, -1.522713],
    [-0.9331881, -1.647343, -0.9949934, -0.242095],
  ],
  bad: [{ run: () => flip([1], 1), message: 'flip: axis: expected an axis from -1 to 0, received 1.' }],
});
opTest('flip of all axes', {
  run: (y) => flip(y),
  inputs: [cube],
  expected: [
    [
      [-0.2578205, 1.835557],
      [1.686368, 1.572086],
      [1.873462, -0.7927632],
    ],
    [
      [-1.980773, -1.813202],
      [1.852557, -0.463588],
      [1.238923, 1.867482],
    ],
  ],
});
opTest('roll', {
  run: (y) => roll(y, 1, 1),
  inputs: [x],
  expected: [
    [1.292109, 0.536777, 0.01223327, -1.309267],
    [0.9712698, -1.522713, 1.128378, -0.7826158],
    [-0.9331881, -0.242095, -0.9949934, -1.647343],
  ],
  bad: [
    { run: () => roll([1], 1, 1), message: 'roll: axis: expected an axis' },
    {
      run: () => roll([1], [1, 2], 0),
      message: 'roll: shift: expected a whole number, or 1 of them, one for each axis, received [1, 2].',
    },
    { run: () => roll([1], 0.5), message: 'expected a whole number' },
  ],
});
opTest('roll of all elements', {
  run: (y) => roll(y, -5),
  inputs: [x],
  expected: [
    [1.128378, -0.7826158, 0.9712698, -0.242095],
    [-0.9949934, -1.647343, -0.9331881, 0.536777],
    [0.01223327, -1.309267, 1.292109, -1.522713],
  ],
});
opTest('roll by more than the length', {
  run: (y) => roll(y, 8, 0),
  inputs: [x],
  expected: [
    [-1.522713, 1.128378, -0.7826158, 0.9712698],
    [-0.242095, -0.9949934, -1.647343, -0.9331881],
    [0.536777, 0.01223327, -1.309267, 1.292109],
  ],
});
opTest('roll by a whole turn', { run: (y) => roll(y, 4, 1), inputs: [x], expected: x });
opTest('roll of several axes', {
  run: (y) => roll(y, [1, -2], [0, 1]),
  inputs: [x],
  expected: [
    [-1.647343, -0.9331881, -0.242095, -0.9949934],
    [-1.309267, 1.292109, 0.536777, 0.01223327],
    [-0.7826158, 0.9712698, -1.522713, 1.128378],
  ],
});
opTest('rot90', {
  run: (y) => rot90(y),
  inputs: [x],
  expected: [
    [1.292109, 0.9712698, -0.9331881],
    [-1.309267, -0.7826158, -1.647343],
    [0.01223327, 1.128378, -0.9949934],
    [0.536777, -1.522713, -0.242095],
  ],
  bad: [
    { run: () => rot90([[1]], 1, [0, -2]), message: 'rot90: axes: expected two different axes, received [0,-2].' },
    { run: () => rot90([1]), message: 'rot90: axes: expected an axis from -1 to 0' },
    { run: () => rot90([[1]], 0.5), message: 'rot90: k: expected a whole number' },
  ],
});
opTest('rot90 twice', {
  run: (y) => rot90(y, 2),
  inputs: [x],
  expected: [
    [-0.9331881, -1.647343, -0.9949934, -0.242095],
    [0.9712698, -0.7826158, 1.128378, -1.522713],
    [1.292109, -1.309267, 0.01223327, 0.536777],
  ],
});
opTest('rot90 the other way', {
  run: (y) => rot90(y, -1, [1, 2]),
  inputs: [cube],
  expected: [
    [
      [-1.813202, -0.463588, 1.867482],
      [-1.980773, 1.852557, 1.238923],
    ],
    [
      [1.835557, 1.572086, -0.7927632],
      [-0.2578205, 1.686368, 1.873462],
    ],
  ],
});

opTest('fliplr', {
  run: (y) => fliplr(y),
  inputs: [x],
  expected: [
    [1.292109, -1.309267, 0.01223327, 0.536777],
    [0.9712698, -0.7826158, 1.128378, -1.522713],
    [-0.9331881, -1.647343, -0.9949934, -0.242095],
  ],
  bad: [{ run: () => fliplr([1]), message: 'flip: axis: expected an axis from -1 to 0, received 1.' }],
});
opTest('flipud', {
  run: (y) => flipud(y),
  inputs: [x],
  expected: [
    [-0.242095, -0.9949934, -1.647343, -0.9331881],
    [-1.522713, 1.128378, -0.7826158, 0.9712698],
    [0.536777, 0.01223327, -1.309267, 1.292109],
  ],
  bad: [{ run: () => flipud(1), message: 'flip: axis: expected no axis' }],
});

test('roll keeps the identity of an unknown axis', () => {
  const batch = new Unknown();
  expect(roll(placeholder({ dtype: 'float32', dims: [batch] }), 1, 0).dims[0]).toBe(batch);
});
