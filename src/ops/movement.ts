import {
  apply,
  axesOf,
  axisOf,
  type Dim,
  type Dims,
  defineOp,
  type OnnxBuilder,
  type Op,
  type Shape,
  sameDims,
  shown,
  shownShape,
  type Tensor,
  type TensorLike,
  type TensorSpec,
  Unknown,
  type Value,
} from '../graph/index.ts';
import { internal, ShapeError } from '../utils/errors.ts';
import { reshapeLike } from './like.ts';
import { moveNode } from './moving.ts';
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
  lower: (onnx, { x }, { permutation }, output) => moveNode(onnx, 'Transpose', x, [], output, { perm: permutation }),
  leading: ({ attrs }, dims) => ({
    x: dims.map((_, axis) => dims[attrs.permutation.indexOf(axis)] ?? 1),
    attrs,
    costly: false,
  }),
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

/** The length of an axis of a new shape: a number, -1 for what is left, or that of an axis of one of the inputs. */
type Length = number | { readonly of: number; readonly axis: number };

/** Inputs: the values, and tensors of which only axis lengths are used. */
type Reshaped = { readonly x: 'one'; readonly likes: 'many' };

const reshapeOp: Op<Reshaped, { readonly shape: readonly Length[] }> = defineOp<
  Reshaped,
  { readonly shape: readonly Length[] }
>({
  name: 'reshape',
  inputs: { x: 'one', likes: 'many' },
  infer: ({ x, likes }, { shape }) => ({ dtype: x.dtype, dims: reshapedDims(x, [x, ...likes], shape) }),
  gradient: ({ inputs: { x }, grad }) => ({ x: reshapeLike(grad, x) }),
  lower: (onnx, { x, likes }, _, output) => reshapeNode(onnx, x, output, likes),
});

/** A Reshape to dims whose unknown axes are those of `x` or of `likes`; one may be new, and is inferred. */
export function reshapeNode(onnx: OnnxBuilder, x: Value, output: TensorSpec, likes: readonly Value[] = []): Value {
  const { dims } = output;
  const open = dims.filter((dim) => typeof dim !== 'number').length;
  // -1 cannot be inferred beside an axis of length 0, and 0 by itself would mean "as long as before".
  if (open === 0) return onnx.node('Reshape', [x, onnx.ints(dims.map(Number))], output, { allowzero: 1 });
  if (open === 1 && !dims.includes(0))
    return onnx.node('Reshape', [x, onnx.ints(dims.map((dim) => (typeof dim === 'number' ? dim : -1)))], output);
  let inferred = 0;
  const parts = dims.map((dim) => {
    if (typeof dim === 'number') return onnx.ints([dim]);
    const source = [x, ...likes].find((like) => like.dims.includes(dim));
    if (source === undefined) inferred++;
    const axis = source?.dims.indexOf(dim) ?? 0;
    return source ? onnx.shapeOf(source, axis, axis + 1) : onnx.ints([-1]);
  });
  if (inferred > 1) internal('reshape: two axes of unknown origin');
  const target = onnx.node('Concat', parts, { dtype: 'int64', dims: [parts.length] }, { axis: 0 });
  return onnx.node('Reshape', [x, target], output, { allowzero: Number(inferred === 0) });
}

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
  const wrong = (expected: string): never => {
    throw new ShapeError(`reshape(x, ${shownShape(shape)})`, { expected, received: shown(given) });
  };
  if (shape.filter((dim) => dim === -1).length > 1) wrong('at most one axis of -1');
  if (shape.some((dim) => dim !== null && (!Number.isInteger(dim) || dim < -1)))
    wrong('whole axis lengths of at least 0');
  const unknown = given.dims.flatMap((dim, axis) => (typeof dim === 'number' ? [] : [axis]));
  const kept = shape.filter((dim) => dim === null).length;
  if (kept > unknown.length) wrong(`an x with at least ${kept} unknown axes`);
  let next = 0;
  const lengths = shape.map((dim): Length => dim ?? { of: 0, axis: unknown[next++] ?? 0 });
  return apply(reshapeOp, { x: given, likes: [] }, { shape: lengths });
}

/**
 * The same elements in a shape that has unknown axes: each is found, by its identity, in `x` or one of `likes`; one may be
 * new, and is inferred.
 */
export function reshapeTo(x: Tensor, dims: Dims, likes: readonly Tensor[] = []): Tensor {
  if (sameDims(x.dims, dims)) return x;
  const used: Tensor[] = [];
  let inferred = false;
  const shape = dims.map((dim): Length => {
    if (typeof dim === 'number') return dim;
    const source = [x, ...likes].find((like) => like.dims.includes(dim));
    if (source === undefined) {
      if (inferred) internal('reshapeTo: two axes of unknown origin');
      inferred = true;
      return -1;
    }
    if (source !== x && !used.includes(source)) used.push(source);
    return { of: source === x ? 0 : 1 + used.indexOf(source), axis: source.dims.indexOf(dim) };
  });
  return apply(reshapeOp, { x, likes: used }, { shape });
}

