import {
  apply,
  composite,
  constant,
  defineOp,
  type NoAttrs,
  type OnnxBuilder,
  type Op,
  type Shape,
  sameDims,
  shown,
  shownShape,
  Tensor,
  type TensorLike,
  type TensorSpec,
  type Value,
} from '../graph/index.ts';
import { ShapeError } from '../utils/errors.ts';
import { cast, castTargets } from './cast.ts';
import { fillLike } from './like.ts';
import { moveNode } from './moving.ts';
import { asTensor } from './operands.ts';
import { where } from './select.ts';

/** Where a window begins: a place for each axis, or an int tensor `[rank]` that holds them. */
export type Start = readonly number[] | Tensor;

type Windowed = { readonly x: 'one'; readonly start: 'one' };

const sliceOp: Op<Windowed, { readonly shape: Shape }> = defineOp<Windowed, { readonly shape: Shape }>({
  name: 'slice',
  inputs: { x: 'one', start: 'one' },
  infer: ({ x }, { shape }) => ({ dtype: x.dtype, dims: x.dims.map((dim, axis) => shape[axis] ?? dim) }),
  gradient: ({ inputs: { x, start }, grad }) => ({ x: apply(placeOp, { x: grad, start, like: x }) }),
  lower: (onnx, { x, start }, { shape }, output) => {
    const axes = shape.flatMap((length, axis) => (length === null ? [] : [axis]));
    if (axes.length === 0) return x;
    if (byPlaces(onnx, x, start, output, axes))
      return axes.reduce((y, axis) => {
        const length = Number(output.dims[axis]);
        const dims = y.dims.with(axis, length);
        const low = lowest(onnx, start, axis, Number(x.dims[axis]) - length);
        const places = onnx.node('Add', [low, steps(onnx, length)], { dtype: 'int32', dims: [length] });
        return moveNode(onnx, 'Gather', y, [places], { dtype: x.dtype, dims }, { axis });
      }, x);
    const window = windowOf(onnx, x, output, start, axes);
    return moveNode(onnx, 'Slice', x, [window.low, window.high, onnx.ints(axes)], output);
  },
});

type Placed = { readonly x: 'one'; readonly start: 'one'; readonly like: 'one' };

/** The gradient of `slice`: the window in its old place, zeros around it. */
const placeOp: Op<Placed, NoAttrs> = defineOp<Placed>({
  name: 'place',
  inputs: { x: 'one', start: 'one', like: 'one' },
  infer: ({ x, like }) => ({ dtype: x.dtype, dims: like.dims }),
  gradient: ({ inputs: { x, start, like }, grad }) => ({
    x: apply(sliceOp, { x: grad, start }, { shape: windowShape(x, like) }),
  }),
  lower: (onnx, { x, start, like }, _, output) => {
    const axes = like.dims.flatMap((dim, axis) => (x.dims[axis] === dim ? [] : [axis]));
    if (axes.length === 0) return x;
    if (byPlaces(onnx, like, start, x, axes))
      return axes.reduce((y, axis) => placedAlong(onnx, y, start, axis, like), x);
    const { low, high, length } = windowOf(onnx, like, x, start, axes);
    const after = onnx.node('Sub', [length, high], length);
    const pads = onnx.node('Concat', [low, after], { dtype: 'int64', dims: [2 * axes.length] }, { axis: 0 });
    return onnx.node('Pad', [x, pads, null, onnx.ints(axes)], output);
  },
});

/** Lists of places longer than this would swell the model. */
const longestList = 4096;

/**
 * Whether a window is looked up place by place: on WebGPU, where a Slice or Pad whose bounds are computed is placed on the
 * CPU. Lengths must be known.
 */
function byPlaces(onnx: OnnxBuilder, x: Value, start: Value, part: TensorSpec, axes: readonly number[]): boolean {
  const known = axes.every((axis) => {
    const [length, window] = [x.dims[axis], part.dims[axis]];
    return typeof length === 'number' && length <= longestList && typeof window === 'number' && window > 0;
  });
  return onnx.target === 'webgpu' && start.dtype === 'int32' && known;
}

/** Where the window begins along an axis, as int32 `[1]`: between 0 and the latest place. */
function lowest(onnx: OnnxBuilder, start: Value, axis: number, latest: number): Value {
  const vector = { dtype: 'int32', dims: [1] } as const;
  const wanted = onnx.node('Gather', [start, onnx.constant('int32', [1], [axis])], vector);
  const early = onnx.node('Min', [wanted, onnx.constant('int32', [1], [latest])], vector);
  return onnx.node('Max', [early, onnx.constant('int32', [1], [0])], vector);
}

function steps(onnx: OnnxBuilder, length: number): Value {
  return onnx.constant(
    'int32',
    [length],
    Array.from({ length }, (_, i) => i),
  );
}

/** A window in its old place along one axis: each place looks up the window's element there, and takes 0 beside it. */
function placedAlong(onnx: OnnxBuilder, x: Value, start: Value, axis: number, like: Value): Value {
  const [window, length] = [Number(x.dims[axis]), Number(like.dims[axis])];
  const vector = { dtype: 'int32', dims: [length] } as const;
  const low = lowest(onnx, start, axis, length - window);
  const wanted = onnx.node('Sub', [steps(onnx, length), low], vector);
  const last = onnx.constant('int32', [1], [window - 1]);
  const places = onnx.node('Max', [onnx.node('Min', [wanted, last], vector), onnx.constant('int32', [1], [0])], vector);
  const shape = x.dims.map((_, i) => (i === axis ? length : 1));
  const inside = onnx.node('Equal', [wanted, places], { dtype: 'bool', dims: [length] });
  const column = onnx.node('Reshape', [inside, onnx.ints(shape)], { dtype: 'bool', dims: shape });
  const output = { dtype: x.dtype, dims: x.dims.with(axis, length) };
  const there = onnx.node('Gather', [x, places], output, { axis });
  return onnx.node('Where', [column, there, onnx.constant(x.dtype, [], [0])], output);
}

