import {
  apply,
  axesOf,
  type Dim,
  type Dims,
  defineOp,
  type Op,
  type Shape,
  shown,
  shownShape,
  type Tensor,
  type TensorLike,
  type TensorSpec,
  Unknown,
} from '../graph/index.ts';
import { ShapeError } from '../utils/errors.ts';
import { reshapeLike } from './like.ts';
import { asTensor, type One } from './operands.ts';

const transposeOp: Op<One, { readonly permutation: readonly number[] }> = defineOp({
  name: 'transpose',
  inputs: { x: 'one' },
  infer: ({ x }, { permutation }) => ({ dtype: x.dtype, dims: permutation.map((axis) => x.dims[axis] ?? 1) }),
  gradient: ({ attrs: { permutation }, grad }) => ({
    x: transpose(
      grad,
      permutation.map((_, axis) => permutation.indexOf(axis)),
    ),
  }),
  lower: (onnx, { x }, { permutation }, output) => onnx.node('Transpose', [x], output, { perm: permutation }),
});

/**
 * Reorders the axes.
 *
 * @param x - any shape.
 * @param axes - for each axis of the result, the axis of `x` it is. Default: all axes reversed.
 * @throws {ShapeError} when `axes` is no permutation of the axes of `x`.
 * @example
 * await ops.transpose([[1, 2], [3, 4]]).array() // => [[1, 3], [2, 4]]
 * @see https://keras.io/api/ops/numpy/#transpose-function
 */
export function transpose(x: TensorLike, axes: readonly number[] | null = null): Tensor {
  const given = asTensor(x);
  const rank = given.dims.length;
  const permutation = (axes ?? Array.from({ length: rank }, (_, i) => rank - 1 - i)).map((a) => (a < 0 ? a + rank : a));
  if (permutation.length !== rank || ![...permutation].sort((a, b) => a - b).every((axis, i) => axis === i))
    throw new ShapeError('transpose: axes', {
      expected: `each of the ${rank} axes of ${shown(given)} once`,
      received: shownShape(permutation),
    });
  return permutation.every((axis, i) => axis === i) ? given : apply(transposeOp, { x: given }, { permutation });
}

const reshapeOp: Op<One, { readonly shape: Dims }> = defineOp<One, { readonly shape: Dims }>({
  name: 'reshape',
  inputs: { x: 'one' },
  infer: ({ x }, { shape }) => ({ dtype: x.dtype, dims: shape }),
  gradient: ({ inputs: { x }, grad }) => ({ x: reshapeLike(grad, x) }),
  lower: (onnx, { x }, { shape }, output) => {
    const unknown = shape.filter((dim) => typeof dim !== 'number').length;
    if (unknown <= 1 && !(unknown === 1 && shape.includes(0)))
      return onnx.node('Reshape', [x, onnx.ints(shape.map((dim) => (typeof dim === 'number' ? dim : -1)))], output);
    // Axes with the identity of an axis of x have its length; at most one other is left to be inferred.
    const parts = shape.map((dim) => {
      if (typeof dim === 'number') return onnx.ints([dim]);
      const axis = x.dims.indexOf(dim);
      return axis < 0 ? onnx.ints([-1]) : onnx.shapeOf(x, axis, axis + 1);
    });
    const target = onnx.node('Concat', parts, { dtype: 'int64', dims: [parts.length] }, { axis: 0 });
    return onnx.node('Reshape', [x, target], output);
  },
});

/**
 * The same elements in another shape.
 *
 * @param x - any shape.
 * @param shape - the new axis lengths. `-1` is inferred; `null` stands for the unknown axes of `x`, in order.
 * @throws {ShapeError} when the number of elements does not fit.
 * @example
 * await ops.reshape([1, 2, 3, 4], [2, -1]).array() // => [[1, 2], [3, 4]]
 * @see https://keras.io/api/ops/numpy/#reshape-function
 */
export function reshape(x: TensorLike, shape: Shape): Tensor {
  const given = asTensor(x);
  return apply(reshapeOp, { x: given }, { shape: reshapedDims(given, shape) });
}

