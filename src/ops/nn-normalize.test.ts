import { describe, expect, test } from 'vitest';
import { gradients } from '../autodiff/index.ts';
import { tensor } from '../graph/index.ts';
import { opTest, random } from '../testing/op-test.ts';
import { moments, normalize } from './nn-normalize.ts';
import { sum } from './reduce.ts';

const x = random([3, 4], { range: [0.3, 2] });
const total = (row: readonly number[]): number => row.reduce((a, b) => a + b, 0);
const scaled = (order: number) => (rows: number[][]) =>
  rows.map((row) => row.map((one) => one / total(row.map((other) => Math.abs(other) ** order)) ** (1 / order)));

opTest('normalize', {
  run: (a) => normalize(a),
  inputs: [x],
  expected: scaled(2),
  tolerance: 1e-6,
  bad: [
    { run: () => normalize([1], -1, 0), message: /normalize: order: expected a whole number from 1 on, or Infinity/ },
    { run: () => normalize([1], 1), message: /axis/ },
  ],
});
opTest('normalize by sums', { run: (a) => normalize(a, -1, 1), inputs: [x], expected: scaled(1), tolerance: 1e-6 });
opTest('normalize by cubes', { run: (a) => normalize(a, -1, 3), inputs: [x], expected: scaled(3), tolerance: 1e-6 });
opTest('normalize by the largest', {
  run: (a) => normalize(a, -1, Infinity),
  inputs: [
    [
      [1, -2, 0.5],
      [0.25, 0.5, 1],
    ],
  ],
  expected: [
    [0.5, -1, 0.25],
    [0.25, 0.5, 1],
  ],
});
opTest('normalize over all axes', {
  run: (a) => normalize(a, null),
  inputs: [
    [
      [1, 2],
      [2, 4],
    ],
  ],
  expected: [
    [0.2, 0.4],
    [0.4, 0.8],
  ],
});

describe('normalize', () => {
  test.each([1, 2, 3, Infinity])('leaves zeros, with a finite gradient, in order %d', async (order) => {
    const zeros = tensor([0, 0]);
    const y = normalize(zeros, -1, order);
    expect(await y.array()).toEqual([0, 0]);
    const [slope] = gradients(sum(y), [zeros]);
    for (const number of (await slope?.data()) ?? [Number.NaN]) expect(Number.isFinite(number)).toBe(true);
  });

  test('makes a vector of a scalar', async () => {
    expect(await normalize(-3).array()).toEqual([-1]);
  });
});

const meanOf = (row: readonly number[]): number => total(row) / row.length;
const varianceOf = (row: readonly number[]): number => meanOf(row.map((one) => (one - meanOf(row)) ** 2));

opTest('moments', {
  run: (a) => moments(a, -1),
  inputs: [x],
  expected: (rows: number[][]) => [rows.map(meanOf), rows.map(varianceOf)],
  bad: [{ run: () => moments([1, 2], 1), message: /axis/ }],
});
opTest('moments that keep their axes', {
  run: (a) => moments(a, [0, 1], true),
  inputs: [x],
  expected: (rows: number[][]) => [[[meanOf(rows.flat())]], [[varianceOf(rows.flat())]]],
});
opTest('moments over all axes', {
  run: (a) => moments(a, null),
  inputs: [x],
  expected: (rows: number[][]) => [meanOf(rows.flat()), varianceOf(rows.flat())],
});
