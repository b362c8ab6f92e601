import {
  apply,
  composite,
  type DType,
  defineOp,
  type Op,
  shown,
  type Tensor,
  type TensorLike,
} from '../graph/index.ts';
import { ArgumentError, ShapeError } from '../utils/errors.ts';
import { cast } from './cast.ts';
import { equal, greaterEqual } from './comparison.ts';
import { arange, knownDtype, lengths } from './creation.ts';
import { expandDims, ravel, reshape } from './movement.ts';
import { moveNode } from './moving.ts';
import { asTensor, type One } from './operands.ts';
import { broadcastAlong } from './repeating.ts';

/**
 * A matrix of ones on a diagonal and zeros elsewhere.
 *
 * @param n - number of rows.
 * @param m - number of columns. Default null: as many.
 * @param k - which diagonal; positive ones lie above the main one. Default `0`.
 * @param dtype - default `'float32'`.
 * @throws {ArgumentError} for sizes that are no whole numbers.
 * @example
 * await ops.eye(2).array() // => [[1, 0], [0, 1]]
 * @see https://keras.io/api/ops/numpy/#eye-function
 */
export const eye = composite(
  'eye',
  (n: number, m: number | null = null, k: number = 0, dtype: DType = 'float32'): Tensor => {
    const { rows, columns } = places('eye', n, m ?? n, k);
    return cast(equal(columns, rows), knownDtype('eye', dtype));
  },
);

/**
 * The identity matrix.
 *
 * @param n - number of rows and columns.
 * @param dtype - default `'float32'`.
 * @throws {ArgumentError} for a size that is no whole number.
 * @example
 * await ops.identity(2).array() // => [[1, 0], [0, 1]]
 * @see https://keras.io/api/ops/numpy/#identity-function
 */
export function identity(n: number, dtype: DType = 'float32'): Tensor {
  return eye(n, n, 0, dtype);
}

/**
 * A matrix of ones on and below a diagonal and zeros above.
 *
 * @param n - number of rows.
 * @param m - number of columns. Default null: as many.
 * @param k - which diagonal; positive ones lie above the main one. Default `0`.
 * @param dtype - default `'float32'`.
 * @throws {ArgumentError} for sizes that are no whole numbers.
 * @example
 * await ops.tri(2).array() // => [[1, 0], [1, 1]]
 * @see https://keras.io/api/ops/numpy/#tri-function
 */
export const tri = composite(
  'tri',
  (n: number, m: number | null = null, k: number = 0, dtype: DType = 'float32'): Tensor => {
    const { rows, columns } = places('tri', n, m ?? n, k);
    return cast(greaterEqual(rows, columns), knownDtype('tri', dtype));
  },
);

/** The column of each row's diagonal element, and the columns. */
function places(where: string, n: number, m: number, k: number): { readonly rows: Tensor; readonly columns: Tensor } {
  lengths(where, [n, m]);
  if (!Number.isInteger(k)) throw new ArgumentError(`${where}: k`, { expected: 'a whole number', received: String(k) });
  return { rows: expandDims(arange(k, n + k), 1), columns: arange(m) };
}

interface Half {
  readonly upper: boolean;
  readonly k: number;
}

const triangleOp: Op<One, Half> = defineOp<One, Half>({
  name: 'triangle',
  inputs: { x: 'one' },
  infer: ({ x }) => x,
  gradient: ({ attrs, grad }) => ({ x: apply(triangleOp, { x: grad }, attrs) }),
  lower: (onnx, { x }, { upper, k }, output) =>
    moveNode(onnx, 'Trilu', x, [onnx.constant('int64', [], [k])], output, { upper: Number(upper) }),
});

/**
 * The lower triangle of matrices: what lies above a diagonal becomes 0.
 *
 * @param x - `[..., n, m]`; the result has the same shape.
 * @param k - which diagonal; positive ones lie above the main one. Default `0`.
 * @throws {ShapeError} for fewer than two axes.
 * @example
 * await ops.tril([[1, 2], [3, 4]]).array() // => [[1, 0], [3, 4]]
 * @see https://keras.io/api/ops/numpy/#tril-function
 */
export function tril(x: TensorLike, k = 0): Tensor {
  return triangle('tril', x, k, false);
}

/**
 * The upper triangle of matrices: what lies below a diagonal becomes 0.
 *
 * @param x - `[..., n, m]`; the result has the same shape.
 * @param k - which diagonal; positive ones lie above the main one. Default `0`.
 * @throws {ShapeError} for fewer than two axes.
 * @example
 * await ops.triu([[1, 2], [3, 4]]).array() // => [[1, 2], [0, 4]]
 * @see https://keras.io/api/ops/numpy/#triu-function
 */
export function triu(x: TensorLike, k = 0): Tensor {
  return triangle('triu', x, k, true);
}

function triangle(where: string, x: TensorLike, k: number, upper: boolean): Tensor {
  const given = asTensor(x);
  if (given.dims.length < 2)
    throw new ShapeError(`${where}(x)`, { expected: 'matrices [..., n, m]', received: shown(given) });
  if (!Number.isInteger(k)) throw new ArgumentError(`${where}: k`, { expected: 'a whole number', received: String(k) });
  const { dtype } = given;
  // The engine has no triangles of unsigned numbers; their bits are kept by int32.
  const carried = dtype === 'uint8' || dtype === 'uint32' ? cast(given, 'int32') : given;
  return cast(apply(triangleOp, { x: carried }, { upper, k }), dtype);
}

/**
 * The coordinates of a grid: for each vector a tensor over all axes that changes along its own only.
 *
 * @param xs - vectors or scalars, one for each axis.
 * @param indexing - `'xy'` (default): the first two axes are columns and rows, as in pictures; `'ij'`: rows and columns.
 * @returns as many tensors, all in the shape of the grid.
 * @throws {ShapeError} for more than one axis.
 * @throws {ArgumentError} for another indexing.
 * @example
 * ops.meshgrid([[1, 2], [5, 6, 7]]).map(({ shape }) => shape) // => [[3, 2], [3, 2]]
 * @see https://keras.io/api/ops/numpy/#meshgrid-function
 */
export const meshgrid = composite(
  'meshgrid',
  (xs: readonly TensorLike[], indexing: 'xy' | 'ij' = 'xy'): readonly Tensor[] => {
    if (indexing !== 'xy' && indexing !== 'ij')
      throw new ArgumentError('meshgrid: indexing', { expected: "'xy' or 'ij'", received: `'${indexing}'` });
    const axisOfVector = (i: number) => (indexing === 'xy' && i < 2 && xs.length > 1 ? 1 - i : i);
    const vectors = xs.map((x, i) => {
      const given = asTensor(x);
      if (given.dims.length > 1)
        throw new ShapeError('meshgrid(xs)', { expected: 'vectors or scalars', received: shown(given) });
      return reshape(
        ravel(given),
        xs.map((_, axis) => (axis === axisOfVector(i) ? -1 : 1)),
      );
    });
    return vectors.map((vector, i) =>
      vectors.reduce((grid, other, k) => (k === i ? grid : broadcastAlong(grid, other, [axisOfVector(k)])), vector),
    );
  },
);
