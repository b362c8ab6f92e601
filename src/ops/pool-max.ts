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
import { add, multiply } from './arithmetic.ts';
import { cast } from './cast.ts';
import { equal } from './comparison.ts';
import { paddedNode, padsAttribute, shiftedNodes } from './conv-columns.ts';
import { spreadNode } from './conv-input.ts';
import { slidDims, type Window } from './conv-window.ts';
import { reshape } from './movement.ts';
import type { One } from './operands.ts';
import { sideBySide, spread } from './pool-spread.ts';

/** What padding is taken for: infinities are trouble to some devices. */
export const lowest = -3.4028234663852886e38;

/** The largest element of each window of data `[batch, channels, ...spatial]`. Of equal ones the first has the gradient. */
const maxOp: Op<One, Window> = defineOp<One, Window>({
  name: 'maxPool',
  inputs: { x: 'one' },
  infer: ({ x }, window) => ({ dtype: x.dtype, dims: [...x.dims.slice(0, 2), ...slidDims(x.dims.slice(2), window)] }),
  gradient: ({ inputs: { x }, output, attrs, grad }) => ({
    x: sideBySide(x, attrs) ? bySpreading(x, output, grad, attrs) : apply(scatterOp, { x, y: output, grad }, attrs),
  }),
  lower: (onnx, { x }, window, output) => onnx.node('MaxPool', [x], output, attributesOf(window)),
});

function attributesOf({ size, strides, dilations, pads }: Window) {
  return { kernel_shape: size, strides, dilations, pads: padsAttribute(pads) };
}

/**
 * The gradient where windows lie side by side: what is equal to the largest of its window is marked with a number that is
 * greater the earlier its place; the greatest mark of each window is the first of the equal ones.
 */
function bySpreading(x: Tensor, largest: Tensor, grad: Tensor, window: Window): Tensor {
  const marks = multiply(cast(equal(x, spread(largest, x, window)), x.dtype), priorities(x, window));
  const first = equal(marks, spread(largestOf(marks, window), x, window));
  return multiply(cast(first, x.dtype), spread(grad, x, window));
}

/** For every element the number of places of its window from it to the last one: `[1, 1, ...spatial]`. */
function priorities(x: Tensor, { size, pads }: Window): Tensor {
  const lengths = x.dims.slice(2).map(Number);
  const along = lengths.map((length, axis) => {
    const [window = 1, before = 0] = [size[axis], pads[axis]?.[0]];
    const later = sizeOf(size.slice(axis + 1));
    const places = Array.from(
      { length },
      (_, i) => (window - 1 - ((i + before) % window)) * later + Number(axis === 0),
    );
    return reshape(
      constant(places),
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

/** The largest element of each window of data `[batch, channels, ...spatial]`. */
export function largestOf(x: Tensor, window: Window): Tensor {
  return apply(maxOp, { x }, window);
}
