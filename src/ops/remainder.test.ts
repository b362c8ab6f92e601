import { expect, test } from 'vitest';
import { opTest } from '../testing/op-test.ts';
import { floorDivide, mod } from './remainder.ts';

const a = [5, -5, 5, -5, 1.8];
const b = [3, 3, -3, -3, 0.4];

opTest('mod', {
  run: mod,
  inputs: [a, b],
  expected: [2, 1, -1, -2, 0.2],
  bad: [{ run: () => mod([1, 2], [1, 2, 3]), message: /^mod\(a, b\): expected shapes that broadcast/ }],
});
opTest('mod of int32', {
  run: mod,
  inputs: [Int32Array.of(5, -5, 5, -5), Int32Array.of(3, 3, -3, -3)],
  expected: [2, 1, -1, -2],
  dtype: 'int32',
});
opTest('mod of uint8', {
  run: mod,
  inputs: [Uint8Array.of(5, 200), Uint8Array.of(3, 7)],
  expected: [2, 4],
  dtype: 'uint8',
});
opTest('floorDivide', {
  run: floorDivide,
  inputs: [a, b],
  expected: [1, -2, -2, 1, 4],
  bad: [{ run: () => floorDivide([1, 2], [1, 2, 3]), message: /expected shapes that broadcast/ }],
});
opTest('floorDivide of int32', {
  run: floorDivide,
  inputs: [Int32Array.of(7, -7, 7, -7), Int32Array.of(2, 2, -2, -2)],
  expected: [3, -4, -4, 3],
  dtype: 'int32',
});
opTest('floorDivide of uint8', {
  run: floorDivide,
  inputs: [Uint8Array.of(7, 200), Uint8Array.of(2, 7)],
  expected: [3, 28],
  dtype: 'uint8',
});

test('mod by infinity is what Python gives', async () => {
  const infinity = Number.POSITIVE_INFINITY;
  expect(await mod([1, -1, 1], [infinity, infinity, 0]).array()).toEqual([1, infinity, Number.NaN]);
});

test('whole numbers divided by 0 are refused by the engine', async () => {
  await expect(mod(Int32Array.of(1), Int32Array.of(0)).data()).rejects.toThrow(/mod: .*modulo by zero/);
});
