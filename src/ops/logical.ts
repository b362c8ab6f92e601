import { axesOf, composite, type Tensor, type TensorLike } from '../graph/index.ts';
import { cast } from './cast.ts';
import { asTensor } from './operands.ts';
import { type Axes, max, min } from './reduce.ts';

/**
 * Whether any element over axes is true; anything but 0 is true.
 *
 * @param x - any shape; the result is bool.
 * @param axis - one axis, several, or null for all (default).
 * @param keepdims - whether reduced axes stay with length 1. Default `false`.
 * @throws {ShapeError} for an axis that is not there.
 * @example
 * await ops.any([[true, false], [false, false]], 1).array() // => [true, false]
 * @see https://keras.io/api/ops/numpy/#any-function
 */
export const any = composite('any', (x: TensorLike, axis: Axes = null, keepdims: boolean = false): Tensor => {
  const given = asTensor(x);
  return max(cast(given, 'bool'), axesOf('any: axis', axis, given.dims.length), keepdims);
});

/**
 * Whether all elements over axes are true; anything but 0 is true.
 *
 * @param x - any shape; the result is bool.
 * @param axis - one axis, several, or null for all (default).
 * @param keepdims - whether reduced axes stay with length 1. Default `false`.
 * @throws {ShapeError} for an axis that is not there.
 * @example
 * await ops.all([[true, true], [true, false]], 1).array() // => [true, false]
 * @see https://keras.io/api/ops/numpy/#all-function
 */
export const all = composite('all', (x: TensorLike, axis: Axes = null, keepdims: boolean = false): Tensor => {
  const given = asTensor(x);
  return min(cast(given, 'bool'), axesOf('all: axis', axis, given.dims.length), keepdims);
});
