import {
  apply,
  constant,
  defineOp,
  isStatic,
  type OnnxBuilder,
  type Op,
  type Tensor,
  type TensorSpec,
  Unknown,
  type Value,
} from '../graph/index.ts';
import { sizeOf } from '../utils/arrays.ts';
import { add, multiply, subtract } from './arithmetic.ts';
import { cast } from './cast.ts';
import { equal } from './comparison.ts';
import { paddedNode, padsAttribute, shiftedNodes } from './conv-columns.ts';
import { spreadNode } from './conv-input.ts';
import { type Pads, slidDims, type Window } from './conv-window.ts';
import { leadingPlaces } from './leading.ts';
import { reshape } from './movement.ts';
import type { One } from './operands.ts';
import { exactPads, extended, reversed, sideBySide, spread } from './pool-spread.ts';

/** What padding is taken for: infinities are trouble to some devices. */
export const lowest = -3.4028234663852886e38;

interface Largest {
  readonly window: Window;
  /** Whether no gradient arrives where the largest element is 0 or below. */
  readonly positive: boolean;
}

/** The largest element of each window of data `[batch, channels, ...spatial]`. Of equal ones the first has the gradient. */
const maxOp: Op<One, Largest> = defineOp<One, Largest>({
  name: 'maxPool',
  inputs: { x: 'one' },
  infer: ({ x }, { window }) => ({
    dtype: x.dtype,
    dims: [...x.dims.slice(0, 2), ...slidDims(x.dims.slice(2), window)],
  }),
  gradient: ({ inputs: { x }, output, attrs: { window, positive }, grad }) => ({
    x: sideBySide(x, window)
      ? bySpreading(x, output, grad, window, positive)
      : apply(scatterOp, { x, y: output, grad }, window),
  }),
  lower: (onnx, { x }, { window }, output) => onnx.node('MaxPool', [x], output, attributesOf(window)),
  leading: ({ inputs: { x }, attrs }, dims) => {
    const part = leadingPlaces(x.dims, attrs.window, dims);
    return part && { x: part.x, attrs: { ...attrs, window: part.window }, costly: false };
  },
});

function attributesOf({ size, strides, dilations, pads }: Window) {
  return { kernel_shape: size, strides, dilations, pads: padsAttribute(pads) };
}

/** Windows of more places than this would be told apart by factors too far from 1. */
const fewPlaces = 16;

/**
 * The gradient where windows lie side by side. Every element gets a mark that is the greatest of its window for the first of
 * the largest elements alone; where the mark is that of the window, the window's gradient goes.
 */
function bySpreading(data: Tensor, largest: Tensor, grad: Tensor, given: Window, positive: boolean): Tensor {
  const { size } = given;
  const pads = exactPads(data, given);
  const x = extended(data, pads, lowest);
  const window = { ...given, pads: size.map((): Pads => [0, 0]) };
  const order = later(x, size);
  // Positive numbers are told apart by factors that fall from place to place in steps of two units in the last place:
  // as if the data had been rounded a little otherwise. Else the distance from the largest tells: it is 0 for those
  // alone that are as large, and 10⁻³⁷ added to that shows their order.
  const marks =
    positive && sizeOf(size) <= fewPlaces
      ? multiply(x, add(multiply(order, 2 ** -22), 1))
      : add(subtract(x, spread(largest, size)), multiply(add(order, 1), 1e-37));
  const first = equal(marks, spread(largestOf(marks, window), size));
  return extended(multiply(cast(first, x.dtype), spread(grad, size)), reversed(pads), 0);
}

/** For every element how many places of its window come after it: `[1, 1, ...spatial]`. */
function later(x: Tensor, size: readonly number[]): Tensor {
  const lengths = x.dims.slice(2).map(Number);
  const along = lengths.map((length, axis) => {
    const window = size[axis] ?? 1;
    const inner = sizeOf(size.slice(axis + 1));
    return reshape(
      constant(Array.from({ length }, (_, i) => (window - 1 - (i % window)) * inner)),
      [1, 1, ...lengths].map((_, i) => (i === axis + 2 ? length : 1)),
    );
  });
  return along.reduce(add);
}

/** Inputs: the data, the largest of each window, and the gradient of these. */
type Scattered = {
  readonly x: 'one';
  readonly y: 'one';
  readonly grad: 'one';
};

/** The gradient for windows of any kind: what belongs to a window goes to its first largest element. */
const scatterOp: Op<Scattered, Window> = defineOp<Scattered, Window>({
  name: 'maxPoolGradient',
  inputs: { x: 'one', y: 'one', grad: 'one' },
  infer: ({ x }) => ({ dtype: x.dtype, dims: x.dims }),
  gradient: ({ inputs: { x, y }, attrs, grad }) => ({ x: null, y: null, grad: apply(gatherOp, { x, y, grad }, attrs) }),
  lower: (onnx, { x, y, grad }, window, output) => {
    if (onnx.target === 'webgpu') return shiftedBack(onnx, x, y, grad, window, output);
    const all = { dtype: x.dtype, dims: [new Unknown()] } as const;
    const zeros = onnx.node('Expand', [onnx.constant(x.dtype, [1], [0]), sizeNode(onnx, x)], all);
    const added = onnx.node('ScatterElements', [zeros, flatIndices(onnx, x, y, window), flat(onnx, grad)], all, {
      axis: 0,
      reduction: 'add',
    });
    return onnx.node('Reshape', [added, onnx.dimsOf(x.dims, x)], output, { allowzero: 1 });
  },
});

