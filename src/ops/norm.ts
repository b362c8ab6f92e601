import { axesOf, axisOf, composite, type Tensor, type TensorLike } from '../graph/index.ts';
import { ArgumentError, ShapeError } from '../utils/errors.ts';
import { power, square } from './arithmetic.ts';
import { cast } from './cast.ts';
import { equal, notEqual } from './comparison.ts';
import { abs, sqrt } from './elementwise.ts';
import { squeeze } from './movement.ts';
import { asFloat } from './operands.ts';
import { max, min, sum } from './reduce.ts';
import { where } from './select.ts';

/** Which norm: a number or ±Infinity, or `'fro'`, the square root of the sum of squares. */
export type NormOrder = number | 'fro';

/**
 * Norm of vectors or matrices. Of vectors: `(Σ|x|ᵖ)^(1/p)`, with the largest `|x|` for Infinity, the smallest for -Infinity,
 * and the number of elements other than 0 for 0. Of matrices: `'fro'`, or the largest sum of `|x|` of a column for 1, of a
 * row for Infinity, and the smallest for -1 and -Infinity. At 0, where a norm has no gradient, it is taken to be 0.
 *
 * @param x - any shape; the result is float32.
 * @param ord - default null: the 2-norm of a vector, `'fro'` of matrices, and over all elements where `axis` is null too.
 * The matrix norms that need singular values (2, -2, nuclear) are not to be had.
 * @param axis - one axis for vectors, two (rows, columns) for matrices; default null: all axes, of which there may be two at
 * most where `ord` is given.
 * @param keepdims - whether reduced axes stay with length 1. Default `false`.
 * @throws {ShapeError} for an axis that is not there, or more than two.
 * @throws {ArgumentError} for a norm that is not known.
 * @example
 * await ops.norm([3, 4]).item() // => 5
 * @see https://keras.io/api/ops/linalg/#norm-function
 */
export const norm = composite(
  'norm',
  (
    x: TensorLike,
    ord: NormOrder | null = null,
    axis: number | readonly number[] | null = null,
    keepdims: boolean = false,
  ): Tensor => {
    const given = asFloat(x);
    const axes = axesOf('norm: axis', axis, given.dims.length);
    if (axis === null && ord === null) return euclidean(given, axes, keepdims);
    if (axes.length === 1) return vectorNorm(given, ord ?? 2, axes, keepdims);
    if (axes.length !== 2)
      throw new ShapeError('norm(x, ord, axis)', {
        expected: 'one axis, or two, where an order is given',
        received: `${axes.length}`,
        mend: 'Say which axes hold the vectors or matrices.',
      });
    const inOrder = axis === null || typeof axis === 'number' ? axes : axis;
    const [rows = 0, columns = 1] = inOrder.map((one) => axisOf('norm: axis', one, given.dims.length));
    return matrixNorm(given, ord ?? 'fro', rows, columns, keepdims);
  },
);

function vectorNorm(x: Tensor, ord: NormOrder, axes: readonly number[], keepdims: boolean): Tensor {
  if (typeof ord !== 'number' || Number.isNaN(ord)) return unknownNorm(ord, 'a number or ±Infinity for vectors');
  if (ord === 2) return euclidean(x, axes, keepdims);
  if (ord === 0) return sum(cast(notEqual(x, 0), 'float32'), axes, keepdims);
  if (ord === Infinity) return max(abs(x), axes, keepdims);
  if (ord === -Infinity) return min(abs(x), axes, keepdims);
  if (ord === 1) return sum(abs(x), axes, keepdims);
  const total = sum(power(abs(x), ord), axes, keepdims);
  return ord > 0 ? rooted(total, (positive) => power(positive, 1 / ord)) : power(total, 1 / ord);
}

function matrixNorm(x: Tensor, ord: NormOrder, rows: number, columns: number, keepdims: boolean): Tensor {
  if (ord === 'fro') return euclidean(x, [rows, columns], keepdims);
  const byColumns = ord === 1 || ord === -1;
  if (!byColumns && ord !== Infinity && ord !== -Infinity)
    return unknownNorm(ord, "'fro', 1, -1, Infinity or -Infinity for matrices");
  const sums = sum(abs(x), byColumns ? rows : columns, true);
  const extreme = ord > 0 ? max : min;
  const norms = extreme(sums, byColumns ? columns : rows, true);
  return keepdims ? norms : squeeze(norms, [rows, columns]);
}

function unknownNorm(ord: NormOrder, expected: string): never {
  throw new ArgumentError('norm: ord', { expected, received: typeof ord === 'number' ? `${ord}` : `'${ord}'` });
}

function euclidean(x: Tensor, axes: readonly number[], keepdims: boolean): Tensor {
  return rooted(sum(square(x), axes, keepdims), sqrt);
}

/** A root that is 0, with a gradient of 0, where its slope would be infinite. */
function rooted(total: Tensor, root: (positive: Tensor) => Tensor): Tensor {
  const zero = equal(total, 0);
  return where(zero, 0, root(where(zero, 1, total)));
}
