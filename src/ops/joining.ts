import {
  apply,
  axisOf,
  composite,
  type Dim,
  type Dims,
  defineOp,
  isStatic,
  only,
  promote,
  shown,
  type Tensor,
  type TensorLike,
  Unknown,
  unify,
} from '../graph/index.ts';
import { ArgumentError, ShapeError } from '../utils/errors.ts';
import { cast } from './cast.ts';
import { splitLike } from './like.ts';
import { expandDims, ravel } from './movement.ts';
import { moveNodes } from './moving.ts';
import { asTensor } from './operands.ts';

const concatenateOp = defineOp<{ readonly xs: 'many' }, { readonly axis: number }>({
  name: 'concatenate',
  inputs: { xs: 'many' },
  infer: ({ xs }, { axis }) => {
    const [first] = xs;
    if (first === undefined)
      throw new ArgumentError('concatenate(xs)', { expected: 'at least one tensor', received: 'none' });
    const wrong = (): never => {
      throw new ShapeError(`concatenate(xs, ${axis})`, {
        expected: `shapes that are equal but for axis ${axis}`,
        received: xs.map(shown).join(', '),
        mend: 'Reshape them, or choose another axis.',
      });
    };
    if (xs.some((x) => x.dims.length !== first.dims.length)) wrong();
    const dims = first.dims.map((_, i) => {
      const lengths: Dims = xs.map((x) => x.dims[i] ?? 1);
      if (i === axis) return isStatic(lengths) ? lengths.reduce((sum, length) => sum + length, 0) : new Unknown();
      return lengths.reduce<Dim>((met, length) => unify(met, length) ?? wrong(), lengths[0] ?? 1);
    });
    return { dtype: first.dtype, dims };
  },
  gradient: ({ inputs: { xs }, attrs: { axis }, grad }) => ({ xs: splitLike(grad, xs, axis) }),
  lower: (onnx, { xs }, { axis }, output) => only(moveNodes(onnx, 'Concat', xs, [], [output], { axis })),
});

/**
 * Joins tensors along an axis.
 *
 * @param xs - tensors whose shapes are equal but for `axis`.
 * @param axis - default `0`.
 * @throws {ShapeError} when the other axes differ.
 * @example
 * await ops.concatenate([[1, 2], [3]]).array() // => [1, 2, 3]
 * @see https://keras.io/api/ops/numpy/#concatenate-function
 */
export function concatenate(xs: readonly TensorLike[], axis = 0): Tensor {
  const given = xs.map(asTensor);
  const dtype = given.map((x) => x.dtype).reduce(promote, given[0]?.dtype ?? 'float32');
  const [first] = given;
  return apply(
    concatenateOp,
    { xs: given.map((x) => cast(x, dtype)) },
    { axis: axisOf('concatenate: axis', axis, first?.dims.length ?? 0) },
  );
}

/**
 * Joins tensors along a new axis.
 *
 * @param xs - tensors of one shape, at least one.
 * @param axis - where the new axis stands in the result. Default `0`.
 * @throws {ShapeError} when the shapes differ.
 * @example
 * await ops.stack([[1, 2], [3, 4]], 1).array() // => [[1, 3], [2, 4]]
 * @see https://keras.io/api/ops/numpy/#stack-function
 */
export const stack = composite('stack', (xs: readonly TensorLike[], axis: number = 0): Tensor => {
  const given = xs.map(asTensor);
  const at = axisOf('stack: axis', axis, (given[0]?.dims.length ?? 0) + 1);
  return concatenate(
    given.map((x) => expandDims(x, at)),
    at,
  );
});

/**
 * Joins two tensors along an axis.
 *
 * @param x1 - any shape.
 * @param x2 - equal in shape but for `axis`.
 * @param axis - default null: both are flattened first.
 * @throws {ShapeError} when the other axes differ.
 * @example
 * await ops.append([[1, 2]], [3]).array() // => [1, 2, 3]
 * @see https://keras.io/api/ops/numpy/#append-function
 */
export const append = composite('append', (x1: TensorLike, x2: TensorLike, axis: number | null = null): Tensor => {
  if (axis === null) return concatenate([ravel(x1), ravel(x2)]);
  return concatenate([x1, x2], axis);
});

/**
 * Joins tensors side by side: along the second axis, vectors along their only one.
 *
 * @param xs - tensors whose shapes are equal but for that axis; scalars count as vectors.
 * @throws {ShapeError} when the other axes differ.
 * @example
 * await ops.hstack([[[1], [2]], [[3], [4]]]).array() // => [[1, 3], [2, 4]]
 * @see https://keras.io/api/ops/numpy/#hstack-function
 */
export const hstack = composite('hstack', (xs: readonly TensorLike[]): Tensor => {
  const given = xs.map((x) => atLeast(1, x));
  return concatenate(given, given[0]?.dims.length === 1 ? 0 : 1);
});

/**
 * Joins tensors one below the other: along the first axis, vectors as rows.
 *
 * @param xs - tensors whose shapes are equal but for that axis.
 * @throws {ShapeError} when the other axes differ.
 * @example
 * await ops.vstack([[1, 2], [3, 4]]).array() // => [[1, 2], [3, 4]]
 * @see https://keras.io/api/ops/numpy/#vstack-function
 */
export const vstack = composite('vstack', (xs: readonly TensorLike[]): Tensor => {
  return concatenate(
    xs.map((x) => atLeast(2, x)),
    0,
  );
});

/**
 * Joins tensors in depth: along the third axis, vectors and matrices as `[1, n, 1]` and `[n, m, 1]`.
 *
 * @param xs - tensors whose shapes are equal but for that axis.
 * @throws {ShapeError} when the other axes differ.
 * @example
 * await ops.dstack([[1, 2], [3, 4]]).array() // => [[[1, 3], [2, 4]]]
 * @see https://keras.io/api/ops/numpy/#dstack-function
 */
export const dstack = composite('dstack', (xs: readonly TensorLike[]): Tensor => {
  return concatenate(
    xs.map((x) => {
      const plane = atLeast(2, x);
      return plane.dims.length === 2 ? expandDims(plane, 2) : plane;
    }),
    2,
  );
});

/**
 * Joins tensors side by side, vectors as columns.
 *
 * @param xs - tensors whose shapes are equal but for the second axis.
 * @throws {ShapeError} when the other axes differ.
 * @example
 * await ops.columnStack([[1, 2], [3, 4]]).array() // => [[1, 3], [2, 4]]
 * @see https://keras.io/api/ops/numpy/#column_stack-function
 */
export const columnStack = composite('columnStack', (xs: readonly TensorLike[]): Tensor => {
  const given = xs.map((x) => atLeast(1, x));
  return concatenate(
    given.map((x) => (x.dims.length === 1 ? expandDims(x, 1) : x)),
    1,
  );
});

/** The tensor with axes of length 1 in front until it has that many. */
function atLeast(rank: number, x: TensorLike): Tensor {
  const given = asTensor(x);
  const missing = Math.max(0, rank - given.dims.length);
  return expandDims(
    given,
    Array.from({ length: missing }, (_, i) => i),
  );
}
