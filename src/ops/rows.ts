import { axisOf, composite, shown, type Tensor, type TensorLike } from '../graph/index.ts';
import { ArgumentError, ShapeError } from '../utils/errors.ts';
import { add, divide, maximum, minimum, multiply, power, square, subtract } from './arithmetic.ts';
import { equal } from './comparison.ts';
import { literal } from './creation.ts';
import { diff } from './cumulative.ts';
import { diag } from './diagonals.ts';
import { sqrt } from './elementwise.ts';
import { log10 } from './exponential.ts';
import { take } from './indexing.ts';
import { matmul } from './linalg.ts';
import { expandDims, reshape, transpose } from './movement.ts';
import { asFloat, asTensor, operands } from './operands.ts';
import { pad } from './padding.ts';
import { mean, sum } from './reduce.ts';
import { where } from './select.ts';
import { getItem, type Range } from './slicing.ts';

/**
 * Integral along an axis by the trapezoidal rule: `Σ (yᵢ + yᵢ₊₁) / 2 · (xᵢ₊₁ - xᵢ)`.
 *
 * @param y - any shape; the result is float32 without the axis.
 * @param x - where the values stand: in the shape of `y`, or a vector as long as the axis. Default null: at equal distances.
 * @param dx - that distance. Default `1`.
 * @param axis - default `-1`.
 * @throws {ShapeError} for an axis that is not there, or an `x` that does not fit.
 * @example
 * await ops.trapezoid([1, 2, 4]).array() // => 4.5
 * @see https://keras.io/api/ops/numpy/#trapezoid-function
 */
export const trapezoid = composite(
  'trapezoid',
  (y: TensorLike, x: TensorLike | null = null, dx: number = 1, axis: number = -1): Tensor => {
    const given = asFloat(y);
    const at = axisOf('trapezoid: axis', axis, given.dims.length);
    const part = (range: Range) =>
      getItem(
        given,
        given.dims.map((_, i) => (i === at ? range : {})),
      );
    const heights = multiply(add(part({ start: 1 }), part({ stop: -1 })), 0.5);
    return sum(multiply(heights, x === null ? dx : steps(asFloat(x), given, at)), at);
  },
);

function steps(x: Tensor, y: Tensor, axis: number): Tensor {
  if (x.dims.length === y.dims.length) return diff(x, 1, axis);
  if (x.dims.length !== 1)
    throw new ShapeError('trapezoid: x', { expected: `the shape of y ${shown(y)}, or a vector`, received: shown(x) });
  return reshape(
    diff(x),
    y.dims.map((_, i) => (i === axis ? -1 : 1)),
  );
}

/**
 * Vandermonde matrix: each row the powers of a number, the highest first.
 *
 * @param x - `[rows]`.
 * @param n - columns; default null: as many as rows.
 * @param increasing - whether the powers grow from left to right. Default `false`.
 * @throws {ShapeError} for other shapes, or a length that is not known where there is no `n`.
 * @example
 * await ops.vander([2, 3], 3).array() // => [[4, 2, 1], [9, 3, 1]]
 * @see https://keras.io/api/ops/numpy/#vander-function
 */
export const vander = composite(
  'vander',
  (x: TensorLike, n: number | null = null, increasing: boolean = false): Tensor => {
    const given = asTensor(x);
    const [length] = given.dims;
    const columns = n ?? length;
    if (given.dims.length !== 1 || typeof columns !== 'number' || !Number.isInteger(columns) || columns < 0)
      throw new ShapeError('vander(x, n)', {
        expected: 'a vector, and a known number of columns',
        received: `${shown(given)} and ${n}`,
      });
    const powers = Array.from({ length: columns }, (_, i) => (increasing ? i : columns - 1 - i));
    return power(expandDims(given, 1), literal(powers, [1, columns], given.dtype === 'float32' ? 'float32' : 'int32'));
  },
);

/**
 * Distances between each two rows: `√Σ (x - y)²`. Where two are the same, the gradient is 0.
 *
 * @param x - `[..., n, d]`.
 * @param y - `[..., m, d]`; the result is float32 `[..., n, m]`.
 * @throws {ShapeError} when the rows are not of one length.
 * @example
 * await ops.cdist([[0, 0], [3, 4]], [[0, 0]]).array() // => [[0], [5]]
 * @see https://keras.io/api/ops/linalg/
 */
