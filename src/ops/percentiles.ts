import { axesOf, composite, type Tensor, type TensorLike } from '../graph/index.ts';
import { add, maximum, multiply, subtract } from './arithmetic.ts';
import { cast } from './cast.ts';
import { equal, isnan, logicalNot } from './comparison.ts';
import { take, takeAlongAxis } from './indexing.ts';
import { expandDims, moveaxis } from './movement.ts';
import { asFloat, someElements } from './operands.ts';
import { merged, partsOf, type QuantileMethod, quantile } from './quantiles.ts';
import { type Axes, sum } from './reduce.ts';
import { ceil, floor, round } from './rounding.ts';
import { where } from './select.ts';
import { sort } from './sorting.ts';

/**
 * The value below which `q` percent of the elements over axes lie: `quantile` with a hundredth of it.
 *
 * @param x - any shape, without NaN; the result is float32.
 * @param q - from 0 to 100, or a vector of such numbers: the result then has an axis for them in front.
 * @param axis - one axis, several, or null for all (default).
 * @param method - what is taken between two elements. Default `'linear'`.
 * @param keepdims - whether reduced axes stay with length 1. Default `false`.
 * @throws {ShapeError} for an axis that is not there.
 * @throws {ArgumentError} for percentages beyond 0 and 100, or an unknown method.
 * @example
 * await ops.percentile([1, 2, 3, 5], 50).array() // => 2.5
 * @see https://keras.io/api/ops/numpy/#percentile-function
 */
export const percentile = composite(
  'percentile',
  (
    x: TensorLike,
    q: number | readonly number[],
    axis: Axes = null,
    method: QuantileMethod = 'linear',
    keepdims: boolean = false,
  ): Tensor => quantile(x, hundredths(q), axis, method, keepdims),
);

function hundredths(q: number | readonly number[]): number | readonly number[] {
  return typeof q === 'number' ? q / 100 : q.map((one) => one / 100);
}

/**
 * The value below which a part `q` of the elements over axes lies, passing over NaN; NaN where there is nothing else.
 *
 * @param x - any shape; the result is float32.
 * @param q - a part from 0 to 1, or a vector of them: the result then has an axis for them in front.
 * @param axis - one axis, several, or null for all (default).
 * @param method - what is taken between two elements. Default `'linear'`.
 * @param keepdims - whether reduced axes stay with length 1. Default `false`.
 * @throws {ShapeError} for an axis that is not there.
 * @throws {ArgumentError} for a part beyond 0 and 1, or an unknown method.
 * @example
 * await ops.nanquantile([1, NaN, 2, 3], 0.5).array() // => 2
 * @see https://keras.io/api/ops/numpy/#nanquantile-function
 */
export const nanquantile = composite(
  'nanquantile',
  (
    x: TensorLike,
    q: number | readonly number[],
    axis: Axes = null,
    method: QuantileMethod = 'linear',
    keepdims: boolean = false,
  ): Tensor => {
    const given = asFloat(x);
    const axes = axesOf('nanquantile: axis', axis, given.dims.length);
    someElements('nanquantile(x, q, axis)', given, axes);
    const parts = partsOf('nanquantile', q, method);
    const together = merged(given, axes);
    const missing = isnan(together);
    // What is missing stands behind all others, and no place reaches it.
    const sorted = sort(where(missing, Infinity, together));
    const count = sum(cast(logicalNot(missing), 'float32'), -1, true);
    const places = multiply(parts, maximum(subtract(count, 1), 0));
    const found = where(equal(count, 0), Number.NaN, between(sorted, places, method));
    const values = moveaxis(found, -1, 0);
    const kept = keepdims
      ? expandDims(
          values,
          axes.map((one) => one + 1),
        )
      : values;
    return typeof q === 'number' ? take(kept, 0, 0) : kept;
  },
);

/** The sorted elements at places of each row, which may lie between two. */
function between(sorted: Tensor, places: Tensor, method: QuantileMethod): Tensor {
  const at = (place: Tensor): Tensor => takeAlongAxis(sorted, cast(place, 'int32'), sorted.dims.length - 1);
  if (method === 'nearest') return at(round(places));
  const low = floor(places);
  if (method === 'lower') return at(low);
  const high = ceil(places);
  if (method === 'higher') return at(high);
  const share = method === 'midpoint' ? multiply(subtract(high, low), 0.5) : subtract(places, low);
  const [below, above] = [at(low), at(high)];
  // Infinity - Infinity is no number, nor is 0 · Infinity: where both are one element, it is that.
  return where(equal(low, high), below, add(below, multiply(subtract(above, below), share)));
}

/**
 * The value below which `q` percent of the elements over axes lie, passing over NaN; NaN where there is nothing else.
 *
 * @param x - any shape; the result is float32.
 * @param q - from 0 to 100, or a vector of such numbers: the result then has an axis for them in front.
 * @param axis - one axis, several, or null for all (default).
 * @param method - what is taken between two elements. Default `'linear'`.
 * @param keepdims - whether reduced axes stay with length 1. Default `false`.
 * @throws {ShapeError} for an axis that is not there.
 * @throws {ArgumentError} for percentages beyond 0 and 100, or an unknown method.
 * @example
 * await ops.nanpercentile([1, NaN, 2, 3], 50).array() // => 2
 * @see https://keras.io/api/ops/numpy/#nanpercentile-function
 */
export const nanpercentile = composite(
  'nanpercentile',
  (
    x: TensorLike,
    q: number | readonly number[],
    axis: Axes = null,
    method: QuantileMethod = 'linear',
    keepdims: boolean = false,
  ): Tensor => nanquantile(x, hundredths(q), axis, method, keepdims),
);

/**
 * The element in the middle of the sorted ones, or the mean of the two there, passing over NaN; NaN where there is nothing
 * else.
 *
 * @param x - any shape; the result is float32.
 * @param axis - one axis, several, or null for all (default).
 * @param keepdims - whether reduced axes stay with length 1. Default `false`.
 * @throws {ShapeError} for an axis that is not there.
 * @example
 * await ops.nanmedian([1, NaN, 7, 2]).array() // => 2
 * @see https://keras.io/api/ops/numpy/#nanmedian-function
 */
export const nanmedian = composite(
  'nanmedian',
  (x: TensorLike, axis: Axes = null, keepdims: boolean = false): Tensor =>
    nanquantile(x, 0.5, axis, 'linear', keepdims),
);
