import { describe, expect, test } from 'vitest';
import { opTest } from '../testing/op-test.ts';
import * as nan from './nan-reduce.ts';
import { nanmedian, nanquantile } from './percentiles.ts';

const x = [
  [1.5, Number.NaN, 3, -2],
  [4, 5, Number.NaN, 0.5],
];
const kept = (rows: number[][]) => rows.map((row) => row.filter((v) => !Number.isNaN(v)));
const total = (row: readonly number[]) => row.reduce((a, b) => a + b, 0);
const mean = (row: readonly number[]) => total(row) / row.length;
const variance = (row: readonly number[]) => mean(row.map((v) => (v - mean(row)) ** 2));

opTest('nansum', {
  run: (a) => nan.nansum(a, 1),
  inputs: [x],
  expected: (a: number[][]) => kept(a).map(total),
  gradient: false,
});
opTest('nanmean', {
  run: (a) => nan.nanmean(a, 1),
  inputs: [x],
  expected: (a: number[][]) => kept(a).map(mean),
  gradient: false,
});
opTest('nanvar', {
  run: (a) => nan.nanvar(a, 1),
  inputs: [x],
  expected: (a: number[][]) => kept(a).map(variance),
  gradient: false,
});
opTest('nanmax', {
  run: (a) => nan.nanmax(a, 1),
  inputs: [x],
  expected: (a: number[][]) => kept(a).map((row) => Math.max(...row)),
  gradient: false,
  bad: [{ run: () => nan.nanmax([1], 1), message: 'nanmax: axis: expected an axis from -1 to 0, received 1.' }],
});
opTest('nanmedian', { run: (a) => nanmedian(a, 1), inputs: [x], expected: [1.5, 4], gradient: false });

describe('whole numbers have no NaN', () => {
  test('and keep their dtype', async () => {
    const whole = new Int32Array([3, 1]);
    expect([nan.nanmax(whole).dtype, nan.nanargmin(whole).dtype, nan.nansum(whole).dtype]).toEqual([
      'int32',
      'int32',
      'int32',
    ]);
    expect(await nan.nanargmin(whole).array()).toBe(1);
  });
});

test('nanquantile refuses parts beyond 0 and 1', () => {
  expect(() => nanquantile([1], 2)).toThrow('nanquantile: q: expected parts from 0 to 1, received 2.');
});
