import { axisOf, composite, type Tensor, type TensorLike } from '../graph/index.ts';
import { ArgumentError } from '../utils/errors.ts';
import { ravel } from './movement.ts';
import { asTensor } from './operands.ts';
import { argsort } from './sorting.ts';

/**
 * Places that put the element of rank `kth` where it belongs, the smaller ones before it and the larger ones behind. Here all
 * of them are in order.
 *
 * @param x - any shape; the result is int32 in the same shape.
 * @param kth - a rank from 0; negative ones count from the end.
 * @param axis - default `-1`; null: `x` is flattened first.
 * @throws {ShapeError} for an axis that is not there.
 * @throws {ArgumentError} for a rank that is not there.
 * @example
 * await ops.argpartition([3, 1, 2], 1).array() // => [1, 2, 0]
 * @see https://keras.io/api/ops/numpy/#argpartition-function
 */
export const argpartition = composite(
  'argpartition',
  (x: TensorLike, kth: number, axis: number | null = -1): Tensor => {
    const given = axis === null ? ravel(x) : asTensor(x);
    const at = axisOf('argpartition: axis', axis ?? -1, given.dims.length);
    const length = given.dims[at];
    const inside = typeof length !== 'number' || (kth >= -length && kth < length);
    if (!Number.isInteger(kth) || !inside)
      throw new ArgumentError('argpartition: kth', {
        expected: `a rank among ${typeof length === 'number' ? length : 'the'} elements`,
        received: String(kth),
      });
    return argsort(given, at);
  },
);
