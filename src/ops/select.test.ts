import { expect, test } from 'vitest';
import { gradients } from '../autodiff/index.ts';
import { tensor } from '../graph/index.ts';
import { opTest } from '../testing/op-test.ts';
import { divide } from './arithmetic.ts';
import { cast } from './cast.ts';
import { sum } from './reduce.ts';
import { where } from './select.ts';

opTest('where', {
  run: where,
  inputs: [
    [true, false, true],
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
    [[-1], [-2]],
  ],
  expected: [
    [1, -1, 3],
    [4, -2, 6],
  ],
  symbolic: [false, true, true],
  bad: [{ run: () => where([true], [1, 2], [1, 2, 3]), message: /^where\(condition, a, b\): expected shapes/ }],
});
opTest('where of int32', {
  run: (condition, a) => where(condition, a, 0),
  inputs: [Int32Array.of(0, 2), Int32Array.of(5, 6)],
  expected: [0, 6],
  dtype: 'int32',
});
opTest('cast', {
  run: (x) => cast(x, 'int32'),
  inputs: [[1.7, -1.7, 0]],
  expected: [1, -1, 0],
  dtype: 'int32',
  bad: [
    { run: () => cast([1], 'float' as 'float32'), message: /^cast: dtype: expected a known dtype, received 'float'/ },
  ],
});
opTest('cast to bool', { run: (x) => cast(x, 'bool'), inputs: [[0.5, 0]], expected: [true, false], dtype: 'bool' });
opTest('cast to float32', {
  run: (x) => cast(x, 'float32'),
  inputs: [[true, false]],
  expected: [1, 0],
  dtype: 'float32',
});

test('no gradient flows into the branch not taken', async () => {
  const x = tensor([2, 4]);
  const [slope] = gradients(sum(where([true, false], divide(1, x), x)), [x]);
  expect(await slope?.array()).toEqual([-0.25, 1]);
});