export const cdist = composite('cdist', (x: TensorLike, y: TensorLike): Tensor => {
  const pair = operands(x, y, 'float32');
  if (pair.a.dims.length < 2 || pair.b.dims.length < 2 || pair.a.dims.at(-1) !== pair.b.dims.at(-1))
    throw new ShapeError('cdist(x, y)', {
      expected: 'x [..., n, d] and y [..., m, d]',
      received: `${shown(pair.a)} and ${shown(pair.b)}`,
    });
  const apart = subtract(expandDims(pair.a, -2), expandDims(pair.b, -3));
  const squares = sum(square(apart), -1);
  const same = equal(squares, 0);
  return where(same, 0, sqrt(where(same, 1, squares)));
});

/**
 * Coefficients of correlation between each two rows: their covariance, divided by both standard deviations.
 *
 * @param x - `[variables, observations]`, or one variable `[observations]`.
 * @returns float32 `[variables, variables]`, from -1 to 1; of one variable a scalar.
 * @throws {ShapeError} for other shapes.
 * @example
 * await ops.corrcoef([[1, 2, 3], [2, 4, 6]]).array() // => [[1, 1], [1, 1]]
 * @see https://keras.io/api/ops/numpy/#corrcoef-function
 */
export const corrcoef = composite('corrcoef', (x: TensorLike): Tensor => {
  const given = asFloat(x);
  if (given.dims.length < 1 || given.dims.length > 2)
    throw new ShapeError('corrcoef(x)', { expected: 'a matrix or a vector', received: shown(given) });
  const rows = given.dims.length === 1 ? expandDims(given, 0) : given;
  const centered = subtract(rows, mean(rows, 1, true));
  const products = matmul(centered, transpose(centered));
  const spread = sqrt(diag(products));
  const scaled = divide(divide(products, expandDims(spread, 1)), expandDims(spread, 0));
  const bounded = minimum(maximum(scaled, -1), 1);
  return given.dims.length === 1 ? reshape(bounded, []) : bounded;
});

/** How far two sequences overlap: wholly; as much as gives the longer one's length; at all. */
export type Overlap = 'valid' | 'same' | 'full';

/**
 * Cross-correlation of two sequences: `cₖ = Σₙ aₙ₊ₖ bₙ`.
 *
 * @param a - `[n]`, of known length.
 * @param b - `[m]`, likewise; the result is float32.
 * @param mode - `'valid'` (default): where they overlap wholly; `'same'`: as many as the longer one has; `'full'`: wherever they
 * overlap.
 * @throws {ShapeError} for other shapes.
 * @throws {ArgumentError} for an unknown mode.
 * @example
 * await ops.correlate([1, 2, 3], [0, 1]).array() // => [2, 3]
 * @see https://keras.io/api/ops/numpy/#correlate-function
 */
export const correlate = composite('correlate', (a: TensorLike, b: TensorLike, mode: Overlap = 'valid'): Tensor => {
  const pair = operands(a, b, 'float32');
  const [n, m] = [pair.a.dims[0], pair.b.dims[0]];
  if (pair.a.dims.length !== 1 || pair.b.dims.length !== 1 || typeof n !== 'number' || typeof m !== 'number')
    throw new ShapeError('correlate(a, b)', {
      expected: 'two vectors of known length',
      received: `${shown(pair.a)} and ${shown(pair.b)}`,
    });
  // Of the n + m - 1 places of 'full'. Where b is longer, the middle is counted from the other end, as in NumPy.
  const ranges: Readonly<Record<Overlap, readonly [start: number, length: number]>> = {
    full: [0, n + m - 1],
    same: [n >= m ? m - 1 - Math.floor(m / 2) : Math.floor(n / 2), Math.max(n, m)],
    valid: [Math.min(n, m) - 1, Math.abs(n - m) + 1],
  };
  const range = ranges[mode];
  if (range === undefined)
    throw new ArgumentError('correlate: mode', { expected: "'valid', 'same' or 'full'", received: `'${mode}'` });
  const [start, length] = range;
  const padded = pad(pair.a, [[m - 1, m - 1]]);
  const places = Array.from({ length: length * m }, (_, i) => start + Math.floor(i / m) + (i % m));
  return matmul(take(padded, literal(places, [length, m], 'int32'), 0), pair.b);
});

/**
 * Peak signal-to-noise ratio in decibels: `20 log₁₀(max) - 10 log₁₀(mean((a - b)²))`.
 *
 * @param a - pictures of any shape.
 * @param b - likewise; the result is one float32.
 * @param maxVal - the largest value there can be.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * await ops.psnr([0, 0], [0.1, 0.1], 1).array() // => 20
 * @see https://keras.io/api/ops/nn/
 */
export const psnr = composite('psnr', (a: TensorLike, b: TensorLike, maxVal: number): Tensor => {
  const pair = operands(a, b, 'float32');
  return subtract(20 * Math.log10(maxVal), multiply(log10(mean(square(subtract(pair.a, pair.b)))), 10));
});