/** The dims that a new shape means for a tensor. */
export function reshapedDims(x: TensorSpec, shape: Shape): Dims {
  const fail = (expected: string): never => {
    throw new ShapeError(`reshape(x, ${shownShape(shape)})`, { expected, received: shown(x) });
  };
  if (shape.filter((dim) => dim === -1).length > 1) fail('at most one axis of -1');
  if (shape.some((dim) => dim !== null && (!Number.isInteger(dim) || dim < -1)))
    fail('whole axis lengths of at least 0');
  const unknown = x.dims.filter((dim) => typeof dim !== 'number');
  const kept = shape.filter((dim) => dim === null).length;
  if (kept > unknown.length) fail(`an x with at least ${kept} unknown axes`);
  let next = 0;
  const dims: Dim[] = shape.map((dim) => (dim === null ? (unknown[next++] ?? 1) : dim));
  const rest = unknown.slice(kept);
  const inferred = shape.indexOf(-1);
  const product = (list: Dims): number => list.reduce<number>((p, dim) => (typeof dim === 'number' ? p * dim : p), 1);
  const size = product(x.dims);
  const fixed = product(dims.map((dim) => (dim === -1 ? 1 : dim)));
  if (inferred < 0) {
    if (rest.length === 0 && size !== fixed)
      fail(`an x of ${fixed} elements${kept ? ' for each of the unknown axes' : ''}`);
    return dims;
  }
  if (rest.length === 0) {
    if (fixed === 0 || size % fixed !== 0) fail(`an x whose number of elements is a multiple of ${fixed}`);
    dims[inferred] = size / fixed;
  } else dims[inferred] = rest.length === 1 && size === fixed ? (rest[0] ?? 1) : new Unknown();
  return dims;
}

const expandDimsOp: Op<One, { readonly axes: readonly number[] }> = defineOp<One, { readonly axes: readonly number[] }>(
  {
    name: 'expandDims',
    inputs: { x: 'one' },
    infer: ({ x }, { axes }) => {
      const dims = [...x.dims];
      for (const axis of axes) dims.splice(axis, 0, 1);
      return { dtype: x.dtype, dims };
    },
    gradient: ({ inputs: { x }, grad }) => ({ x: reshapeLike(grad, x) }),
    lower: (onnx, { x }, { axes }, output) => onnx.node('Unsqueeze', [x, onnx.ints(axes)], output),
  },
);

/**
 * Inserts axes of length 1.
 *
 * @param x - any shape.
 * @param axis - where the new axes stand in the result; negative ones count from its end.
 * @throws {ShapeError} for an axis the result does not have.
 * @example
 * ops.expandDims([1, 2], 0).shape // => [1, 2]
 * @see https://keras.io/api/ops/numpy/#expand_dims-function
 */
export function expandDims(x: TensorLike, axis: number | readonly number[]): Tensor {
  const given = asTensor(x);
  const added = typeof axis === 'number' ? 1 : axis.length;
  if (added === 0) return given;
  return apply(expandDimsOp, { x: given }, { axes: axesOf('expandDims: axis', axis, given.dims.length + added) });
}

const squeezeOp: Op<One, { readonly axes: readonly number[] }> = defineOp<One, { readonly axes: readonly number[] }>({
  name: 'squeeze',
  inputs: { x: 'one' },
  infer: ({ x }, { axes }) => {
    if (axes.some((axis) => x.dims[axis] !== 1))
      throw new ShapeError('squeeze: axis', {
        expected: 'axes of length 1',
        received: `axes ${axes.join(', ')} of ${shown(x)}`,
      });
    return { dtype: x.dtype, dims: x.dims.filter((_, i) => !axes.includes(i)) };
  },
  gradient: ({ inputs: { x }, grad }) => ({ x: reshapeLike(grad, x) }),
  lower: (onnx, { x }, { axes }, output) => onnx.node('Squeeze', [x, onnx.ints(axes)], output),
});

/**
 * Removes axes of length 1.
 *
 * @param x - any shape.
 * @param axis - which axes; default null: all of length 1.
 * @throws {ShapeError} when a named axis has another length.
 * @example
 * ops.squeeze([[[1, 2]]]).shape // => [2]
 * @see https://keras.io/api/ops/numpy/#squeeze-function
 */
export function squeeze(x: TensorLike, axis: number | readonly number[] | null = null): Tensor {
  const given = asTensor(x);
  const axes =
    axis === null
      ? given.dims.flatMap((dim, i) => (dim === 1 ? [i] : []))
      : axesOf('squeeze: axis', axis, given.dims.length);
  return axes.length === 0 ? given : apply(squeezeOp, { x: given }, { axes });
}
