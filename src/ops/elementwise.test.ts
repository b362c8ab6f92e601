import { expect, test } from 'vitest';
import { gradients } from '../autodiff/index.ts';
import { tensor } from '../graph/index.ts';
import { elementwise, expectClose, opTest, random } from '../testing/op-test.ts';
import { abs, cbrt, erf, exp, log, rsqrt, sigmoid, sign, sqrt, stopGradient, tanh } from './elementwise.ts';
import { sum } from './reduce.ts';

const x = random([3, 4]);
const positive = random([3, 4], { seed: 2, range: [0.3, 3] });
/** Away from 0, where |x| has a kink. */
const sides = [-2, -0.5, 0.25, 3];

opTest('exp', { run: exp, inputs: [x], expected: elementwise(Math.exp) });
opTest('exp of whole numbers', { run: exp, inputs: [Int32Array.of(0, 1)], expected: [1, Math.E], dtype: 'float32' });
opTest('log', { run: log, inputs: [positive], expected: elementwise(Math.log) });
opTest('sqrt', { run: sqrt, inputs: [positive], expected: elementwise(Math.sqrt) });
opTest('rsqrt', { run: rsqrt, inputs: [positive], expected: elementwise((v) => 1 / Math.sqrt(v)) });
opTest('cbrt', { run: cbrt, inputs: [[-2, -0.5, 0.25, 3]], expected: elementwise(Math.cbrt) });
opTest('abs', { run: abs, inputs: [sides], expected: elementwise(Math.abs) });
opTest('abs of int32', { run: abs, inputs: [Int32Array.of(-3, 4)], expected: [3, 4], dtype: 'int32' });
opTest('abs of uint8', { run: abs, inputs: [Uint8Array.of(3, 4)], expected: [3, 4], dtype: 'uint8' });
opTest('sign', {
  run: sign,
  inputs: [sides],
  expected: elementwise(Math.sign),
  bad: [{ run: () => sign([true]), message: /^sign\(x\): expected numbers, received bool\[1\]/ }],
});
opTest('sign of int32', { run: sign, inputs: [Int32Array.of(-3, 0, 4)], expected: [-1, 0, 1], dtype: 'int32' });
opTest('tanh', { run: tanh, inputs: [x], expected: elementwise(Math.tanh) });
opTest('sigmoid', { run: sigmoid, inputs: [x], expected: elementwise((v) => 1 / (1 + Math.exp(-v))) });
// As scipy.special gives it.
opTest('erf', {
  run: erf,
  inputs: [[-0.5, 0.25, 2]],
  expected: [-0.5204998778130465, 0.2763263901682369, 0.9953222650189527],
});
opTest('stopGradient', { run: stopGradient, inputs: [x], expected: x, gradient: false });

test('stopGradient lets no gradient through', async () => {
  const given = tensor([1, 2]);
  const [slope] = gradients(sum(stopGradient(given)), [given]);
  expect(await slope?.array()).toEqual([0, 0]);
});

test('log and sqrt are -Infinity, 0 and NaN where they must be', async () => {
  expectClose(await log([0, -1]).array(), [Number.NEGATIVE_INFINITY, Number.NaN]);
  expectClose(await sqrt([0, -1]).array(), [0, Number.NaN]);
});

test('sign of NaN is NaN', async () => expect(await sign([Number.NaN, 0]).array()).toEqual([Number.NaN, 0]));
