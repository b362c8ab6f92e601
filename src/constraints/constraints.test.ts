import { describe, expect, test } from 'vitest';
import { type Tensor, tensor } from '../graph/index.ts';
import { multiply } from '../ops/index.ts';
import { elementwise, opTest, random } from '../testing/op-test.ts';
import { arrayOf, largestDifference, parityCases } from '../testing/parity.ts';
import { reportCase } from '../testing/parity-report.ts';
import type { Json } from '../utils/json.ts';
import * as constraints from './index.ts';
import { constraintOf } from './index.ts';

describe.each(await parityCases('constraints'))('$id', ({ name, id, given, answer }) => {
  const constraint = constraintOf({ class_name: name, config: (given.config ?? {}) as Json }); // cases are plain JSON

  test('makes of a weight what Keras makes of it', async () => {
    const { data, shape } = await constraint(tensor(arrayOf(answer, 'inputs'))).evaluated();
    const expected = arrayOf(answer, 'output');
    expect(shape).toEqual(expected.shape);
    expect(reportCase('constraints', { name, id }, largestDifference(data, expected.data))).toBeLessThan(1e-6);
  });

  test("has Keras's config", () => expect(constraint.getConfig()).toEqual(answer.config));
});

const weight = random([4, 3]);
const columns = (rows: number[][]): number[][] => (rows[0] ?? []).map((_, j) => rows.map((row) => row[j] ?? 0));
const norm = (column: readonly number[]): number => Math.sqrt(column.reduce((sum, x) => sum + x * x, 0));
/** Columns brought to the norm that `desired` gives for theirs. */
const brought = (desired: (norm: number) => number) => (rows: number[][]) =>
  columns(columns(rows).map((column) => column.map((x) => (x * desired(norm(column))) / norm(column))));

opTest('maxNorm', {
  run: constraints.maxNorm(1.5),
  inputs: [weight],
  expected: brought((n) => Math.min(n, 1.5)),
  gradient: false,
  symbolic: false,
  bad: [
    {
      run: () => constraints.maxNorm(Number.NaN),
      message: 'maxNorm: maxValue: expected a finite number, received NaN.',
    },
    {
      run: () => constraintOf({ class_name: 'MaxNorm', config: { axis: 'last' } }),
      message: 'maxNorm: axis: expected an axis, or a list of axes, received "last".',
    },
  ],
});
opTest('minMaxNorm', {
  run: constraints.minMaxNorm({ minValue: 2.5, maxValue: 3, rate: 0.25 }),
  inputs: [weight],
  expected: brought((n) => 0.25 * Math.min(Math.max(n, 2.5), 3) + 0.75 * n),
  gradient: false,
  symbolic: false,
});
opTest('unitNorm', {
  run: constraints.unitNorm(),
  inputs: [weight],
  expected: brought(() => 1),
  gradient: false,
  symbolic: false,
});
opTest('nonNeg', {
  run: constraints.nonNeg(),
  inputs: [weight],
  expected: elementwise((w) => Math.max(w, 0)),
  gradient: false,
  symbolic: false,
});

describe('constraintOf', () => {
  test('knows each name in three spellings', () => {
    for (const name of ['maxNorm', 'max_norm', 'MaxNorm']) expect(constraintOf(name).className).toBe('MaxNorm');
  });

  test('gives back a constraint', () => {
    const given = constraints.unitNorm({ axis: [0, 1] });
    expect(constraintOf(given)).toBe(given);
  });

  test('takes any function of a weight', async () => {
    const halved = (weight: Tensor) => multiply(weight, 0.5);
    expect(await constraintOf(halved)(tensor([2])).array()).toEqual([1]);
    expect(constraintOf(halved).className).toBe('halved');
  });

  test('asks whether a near name was meant', () => {
    expect(() => constraintOf('maxNrom')).toThrow("Did you mean 'maxNorm'?");
  });
});
