import { describe, expect, test } from 'vitest';
import { expectClose, opTest, random } from '../testing/op-test.ts';
import { bitwiseAnd, bitwiseLeftShift, bitwiseNot } from './bitwise.ts';
import { gcd } from './divisors.ts';
import { fmax, fmod, heaviside, i0, ldexp, sinc } from './special-functions.ts';
import { kaiser } from './window-functions.ts';

const each = (law: (x: number) => number) => (x: number[]) => x.map(law);

opTest('sinc', {
  run: sinc,
  inputs: [random([7], { range: [0.2, 2.5] })],
  expected: each((x) => Math.sin(Math.PI * x) / (Math.PI * x)),
});
opTest('ldexp', {
  run: (a, b) => ldexp(a, b),
  inputs: [random([3]), new Int32Array([2, -1, 0])],
  expected: (x: number[]) => x.map((v, i) => v * 2 ** ([2, -1, 0][i] ?? 0)),
});
opTest('fmod', {
  run: fmod,
  inputs: [
    [7.5, -7.5, 5.25],
    [2, 2, -3],
  ],
  expected: [1.5, -1.5, 2.25],
});
opTest('fmax', {
  run: fmax,
  inputs: [
    [1, 4, 3],
    [2, 1, 5],
  ],
  expected: [2, 4, 5],
});
opTest('heaviside', { run: (a) => heaviside(a, 0.5), inputs: [[-1, 0, 2]], expected: [0, 0.5, 1], gradient: false });

/** By the integral `1/π ∫ e^(x cos t) dt` from 0 to π, whose trapezoidal sums converge at once. */
const bessel = (x: number) => {
  const steps = 200;
  let sum = (Math.exp(x) + Math.exp(-x)) / 2;
  for (let i = 1; i < steps; i++) sum += Math.exp(x * Math.cos((Math.PI * i) / steps));
  return sum / steps;
};

opTest('i0', {
  run: i0,
  inputs: [[0.1, -1.5, 3.6, 4, -7]],
  expected: each(bessel),
  gradientTolerance: 2e-3,
});

describe('bits', () => {
  test('of floats are refused', () => {
    expect(() => bitwiseAnd([0.5], [1])).toThrow(
      'bitwiseAnd(a, b): expected whole numbers, received float32[1] and float32[1].',
    );
    expect(() => bitwiseNot([0.5])).toThrow("Cast them, as in cast(x, 'int32').");
  });

  test('of booleans are the booleans', async () => {
    expect(await bitwiseAnd([true, true], [true, false]).array()).toEqual([true, false]);
    expect(await bitwiseLeftShift([true], [true]).array()).toEqual([2]);
  });
});

test('gcd takes no more steps than the longest division', async () => {
  // Two neighbours of Fibonacci's numbers, the largest below 2³¹.
  expect(await gcd(new Int32Array([1836311903, 1134903170]), new Int32Array([1134903170, 1836311903])).array()).toEqual(
    [1, 1],
  );
  expect(() => gcd([0.5], [1])).toThrow('gcd(a, b): expected whole numbers');
});

test('kaiser is 1 in its middle, and the same from both ends', async () => {
  const window = Array.from(await kaiser(9, 6).data(), Number);
  expect(window[4]).toBe(1);
  expectClose(window.toReversed(), window, 1e-7);
  expect(() => kaiser(-1, 6)).toThrow('kaiser: n: expected a whole number of at least 0, received -1.');
});
