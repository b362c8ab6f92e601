import { axisOf, composite, isStatic, shown, type Tensor, type TensorLike } from '../graph/index.ts';
import { ArgumentError, ShapeError } from '../utils/errors.ts';
import { expandDims, moveaxis, ravel, reshapeTo } from './movement.ts';
import { asTensor } from './operands.ts';
import { pad } from './padding.ts';
import { sum } from './reduce.ts';
import { getItem } from './slicing.ts';

/**
 * The diagonal of matrices: elements whose second index is the first plus `offset`.
 *
 * @param x - any shape of at least two axes; the lengths of the two must be known.
 * @param offset - above the main diagonal where positive. Default `0`.
 * @param axis1 - the rows' axis. Default `0`.
 * @param axis2 - the columns' axis. Default `1`. Both go; the diagonal is the last axis of the result.
 * @throws {ShapeError} for axes that are not there, are the same, or are of unknown length.
 * @example
 * await ops.diagonal([[1, 2], [3, 4]]).array() // => [1, 4]
 * @see https://keras.io/api/ops/numpy/#diagonal-function
 */
export const diagonal = composite(
  'diagonal',
  (x: TensorLike, offset: number = 0, axis1: number = 0, axis2: number = 1): Tensor => {
    const given = asTensor(x);
    const rank = given.dims.length;
    const from = [axisOf('diagonal: axis1', axis1, rank), axisOf('diagonal: axis2', axis2, rank)];
    if (from[0] === from[1])
      throw new ShapeError('diagonal(x, offset, axis1, axis2)', {
        expected: 'two different axes',
        received: `${axis1} and ${axis2}`,
      });
    const matrices = moveaxis(given, from, [-2, -1]);
    const sides = matrices.dims.slice(-2);
    if (!isStatic(sides))
      throw new ShapeError('diagonal(x, offset, axis1, axis2)', {
        expected: 'known lengths of the two axes',
        received: shown(given),
      });
    wholeNumber('diagonal: offset', offset);
    const [n = 0, m = 0] = sides;
    const length = Math.max(0, Math.min(n - Math.max(-offset, 0), m - Math.max(offset, 0)));
    // Row by row, the next element of a diagonal is one row and one column on.
    const flat = reshapeTo(matrices, [...matrices.dims.slice(0, -2), n * m]);
    const start = length === 0 ? 0 : offset >= 0 ? offset : -offset * m;
    return getItem(flat, ['...', { start, stop: length === 0 ? 0 : start + (length - 1) * (m + 1) + 1, step: m + 1 }]);
  },
);

/**
 * The sum along the diagonal of matrices.
 *
 * @param x - any shape of at least two axes; the lengths of the two must be known.
 * @param offset - above the main diagonal where positive. Default `0`.
 * @param axis1 - the rows' axis. Default `0`.
 * @param axis2 - the columns' axis. Default `1`.
 * @throws {ShapeError} for axes that are not there, are the same, or are of unknown length.
 * @example
 * await ops.trace([[1, 2], [3, 4]]).item() // => 5
 * @see https://keras.io/api/ops/numpy/#trace-function
 */
export const trace = composite(
  'trace',
  (x: TensorLike, offset: number = 0, axis1: number = 0, axis2: number = 1): Tensor =>
    sum(diagonal(x, offset, axis1, axis2), -1),
);

/**
 * The diagonal of a matrix, or the matrix with a vector on its diagonal and zeros elsewhere.
 *
 * @param x - a vector or a matrix of known shape.
 * @param k - above the main diagonal where positive. Default `0`.
 * @throws {ShapeError} when `x` is neither, or its shape is not known.
 * @example
 * await ops.diag([1, 2]).array() // => [[1, 0], [0, 2]]
 * @see https://keras.io/api/ops/numpy/#diag-function
 */
export const diag = composite('diag', (x: TensorLike, k: number = 0): Tensor => {
  const given = asTensor(x);
  if (given.dims.length === 2) return diagonal(given, k);
  const [length] = given.dims;
  if (typeof length !== 'number' || given.dims.length !== 1)
    throw new ShapeError('diag(x, k)', { expected: 'a vector or a matrix of known shape', received: shown(given) });
  wholeNumber('diag: k', k);
  // Each element at the head of a row that is one longer than the matrix: so they drift to the right by one a row.
  const n = length + Math.abs(k);
  const rows = pad(expandDims(given, 1), [
    [0, 0],
    [0, n],
  ]);
  const drifted = reshapeTo(rows, [length * (n + 1)]);
  const before = k >= 0 ? k : -k * n;
  const all = pad(drifted, [before, Math.max(0, n * n - length * (n + 1) - before)]);
  return reshapeTo(getItem(all, { stop: n * n }), [n, n]);
});

/**
 * The matrix with all elements of a tensor on its diagonal and zeros elsewhere.
 *
 * @param x - any known shape.
 * @param k - above the main diagonal where positive. Default `0`.
 * @throws {ShapeError} when the shape is not known.
 * @example
 * await ops.diagflat([[1], [2]]).array() // => [[1, 0], [0, 2]]
 * @see https://keras.io/api/ops/numpy/#diagflat-function
 */
export const diagflat = composite('diagflat', (x: TensorLike, k: number = 0): Tensor => diag(ravel(x), k));

function wholeNumber(where: string, number: number): void {
  if (!Number.isInteger(number)) throw new ArgumentError(where, { expected: 'a whole number', received: `${number}` });
}
