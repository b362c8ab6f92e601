import { expect, test } from 'vitest';
import { gradients } from '../autodiff/index.ts';
import { placeholder, tensor, Unknown } from '../graph/index.ts';
import { opTest, random } from '../testing/op-test.ts';
import { square } from './arithmetic.ts';
import { sum } from './reduce.ts';
import { getItem } from './slicing.ts';

const x = random([4, 5]);
const cube = random([3, 2, 4], { seed: 2 });

opTest('getItem of ranges', {
  run: (y) => getItem(y, [{ start: 1 }, { start: -3, stop: -1 }]),
  inputs: [x],
  expected: [
    [0.9712698, -0.242095],
    [0.2151365, 0.4529427],
    [-0.6505831, -0.382895],
  ],
  bad: [
    {
      run: () => getItem([1], [0, 0]),
      message: 'getItem(x, keys): expected at most 1 keys for float32[1], received 2.',
    },
    {
      run: () => getItem([1], 1),
      message: 'getItem(x, keys): the key of axis 0: expected an index from -1 to 0, received 1.',
    },
    { run: () => getItem([1], { step: 0 }), message: 'expected a step other than 0' },
    { run: () => getItem([1], { start: 0.5 }), message: 'expected whole numbers, received 0.5' },
    { run: () => getItem([[1]], ['...', '...']), message: "'...' at most once" },
  ],
});
opTest('getItem with steps', {
  run: (y) =>
    getItem(y, [
      { start: 1, step: 2 },
      { stop: 4, step: 3 },
    ]),
  inputs: [x],
  expected: [
    [1.128378, -0.242095],
    [1.61413, -0.382895],
  ],
});
opTest('getItem backwards', {
  run: (y) => getItem(y, [{ step: -1 }, { start: -2, stop: 0, step: -2 }]),
  inputs: [x],
  expected: [
    [-0.382895, -1.37088],
    [0.4529427, -0.9331881],
    [-0.242095, -0.7826158],
    [1.292109, 0.01223327],
  ],
});
opTest('getItem of indices', {
  run: (y) => getItem(y, [-1, '...', 1]),
  inputs: [cube],
  expected: [-1.018564, -0.8702739],
});
opTest('getItem of an index behind the unknown axis', {
  run: (y) => getItem(y, [{}, -2]),
  inputs: [cube],
  expected: [
    [1.867482, 1.238923, -0.463588, 1.852557],
    [1.572086, 1.686368, 1.835557, -0.2578205],
    [-1.70479, -1.018564, -0.1351641, -0.7195194],
  ],
});
opTest('getItem with new axes', {
  run: (y) => getItem(y, [null, 0, null, { start: 1 }, null]),
  inputs: [x],
  expected: [[[[0.01223327], [-1.309267], [1.292109], [-1.522713]]]],
});
opTest('getItem of nothing', {
  run: (y) => getItem(y, { start: 3, stop: 1 }),
  inputs: [x],
  expected: { data: new Float32Array(0), shape: [0, 5] },
});
opTest('getItem beyond the ends', {
  run: (y) => getItem(y, { start: -9, stop: 9, step: 3 }),
  inputs: [x],
  expected: [
    [0.536777, 0.01223327, -1.309267, 1.292109, -1.522713],
    [1.61413, -1.37088, -0.6505831, -0.382895, 1.069932],
  ],
});
opTest('getItem backwards from beyond the end', {
  run: (y) => getItem(y, { start: 7, step: -3 }),
  inputs: [x],
  expected: [
    [1.61413, -1.37088, -0.6505831, -0.382895, 1.069932],
    [0.536777, 0.01223327, -1.309267, 1.292109, -1.522713],
  ],
});
opTest('getItem of an index and a backward range on the unknown axis', {
  run: (y) => getItem(y, { start: -2, stop: -9, step: -2 }),
  inputs: [x],
  expected: [
    [-1.647343, -0.9331881, 0.2151365, 0.4529427, 0.7282699],
    [0.536777, 0.01223327, -1.309267, 1.292109, -1.522713],
  ],
});
opTest('getItem of booleans', {
  run: (y) => getItem(y, 1),
  inputs: [
    [
      [true, false],
      [false, true],
    ],
  ],
  expected: [false, true],
  dtype: 'bool',
});

test('a key that takes all leaves the tensor as it is', () => {
  const y = tensor([[1, 2]]);
  expect(getItem(y, [{}, { start: 0, stop: 2 }])).toBe(y);
});

test('the whole of an unknown axis, forwards or backwards, keeps its identity', () => {
  const batch = new Unknown();
  const y = placeholder({ dtype: 'float32', dims: [batch, 3] });
  expect(getItem(y, [{ step: -1 }, 0]).dims).toEqual([batch]);
  expect(getItem(y, [{}, 0]).dims[0]).toBe(batch);
});

test('has a second gradient, with steps', async () => {
  const y = tensor([1, 2, 3, 4, 5]);
  const [first] = gradients(sum(square(square(getItem(y, { start: 3, stop: 0, step: -2 })))), [y]);
  const [second] = gradients(sum(first ?? y), [y]);
  expect(await second?.array()).toEqual([0, 48, 0, 192, 0]);
});
