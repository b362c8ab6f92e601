import { describe, expect, test } from 'vitest';
import { gradients } from '../autodiff/index.ts';
import { placeholder, tensor, Unknown } from '../graph/index.ts';
import { evaluate } from '../runtime/index.ts';
import { elementwise, opTest, random } from '../testing/op-test.ts';
import { binaryCrossentropy, categoricalCrossentropy, sparseCategoricalCrossentropy } from './nn-crossentropy.ts';
import { sum } from './reduce.ts';

const probabilities = random([3, 4], { range: [0.1, 0.9] });
const logits = random([3, 4], { range: [-3, 3], seed: 2 });
const targets = random([3, 4], { range: [0, 1], seed: 3 });
const classes = Int32Array.of(2, 0, 3);

const total = (row: readonly number[]): number => row.reduce((a, b) => a + b, 0);
const shares = (row: readonly number[]): number[] => row.map((one) => one / total(row));
const softened = (row: readonly number[]): number[] => shares(row.map(Math.exp));
const crossentropy = (t: readonly number[], p: readonly number[]): number =>
  -total(t.map((one, i) => one * Math.log(p[i] ?? 0)));

opTest('binaryCrossentropy', {
  run: (t, p) => binaryCrossentropy(t, p),
  inputs: [targets, probabilities],
  expected: elementwise((t, p) => -t * Math.log(p) - (1 - t) * Math.log(1 - p)),
  tolerance: 1e-6,
  bad: [
    {
      run: () => binaryCrossentropy([1, 0], [0.5]),
      message: 'expected a target and an output of the same shape, received float32[2] and float32[1]',
    },
  ],
});
opTest('binaryCrossentropy of logits', {
  run: (t, z) => binaryCrossentropy(t, z, true),
  inputs: [targets, logits],
  expected: elementwise((t, z) => t * Math.log1p(Math.exp(-z)) + (1 - t) * Math.log1p(Math.exp(z))),
  tolerance: 1e-6,
});
opTest('categoricalCrossentropy', {
  run: (t, p) => categoricalCrossentropy(t, p),
  inputs: [targets, probabilities],
  expected: (t: number[][], p: number[][]) => t.map((row, i) => crossentropy(row, shares(p[i] ?? []))),
  tolerance: 1e-6,
  bad: [
    { run: () => categoricalCrossentropy([1, 0], [[0.5, 0.5]]), message: /expected a target and an output/ },
    { run: () => categoricalCrossentropy(1, 1), message: /axis/ },
  ],
});
opTest('categoricalCrossentropy of logits along the first axis', {
  run: (t, z) => categoricalCrossentropy(t, z, true, 0),
  inputs: [targets, logits],
  expected: (t: number[][], z: number[][]) =>
    turned(t).map((row, i) => crossentropy(row, softened(turned(z)[i] ?? []))),
  tolerance: 1e-6,
  symbolic: false,
});
opTest('sparseCategoricalCrossentropy', {
  run: (t, p) => sparseCategoricalCrossentropy(t, p),
  inputs: [classes, probabilities],
  expected: (t: number[], p: number[][]) => t.map((k, i) => -Math.log(shares(p[i] ?? [])[k] ?? 0)),
  tolerance: 1e-6,
  bad: [
    {
      run: () => sparseCategoricalCrossentropy([[0, 1]], [[0.5, 0.5]]),
      message: 'For targets that are one-hot rows, use categoricalCrossentropy.',
    },
    {
      run: () => sparseCategoricalCrossentropy([0], placeholder({ dtype: 'float32', dims: [1, new Unknown()] })),
      message: 'expected an output whose number of classes is known, received float32[1, null]',
    },
  ],
});
opTest('sparseCategoricalCrossentropy of logits', {
  run: (t, z) => sparseCategoricalCrossentropy(t, z, true),
  inputs: [classes, logits],
  expected: (t: number[], z: number[][]) => t.map((k, i) => -Math.log(softened(z[i] ?? [])[k] ?? 0)),
  tolerance: 1e-6,
});
opTest('sparseCategoricalCrossentropy of a column of classes', {
  run: (t, z) => sparseCategoricalCrossentropy(t, z, true),
  inputs: [{ data: classes, shape: [3, 1] }, logits],
  expected: (t: number[][], z: number[][]) => t.map(([k = 0], i) => -Math.log(softened(z[i] ?? [])[k] ?? 0)),
  tolerance: 1e-6,
});
opTest('sparseCategoricalCrossentropy along the first axis', {
  run: (t, z) => sparseCategoricalCrossentropy(t, z, true, 0),
  inputs: [Int32Array.of(2, 0, 1, 2), logits],
  expected: (t: number[], z: number[][]) => t.map((k, i) => -Math.log(softened(turned(z)[i] ?? [])[k] ?? 0)),
  tolerance: 1e-6,
  symbolic: false,
});

describe('crossentropies', () => {
  test('of sure and wrong probabilities are bounded by the distance kept from 0', async () => {
    const [binary, categorical] = await evaluate([
      binaryCrossentropy([1, 0], [0, 1]),
      categoricalCrossentropy([[1, 0]], [[0, 1]]),
    ]);
    // 1 - 1e-7 is 0.99999988 in float32, so the other side is bounded a little sooner.
    expect(binary?.data[0]).toBeCloseTo(-Math.log(1e-7), 5);
    expect(binary?.data[1]).toBeCloseTo(-Math.log(1 - Math.fround(1 - 1e-7)), 5);
    expect(categorical?.data[0]).toBeCloseTo(-Math.log(1e-7), 5);
  });

  test('of logits are exact at ±100, and so are their gradients', async () => {
    const z = tensor([[-100, 100]]);
    const yes = binaryCrossentropy([[1, 1]], z, true);
    const first = sparseCategoricalCrossentropy([0], z, true);
    const [binary, slopes, sparse, softmaxSlopes] = await evaluate([
      yes,
      ...gradients(sum(yes), [z]),
      first,
      ...gradients(sum(first), [z]),
    ]);
    expect([...(binary?.data ?? [])].map(Number)).toEqual([100, expect.closeTo(0, 20)]);
    expect([...(slopes?.data ?? [])].map(Number)).toEqual([-1, expect.closeTo(0, 20)]);
    expect([...(sparse?.data ?? [])]).toEqual([200]);
    expect([...(softmaxSlopes?.data ?? [])]).toEqual([-1, 1]);
  });

  test('count a class that does not exist as nothing', async () => {
    expect(
      await sparseCategoricalCrossentropy(
        [-1, 7],
        [
          [0.5, 0.5],
          [0.5, 0.5],
        ],
      ).array(),
    ).toEqual([-0, -0]);
  });
});

function turned(rows: readonly (readonly number[])[]): number[][] {
  return (rows[0] ?? []).map((_, j) => rows.map((row) => row[j] ?? 0));
}
