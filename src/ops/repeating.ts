import {
  apply,
  axisOf,
  composite,
  type Dims,
  defineOp,
  isStatic,
  type Op,
  type Shape,
  shown,
  shownShape,
  type Tensor,
  type TensorLike,
  Unknown,
  unify,
} from '../graph/index.ts';
import { ArgumentError, ShapeError } from '../utils/errors.ts';
import { take } from './indexing.ts';
import { expandDims, ravel, reshapeTo } from './movement.ts';
import { expandNode, moveNode } from './moving.ts';
import { asTensor, type One } from './operands.ts';
import { sum } from './reduce.ts';

const broadcastOp: Op<One, { readonly shape: Shape }> = defineOp<One, { readonly shape: Shape }>({
  name: 'broadcastTo',
  inputs: { x: 'one' },
  infer: ({ x }, { shape }) => {
    const extra = shape.length - x.dims.length;
    const dims = shape.map((length, axis) => length ?? x.dims[axis - extra] ?? 1);
    const fits = dims.every((dim, axis) => {
      const old = x.dims[axis - extra] ?? 1;
      return old === 1 || unify(old, dim) !== null;
    });
    if (extra < 0 || !fits || shape.slice(0, extra).includes(null))
      throw new ShapeError(`broadcastTo(x, ${shownShape(shape)})`, {
        expected: 'an x whose axes, aligned at the end, are as long or 1',
        received: shown(x),
      });
    return { dtype: x.dtype, dims };
  },
  gradient: ({ grad }) => ({ x: grad }), // broadcasting is undone by the engine of gradients
  lower: (onnx, { x }, { shape }, output) =>
    // Expand broadcasts both ways, so 1 leaves an axis as it is.
    expandNode(onnx, x, onnx.ints(shape.map((length) => length ?? 1)), output),
});

/**
 * Repeats a tensor along its axes of length 1, and along new axes in front, to a shape.
 *
 * @param x - any shape.
 * @param shape - the new axis lengths; `null` leaves an axis as it is.
 * @throws {ShapeError} when an axis of `x` is neither 1 nor as long.
 * @example
 * await ops.broadcastTo([1, 2], [2, 2]).array() // => [[1, 2], [1, 2]]
 * @see https://keras.io/api/ops/numpy/#broadcast_to-function
 */
export function broadcastTo(x: TensorLike, shape: Shape): Tensor {
  return apply(broadcastOp, { x: asTensor(x) }, { shape });
}

type Along = { readonly x: 'one'; readonly like: 'one' };

const broadcastAlongOp = defineOp<Along, { readonly axes: readonly number[] }>({
  name: 'broadcastAlong',
  inputs: { x: 'one', like: 'one' },
  infer: ({ x, like }, { axes }) => ({
    dtype: x.dtype,
    dims: x.dims.map((dim, axis) => (axes.includes(axis) ? (like.dims[axis] ?? 1) : dim)),
  }),
  gradient: ({ grad }) => ({ x: grad, like: null }),
  lower: (onnx, { x, like }, { axes }, output) => {
    const lengths = x.dims.map((_, axis) => (axes.includes(axis) ? (like.dims[axis] ?? 1) : 1));
    const parts = lengths.map((length, axis) =>
      typeof length === 'number' ? onnx.ints([length]) : onnx.shapeOf(like, axis, axis + 1),
    );
    const target = isStatic(lengths)
      ? onnx.ints(lengths)
      : onnx.node('Concat', parts, { dtype: 'int64', dims: [parts.length] }, { axis: 0 });
    return expandNode(onnx, x, target, output);
  },
});

/** `x` repeated along `axes`, where its length is 1, to the lengths of `like`. */
export function broadcastAlong(x: Tensor, like: Tensor, axes: readonly number[]): Tensor {
  return apply(broadcastAlongOp, { x, like }, { axes });
}

