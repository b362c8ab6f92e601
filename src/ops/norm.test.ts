import { expect, test } from 'vitest';
import { gradients } from '../autodiff/index.ts';
import { tensor } from '../graph/index.ts';
import { opTest, random } from '../testing/op-test.ts';
import { norm } from './norm.ts';
import { sum } from './reduce.ts';

const x = random([3, 4]);
const cube = random([2, 3, 4], { seed: 2 });
const u = random([5], { seed: 3 });

opTest('norm of all elements', {
  run: (y) => norm(y),
  inputs: [cube],
  expected: 7.01834,
  bad: [
    {
      run: () => norm({ data: new Float32Array(1), shape: [1, 1, 1] }, 2),
      message: 'norm(x, ord, axis): expected one axis, or two, where an order is given, received 3. Say which',
    },
    {
      run: () => norm([[1]], 2),
      message: "norm: ord: expected 'fro', 1, -1, Infinity or -Infinity for matrices, received 2.",
    },
    { run: () => norm([1], 'fro'), message: "norm: ord: expected a number or ±Infinity for vectors, received 'fro'." },
    { run: () => norm([1], 2, 1), message: 'norm: axis: expected an axis from -1 to 0, received 1.' },
  ],
});
opTest('norm of vectors', {
  run: (y) => norm(y, null, -1, true),
  inputs: [cube],
  expected: [
    [[2.944368], [3.368901], [2.958214]],
    [[3.427363], [2.116544], [2.064144]],
  ],
});
opTest('norm 1 of vectors', {
  run: (y) => norm(y, 1, 1),
  inputs: [cube],
  expected: [
    [5.252771, 4.906065, 3.091908, 3.983839],
    [3.905311, 2.726225, 2.631441, 4.426388],
  ],
});
opTest('norm 3 of a vector', { run: (y) => norm(y, 3), inputs: [u], expected: 2.572955 });
opTest('norm -1 of a vector', { run: (y) => norm(y, -1), inputs: [u], expected: 0.1755674, gradientTolerance: 1e-2 });
opTest('norm 0 of a vector', { run: (y) => norm(y, 0), inputs: [[0, 2, 0, -1]], expected: 2, gradient: false });
opTest('norm Infinity of vectors', {
  run: (y) => norm(y, Infinity, 0),
  inputs: [x],
  expected: [1.522713, 1.128378, 1.647343, 1.292109],
  symbolic: true,
});
opTest('norm -Infinity of vectors', {
  run: (y) => norm(y, -Infinity, 1),
  inputs: [
    [
      [1, -0.5, 2],
      [-3, 4, 2],
    ],
  ],
  expected: [0.5, 2],
});
opTest('norm of matrices', { run: (y) => norm(y, 'fro', [1, 2]), inputs: [cube], expected: [5.363751, 4.526287] });
opTest('norm 1 of matrices', { run: (y) => norm(y, 1, [1, 2]), inputs: [cube], expected: [5.252771, 4.426388] });
opTest('norm 1 of transposed matrices', {
  run: (y) => norm(y, 1, [2, 1], true),
  inputs: [cube],
  expected: [[[6.460201]], [[6.591208]]],
});
opTest('norm Infinity of a matrix', { run: (y) => norm(y, Infinity), inputs: [x], expected: 4.404977 });
opTest('norm -1 of matrices', { run: (y) => norm(y, -1, [-2, -1]), inputs: [cube], expected: [3.091908, 2.631441] });

test('the gradient at 0 is 0', async () => {
  const zero = tensor([0, 0]);
  for (const ord of [2, 1, 3]) {
    const [slope] = gradients(sum(norm(zero, ord)), [zero]);
    expect(await slope?.array()).toEqual([0, 0]);
  }
});

test('NaN stays NaN', async () => {
  expect(await norm([Number.NaN, 1]).item()).toBeNaN();
});
