import { apply, defineOp, type OnnxBuilder, type Op, type Tensor, Unknown, type Value } from '../graph/index.ts';
import { type Padding, type Pads, reachOf, samePads, type Window } from './conv-window.ts';
import type { One } from './operands.ts';

/*
 * The pads of 'same' follow from the length of the axis where the stride is above 1. Where that length is known at run time
 * only, so are the pads: then the data are padded first, and the window moves without any.
 */

/** Axes that are padded at run time, by their index in the data. */
interface RunTimePads {
  readonly axes: readonly { readonly axis: number; readonly reach: number; readonly stride: number }[];
  /** What is added. */
  readonly value: number;
}

const padSameOp: Op<One, RunTimePads> = defineOp<One, RunTimePads>({
  name: 'padSame',
  inputs: { x: 'one' },
  infer: ({ x }, { axes }) => ({
    dtype: x.dtype,
    dims: x.dims.map((dim, i) => (axes.some(({ axis }) => axis === i) ? new Unknown() : dim)),
  }),
  gradient: ({ inputs: { x }, attrs, grad }) => ({ x: apply(cropSameOp, { x: grad, like: x }, attrs) }),
  lower: (onnx, { x }, { axes, value }, output) => {
    const { before, after } = runTimePads(onnx, x, axes);
    // Pads of all axes are written out: between Transposes, the engine (1.30) mistakes computed pads of some axes.
    const around = [before, after].flatMap((pads) =>
      x.dims.map((_, i) => {
        const at = axes.findIndex(({ axis }) => axis === i);
        if (at < 0) return onnx.ints([0]);
        return onnx.node('Slice', [pads, onnx.ints([at]), onnx.ints([at + 1])], { dtype: 'int64', dims: [1] });
      }),
    );
    const all = onnx.node('Concat', around, { dtype: 'int64', dims: [around.length] }, { axis: 0 });
    return onnx.node('Pad', [x, all, onnx.constant(x.dtype, [], [value])], output);
  },
});

type Like = { readonly x: 'one'; readonly like: 'one' };

const cropSameOp: Op<Like, RunTimePads> = defineOp<Like, RunTimePads>({
  name: 'cropSame',
  inputs: { x: 'one', like: 'one' },
  infer: ({ x, like }) => ({ dtype: x.dtype, dims: like.dims }),
  gradient: ({ attrs, grad }) => ({ x: apply(padSameOp, { x: grad }, { ...attrs, value: 0 }), like: null }),
  lower: (onnx, { x, like }, { axes }, output) => {
    const { before, length } = runTimePads(onnx, like, axes);
    const vector = { dtype: 'int64', dims: [axes.length] } as const;
    const end = onnx.node('Add', [before, length], vector);
    return onnx.node('Slice', [x, before, end, onnx.ints(axes.map(({ axis }) => axis))], output);
  },
});

/** The lengths of the axes, and how much 'same' adds at both ends, as int64 vectors. */
function runTimePads(
  onnx: OnnxBuilder,
  x: Value,
  axes: RunTimePads['axes'],
): { readonly before: Value; readonly after: Value; readonly length: Value } {
  const vector = { dtype: 'int64', dims: [axes.length] } as const;
  const node = (type: string, ...inputs: readonly Value[]): Value => onnx.node(type, inputs, vector);
  const ints = (number: (axis: RunTimePads['axes'][number]) => number): Value => onnx.ints(axes.map(number));
  const lengths = axes.map(({ axis }) => onnx.shapeOf(x, axis, axis + 1));
  const length = onnx.node('Concat', lengths, vector, { axis: 0 });
  const stride = ints((axis) => axis.stride);
  // (ceil(length / stride) - 1) · stride + reach - length, where windows stand
  const start = node(
    'Mul',
    node(
      'Div',
      node(
        'Sub',
        length,
        ints(() => 1),
      ),
      stride,
    ),
    stride,
  );
  const total = node(
    'Max',
    node(
      'Sub',
      node(
        'Add',
        start,
        ints((axis) => axis.reach),
      ),
      length,
    ),
    ints(() => 0),
  );
  const before = node(
    'Div',
    total,
    ints(() => 2),
  );
  return { before, after: node('Sub', total, before), length };
}

/**
 * The window with the pads that a padding means for these data (channels first), and the data, padded already where it
 * must be done at run time.
 *
 * @param value - what the padding consists of.
 */
export function windowOver(
  x: Tensor,
  window: Omit<Window, 'pads'>,
  padding: Padding | 'causal',
  value: number,
): { readonly x: Tensor; readonly window: Window } {
  const later: { axis: number; reach: number; stride: number }[] = [];
  const pads = window.size.map((_, axis): Pads => {
    if (padding === 'valid') return [0, 0];
    const reach = reachOf(window, axis);
    if (padding === 'causal') return [reach - 1, 0];
    const stride = window.strides[axis] ?? 1;
    const known = samePads(x.dims[axis + 2] ?? 1, reach, stride);
    if (known === null) later.push({ axis: axis + 2, reach, stride });
    return known ?? [0, 0];
  });
  const padded = later.length === 0 ? x : apply(padSameOp, { x }, { axes: later, value });
  return { x: padded, window: { ...window, pads } };
}
