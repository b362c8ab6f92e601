import { describe, expect, test } from 'vitest';
import { gradients } from '../autodiff/index.ts';
import { placeholder, type Tensor, tensor, Unknown } from '../graph/index.ts';
import { sum } from '../ops/index.ts';
import { evaluate } from '../runtime/index.ts';
import { opTest, random } from '../testing/op-test.ts';
import { arrayOf, largestDifference, parityCases } from '../testing/parity.ts';
import { reportCase } from '../testing/parity-report.ts';
import type { Json } from '../utils/json.ts';
import * as regularizers from './index.ts';
import { regularizerOf } from './index.ts';

describe.each(await parityCases('regularizers'))('$id', ({ name, id, given, answer }) => {
  const regularizer = regularizerOf({ class_name: name, config: (given.config ?? {}) as Json }); // cases are plain JSON

  test("has Keras's penalty and gradient", async () => {
    const weight = tensor(arrayOf(answer, 'inputs'));
    const penalty = regularizer(weight);
    expect(penalty.shape).toEqual([]);
    const [value, slope] = await evaluate([penalty, ...gradients(penalty, [weight])]);
    expect(
      reportCase('regularizers', { name, id }, largestDifference(value?.data ?? [], arrayOf(answer, 'output').data)),
    ).toBeLessThan(1e-6);
    expect(
      reportCase('regularizers', { name, id }, largestDifference(slope?.data ?? [], arrayOf(answer, 'gradient').data)),
    ).toBeLessThan(1e-6);
  });

  test("has Keras's config, but for float32's rounding", () => {
    const config = regularizer.getConfig();
    expect(Object.keys(config)).toEqual(Object.keys(answer.config ?? {}));
    for (const [key, value] of Object.entries(answer.config ?? {}))
      if (typeof value === 'number') expect(config[key]).toBeCloseTo(value, 7);
      else expect(config[key]).toBe(value);
  });
});

const weight = random([4, 3], { range: [0.2, 2] });
const total = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

opTest('l1', {
  run: regularizers.l1(0.5),
  inputs: [weight],
  expected: (w: number[][]) => 0.5 * total(w.flat().map(Math.abs)),
  symbolic: false,
  bad: [
    {
      run: () => regularizers.l1(-1),
      message: 'l1: expected a finite number of at least 0, received -1.',
    },
  ],
});
opTest('l2', {
  run: regularizers.l2(0.5),
  inputs: [weight],
  expected: (w: number[][]) => 0.5 * total(w.flat().map((x) => x * x)),
  symbolic: false,
});
opTest('orthogonalRegularizer', {
  run: regularizers.orthogonalRegularizer({ factor: 2 }),
  inputs: [weight],
  expected: (w: number[][]) => {
    const dot = (a: readonly number[], b: readonly number[]) => total(a.map((x, i) => x * (b[i] ?? 0)));
    const cosines = w.flatMap((a, i) =>
      w.slice(0, i).map((b) => Math.abs(dot(a, b)) / Math.sqrt(dot(a, a) * dot(b, b))),
    );
    return (2 * total(cosines)) / cosines.length;
  },
  symbolic: false,
  bad: [
    { run: () => regularizers.orthogonalRegularizer()(tensor([1])), message: 'received float32[1].' },
    {
      run: () => regularizers.orthogonalRegularizer()(placeholder({ dtype: 'float32', dims: [new Unknown(), 2] })),
      message: 'expected a matrix whose number of rows is known, received float32[null, 2].',
    },
    {
      run: () => regularizerOf({ class_name: 'OrthogonalRegularizer', config: { mode: 'diagonals' } }),
      message: "orthogonalRegularizer: mode: expected 'rows' or 'columns', received 'diagonals'.",
    },
  ],
});

describe('regularizerOf', () => {
  test('knows each name in three spellings', () => {
    for (const name of ['l1L2', 'l1_l2', 'L1L2']) expect(regularizerOf(name).className).toBe('L1L2');
    for (const name of ['orthogonalRegularizer', 'orthogonal_regularizer', 'OrthogonalRegularizer'])
      expect(regularizerOf(name).className).toBe('OrthogonalRegularizer');
  });

  test('gives back a regularizer', () => {
    const given = regularizers.l2(0.1);
    expect(regularizerOf(given)).toBe(given);
  });

  test('takes any function of a weight', async () => {
    const twice = (weight: Tensor) => sum(weight);
    const known = regularizerOf(twice);
    expect(known.className).toBe('twice');
    expect(await known(tensor([1, 2])).item()).toBe(3);
  });

  test('asks whether a near name was meant', () => {
    expect(() => regularizerOf('l3')).toThrow("received 'l3'. Did you mean 'l1'?");
  });
});

describe('l1L2', () => {
  test('without factors costs nothing', async () => {
    expect(
      await regularizers
        .l1L2()(tensor([1, 2]))
        .item(),
    ).toBe(0);
  });
});
