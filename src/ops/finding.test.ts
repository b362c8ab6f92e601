import { describe, expect, test } from 'vitest';
import { gradients } from '../autodiff/index.ts';
import { tensor } from '../graph/index.ts';
import { evaluate } from '../runtime/index.ts';
import { opTest } from '../testing/op-test.ts';
import { bincount, histogram, isin, nonzero, unique } from './finding.ts';
import { multiply, sum } from './index.ts';

describe('nonzero', () => {
  test('gives the places of each axis', async () => {
    const [rows, columns] = await evaluate(
      nonzero([
        [0, 0.5, 0],
        [2, 0, Number.NaN],
      ]),
    );
    expect([...(rows?.data ?? [])]).toEqual([0, 1, 1]);
    expect([...(columns?.data ?? [])]).toEqual([1, 0, 2]);
  });

  test('says that their number is not known, and may be 0', async () => {
    const [places] = nonzero([0, 0]);
    expect(places?.shape).toEqual([null]);
    expect((await places?.evaluated())?.shape).toEqual([0]);
  });

  test('refuses a single number', () => {
    expect(() => nonzero(1)).toThrow('nonzero(x): expected at least one axis, received float32[].');
  });
});

describe('bincount', () => {
  test('counts nothing', async () => {
    const none = tensor(new Int32Array(0));
    expect(await bincount(none).array()).toEqual([]);
    expect(await bincount(none, null, 2).array()).toEqual([0, 0]);
  });

  test('sends gradients to the weights', async () => {
    const weights = tensor([1, 2, 3]);
    const counts = bincount(new Int32Array([2, 0, 2]), weights);
    const [slope] = gradients(sum(multiply(counts, [10, 20, 30])), [weights]);
    expect(await slope?.array()).toEqual([30, 10, 30]);
  });

  test('refuses other shapes', () => {
    expect(() => bincount([[1]])).toThrow('bincount(x, weights): expected whole numbers [n] and weights [n], received');
    expect(() => bincount([1], null, -1)).toThrow('bincount: minlength: expected a whole number of at least 0');
  });
});

opTest('histogram', {
  run: (x) => [...histogram(x, 3, [0, 3])],
  inputs: [[0.5, -1, 3, 1.2, 2, 4, 1.9]],
  expected: [
    [1, 2, 2],
    [0, 1, 2, 3],
  ],
  gradient: false,
  bad: [
    { run: () => histogram([1], 0), message: 'histogram: bins: expected a positive whole number, received 0.' },
    { run: () => histogram([1], 2, [1, 1]), message: 'histogram: range: expected two numbers, the second above' },
  ],
});

opTest('isin', {
  run: (a, b) => isin(a, b),
  inputs: [
    [
      [1, 2],
      [3, 4],
    ],
    [4, 1, 9],
  ],
  expected: [
    [true, false],
    [false, true],
  ],
  gradient: false,
  dtype: 'bool',
});

describe('unique', () => {
  test('keeps the order of what first occurs, if asked', async () => {
    const { values, inverse } = unique([3, 1, 3, 2], { sorted: false });
    expect(await values.array()).toEqual([3, 1, 2]);
    expect(await inverse.array()).toEqual([0, 1, 0, 2]);
  });

  test('keeps the dtype', async () => {
    const { values } = unique(new Uint8Array([7, 7, 3]));
    expect(values.dtype).toBe('uint8');
    expect(await values.array()).toEqual([3, 7]);
  });

  test('compares slices', async () => {
    const { values, counts } = unique(
      [
        [1, 2],
        [1, 2],
        [0, 5],
      ],
      { axis: 0 },
    );
    expect(await values.array()).toEqual([
      [0, 5],
      [1, 2],
    ]);
    expect(await counts.array()).toEqual([1, 2]);
    expect(() => unique([1], { axis: 1 })).toThrow('unique: axis: expected an axis from -1 to 0, received 1.');
  });
});
