import { axesOf, composite, isFloat, type Tensor, type TensorLike } from '../graph/index.ts';
import { argmax, argmin } from './argument.ts';
import { divide, square, subtract } from './arithmetic.ts';
import { cast } from './cast.ts';
import { equal, isnan, logicalNot } from './comparison.ts';
import { cumprod, cumsum } from './cumulative.ts';
import { sqrt } from './elementwise.ts';
import { all } from './logical.ts';
import { asFloat, asTensor } from './operands.ts';
import { type Axes, max, min, prod, sum } from './reduce.ts';
import { where } from './select.ts';

/** The tensor with a number in place of NaN. */
function without(x: Tensor, number: number): Tensor {
  return isFloat(x.dtype) ? where(isnan(x), number, x) : x;
}

/**
 * Sum over axes that passes over NaN.
 *
 * @param x - any shape; booleans are summed as int32, bytes as uint32.
 * @param axis - one axis, several, or null for all (default).
 * @param keepdims - whether reduced axes stay with length 1. Default `false`.
 * @throws {ShapeError} for an axis that is not there.
 * @example
 * await ops.nansum([1, NaN, 2]).array() // => 3
 * @see https://keras.io/api/ops/numpy/#nansum-function
 */
export const nansum = composite(
  'nansum',
  (x: TensorLike, axis: Axes = null, keepdims: boolean = false): Tensor =>
    sum(without(asTensor(x), 0), checked('nansum', x, axis), keepdims),
);

/**
 * Product over axes that passes over NaN.
 *
 * @param x - any shape; booleans are multiplied as int32, bytes as uint32.
 * @param axis - one axis, several, or null for all (default).
 * @param keepdims - whether reduced axes stay with length 1. Default `false`.
 * @throws {ShapeError} for an axis that is not there.
 * @example
 * await ops.nanprod([2, NaN, 3]).array() // => 6
 * @see https://keras.io/api/ops/numpy/#nanprod-function
 */
export const nanprod = composite(
  'nanprod',
  (x: TensorLike, axis: Axes = null, keepdims: boolean = false): Tensor =>
    prod(without(asTensor(x), 1), checked('nanprod', x, axis), keepdims),
);

/**
 * The largest element over axes that passes over NaN; NaN where there is nothing else.
 *
 * @param x - any shape; the result has the same dtype.
 * @param axis - one axis, several, or null for all (default).
 * @param keepdims - whether reduced axes stay with length 1. Default `false`.
 * @throws {ShapeError} for an axis that is not there.
 * @example
 * await ops.nanmax([1, NaN, 2]).array() // => 2
 * @see https://keras.io/api/ops/numpy/#nanmax-function
 */
export const nanmax = composite('nanmax', (x: TensorLike, axis: Axes = null, keepdims: boolean = false): Tensor => {
  const given = asTensor(x);
  const axes = checked('nanmax', given, axis);
  return unlessEmpty(max(without(given, -Infinity), axes, keepdims), given, axes, keepdims);
});

/**
 * The smallest element over axes that passes over NaN; NaN where there is nothing else.
 *
 * @param x - any shape; the result has the same dtype.
 * @param axis - one axis, several, or null for all (default).
 * @param keepdims - whether reduced axes stay with length 1. Default `false`.
 * @throws {ShapeError} for an axis that is not there.
 * @example
 * await ops.nanmin([1, NaN, 2]).array() // => 1
 * @see https://keras.io/api/ops/numpy/#nanmin-function
 */
export const nanmin = composite('nanmin', (x: TensorLike, axis: Axes = null, keepdims: boolean = false): Tensor => {
  const given = asTensor(x);
  const axes = checked('nanmin', given, axis);
  return unlessEmpty(min(without(given, Infinity), axes, keepdims), given, axes, keepdims);
});

/** The result, but NaN where there is nothing but NaN. */
function unlessEmpty(result: Tensor, x: Tensor, axes: readonly number[], keepdims: boolean): Tensor {
  return isFloat(x.dtype) ? where(all(isnan(x), axes, keepdims), Number.NaN, result) : result;
}

/**
 * Arithmetic mean over axes of the elements that are not NaN; NaN where there is none.
 *
 * @param x - any shape; the result is float32.
 * @param axis - one axis, several, or null for all (default).
 * @param keepdims - whether reduced axes stay with length 1. Default `false`.
 * @throws {ShapeError} for an axis that is not there.
 * @example
 * await ops.nanmean([1, NaN, 2]).array() // => 1.5
 * @see https://keras.io/api/ops/numpy/#nanmean-function
 */
export const nanmean = composite('nanmean', (x: TensorLike, axis: Axes = null, keepdims: boolean = false): Tensor => {
  const given = asFloat(x);
  const axes = checked('nanmean', given, axis);
  return divide(sum(without(given, 0), axes, keepdims), counted(given, axes, keepdims));
});

/** How many elements are not NaN, as float32. */
function counted(x: Tensor, axes: readonly number[], keepdims: boolean): Tensor {
  return sum(cast(logicalNot(isnan(x)), 'float32'), axes, keepdims);
}