/** The dims that a new shape means. */
function reshapedDims(x: TensorSpec, sources: readonly TensorSpec[], shape: readonly Length[]): Dims {
  const dims = shape.map((length) =>
    typeof length === 'number' ? length : (sources[length.of]?.dims[length.axis] ?? internal('reshape: a lost axis')),
  );
  const inferred = shape.indexOf(-1);
  const rest = x.dims.filter((dim) => typeof dim !== 'number');
  const added: Dim[] = [];
  for (const dim of dims) {
    if (typeof dim === 'number') continue;
    const at = rest.indexOf(dim);
    if (at >= 0) rest.splice(at, 1);
    else added.push(dim);
  }
  const size = knownSize(x.dims);
  const fixed = knownSize(dims.filter((_, i) => i !== inferred));
  const certain = rest.length === 0 && added.length === 0;
  const wrong = (expected: string): never => {
    const asked = shape.map((length) => (typeof length === 'number' ? length : null));
    throw new ShapeError(`reshape(x, ${shownShape(asked)})`, { expected, received: shown(x) });
  };
  if (inferred < 0) {
    const each = dims.some((dim) => typeof dim !== 'number') ? ' for each of the unknown axes' : '';
    if (certain && size !== fixed) wrong(`an x of ${fixed} elements${each}`);
    return dims;
  }
  if (certain && (fixed === 0 || size % fixed !== 0)) wrong(`an x whose number of elements is a multiple of ${fixed}`);
  const left = rest.length === 1 && added.length === 0 && size === fixed ? rest[0] : undefined;
  return dims.with(inferred, certain ? size / fixed : (left ?? new Unknown()));
}

function knownSize(dims: Dims): number {
  return dims.reduce<number>((product, dim) => (typeof dim === 'number' ? product * dim : product), 1);
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
    lower: (onnx, { x }, { axes }, output) => moveNode(onnx, 'Unsqueeze', x, [onnx.ints(axes)], output),
    uniform: (number) => number,
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
  lower: (onnx, { x }, { axes }, output) => moveNode(onnx, 'Squeeze', x, [onnx.ints(axes)], output),
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

/**
 * Moves axes to other places; the others keep their order.
 *
 * @param x - any shape.
 * @param source - the axis to move, or several.
 * @param destination - where each of them goes.
 * @throws {ShapeError} for axes that are not there or stand twice, or lists of different lengths.
 * @example
 * ops.moveaxis([[[1, 2]]], 2, 0).shape // => [2, 1, 1]
 * @see https://keras.io/api/ops/numpy/#moveaxis-function
 */
export function moveaxis(
  x: TensorLike,
  source: number | readonly number[],
  destination: number | readonly number[],
): Tensor {
  const given = asTensor(x);
  const rank = given.dims.length;
  const list = (where: string, axes: number | readonly number[]): readonly number[] => {
    axesOf(where, axes, rank);
    return (typeof axes === 'number' ? [axes] : axes).map((axis) => axisOf(where, axis, rank));
  };
  const from = list('moveaxis: source', source);
  const to = list('moveaxis: destination', destination);
  if (from.length !== to.length)
    throw new ShapeError('moveaxis(x, source, destination)', {
      expected: 'as many destinations as sources',
      received: `${from.length} sources and ${to.length} destinations`,
    });
  const others = given.dims.flatMap((_, axis) => (from.includes(axis) ? [] : [axis]));
  const placed = given.dims.map((_, axis) => from[to.indexOf(axis)] ?? -1);
  return transpose(
    given,
    placed.map((axis) => (axis >= 0 ? axis : (others.shift() ?? 0))),
  );
}

/**
 * Swaps two axes.
 *
 * @param x - any shape.
 * @param axis1 - one axis.
 * @param axis2 - the other.
 * @throws {ShapeError} for an axis that is not there.
 * @example
 * await ops.swapaxes([[1, 2], [3, 4]], 0, 1).array() // => [[1, 3], [2, 4]]
 * @see https://keras.io/api/ops/numpy/#swapaxes-function
 */
export function swapaxes(x: TensorLike, axis1: number, axis2: number): Tensor {
  const given = asTensor(x);
  const first = axisOf('swapaxes: axis1', axis1, given.dims.length);
  const second = axisOf('swapaxes: axis2', axis2, given.dims.length);
  return transpose(
    given,
    given.dims.map((_, axis) => (axis === first ? second : axis === second ? first : axis)),
  );
}

/**
 * All elements in one axis, in row-major order.
 *
 * @param x - any shape.
 * @example
 * await ops.ravel([[1, 2], [3, 4]]).array() // => [1, 2, 3, 4]
 * @see https://keras.io/api/ops/numpy/#ravel-function
 */
export function ravel(x: TensorLike): Tensor {
  return reshape(x, [-1]);
}
