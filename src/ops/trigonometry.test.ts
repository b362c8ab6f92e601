import { expect, test } from 'vitest';
import { gradients } from '../autodiff/index.ts';
import { tensor } from '../graph/index.ts';
import { elementwise, expectClose, opTest, random } from '../testing/op-test.ts';
import { sum } from './reduce.ts';
import {
  arccos,
  arccosh,
  arcsin,
  arcsinh,
  arctan,
  arctan2,
  arctanh,
  cos,
  cosh,
  deg2rad,
  hypot,
  rad2deg,
  sin,
  sinh,
  tan,
} from './trigonometry.ts';

const x = random([3, 4]);
const steep = random([3, 4], { range: [-1.2, 1.2] });
const unit = random([3, 4], { range: [-0.8, 0.8] });

opTest('sin', { run: sin, inputs: [x], expected: elementwise(Math.sin) });
opTest('cos', { run: cos, inputs: [x], expected: elementwise(Math.cos) });
opTest('tan', { run: tan, inputs: [steep], expected: elementwise(Math.tan) });
opTest('arcsin', { run: arcsin, inputs: [unit], expected: elementwise(Math.asin) });
opTest('arccos', { run: arccos, inputs: [unit], expected: elementwise(Math.acos) });
opTest('arctan', { run: arctan, inputs: [x], expected: elementwise(Math.atan) });
opTest('sinh', { run: sinh, inputs: [x], expected: elementwise(Math.sinh) });
opTest('cosh', { run: cosh, inputs: [x], expected: elementwise(Math.cosh) });
opTest('arcsinh', { run: arcsinh, inputs: [x], expected: elementwise(Math.asinh) });
opTest('arccosh', { run: arccosh, inputs: [random([3, 4], { range: [1.3, 3] })], expected: elementwise(Math.acosh) });
opTest('arctanh', { run: arctanh, inputs: [unit], expected: elementwise(Math.atanh) });
opTest('deg2rad', { run: deg2rad, inputs: [[0, 90, -180, 30]], expected: [0, Math.PI / 2, -Math.PI, Math.PI / 6] });
opTest('rad2deg', { run: rad2deg, inputs: [[0, 1, -Math.PI]], expected: [0, 180 / Math.PI, -180] });
opTest('arctan2', {
  run: arctan2,
  inputs: [
    [
      [1, 0.5, -1, -0.5],
      [2, -2, 0.7, -0.7],
    ],
    [1, -1, -0.5, 0.5],
  ],
  expected: elementwise(Math.atan2),
  bad: [{ run: () => arctan2([1, 2], [1, 2, 3]), message: /^arctan2\(y, x\): expected shapes that broadcast/ }],
});
opTest('hypot', {
  run: hypot,
  inputs: [
    [
      [3, -0.5, 1],
      [0.3, 2, -2],
    ],
    [4, 0.7, -0.4],
  ],
  expected: elementwise(Math.hypot),
  bad: [{ run: () => hypot([1, 2], [1, 2, 3]), message: /expected shapes that broadcast/ }],
});

test('arctan2 on the axes and at infinity', async () => {
  const infinity = Number.POSITIVE_INFINITY;
  const y = [0, 1, -1, 0, infinity, -infinity, 1];
  const along = [0, 0, 0, -1, infinity, -infinity, -infinity];
  expectClose(
    await arctan2(y, along).array(),
    y.map((v, i) => Math.atan2(v, along[i] ?? 0)),
  );
});

test('hypot neither overflows nor underflows', async () => {
  const infinity = Number.POSITIVE_INFINITY;
  const lengths = await hypot([3e30, 3e-30, infinity, 0], [4e30, 4e-30, 1, 0]).data();
  expect(Number(lengths[0]) / 5e30).toBeCloseTo(1, 6);
  expect(Number(lengths[1]) / 5e-30).toBeCloseTo(1, 6);
  expect([...lengths.slice(2)]).toEqual([infinity, 0]);
});

test('the gradient of hypot at the origin is 0', async () => {
  const a = tensor([0]);
  const [slope] = gradients(sum(hypot(a, [0])), [a]);
  expect(await slope?.array()).toEqual([0]);
});
