import { composite, type Tensor, type TensorLike } from '../graph/index.ts';
import { ArgumentError } from '../utils/errors.ts';
import { divide, maximum, power, square, subtract } from './arithmetic.ts';
import { abs, sqrt } from './elementwise.ts';
import { expandDims, squeeze } from './movement.ts';
import { asFloat } from './operands.ts';
import { type Axes, max, mean, sum } from './reduce.ts';

/** The smallest normal float32: what a bound is raised to before it would vanish. */
const leastFloat = 2 ** -126;

/**
 * Scales to norm 1 along axes: `x / max(‖x‖ₚ, epsilon)`. Where all of `x` is 0, the result is 0.
 *
 * @param x - any shape; the result is float32, in the same shape (a scalar becomes `[1]`).
 * @param axis - over which axes the norm is taken: one, several, or null for all. Default `-1`.
 * @param order - the p of the norm, a whole number from 1 on; `Infinity` takes the largest absolute value. Default `2`.
 * @param epsilon - norms below count as this. Default `1e-7`.
 * @throws {ArgumentError} for an order that is no whole number from 1 on.
 * @throws {ShapeError} for an axis that is not there.
 * @example
 * await ops.normalize([[3, 4], [0, 0]]).array() // => [[0.6, 0.8], [0, 0]]
 * @see https://keras.io/api/ops/nn/#normalize-function
 */
export const normalize = composite(
  'normalize',
  (x: TensorLike, axis: Axes = -1, order: number = 2, epsilon: number = 1e-7): Tensor => {
    if (!((Number.isInteger(order) && order >= 1) || order === Infinity))
      throw new ArgumentError('normalize: order', {
        expected: 'a whole number from 1 on, or Infinity',
        received: `${order}`,
      });
    const given = asFloat(x);
    const whole = given.dims.length === 0 ? expandDims(given, 0) : given;
    return divide(whole, boundedNorm(whole, axis, order, epsilon));
  },
);

/** The norm, but at least `epsilon`: bounded before the root is taken, whose slope at 0 is infinite. */
function boundedNorm(x: Tensor, axis: Axes, order: number, epsilon: number): Tensor {
  if (order === Infinity) return maximum(max(abs(x), axis, true), epsilon);
  const least = Math.max(epsilon ** order, leastFloat);
  if (order === 1) return maximum(sum(abs(x), axis, true), least);
  if (order === 2) return sqrt(maximum(sum(square(x), axis, true), least));
  return power(maximum(sum(power(abs(x), order), axis, true), least), 1 / order);
}

/**
 * Mean and variance over axes; the variance is the mean of the squared distances from the mean.
 *
 * @param x - any shape; both results are float32.
 * @param axes - one axis, several, or null for all.
 * @param keepdims - whether reduced axes stay with length 1. Default `false`.
 * @returns the mean, then the variance.
 * @throws {ShapeError} for an axis that is not there.
 * @example
 * const [mean, variance] = ops.moments([[1, 3], [5, 5]], 1);
 * await mean.array() // => [2, 5]
 * await variance.array() // => [1, 0]
 * @see https://keras.io/api/ops/nn/#moments-function
 */
export const moments = composite(
  'moments',
  (x: TensorLike, axes: Axes, keepdims: boolean = false): readonly [mean: Tensor, variance: Tensor] => {
    const given = asFloat(x);
    const center = mean(given, axes, true);
    const spread = mean(square(subtract(given, center)), axes, true);
    if (keepdims) return [center, spread];
    const dropped = axes ?? given.dims.map((_, axis) => axis);
    const none = typeof dropped !== 'number' && dropped.length === 0;
    return none ? [center, spread] : [squeeze(center, dropped), squeeze(spread, dropped)];
  },
);
