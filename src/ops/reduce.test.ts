import { describe, expect, test } from 'vitest';
import { gradients } from '../autodiff/index.ts';
import { tensor } from '../graph/index.ts';
import { opTest, random } from '../testing/op-test.ts';
import { multiply } from './arithmetic.ts';
import { amax, amin, max, mean, min, prod, ptp, sum } from './reduce.ts';

const x = [
  [1, 2, -3],
  [4, -5, 6.5],
];
const wrongAxis = (f: typeof sum, name: string) => [
  { run: () => f([1, 2], 1), message: `${name}: axis: expected an axis from -1 to 0, received 1` },
];

opTest('sum', { run: (a) => sum(a), inputs: [x], expected: 5.5, bad: wrongAxis(sum, 'sum') });
opTest('sum over the first axis', { run: (a) => sum(a, 0), inputs: [x], expected: [5, -3, 3.5] });
opTest('sum over two axes', { run: (a) => sum(a, [0, -1], true), inputs: [x], expected: [[5.5]] });
opTest('sum over no axis', { run: (a) => sum(a, []), inputs: [x], expected: x });
opTest('sum of booleans', { run: (a) => sum(a), inputs: [[true, false, true]], expected: 2, dtype: 'int32' });
opTest('sum of uint8', { run: (a) => sum(a), inputs: [Uint8Array.of(200, 100)], expected: 300, dtype: 'uint32' });
opTest('sum of uint32', {
  run: (a) => sum(a),
  inputs: [Uint32Array.of(2 ** 31, 5)],
  expected: 2 ** 31 + 5,
  dtype: 'uint32',
});
opTest('mean', { run: (a) => mean(a, 1), inputs: [x], expected: [0, 5.5 / 3], bad: wrongAxis(mean, 'mean') });
opTest('mean over all', { run: (a) => mean(a), inputs: [x], expected: 5.5 / 6 });
opTest('mean over the first axis', { run: (a) => mean(a, 0, true), inputs: [x], expected: [[2.5, -1.5, 1.75]] });
opTest('mean of int32', { run: (a) => mean(a), inputs: [Int32Array.of(1, 2)], expected: 1.5, dtype: 'float32' });
opTest('prod', { run: (a) => prod(a), inputs: [x], expected: 780, bad: wrongAxis(prod, 'prod') });
opTest('prod over an axis', { run: (a) => prod(a, 0, true), inputs: [x], expected: [[4, -10, -19.5]] });
opTest('prod of booleans', { run: (a) => prod(a), inputs: [[true, false]], expected: 0, dtype: 'int32' });
opTest('prod of uint8', { run: (a) => prod(a), inputs: [Uint8Array.of(200, 100)], expected: 20000, dtype: 'uint32' });
opTest('prod with zeros', {
  run: (a) => prod(a, 1),
  inputs: [
    [
      [2, 0, 3],
      [0, 0, 3],
      [1, 2, 3],
    ],
  ],
  expected: [0, 0, 6],
});
opTest('max', { run: (a) => max(a), inputs: [x], expected: 6.5, bad: wrongAxis(max, 'max') });
opTest('max over an axis', { run: (a) => max(a, 0, true), inputs: [x], expected: [[4, 2, 6.5]] });
opTest('max of booleans', { run: (a) => max(a), inputs: [[true, false]], expected: true, dtype: 'bool' });
opTest('max of uint32', {
  run: (a) => max(a),
  inputs: [Uint32Array.of(2 ** 31, 5)],
  expected: 2 ** 31,
  dtype: 'uint32',
});
opTest('max with an initial value', { run: (a) => max(a, 1, false, 3), inputs: [x], expected: [3, 6.5] });
opTest('min', { run: (a) => min(a), inputs: [x], expected: -5, bad: wrongAxis(min, 'min') });
opTest('min over an axis', { run: (a) => min(a, 1), inputs: [x], expected: [-3, -5] });
opTest('min with an initial value', { run: (a) => min(a, 1, false, -4), inputs: [x], expected: [-4, -5] });
opTest('amax', { run: (a) => amax(a, 1), inputs: [x], expected: [2, 6.5], bad: wrongAxis(amax, 'amax') });
opTest('amin', { run: (a) => amin(a, 1), inputs: [x], expected: [-3, -5], bad: wrongAxis(amin, 'amin') });
opTest('ptp', {
  run: (a) => ptp(a, 0),
  inputs: [x],
  expected: [3, 7, 9.5],
  bad: [{ run: () => ptp([true]), message: /^ptp\(x\): expected numbers/ }],
});
opTest('max of four axes', {
  run: (a) => max(a, [1, 3]),
  inputs: [random([2, 3, 2, 2])],
  expected: (a: number[][][][]) =>
    a.map((rows) => [0, 1].map((j) => Math.max(...rows.map((row) => Math.max(...(row[j] ?? [])))))),
});

describe('NaN and infinities', () => {
  const { NaN: nan, NEGATIVE_INFINITY: minus, POSITIVE_INFINITY: infinity } = Number;
  test('max and min are NaN where an element is', async () => {
    const given = [
      [1, nan, -2],
      [nan, 3, 1],
      [1, 2, 3],
    ];
    expect(await max(given, 1).array()).toEqual([nan, nan, 3]);
    expect(await min(given, 1).array()).toEqual([nan, nan, 1]);
  });
  test('max and min of infinities are infinite', async () => {
    expect(
      await max(
        [
          [minus, 1],
          [minus, minus],
          [infinity, minus],
        ],
        1,
      ).array(),
    ).toEqual([1, minus, infinity]);
    expect(
      await min(
        [
          [minus, 1],
          [infinity, infinity],
        ],
        1,
      ).array(),
    ).toEqual([minus, infinity]);
  });
});

test('equal extrema share the gradient', async () => {
  const given = tensor([2, 1, 2]);
  const [slope] = gradients(multiply(max(given), 3), [given]);
  expect(await slope?.array()).toEqual([1.5, 0, 1.5]);
});
