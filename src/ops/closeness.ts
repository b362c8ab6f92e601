import { composite, isFloat, type Tensor, type TensorLike } from '../graph/index.ts';
import { add, multiply, subtract } from './arithmetic.ts';
import { equal, isnan, isneginf, isposinf, lessEqual, logicalAnd, logicalOr } from './comparison.ts';
import { abs } from './elementwise.ts';
import { all } from './logical.ts';
import { asTensor, operands } from './operands.ts';
import { where } from './select.ts';

/** The greatest float. */
const greatest = 3.4028234663852886e38;

/** How far numbers may differ and still be close. */
export interface Closeness {
  /** Part of `|b|`. Default `1e-5`. */
  readonly rtol?: number;
  /** Whatever the size. Default `1e-8`. */
  readonly atol?: number;
  /** Whether NaN is close to NaN. Default `false`. */
  readonly equalNan?: boolean;
}

/**
 * Whether two numbers are close, element by element: `|a - b| ≤ atol + rtol · |b|`. An infinity is close to itself alone.
 *
 * @param a - any shape that broadcasts with `b`'s.
 * @param b - likewise; the result is bool, in the broadcast shape.
 * @param options - `rtol` (default 1e-5), `atol` (default 1e-8), `equalNan` (default false).
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * await ops.isclose([1, 1], [1.000001, 1.1]).array() // => [true, false]
 * @see https://keras.io/api/ops/numpy/#isclose-function
 */
export const isclose = composite('isclose', (a: TensorLike, b: TensorLike, options: Closeness = {}): Tensor => {
  const { rtol = 1e-5, atol = 1e-8, equalNan = false } = options;
  const pair = operands(a, b, 'float32');
  const bound = add(multiply(abs(pair.b), rtol), atol);
  const distance = abs(subtract(pair.a, pair.b));
  // The bound beside an infinity is infinite, and so is the distance from it.
  const near = logicalAnd(lessEqual(distance, bound), lessEqual(distance, greatest));
  const close = logicalOr(near, equal(pair.a, pair.b));
  return equalNan ? logicalOr(close, logicalAnd(isnan(pair.a), isnan(pair.b))) : close;
});

/**
 * Whether all numbers are close: `|a - b| ≤ atol + rtol · |b|` for every pair.
 *
 * @param a - any shape that broadcasts with `b`'s.
 * @param b - likewise; the result is one bool.
 * @param options - `rtol` (default 1e-5), `atol` (default 1e-8), `equalNan` (default false).
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * await ops.allclose([1, 1], [1.000001, 1.1]).array() // => false
 * @see https://keras.io/api/ops/numpy/#allclose-function
 */
export const allclose = composite(
  'allclose',
  (a: TensorLike, b: TensorLike, options: Closeness = {}): Tensor => all(isclose(a, b, options)),
);

/** What `nanToNum` puts in place of what is no number. */
export interface Replacements {
  /** Default `0`. */
  readonly nan?: number;
  /** Default: the greatest float. */
  readonly posinf?: number;
  /** Default: the least float. */
  readonly neginf?: number;
}

/**
 * Replaces NaN and infinities by numbers. No gradient flows where something was replaced.
 *
 * @param x - any shape; the result has the same shape and dtype.
 * @param options - `nan` (default 0), `posinf` (default the greatest float), `neginf` (default the least).
 * @example
 * await ops.nanToNum([NaN, 1, Infinity], { posinf: 9 }).array() // => [0, 1, 9]
 * @see https://keras.io/api/ops/numpy/#nan_to_num-function
 */
export const nanToNum = composite('nanToNum', (x: TensorLike, options: Replacements = {}): Tensor => {
  const { nan = 0, posinf = greatest, neginf = -greatest } = options;
  const given = asTensor(x);
  if (!isFloat(given.dtype)) return given;
  return where(isnan(given), nan, where(isposinf(given), posinf, where(isneginf(given), neginf, given)));
});