const tileOp: Op<One, { readonly repeats: readonly number[] }> = defineOp<One, { readonly repeats: readonly number[] }>(
  {
    name: 'tile',
    inputs: { x: 'one' },
    infer: ({ x }, { repeats }) => ({ dtype: x.dtype, dims: tiledDims(x.dims, repeats) }),
    gradient: ({ inputs: { x }, attrs: { repeats }, grad }) => ({
      // One axis at a time: [..., r·n, ...] as [..., r, n, ...], summed over r.
      x: repeats.reduce((y, times, axis) => {
        if (times === 1) return y;
        const parts = y.dims.toSpliced(axis, 1, times, x.dims[axis] ?? 1);
        return sum(reshapeTo(y, parts, [x]), axis);
      }, grad),
    }),
    lower: (onnx, { x }, { repeats }, output) => moveNode(onnx, 'Tile', x, [onnx.ints(repeats)], output),
  },
);

function tiledDims(dims: Dims, repeats: readonly number[]): Dims {
  return dims.map((dim, axis) => {
    const times = repeats[axis] ?? 1;
    return times === 1 ? dim : typeof dim === 'number' ? dim * times : new Unknown();
  });
}

/**
 * Repeats a whole tensor along its axes.
 *
 * @param x - any shape.
 * @param repeats - how often along each axis, aligned at the end; missing ones count as 1, further ones make new axes.
 * @throws {ArgumentError} when one is no whole number of at least 0.
 * @example
 * await ops.tile([1, 2], 2).array() // => [1, 2, 1, 2]
 * @see https://keras.io/api/ops/numpy/#tile-function
 */
export const tile = composite('tile', (x: TensorLike, repeats: number | readonly number[]): Tensor => {
  const given = asTensor(x);
  const times = typeof repeats === 'number' ? [repeats] : repeats;
  counts('tile: repeats', times);
  const rank = Math.max(given.dims.length, times.length);
  const full = [...Array.from({ length: rank - times.length }, () => 1), ...times];
  const added = Array.from({ length: rank - given.dims.length }, (_, i) => i);
  return apply(tileOp, { x: expandDims(given, added) }, { repeats: full });
});

/**
 * Repeats each element along an axis: `[a, b]` to `[a, a, b, b]`.
 *
 * @param x - any shape.
 * @param repeats - how often; one number for all elements, or one for each element of the axis, whose length must be known.
 * @param axis - default null: `x` is flattened first.
 * @throws {ArgumentError} when one is no whole number of at least 0.
 * @throws {ShapeError} when there are not as many as elements along the axis.
 * @example
 * await ops.repeat([1, 2], 2).array() // => [1, 1, 2, 2]
 * @see https://keras.io/api/ops/numpy/#repeat-function
 */
export const repeat = composite(
  'repeat',
  (x: TensorLike, repeats: number | readonly number[], axis: number | null = null): Tensor => {
    const given = axis === null ? ravel(x) : asTensor(x);
    const at = axisOf('repeat: axis', axis ?? 0, given.dims.length);
    const times = typeof repeats === 'number' ? [repeats] : repeats;
    counts('repeat: repeats', times);
    const [first = 1] = times;
    const length = given.dims[at] ?? 1;
    if (times.length === 1) {
      const apart = expandDims(given, at + 1);
      const repeated = broadcastTo(
        apart,
        apart.dims.map((dim, i) => (i === at + 1 ? first : typeof dim === 'number' ? dim : null)),
      );
      const joined = given.dims.with(at, typeof length === 'number' ? length * first : new Unknown());
      return reshapeTo(repeated, joined);
    }
    if (times.length !== length)
      throw new ShapeError('repeat(x, repeats, axis)', {
        expected: `as many repeats as elements along axis ${at}`,
        received: `${times.length} repeats for ${shown(given)}`,
      });
    const picked = times.flatMap((count, i) => Array.from({ length: count }, () => i));
    return take(given, { data: Int32Array.from(picked), shape: [picked.length] }, at);
  },
);

function counts(where: string, times: readonly number[]): void {
  const wrong = times.find((count) => !Number.isInteger(count) || count < 0);
  if (wrong !== undefined)
    throw new ArgumentError(where, { expected: 'whole numbers of at least 0', received: `${wrong}` });
}
