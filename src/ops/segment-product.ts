import { composite, type Tensor, type TensorLike } from '../graph/index.ts';
import { ArgumentError } from '../utils/errors.ts';
import { equal } from './comparison.ts';
import { literal } from './creation.ts';
import { expandDims, reshape } from './movement.ts';
import { asTensor } from './operands.ts';
import { prod } from './reduce.ts';
import { where } from './select.ts';

/**
 * Products over the rows of each segment: row `k` of the result is the product of the rows of `data` whose id is `k`, and 1
 * where there is none. Its gradient is right at zeros, too.
 *
 * @param data - `[n, ...]`.
 * @param segmentIds - whole numbers `[n]`, in any order; rows whose id is no segment are passed over.
 * @param numSegments - the length of the result's first axis.
 * @throws {ShapeError} when there are not as many ids as rows.
 * @throws {ArgumentError} when `numSegments` is no positive whole number.
 * @example
 * await ops.segmentProd([2, 3, 4], [0, 1, 0], 2).array() // => [8, 3]
 * @see https://keras.io/api/ops/core/
 */
export const segmentProd = composite(
  'segmentProd',
  (data: TensorLike, segmentIds: TensorLike, numSegments: number): Tensor => {
    if (!Number.isInteger(numSegments) || numSegments < 1)
      throw new ArgumentError('segmentProd: numSegments', {
        expected: 'a positive whole number',
        received: String(numSegments),
      });
    const rows = asTensor(data);
    const others = rows.dims.slice(1).map(() => 1);
    const segments = literal(
      Array.from({ length: numSegments }, (_, k) => k),
      [numSegments, 1, ...others],
      'int32',
    );
    // A product over a scatter has no gradient at zeros; over the rows of each segment beside 1 for all others it has.
    const own = equal(reshape(segmentIds, [1, -1, ...others]), segments);
    return prod(where(own, expandDims(rows, 0), 1), 1);
  },
);
