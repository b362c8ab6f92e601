import { composite, type Tensor, type TensorLike } from '../graph/index.ts';
import { add, divide, maximum, minimum, multiply, negative, power, square } from './arithmetic.ts';
import { equal, isnan, less, lessEqual, logicalAnd, logicalOr } from './comparison.ts';
import { abs, exp, rsqrt } from './elementwise.ts';
import { asFloat, numberPair, operands } from './operands.ts';
import { mod } from './remainder.ts';
import { where } from './select.ts';
import { sin } from './trigonometry.ts';

/**
 * Cardinal sine: `sin(πx) / (πx)`, and 1 at 0.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await ops.sinc([0, 0.5]).array() // => [1, 0.63662]
 * @see https://keras.io/api/ops/numpy/#sinc-function
 */
export const sinc = composite('sinc', (x: TensorLike): Tensor => {
  const given = asFloat(x);
  const zero = equal(given, 0);
  const angle = multiply(where(zero, 1, given), Math.PI);
  return where(zero, 1, divide(sin(angle), angle));
});

/** `1 / (k!)²`: the series of I₀ in `(x/2)²`, which up to 3.75 ends with its fourteenth term. */
const series = Array.from({ length: 14 }, (_, k) => {
  const factorial = Array.from({ length: k }, (_, i) => i + 1).reduce((product, i) => product * i, 1);
  return 1 / factorial ** 2;
});

/** M. Abramowitz and I. A. Stegun, Handbook of Mathematical Functions, 9.8.2: the error is below 1.9e-7. */
const tail = [
  0.39894228, 0.01328592, 0.00225319, -0.00157565, 0.00916281, -0.02057706, 0.02635537, -0.01647633, 0.00392377,
];

/**
 * Modified Bessel function of the first kind, of order 0: `I₀(x) = Σ ((x/2)ᵏ / k!)²`.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await ops.i0([0, 1]).array() // => [1, 1.26607]
 * @see https://keras.io/api/ops/numpy/#i0-function
 */
export const i0 = composite('i0', (x: TensorLike): Tensor => {
  const size = abs(asFloat(x));
  const isSmall = lessEqual(size, 3.75);
  const small = where(isSmall, asFloat(x), 0);
  const large = maximum(size, 3.75);
  const inner = polynomial(multiply(square(small), 0.25), series);
  const outer = multiply(multiply(exp(large), rsqrt(large)), polynomial(divide(3.75, large), tail));
  return where(isSmall, inner, outer);
});

function polynomial(x: Tensor, coefficients: readonly number[]): Tensor {
  const [highest = 0, ...others] = [...coefficients].reverse();
  const [next = 0, ...rest] = others;
  return rest.reduce<Tensor>((sum, coefficient) => add(multiply(sum, x), coefficient), add(multiply(x, highest), next));
}

/**
 * Whether the sign of each element is minus, that of -0 included.
 *
 * @param x - any shape; the result is bool, in the same shape. The sign of NaN counts as plus.
 * @example
 * await ops.signbit([-1, 0, -0]).array() // => [true, false, true]
 * @see https://keras.io/api/ops/numpy/#signbit-function
 */
export const signbit = composite('signbit', (x: TensorLike): Tensor => {
  const given = asFloat(x);
  return logicalOr(less(given, 0), logicalAnd(equal(given, 0), less(divide(1, given), 0)));
});

/**
 * Step: 0 below 0, 1 above, and at 0 what is given for it.
 *
 * @param a - any shape that broadcasts with `b`'s.
 * @param b - the values where `a` is 0; the result is float32, in the broadcast shape.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * await ops.heaviside([-1, 0, 2], 0.5).array() // => [0, 0.5, 1]
 * @see https://keras.io/api/ops/numpy/#heaviside-function
 */
export const heaviside = composite('heaviside', (a: TensorLike, b: TensorLike): Tensor => {
  const pair = operands(a, b, 'float32');
  const step = where(less(pair.a, 0), 0, where(isnan(pair.a), pair.a, 1));
  return where(equal(pair.a, 0), pair.b, step);
});

/**
 * `a · 2ᵇ`, element by element.
 *
 * @param a - any shape that broadcasts with `b`'s.
 * @param b - whole numbers, likewise; the result is float32, in the broadcast shape.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * await ops.ldexp([3, 1], [2, -1]).array() // => [12, 0.5]
 * @see https://keras.io/api/ops/numpy/#ldexp-function
 */
export const ldexp = composite('ldexp', (a: TensorLike, b: TensorLike): Tensor => {
  const pair = operands(a, b, 'float32');
  return multiply(pair.a, power(2, pair.b));
});

/**
 * The larger of two, element by element; where one is NaN, the other.
 *
 * @param a - any shape that broadcasts with `b`'s.
 * @param b - likewise; the result has the broadcast shape.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * await ops.fmax([1, NaN], [0, 2]).array() // => [1, 2]
 * @see https://keras.io/api/ops/numpy/
 */
export const fmax = composite('fmax', (a: TensorLike, b: TensorLike): Tensor => {
  const pair = operands(a, b);
  return where(isnan(pair.a), pair.b, where(isnan(pair.b), pair.a, maximum(pair.a, pair.b)));
});

/**
 * The smaller of two, element by element; where one is NaN, the other.
 *
 * @param a - any shape that broadcasts with `b`'s.
 * @param b - likewise; the result has the broadcast shape.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * await ops.fmin([1, NaN], [0, 2]).array() // => [0, 2]
 * @see https://keras.io/api/ops/numpy/
 */
export const fmin = composite('fmin', (a: TensorLike, b: TensorLike): Tensor => {
  const pair = operands(a, b);
  return where(isnan(pair.a), pair.b, where(isnan(pair.b), pair.a, minimum(pair.a, pair.b)));
});

/**
 * Remainder with the sign of the dividend, as in C: `a - trunc(a / b) · b`.
 *
 * @param a - any shape that broadcasts with `b`'s; booleans count as int32.
 * @param b - likewise; the result has the broadcast shape. Whole numbers must not be divided by 0.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * await ops.fmod([5, -5], 3).array() // => [2, -2]
 * @see https://keras.io/api/ops/numpy/
 */
export const fmod = composite('fmod', (a: TensorLike, b: TensorLike): Tensor => {
  const pair = numberPair(a, b);
  const rest = mod(abs(pair.a), abs(pair.b));
  return where(less(pair.a, 0), negative(rest), rest);
});
