import { expect, test } from 'vitest';
import { elementwise, opTest } from '../testing/op-test.ts';
import { allclose, isclose, nanToNum } from './closeness.ts';
import {
  equal,
  greater,
  greaterEqual,
  isfinite,
  isinf,
  isnan,
  isneginf,
  isposinf,
  less,
  lessEqual,
  logicalAnd,
  logicalNot,
  logicalOr,
  logicalXor,
  notEqual,
} from './comparison.ts';

const a = [
  [1, 2, 3],
  [-1, 0, 2],
];
const b = [1, 0, 3];
const p = [true, true, false, false];
const q = [true, false, true, false];
const misfit = (f: typeof equal) => [{ run: () => f([1, 2], [1, 2, 3]), message: /expected shapes that broadcast/ }];

opTest('equal', {
  run: equal,
  inputs: [a, b],
  expected: elementwise((x, y) => x === y),
  dtype: 'bool',
  bad: misfit(equal),
});
opTest('notEqual', { run: notEqual, inputs: [a, b], expected: elementwise((x, y) => x !== y), bad: misfit(notEqual) });
opTest('greater', { run: greater, inputs: [a, b], expected: elementwise((x, y) => x > y), bad: misfit(greater) });
opTest('greaterEqual', {
  run: greaterEqual,
  inputs: [a, b],
  expected: elementwise((x, y) => x >= y),
  bad: misfit(greaterEqual),
});
opTest('less', { run: less, inputs: [a, b], expected: elementwise((x, y) => x < y), bad: misfit(less) });
opTest('lessEqual', {
  run: lessEqual,
  inputs: [a, b],
  expected: elementwise((x, y) => x <= y),
  bad: misfit(lessEqual),
});
opTest('greater of bytes', {
  run: greater,
  inputs: [Uint8Array.of(200, 3), Uint8Array.of(3, 200)],
  expected: [true, false],
});
opTest('greater of booleans', { run: greater, inputs: [p, q], expected: [false, true, false, false] });
opTest('logicalAnd', {
  run: logicalAnd,
  inputs: [p, q],
  expected: [true, false, false, false],
  bad: misfit(logicalAnd),
});
opTest('logicalOr', { run: logicalOr, inputs: [p, q], expected: [true, true, true, false], bad: misfit(logicalOr) });
opTest('logicalXor', {
  run: logicalXor,
  inputs: [p, q],
  expected: [false, true, true, false],
  bad: misfit(logicalXor),
});
opTest('logicalNot', { run: logicalNot, inputs: [[0, 2, -1]], expected: [true, false, false], dtype: 'bool' });

const odd = [1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
opTest('isnan', { run: isnan, inputs: [odd], expected: [false, true, false, false], dtype: 'bool', gradient: false });
opTest('isinf', { run: isinf, inputs: [odd], expected: [false, false, true, true], gradient: false });
opTest('isposinf', { run: isposinf, inputs: [odd], expected: [false, false, true, false], gradient: false });
opTest('isneginf', { run: isneginf, inputs: [odd], expected: [false, false, false, true], gradient: false });
opTest('isfinite', { run: isfinite, inputs: [odd], expected: [true, false, false, false], gradient: false });
opTest('isfinite of int32', { run: isfinite, inputs: [Int32Array.of(1, 2)], expected: [true, true] });

opTest('isclose', {
  run: (x, y) => isclose(x, y),
  inputs: [
    [1, 1, 1e-9, ...odd],
    [1.000001, 1.1, 0, 1, Number.NaN, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
  ],
  expected: [true, false, true, true, false, true, false],
  gradient: false,
  bad: [{ run: () => isclose([1, 2], [1, 2, 3]), message: /expected shapes that broadcast/ }],
});
opTest('isclose with other tolerances', {
  run: (x, y) => isclose(x, y, { rtol: 0, atol: 0.5, equalNan: true }),
  inputs: [
    [1, 1, Number.NaN],
    [1.4, 1.6, Number.NaN],
  ],
  expected: [true, false, true],
  gradient: false,
});
opTest('allclose', {
  run: (x, y) => allclose(x, y),
  inputs: [
    [1, 2],
    [1, 2.1],
  ],
  expected: false,
  gradient: false,
  bad: [{ run: () => allclose([1, 2], [1, 2, 3]), message: /expected shapes that broadcast/ }],
});
opTest('nanToNum', {
  run: (x) => nanToNum(x, { posinf: 9 }),
  inputs: [odd],
  expected: [1, 0, 9, -3.4028234663852886e38],
  gradient: false,
});
opTest('nanToNum of numbers', { run: (x) => nanToNum(x), inputs: [a], expected: a });

test('whole numbers are compared with fractions as floats', async () => {
  expect(await less(Int32Array.of(1, 2), 1.5).array()).toEqual([true, false]);
});
