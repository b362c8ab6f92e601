import { composite, type Tensor, type TensorLike } from '../../graph/index.ts';
import { truncatedPart, truncation } from '../../utils/random.ts';
import { add, maximum, minimum, multiply } from '../arithmetic.ts';
import { asTensor } from '../operands.ts';
import { erfinv } from '../special.ts';
import { drawNormals, drawUnits } from './bits.ts';
import { checkNumbers, type DrawOptions, extent, keyOf, likeness } from './draw.ts';

/** Options of `uniform`. */
export interface UniformOptions extends DrawOptions {
  /** Lowest value. Default `0`. */
  readonly minval?: number;
  /** Bound that no value reaches. Default `1`. */
  readonly maxval?: number;
}

/**
 * Evenly distributed numbers from `minval` up to, but not including, `maxval`: the same bits on every device.
 *
 * @param shape - of the result, which is float32.
 * @param options - `minval` (default 0), `maxval` (default 1), `seed`.
 * @throws {ArgumentError} for a shape or a bound that is none.
 * @example
 * random.uniform([2, 3], { seed: 1 }).shape // => [2, 3]
 * @see https://keras.io/api/random/random_ops/#uniform-function
 */
export function uniform(shape: readonly number[], options: UniformOptions = {}): Tensor {
  const { minval = 0, maxval = 1, seed = null } = options;
  checkNumbers('uniform', { minval, maxval });
  const units = drawUnits(keyOf('uniform: seed', seed), extent('uniform: shape', shape), null);
  const wide = multiply(units, (maxval - minval) * 2 ** -24);
  if (minval === 0) return wide;
  // Rounding may reach the bound.
  return maxval > minval ? minimum(add(wide, minval), floatBelow(maxval)) : add(wide, minval);
}

/** Options of `normal` and `truncatedNormal`. */
export interface NormalOptions extends DrawOptions {
  /** Default `0`. */
  readonly mean?: number;
  /** Standard deviation. Default `1`. */
  readonly stddev?: number;
}

/**
 * Numbers of a normal distribution (Box and Muller's method). Devices agree up to their logarithm and cosine.
 *
 * @param shape - of the result, which is float32.
 * @param options - `mean` (default 0), `stddev` (default 1), `seed`.
 * @throws {ArgumentError} for a shape or a parameter that is none.
 * @example
 * random.normal([2, 3], { seed: 1 }).shape // => [2, 3]
 * @see https://keras.io/api/random/random_ops/#normal-function
 */
export function normal(shape: readonly number[], options: NormalOptions = {}): Tensor {
  const { mean = 0, stddev = 1, seed = null } = options;
  checkNumbers('normal', { mean, stddev });
  return scaled(drawNormals(keyOf('normal: seed', seed), extent('normal: shape', shape), null), mean, stddev);
}

/**
 * Numbers of a normal distribution that is cut at two standard deviations from its mean.
 *
 * @param shape - of the result, which is float32.
 * @param options - `mean` (default 0), `stddev` of the distribution before it is cut (default 1), `seed`.
 * @throws {ArgumentError} for a shape or a parameter that is none.
 * @example
 * random.truncatedNormal([2, 3], { seed: 1 }).shape // => [2, 3]
 * @see https://keras.io/api/random/random_ops/#truncated_normal-function
 */
export function truncatedNormal(shape: readonly number[], options: NormalOptions = {}): Tensor {
  const { mean = 0, stddev = 1, seed = null } = options;
  checkNumbers('truncatedNormal', { mean, stddev });
  const units = drawUnits(keyOf('truncatedNormal: seed', seed), extent('truncatedNormal: shape', shape), null);
  // The distribution is inverted at the middle of each of the 2²⁴ steps.
  const middles = multiply(add(units, 0.5 - 2 ** 23), truncatedPart * 2 ** -23);
  const values = multiply(erfinv(middles), Math.SQRT2);
  return scaled(minimum(maximum(values, -truncation), truncation), mean, stddev);
}

/**
 * Evenly distributed numbers from 0 to 1 in the shape of a tensor, which may be known at run time only.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @param options - `seed`.
 * @example
 * random.uniformLike([[1, 2]]).shape // => [1, 2]
 */
export const uniformLike = composite('uniformLike', (x: TensorLike, options: DrawOptions = {}): Tensor => {
  const key = keyOf('uniformLike: seed', options.seed);
  return multiply(drawUnits(key, likeness, asTensor(x)), 2 ** -24);
});

/**
 * Numbers of a normal distribution in the shape of a tensor, which may be known at run time only.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @param options - `mean` (default 0), `stddev` (default 1), `seed`.
 * @throws {ArgumentError} for a parameter that is no number.
 * @example
 * random.normalLike([[1, 2]]).shape // => [1, 2]
 */
export const normalLike = composite('normalLike', (x: TensorLike, options: NormalOptions = {}): Tensor => {
  const { mean = 0, stddev = 1, seed = null } = options;
  checkNumbers('normalLike', { mean, stddev });
  return scaled(drawNormals(keyOf('normalLike: seed', seed), likeness, asTensor(x)), mean, stddev);
});

function scaled(x: Tensor, mean: number, stddev: number): Tensor {
  const wide = stddev === 1 ? x : multiply(x, stddev);
  return mean === 0 ? wide : add(wide, mean);
}

/** The greatest float32 below a number. */
function floatBelow(bound: number): number {
  const near = Math.fround(bound);
  if (near < bound) return near;
  const float = Float32Array.of(near);
  const bits = new Int32Array(float.buffer);
  // Floats of one sign are ordered as their bits are; below 0 comes the least negative one.
  bits[0] = near === 0 ? -(2 ** 31) + 1 : (bits[0] ?? 0) + (near > 0 ? -1 : 1);
  return float[0] ?? near;
}
