import { expect, test } from 'vitest';
import { gradients } from '../autodiff/index.ts';
import { tensor } from '../graph/index.ts';
import { expectClose, opTest, random } from '../testing/op-test.ts';
import { argmax, argmin } from './argument.ts';
import { all, any } from './logical.ts';
import { sum } from './reduce.ts';
import { average, countNonzero, logsumexp, std, variance } from './statistics.ts';

const x = random([3, 4]);
const wrong = (f: (x: number[], axis: number) => unknown, name: string) => [
  { run: () => f([1, 2], 1), message: `${name}: axis: expected an axis from -1 to 0, received 1` },
];
const mean = (row: readonly number[]) => row.reduce((a, b) => a + b, 0) / row.length;
const spread = (row: readonly number[]) => mean(row.map((v) => (v - mean(row)) ** 2));
const columns = (a: number[][]) => (a[0] ?? []).map((_, j) => a.map((row) => row[j] ?? 0));

opTest('variance', {
  run: (a) => variance(a, 1),
  inputs: [x],
  expected: (a: number[][]) => a.map(spread),
  bad: wrong(variance, 'variance'),
});
opTest('variance over the first axis', {
  run: (a) => variance(a, 0),
  inputs: [x],
  expected: (a: number[][]) => columns(a).map(spread),
});
opTest('std', {
  run: (a) => std(a, 0, true),
  inputs: [x],
  expected: (a: number[][]) => [columns(a).map((row) => Math.sqrt(spread(row)))],
  bad: wrong(std, 'std'),
});
opTest('logsumexp', {
  run: (a) => logsumexp(a, 1),
  inputs: [x],
  expected: (a: number[][]) => a.map((row) => Math.log(row.map(Math.exp).reduce((p, q) => p + q))),
  bad: wrong(logsumexp, 'logsumexp'),
});
opTest('logsumexp over all', {
  run: (a) => logsumexp(a, null, true),
  inputs: [[[1000, 1000]]],
  expected: [[1000 + Math.LN2]],
});
opTest('countNonzero', {
  run: (a) => countNonzero(a, 1),
  inputs: [
    [
      [1, 0],
      [3, -1],
    ],
  ],
  expected: [1, 2],
  dtype: 'int32',
  gradient: false,
  bad: wrong(countNonzero, 'countNonzero'),
});
opTest('average', {
  run: (a, w) => average(a, 0, w),
  inputs: [
    [
      [1, 2],
      [3, 4],
    ],
    [1, 3],
  ],
  expected: [2.5, 3.5],
  bad: [
    { run: () => average([[1, 2]], 0, [1, 2]), message: /^average: weights: expected the shape of x float32\[1, 2\]/ },
    ...wrong(average, 'average'),
  ],
});
opTest('average over all', {
  run: (a, w) => average(a, null, w),
  inputs: [
    [1, 4],
    [2, 1],
  ],
  expected: 2,
});
opTest('average without weights', { run: (a) => average(a), inputs: [[1, 4]], expected: 2.5 });

const flags = [
  [true, false],
  [false, false],
  [true, true],
];
opTest('any', {
  run: (a) => any(a, 1),
  inputs: [flags],
  expected: [true, false, true],
  dtype: 'bool',
  bad: wrong(any, 'any'),
});
opTest('all', {
  run: (a) => all(a, 1, true),
  inputs: [flags],
  expected: [[false], [false], [true]],
  bad: wrong(all, 'all'),
});
opTest('any of numbers', { run: (a) => any(a), inputs: [[0, -2]], expected: true, gradient: false });

const ties = [
  [1, 3, 3],
  [2, 0, 0],
];
opTest('argmax', {
  run: (a) => argmax(a, -1),
  inputs: [ties],
  expected: [1, 0],
  dtype: 'int32',
  gradient: false,
  bad: wrong(argmax, 'argmax'),
});
opTest('argmin', {
  run: (a) => argmin(a, -1, true),
  inputs: [ties],
  expected: [[0], [1]],
  gradient: false,
  bad: wrong(argmin, 'argmin'),
});
opTest('argmax over all', { run: (a) => argmax(a), inputs: [ties], expected: 1, gradient: false });
opTest('argmax over all, with axes', {
  run: (a) => argmax(a, null, true),
  inputs: [ties],
  expected: [[1]],
  gradient: false,
});
opTest('argmax of int64', { run: (a) => argmax(a, 0), inputs: [BigInt64Array.of(1n, 7n, 7n)], expected: 1 });
opTest('argmin of uint8', { run: (a) => argmin(a, 0), inputs: [Uint8Array.of(1, 200, 0)], expected: 2 });

test('std has a gradient of 0 where it is 0', async () => {
  const given = tensor([1, 1]);
  const [slope] = gradients(std(given), [given]);
  expect(await slope?.array()).toEqual([0, 0]);
});

test('logsumexp takes infinities and NaN', async () => {
  const { NaN: nan, NEGATIVE_INFINITY: minus, POSITIVE_INFINITY: infinity } = Number;
  const given = [
    [minus, 0],
    [minus, minus],
    [infinity, 0],
    [nan, 0],
  ];
  expectClose(await logsumexp(given, 1).array(), [0, minus, infinity, nan]);
});

test('the gradient of logsumexp is softmax', async () => {
  const given = tensor([1, 1, Number.NEGATIVE_INFINITY]);
  const [slope] = gradients(sum(logsumexp(given)), [given]);
  expectClose((await slope?.array()) ?? [], [0.5, 0.5, 0]);
});
