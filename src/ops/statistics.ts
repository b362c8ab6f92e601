import { axesOf, composite, shown, type Tensor, type TensorLike } from '../graph/index.ts';
import { ShapeError } from '../utils/errors.ts';
import { add, divide, maximum, minimum, multiply, square, subtract } from './arithmetic.ts';
import { cast } from './cast.ts';
import { equal } from './comparison.ts';
import { exp, log, sqrt, stopGradient } from './elementwise.ts';
import { reshape, squeeze } from './movement.ts';
import { asFloat, asTensor } from './operands.ts';
import { type Axes, fastMax, mean, sum } from './reduce.ts';
import { where } from './select.ts';

/**
 * Variance over axes, divided by the number of elements: `mean((x - mean(x))²)`.
 *
 * @param x - any shape; the result is float32.
 * @param axis - one axis, several, or null for all (default).
 * @param keepdims - whether reduced axes stay with length 1. Default `false`.
 * @throws {ShapeError} for an axis that is not there.
 * @example
 * await ops.variance([1, 3]).array() // => 1
 * @see https://keras.io/api/ops/numpy/#var-function
 */
export const variance = composite('var', (x: TensorLike, axis: Axes = null, keepdims: boolean = false): Tensor => {
  const given = asFloat(x);
  const axes = axesOf('variance: axis', axis, given.dims.length);
  return mean(square(subtract(given, mean(given, axes, true))), axes, keepdims);
});

/**
 * Standard deviation over axes: `√mean((x - mean(x))²)`. Where it is 0 its gradient is 0 (Keras's is NaN).
 *
 * @param x - any shape; the result is float32.
 * @param axis - one axis, several, or null for all (default).
 * @param keepdims - whether reduced axes stay with length 1. Default `false`.
 * @throws {ShapeError} for an axis that is not there.
 * @example
 * await ops.std([1, 3]).array() // => 1
 * @see https://keras.io/api/ops/numpy/#std-function
 */
export const std = composite('std', (x: TensorLike, axis: Axes = null, keepdims: boolean = false): Tensor => {
  const given = asFloat(x);
  const spread = variance(given, axesOf('std: axis', axis, given.dims.length), keepdims);
  const none = equal(spread, 0);
  return where(none, 0, sqrt(where(none, 1, spread)));
});

/** The greatest float. */
const greatest = 3.4028234663852886e38;

/**
 * Logarithm of the sum of exponentials over axes, without overflow: `ln Σ eˣ`.
 *
 * @param x - any shape; the result is float32.
 * @param axis - one axis, several, or null for all (default).
 * @param keepdims - whether reduced axes stay with length 1. Default `false`.
 * @throws {ShapeError} for an axis that is not there.
 * @example
 * await ops.logsumexp([1000, -1000]).array() // => 1000
 * @see https://keras.io/api/ops/math/#logsumexp-function
 */
export const logsumexp = composite(
  'logsumexp',
  (x: TensorLike, axis: Axes = null, keepdims: boolean = false): Tensor => {
    const given = asFloat(x);
    // What is taken off is a number even where the largest element is infinite: -Infinity - (-Infinity) would be NaN.
    const axes = axesOf('logsumexp: axis', axis, given.dims.length);
    const top = stopGradient(maximum(minimum(fastMax(given, axes, true), greatest), -greatest));
    const result = add(log(sum(exp(subtract(given, top)), axes, true)), top);
    return keepdims ? result : squeeze(result, axes);
  },
);

/**
 * How many elements over axes are not 0.
 *
 * @param x - any shape; the result is int32. NaN counts as not 0.
 * @param axis - one axis, several, or null for all (default).
 * @throws {ShapeError} for an axis that is not there.
 * @example
 * await ops.countNonzero([0, 3, -1]).array() // => 2
 * @see https://keras.io/api/ops/numpy/#count_nonzero-function
 */
export const countNonzero = composite('countNonzero', (x: TensorLike, axis: Axes = null): Tensor => {
  const given = asTensor(x);
  return sum(cast(given, 'bool'), axesOf('countNonzero: axis', axis, given.dims.length));
});

/**
 * Weighted mean over axes: `Σ w·x / Σ w`.
 *
 * @param x - any shape; the result is float32.
 * @param axis - one axis, several, or null for all (default).
 * @param weights - in the shape of `x`, or a vector as long as the one axis; default null: all the same.
 * @throws {ShapeError} for an axis that is not there, or weights of another shape.
 * @example
 * await ops.average([1, 4], null, [2, 1]).array() // => 2
 * @see https://keras.io/api/ops/numpy/#average-function
 */
export const average = composite(
  'average',
  (x: TensorLike, axis: Axes = null, weights: TensorLike | null = null): Tensor => {
    const given = asFloat(x);
    const axes = axesOf('average: axis', axis, given.dims.length);
    if (weights === null) return mean(given, axes);
    const weight = spreadWeights(asFloat(weights), given, axes);
    return divide(sum(multiply(given, weight), axes), sum(weight, axes));
  },
);

/** Weights in the shape of `x`, or with lengths of 1 beside the one axis that they weigh. */
function spreadWeights(weights: Tensor, x: Tensor, axes: readonly number[]): Tensor {
  const [first] = axes;
  if (weights.dims.length === x.dims.length) return weights;
  const along = first === undefined ? undefined : x.dims[first];
  if (axes.length === 1 && weights.dims.length === 1 && weights.dims[0] === along)
    return reshape(
      weights,
      x.dims.map((_, i) => (i === first ? -1 : 1)),
    );
  throw new ShapeError('average: weights', {
    expected: `the shape of x ${shown(x)}, or a vector as long as the one axis`,
    received: shown(weights),
  });
}