/**
 * Variance over axes of the elements that are not NaN: `mean((x - mean(x))²)`; NaN where there is none.
 *
 * @param x - any shape; the result is float32.
 * @param axis - one axis, several, or null for all (default).
 * @param keepdims - whether reduced axes stay with length 1. Default `false`.
 * @throws {ShapeError} for an axis that is not there.
 * @example
 * await ops.nanvar([1, NaN, 3]).array() // => 1
 * @see https://keras.io/api/ops/numpy/#nanvar-function
 */
export const nanvar = composite('nanvar', (x: TensorLike, axis: Axes = null, keepdims: boolean = false): Tensor => {
  const given = asFloat(x);
  const axes = checked('nanvar', given, axis);
  const center = divide(sum(without(given, 0), axes, true), counted(given, axes, true));
  const distances = where(isnan(given), 0, square(subtract(without(given, 0), center)));
  return divide(sum(distances, axes, keepdims), counted(given, axes, keepdims));
});

/**
 * Standard deviation over axes of the elements that are not NaN; NaN where there is none. Where it is 0 its gradient is 0.
 *
 * @param x - any shape; the result is float32.
 * @param axis - one axis, several, or null for all (default).
 * @param keepdims - whether reduced axes stay with length 1. Default `false`.
 * @throws {ShapeError} for an axis that is not there.
 * @example
 * await ops.nanstd([1, NaN, 3]).array() // => 1
 * @see https://keras.io/api/ops/numpy/#nanstd-function
 */
export const nanstd = composite('nanstd', (x: TensorLike, axis: Axes = null, keepdims: boolean = false): Tensor => {
  const given = asFloat(x);
  const spread = nanvar(given, checked('nanstd', given, axis), keepdims);
  const none = equal(spread, 0);
  return where(none, 0, sqrt(where(none, 1, spread)));
});

/**
 * The place of the largest element along an axis that passes over NaN; -1 where there is nothing else.
 *
 * @param x - any shape; the result is int32.
 * @param axis - default null: the place among all elements, counted row by row.
 * @param keepdims - whether the axis stays with length 1. Default `false`.
 * @throws {ShapeError} for an axis that is not there.
 * @example
 * await ops.nanargmax([1, NaN, 2]).array() // => 2
 * @see https://keras.io/api/ops/numpy/#nanargmax-function
 */
export const nanargmax = composite(
  'nanargmax',
  (x: TensorLike, axis: number | null = null, keepdims: boolean = false): Tensor => {
    const given = asTensor(x);
    return placeUnlessEmpty(argmax(without(given, -Infinity), axis, keepdims), given, axis, keepdims);
  },
);

/**
 * The place of the smallest element along an axis that passes over NaN; -1 where there is nothing else.
 *
 * @param x - any shape; the result is int32.
 * @param axis - default null: the place among all elements, counted row by row.
 * @param keepdims - whether the axis stays with length 1. Default `false`.
 * @throws {ShapeError} for an axis that is not there.
 * @example
 * await ops.nanargmin([1, NaN, 2]).array() // => 0
 * @see https://keras.io/api/ops/numpy/#nanargmin-function
 */
export const nanargmin = composite(
  'nanargmin',
  (x: TensorLike, axis: number | null = null, keepdims: boolean = false): Tensor => {
    const given = asTensor(x);
    return placeUnlessEmpty(argmin(without(given, Infinity), axis, keepdims), given, axis, keepdims);
  },
);

function placeUnlessEmpty(place: Tensor, x: Tensor, axis: number | null, keepdims: boolean): Tensor {
  return isFloat(x.dtype) ? where(all(isnan(x), axis, keepdims), -1, place) : place;
}

/**
 * Running sum along an axis in which NaN counts as 0.
 *
 * @param x - any shape; booleans are summed as int32.
 * @param axis - default null: `x` is flattened first.
 * @throws {ShapeError} for an axis that is not there.
 * @example
 * await ops.nancumsum([1, NaN, 2]).array() // => [1, 1, 3]
 * @see https://keras.io/api/ops/numpy/#nancumsum-function
 */
export const nancumsum = composite(
  'nancumsum',
  (x: TensorLike, axis: number | null = null): Tensor => cumsum(without(asTensor(x), 0), axis),
);

/**
 * Running product along an axis in which NaN counts as 1.
 *
 * @param x - any shape, the axis of known length; booleans are multiplied as int32.
 * @param axis - default null: `x` is flattened first.
 * @throws {ShapeError} for an axis that is not there, or whose length is known at run time only.
 * @example
 * await ops.nancumprod([2, NaN, 3]).array() // => [2, 2, 6]
 * @see https://keras.io/api/ops/numpy/#nancumprod-function
 */
export const nancumprod = composite(
  'nancumprod',
  (x: TensorLike, axis: number | null = null): Tensor => cumprod(without(asTensor(x), 1), axis),
);

function checked(name: string, x: TensorLike, axis: Axes): readonly number[] {
  return axesOf(`${name}: axis`, axis, asTensor(x).dims.length);
}
