import { expect, test } from 'vitest';
import { elementwise, expectClose, opTest, random } from '../testing/op-test.ts';
import { exp2, expm1, log1p, log2, log10, logaddexp, logaddexp2 } from './exponential.ts';

const x = random([3, 4]);
const positive = random([3, 4], { seed: 2, range: [0.3, 3] });

opTest('exp2', { run: exp2, inputs: [x], expected: elementwise((v) => 2 ** v) });
opTest('expm1', { run: expm1, inputs: [x], expected: elementwise(Math.expm1) });
opTest('log1p', { run: log1p, inputs: [random([3, 4], { range: [-0.8, 3] })], expected: elementwise(Math.log1p) });
opTest('log2', { run: log2, inputs: [positive], expected: elementwise(Math.log2) });
opTest('log10', { run: log10, inputs: [positive], expected: elementwise(Math.log10) });
opTest('logaddexp', {
  run: logaddexp,
  inputs: [x, [0.3, -0.4, 1, 50]],
  expected: elementwise((a, b) => Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)))),
  bad: [{ run: () => logaddexp([1, 2], [1, 2, 3]), message: /expected shapes that broadcast/ }],
});
opTest('logaddexp2', {
  run: logaddexp2,
  inputs: [x, [0.3, -0.4, 1, 50]],
  expected: elementwise((a, b) => Math.log2(2 ** a + 2 ** b)),
  bad: [{ run: () => logaddexp2([1, 2], [1, 2, 3]), message: /expected shapes that broadcast/ }],
});

test('exp2 is exact for whole numbers', async () => {
  expect(await exp2([-3, 0, 10, 127]).array()).toEqual([0.125, 1, 1024, 2 ** 127]);
});

const tiny = [1e-12, -1e-8, 3e-5, -0.001, 0.1, 0.29, -0.31, 0.34, -0.36];

test('expm1 keeps its digits near 0', async () => {
  const relative = elementwise((a, v) => a / Math.expm1(v))(await expm1(tiny).array(), Float32Array.from(tiny));
  expectClose(
    relative,
    tiny.map(() => 1),
    4e-7,
  );
});

test('log1p keeps its digits near 0', async () => {
  const relative = elementwise((a, v) => a / Math.log1p(v))(await log1p(tiny).array(), Float32Array.from(tiny));
  expectClose(
    relative,
    tiny.map(() => 1),
    4e-7,
  );
});

const { NaN: nan, POSITIVE_INFINITY: infinity, NEGATIVE_INFINITY: minus } = Number;

test('expm1 and log1p take infinities and NaN', async () => {
  expectClose(await expm1([infinity, minus, nan]).array(), [infinity, -1, nan]);
  expectClose(await log1p([infinity, -1, -2, nan]).array(), [infinity, minus, nan, nan]);
});

test('logaddexp of equal infinities is that infinity', async () => {
  expectClose(await logaddexp([minus, infinity, minus], [minus, infinity, 0]).array(), [minus, infinity, 0]);
});
