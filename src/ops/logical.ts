import { axesOf, composite, type Tensor, type TensorLike } from '../graph/index.ts';
import { cast } from './cast.ts';
import { asTensor } from './operands.ts';
import { type Axes, max, min } from './reduce.ts';

/**
 * Whether any element over axes is true; anything but 0 is true. Of no elements none is.
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
  // With a least result, which is also that of no elements.
  return cast(max(truths(given), axesOf('any: axis', axis, given.dims.length), keepdims, 0), 'bool');
});

/**
 * Whether all elements over axes are true; anything but 0 is true. Of no elements all are.
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
  return cast(min(truths(given), axesOf('all: axis', axis, given.dims.length), keepdims, 1), 'bool');
});

/** 1 for what is true, 0 for what is not. */
function truths(x: Tensor): Tensor {
  return cast(cast(x, 'bool'), 'int32');
}