interface Window {
  readonly low: Value;
  readonly high: Value;
  readonly length: Value;
}

/** Where the window begins and ends in `x`, along `axes`: moved inwards, as XLA does, where it would go beyond the end. */
function windowOf(onnx: OnnxBuilder, x: Value, part: TensorSpec, start: Value, axes: readonly number[]): Window {
  const vector = { dtype: 'int64', dims: [axes.length] } as const;
  const wide = onnx.node('Cast', [start], { dtype: 'int64', dims: start.dims }, { to: castTargets.int64 });
  const wanted = axes.length === x.dims.length ? wide : onnx.node('Gather', [wide, onnx.ints(axes)], vector);
  const lengths = axes.map((axis) => x.dims[axis]);
  const length = lengths.every((dim) => typeof dim === 'number')
    ? onnx.ints(lengths)
    : onnx.node('Gather', [onnx.shapeOf(x), onnx.ints(axes)], vector);
  const sizes = onnx.ints(axes.map((axis) => Number(part.dims[axis])));
  const latest = onnx.node('Sub', [length, sizes], vector);
  const low = onnx.node('Max', [onnx.node('Min', [wanted, latest], vector), onnx.ints([0])], vector);
  return { low, high: onnx.node('Add', [low, sizes], vector), length };
}

/** The lengths of a window in `x`; null where it spans an axis. */
function windowShape(window: TensorSpec, x: TensorSpec): Shape {
  return window.dims.map((dim, axis) => (dim !== x.dims[axis] && typeof dim === 'number' ? dim : null));
}

/**
 * A window of a tensor: `shape` elements from `start` on.
 *
 * @param x - any shape.
 * @param start - the first element of each axis, as numbers or as an int tensor `[rank]`. A tensor's window is moved inwards
 * where it would go beyond the end.
 * @param shape - the length of each axis of the window; null spans the axis, whatever its length.
 * @throws {ShapeError} when the window does not lie in `x`.
 * @example
 * await ops.slice([[1, 2, 3], [4, 5, 6]], [0, 1], [2, 2]).array() // => [[2, 3], [5, 6]]
 * @see https://keras.io/api/ops/core/#slice-function
 */
export function slice(x: TensorLike, start: Start, shape: Shape): Tensor {
  const given = asTensor(x);
  const at = startOf('slice(x, start, shape)', given, start, shape);
  const open = shape.map((length, axis) => (length === given.dims[axis] ? null : length));
  return apply(sliceOp, { x: given, start: at }, { shape: open });
}

/**
 * A tensor with a window of it replaced.
 *
 * @param x - any shape.
 * @param start - where the window begins on each axis, as numbers or as an int tensor `[rank]`. A tensor's window is moved
 * inwards where it would go beyond the end.
 * @param updates - what stands in the window, as many axes as `x`; cast to the dtype of `x`.
 * @throws {ShapeError} when the window does not lie in `x`.
 * @example
 * await ops.sliceUpdate([[1, 2], [3, 4]], [0, 1], [[7], [8]]).array() // => [[1, 7], [3, 8]]
 * @see https://keras.io/api/ops/core/#slice_update-function
 */
export const sliceUpdate = composite('sliceUpdate', (x: TensorLike, start: Start, updates: TensorLike): Tensor => {
  const given = asTensor(x);
  const window = cast(updates, given.dtype);
  const whole = given.dims.length === window.dims.length;
  const shape = whole ? windowShape(window, given) : window.shape;
  const at = startOf('sliceUpdate(x, start, updates)', given, start, shape);
  if (sameDims(given.dims, window.dims)) return window;
  const inside = apply(placeOp, { x: fillLike(1, cast(window, 'float32')), start: at, like: given });
  // The engine pads wide numbers on all devices, booleans and bytes on few.
  const narrow = given.dtype === 'bool' || given.dtype === 'uint8';
  const numbers = narrow ? cast(window, 'int32') : window;
  const placed = apply(placeOp, { x: numbers, start: at, like: given });
  return where(inside, cast(placed, given.dtype), given);
});

function startOf(what: string, x: Tensor, start: Start, shape: Shape): Tensor {
  const rank = x.dims.length;
  const wrong = (expected: string, received: string): never => {
    throw new ShapeError(what, { expected, received });
  };
  if (shape.length !== rank) wrong(`a window with ${rank} axes, as ${shown(x)} has`, shownShape(shape));
  for (const [axis, length] of shape.entries()) {
    const dim = x.dims[axis] ?? 1;
    if (length !== null && typeof dim === 'number' && length > dim)
      wrong(`at most ${dim} on axis ${axis}`, `${length}`);
  }
  if (start instanceof Tensor) {
    if (start.dims.length !== 1 || start.dims[0] !== rank) wrong(`a start tensor of shape [${rank}]`, shown(start));
    return cast(start, 'int32');
  }
  if (start.length !== rank) wrong(`${rank} places to start at, one for each axis`, `${start.length}`);
  for (const [axis, place] of start.entries()) {
    const dim = x.dims[axis] ?? 1;
    const length = shape[axis] ?? null;
    const room = length === null ? 0 : typeof dim === 'number' ? dim - length : Infinity;
    if (!Number.isInteger(place) || place < 0 || place > room)
      wrong(`a start from 0 to ${room} on axis ${axis}`, `${place}`);
  }
  return constant(start, 'int32');
}
