import { describe, expect, test } from 'vitest';
import { gradients } from '../autodiff/index.ts';
import { tensor } from '../graph/index.ts';
import { elementwise, opTest, random } from '../testing/op-test.ts';
import {
  add,
  divide,
  divideNoNan,
  maximum,
  minimum,
  multiply,
  negative,
  power,
  reciprocal,
  square,
  subtract,
  trueDivide,
} from './arithmetic.ts';
import { sum } from './reduce.ts';

const a = random([3, 4]);
const row = random([4], { seed: 3, range: [0.5, 2] });
const column = random([3, 1], { seed: 4, range: [0.5, 2] });
const positive = random([3, 4], { seed: 5, range: [0.5, 2] });
const misfit = [{ run: () => add([1, 2], [1, 2, 3]), message: 'add(a, b): expected shapes that broadcast' }] as const;

opTest('add', { run: add, inputs: [a, row], expected: elementwise((x, y) => x + y), bad: misfit });
opTest('subtract', {
  run: subtract,
  inputs: [a, column],
  expected: elementwise((x, y) => x - y),
  bad: [
    { run: () => subtract([true], [false]), message: /subtract\(a, b\): expected numbers, received a bool\[1\]/ },
    { run: () => subtract([1, 2], [1, 2, 3]), message: /^subtract\(a, b\): expected shapes/ },
  ],
});
opTest('multiply', {
  run: multiply,
  inputs: [a, row],
  expected: elementwise((x, y) => x * y),
  bad: [{ run: () => multiply([1, 2], [1, 2, 3]), message: /^multiply\(a, b\): expected shapes/ }],
});
opTest('divide', {
  run: divide,
  inputs: [a, row],
  expected: elementwise((x, y) => x / y),
  bad: [{ run: () => divide([1, 2], [1, 2, 3]), message: /^divide\(a, b\): expected shapes/ }],
});
opTest('trueDivide', {
  run: trueDivide,
  inputs: [Int32Array.of(1, 2, 3), Int32Array.of(2, 4, 8)],
  expected: [0.5, 0.5, 0.375],
  dtype: 'float32',
  bad: [{ run: () => trueDivide([1, 2], [1, 2, 3]), message: /^divide\(a, b\): expected shapes/ }],
});
opTest('divideNoNan', {
  run: divideNoNan,
  inputs: [
    [1, 2, -3, 0],
    [2, -4, 8, 1],
  ],
  expected: [0.5, -0.5, -0.375, 0],
  bad: [{ run: () => divideNoNan([1, 2], [1, 2, 3]), message: /expected shapes/ }],
});
opTest('negative', {
  run: negative,
  inputs: [a],
  expected: elementwise((x) => -x),
  bad: [{ run: () => negative([true]), message: /negative\(x\): expected numbers, received bool\[1\]/ }],
});
opTest('power', {
  run: power,
  inputs: [positive, row],
  expected: elementwise((x, y) => x ** y),
  bad: [{ run: () => power([1, 2], [1, 2, 3]), message: /^power\(a, b\): expected shapes/ }],
});
opTest('power of a negative base', { run: (x) => power(x, 3), inputs: [[-2, -1, 1]], expected: [-8, -1, 1] });
opTest('maximum', {
  run: maximum,
  inputs: [a, [0.3, 0.7, -0.6, 1.1]],
  expected: elementwise(Math.max),
  bad: [{ run: () => maximum([1, 2], [1, 2, 3]), message: /^maximum\(a, b\): expected shapes/ }],
});
opTest('minimum', {
  run: minimum,
  inputs: [a, [0.3, 0.7, -0.6, 1.1]],
  expected: elementwise(Math.min),
  bad: [{ run: () => minimum([1, 2], [1, 2, 3]), message: /^minimum\(a, b\): expected shapes/ }],
});
opTest('square', { run: square, inputs: [a], expected: elementwise((x) => x * x) });
opTest('reciprocal', { run: reciprocal, inputs: [positive], expected: elementwise((x) => 1 / x) });

// What Keras 3.15 answers on JAX for two tensors of these dtypes.
describe('dtypes', () => {
  const bools = tensor([true, false]);
  const bytes = tensor(Uint8Array.of(1, 2));
  const ints = tensor(Int32Array.of(1, 2));
  const words = tensor(Uint32Array.of(1, 2));
  test('add of booleans is or, multiply is and', async () => {
    expect(await add(bools, [true, true]).array()).toEqual([true, true]);
    expect(await multiply(bools, [true, true]).array()).toEqual([true, false]);
  });
  test('maximum of booleans is or, minimum is and', async () => {
    expect(await maximum(bools, [false, false]).array()).toEqual([true, false]);
    expect(await minimum(bools, [false, false]).array()).toEqual([false, false]);
  });
  test('uint8 with int32 is int32, with uint32 is uint32', () => {
    expect(add(bytes, ints).dtype).toBe('int32');
    expect(add(bytes, words).dtype).toBe('uint32');
  });
  test('a whole number takes the dtype of the tensor, a fraction makes it float32', () => {
    expect([add(bytes, 1).dtype, add(bools, 1).dtype, add(ints, 1.5).dtype]).toEqual(['uint8', 'int32', 'float32']);
  });
  test('unsigned numbers wrap around', async () => {
    expect(await subtract(bytes, 2).array()).toEqual([255, 0]);
    expect(await negative(words).array()).toEqual([4294967295, 4294967294]);
  });
  test('power keeps whole numbers', async () => {
    expect([power(bytes, bytes).dtype, power(bools, bools).dtype]).toEqual(['uint8', 'int32']);
    expect(await power(words, 3).array()).toEqual([1, 8]);
  });
  test('square of booleans is int32', () => expect(square(bools).dtype).toBe('int32'));
});

describe('gradients where they are not plain', () => {
  test('a tie in maximum is shared evenly', async () => {
    const x = tensor([1, 2]);
    const y = tensor([1, 1]);
    const [dx, dy] = gradients(sum(maximum(x, y)), [x, y]);
    expect(await dx?.array()).toEqual([0.5, 1]);
    expect(await dy?.array()).toEqual([0.5, 0]);
  });
  test('x⁰ has no slope, even at 0', async () => {
    const x = tensor([0, 2]);
    const [dx] = gradients(sum(power(x, 0)), [x]);
    expect(await dx?.array()).toEqual([0, 0]);
  });
  test('divideNoNan by 0 has no slope', async () => {
    const x = tensor([1, 2]);
    const y = tensor([0, 4]);
    const [dx, dy] = gradients(sum(divideNoNan(x, y)), [x, y]);
    expect(await dx?.array()).toEqual([0, 0.25]);
    expect(await dy?.array()).toEqual([0, -0.125]);
  });
});

test('maximum and minimum are NaN where either is', async () => {
  expect(await maximum([1, Number.NaN], [Number.NaN, 1]).array()).toEqual([Number.NaN, Number.NaN]);
  expect(await minimum([1, Number.NaN], [Number.NaN, 1]).array()).toEqual([Number.NaN, Number.NaN]);
});