/** The other way round: for each window what `grad` holds at its first largest element. */
const gatherOp: Op<Scattered, Window> = defineOp<Scattered, Window>({
  name: 'maxPoolTake',
  inputs: { x: 'one', y: 'one', grad: 'one' },
  infer: ({ y }) => ({ dtype: y.dtype, dims: y.dims }),
  gradient: ({ inputs: { x, y }, attrs, grad }) => ({
    x: null,
    y: null,
    grad: apply(scatterOp, { x, y, grad }, attrs),
  }),
  lower: (onnx, { x, y, grad }, window, output) => {
    if (onnx.target === 'webgpu') {
      const slopes = shiftedNodes(onnx, paddedNode(onnx, grad, window.pads), window, y);
      const taken = firstLargest(onnx, x, y, window).map((mask, i) =>
        onnx.node('Mul', [slopes[i] ?? grad, onnx.node('Cast', [mask], y, { to: 1 })], output),
      );
      return taken.reduce((sum, part) => onnx.node('Add', [sum, part], output));
    }
    const taken = onnx.node('Gather', [flat(onnx, grad), flatIndices(onnx, x, y, window)], {
      dtype: y.dtype,
      dims: [new Unknown()],
    });
    return onnx.node('Reshape', [taken, onnx.dimsOf(y.dims, y)], output, { allowzero: 1 });
  },
});

/** Where in the flat data the first largest element of each window stands. WebGPU cannot tell. */
function flatIndices(onnx: OnnxBuilder, x: Value, y: Value, window: Window): Value {
  const [, indices] = onnx.nodes('MaxPool', [x], [y, { dtype: 'int64', dims: y.dims }], attributesOf(window));
  return flat(onnx, indices ?? y);
}

function flat(onnx: OnnxBuilder, x: Value): Value {
  const dims = isStatic(x.dims) ? [sizeOf(x.dims)] : [new Unknown()];
  return onnx.node('Reshape', [x, onnx.ints([-1])], { dtype: x.dtype, dims });
}

function sizeNode(onnx: OnnxBuilder, x: Value): Value {
  if (isStatic(x.dims)) return onnx.ints([sizeOf(x.dims)]);
  const size = onnx.node('Size', [x], { dtype: 'int64', dims: [] });
  return onnx.node('Unsqueeze', [size, onnx.ints([0])], { dtype: 'int64', dims: [1] });
}

/** For each place of the window, where it holds the first largest element: bool, in the shape of `y`. */
function firstLargest(onnx: OnnxBuilder, x: Value, y: Value, window: Window): readonly Value[] {
  const bool = { dtype: 'bool', dims: y.dims } as const;
  const masks: Value[] = [];
  let open: Value | null = null;
  for (const shifted of shiftedNodes(onnx, paddedNode(onnx, x, window.pads, lowest), window, y)) {
    const largest = onnx.node('Equal', [shifted, y], bool);
    masks.push(open === null ? largest : onnx.node('And', [largest, open], bool));
    const others = onnx.node('Not', [largest], bool);
    open = open === null ? others : onnx.node('And', [open, others], bool);
  }
  return masks;
}

/**
 * The gradient where no device finds indices: the windows' gradients, sorted by the place of their largest element, are
 * spread by kernels that are 1 at that place alone.
 */
function shiftedBack(onnx: OnnxBuilder, x: Value, y: Value, grad: Value, window: Window, output: TensorSpec): Value {
  const { dtype } = x;
  const [batch = 1, channels = 1, ...spatial] = y.dims;
  const parts = firstLargest(onnx, x, y, window).map((mask) => {
    const part = onnx.node('Mul', [grad, onnx.node('Cast', [mask], y, { to: 1 })], y);
    return onnx.node('Unsqueeze', [part, onnx.ints([2])], { dtype, dims: [batch, channels, 1, ...spatial] });
  });
  const count = parts.length;
  const joined = onnx.node('Concat', parts, { dtype, dims: [batch, channels, count, ...spatial] }, { axis: 2 });
  const filters = Number(channels) * count;
  const stacked = { dtype, dims: [batch, filters, ...spatial] } as const;
  const target = onnx.node(
    'Concat',
    [onnx.shapeOf(y, 0, 1), onnx.ints([filters]), onnx.shapeOf(y, 2)],
    { dtype: 'int64', dims: [stacked.dims.length] },
    { axis: 0 },
  );
  const sorted = onnx.node('Reshape', [joined, isStatic(stacked.dims) ? onnx.ints(stacked.dims) : target], stacked);
  const ones = Array.from({ length: count * filters }, (_, i) => Number(i % count === Math.floor(i / filters)));
  const kernel = onnx.constant(dtype, [...window.size, 1, filters], ones);
  return spreadNode(onnx, sorted, kernel, window, Number(channels), output, x);
}

/**
 * The largest element of each window of data `[batch, channels, ...spatial]`.
 *
 * @param positive - whether no gradient will arrive where it is 0 or below, as before a relu.
 */
export function largestOf(x: Tensor, window: Window, positive = false): Tensor {
  return apply(maxOp, { x }, { window, positive });
}
