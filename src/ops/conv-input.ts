import {
  apply,
  type Dim,
  defineOp,
  isStatic,
  type OnnxBuilder,
  type Op,
  type Tensor,
  type TensorSpec,
  Unknown,
  type Value,
} from '../graph/index.ts';
import { convolve, kernelOrder } from './conv.ts';
import { blockedSpread } from './conv-blocks.ts';
import { paddedNode, padsAttribute, reshapedNode, turnedNode } from './conv-columns.ts';
import { convKernel } from './conv-kernel.ts';
import { convNode } from './conv-node.ts';
import { type Pads, reachOf, type Window } from './conv-window.ts';

/** Inputs: `y` `[batch, filters, ...spatial]`, the kernel `[...size, channels, filters]`, and what the result is as long as. */
type Spread = {
  readonly y: 'one';
  readonly kernel: 'one';
  readonly like: 'optional';
};

interface Spreading {
  readonly window: Window;
  readonly groups: number;
  /** Lengths of the spatial axes of the result; null where they are those of `like`. */
  readonly lengths: readonly (number | null)[] | null;
}

/**
 * A convolution run backwards: every element of `y` is spread over the window from which a convolution would have made it,
 * and what overlaps adds up. It is the gradient of a convolution with respect to its data, and a transposed convolution.
 */
const convInputOp: Op<Spread, Spreading> = defineOp<Spread, Spreading>({
  name: 'convInput',
  inputs: { y: 'one', kernel: 'one', like: 'optional' },
  infer: ({ y, kernel, like }, { window, groups, lengths }) => {
    if (like !== null) return { dtype: y.dtype, dims: like.dims };
    const [batch = 1, , ...spatial] = y.dims;
    const channels = Number(kernel.dims.at(-2)) * groups;
    return { dtype: y.dtype, dims: [batch, channels, ...spatial.map((dim, i) => spreadDim(dim, window, i, lengths))] };
  },
  gradient: ({ inputs: { y, kernel }, attrs: { window }, grad }) => ({
    y: convolve(grad, kernel, reading(window), null, y),
    kernel: convKernel(grad, y, reading(window), kernel),
    like: null,
  }),
  blocked: true,
  lower: (onnx, { y, kernel, like }, { window, groups }, output) =>
    spreadNode(onnx, y, kernel, window, groups, output, like),
});

/** The nodes of it, in the form that is fastest for a device; `like` is read where lengths are unknown. */
export function spreadNode(
  onnx: OnnxBuilder,
  y: Value,
  kernel: Value,
  window: Window,
  groups: number,
  output: TensorSpec,
  like: Value | null,
): Value {
  // WebGPU has no transposed convolution over three axes.
  if (onnx.target === 'webgpu' && window.size.length === 3)
    return byConvolution(onnx, y, kernel, window, groups, output, like);
  return byTransposed(onnx, y, kernel, window, groups, output, like);
}

/** The same window when it reads: of what was cut off at the end, a negative amount is what no window reaches. */
function reading(window: Window): Window {
  return { ...window, pads: window.pads.map(([before, after]) => [before, Math.max(after, 0)]) };
}

function spreadDim(dim: Dim, window: Window, axis: number, lengths: Spreading['lengths']): Dim {
  const length = lengths?.[axis];
  if (typeof length === 'number') return length;
  const [before, after] = window.pads[axis] ?? [0, 0];
  const stride = window.strides[axis] ?? 1;
  const added = reachOf(window, axis) - before - after;
  if (typeof dim === 'number') return (dim - 1) * stride + added;
  return stride === 1 && added === 1 ? dim : new Unknown();
}

/** What is cut off at the end of each axis; negative where zeros are added. */
function tails(y: TensorSpec, window: Window, output: TensorSpec): readonly number[] {
  return window.size.map((_, axis) => {
    const covered = (Number(y.dims[axis + 2]) - 1) * (window.strides[axis] ?? 1) + reachOf(window, axis);
    return covered - (window.pads[axis]?.[0] ?? 0) - Number(output.dims[axis + 2]);
  });
}

function byTransposed(
  onnx: OnnxBuilder,
  y: Value,
  kernel: Value,
  window: Window,
  groups: number,
  output: TensorSpec,
  like: Value | null,
): Value {
  const { size, strides, dilations, pads } = window;
  const known = isStatic(output.dims.slice(2)) && isStatic(y.dims.slice(2));
  const blocked = known && blockedSpread(onnx, y, kernel, window, tails(y, window, output), output);
  if (blocked) return blocked;
  // How much is left over at the end follows from the lengths. Unknown ones are cut off afterwards.
  const weights = turnedNode(onnx, kernel, kernelOrder(size.length));
  const cut = !known && like !== null;
  const ends = cut
    ? strides.map((stride) => 1 - stride)
    : known
      ? tails(y, window, output)
      : pads.map(([, after]) => after);
  const befores = cut ? pads.map(() => 0) : pads.map(([before]) => before);
  const attributes = {
    kernel_shape: size,
    strides,
    dilations,
    pads: padsAttribute(befores.map((before, axis) => [before, Math.max(ends[axis] ?? 0, 0)])),
    output_padding: ends.map((end) => Math.max(-end, 0)),
    group: groups,
  };
  const whole = cut
    ? { dtype: output.dtype, dims: [...output.dims.slice(0, 2), ...size.map(() => new Unknown())] }
    : output;
  const spread = onnx.node('ConvTranspose', [y, weights], whole, attributes);
  return cut ? cutLike(onnx, spread, window, like, output) : spread;
}

/** From the first element after the padding, as many as `like` has. */
function cutLike(onnx: OnnxBuilder, x: Value, { pads, size }: Window, like: Value, output: TensorSpec): Value {
  const befores = onnx.ints(pads.map(([before]) => before));
  const vector = { dtype: 'int64', dims: [size.length] } as const;
  const ends = onnx.node('Add', [onnx.shapeOf(like, 2), befores], vector);
  return onnx.node('Slice', [x, befores, ends, onnx.ints(size.map((_, axis) => axis + 2))], output);
}

/** The same as a convolution of `y`, with zeros between its elements, by the kernel turned round. */
function byConvolution(
  onnx: OnnxBuilder,
  y: Value,
  kernel: Value,
  window: Window,
  groups: number,
  output: TensorSpec,
  like: Value | null,
): Value {
  const { size, strides, dilations, pads } = window;
  const rank = size.length;
  const known = isStatic(output.dims.slice(2)) && isStatic(y.dims.slice(2));
  const cut = !known && like !== null;
  const ends = cut
    ? strides.map((stride) => 1 - stride)
    : known
      ? tails(y, window, output)
      : pads.map(([, after]) => after);
  const spaced = strides.reduce((x, stride, axis) => spacedNode(onnx, x, axis + 2, stride), y);
  const around = paddedNode(
    onnx,
    spaced,
    pads.map(([before], axis) => {
      const reach = reachOf(window, axis) - 1;
      return [reach - (cut ? 0 : before), reach - (ends[axis] ?? 0) - (strides[axis] ?? 1) + 1];
    }),
  );
  const whole = cut
    ? { dtype: output.dtype, dims: [...output.dims.slice(0, 2), ...size.map(() => new Unknown())] }
    : output;
  const weights = turnedRound(onnx, kernel, rank, groups);
  const one = { size, dilations, strides: size.map(() => 1), pads: size.map((): Pads => [0, 0]) };
  const spread = convNode(onnx, { x: around, weights, bias: null, window: one, groups }, whole);
  return cut ? cutLike(onnx, spread, window, like, output) : spread;
}

/** A kernel `[...size, channels, groups · filters]` backwards along its spatial axes, as `[groups · channels, filters, ...size]`. */
function turnedRound(onnx: OnnxBuilder, kernel: Value, rank: number, groups: number): Value {
  const axes = Array.from({ length: rank }, (_, axis) => axis);
  const all = (value: number): Value => onnx.ints(axes.map(() => value));
  const flipped = onnx.node('Slice', [kernel, all(-1), all(-(2 ** 31 - 1)), onnx.ints(axes), all(-1)], kernel);
  const size = kernel.dims.slice(0, rank).map(Number);
  const channels = Number(kernel.dims[rank]);
  const filters = Number(kernel.dims[rank + 1]) / groups;
  const apart = reshapedNode(onnx, flipped, [...size, channels, groups, filters], 1);
  const turned = turnedNode(onnx, apart, [rank + 1, rank, rank + 2, ...axes]);
  return reshapedNode(onnx, turned, [groups * channels, filters, ...size], 1);
}

/** `stride - 1` zeros after each element of an axis. */
function spacedNode(onnx: OnnxBuilder, x: Value, axis: number, stride: number): Value {
  if (stride === 1) return x;
  const { dtype } = x;
  const length = x.dims[axis] ?? 1;
  const split = x.dims.toSpliced(axis + 1, 0, 1);
  const apart = onnx.node('Unsqueeze', [x, onnx.ints([axis + 1])], { dtype, dims: split });
  const around = split.map((_, i): Pads => [0, i === axis + 1 ? stride - 1 : 0]);
  const wide = paddedNode(onnx, apart, around);
  const joined = x.dims.with(axis, typeof length === 'number' ? length * stride : new Unknown());
  // 0 keeps an axis; after the joined one all indices have moved by one, so they are written out or inferred.
  const parts = joined.map((dim, i) => {
    if (typeof dim === 'number') return onnx.ints([dim]);
    return i === axis ? onnx.ints([-1]) : onnx.shapeOf(x, i, i + 1);
  });
  const target = isStatic(joined)
    ? onnx.ints(joined)
    : onnx.node('Concat', parts, { dtype: 'int64', dims: [parts.length] }, { axis: 0 });
  return onnx.node('Reshape', [wide, target], { dtype, dims: joined });
}

/**
 * The gradient of a convolution's data from that of its output.
 *
 * @param y - `[batch, filters, ...spatial]`.
 * @param kernel - `[...size, channels / groups, filters]`.
 * @param like - the data of the convolution: the result has its dims.
 */
export function convInput(y: Tensor, kernel: Tensor, window: Window, like: Tensor): Tensor {
  const groups = Number(like.dims[1]) / Number(kernel.dims.at(-2));
  const lengths = like.dims.slice(2);
  const known = isStatic(lengths);
  return apply(
    convInputOp,
    { y, kernel, like: known ? null : like },
    { window, groups, lengths: known ? lengths : null },
  );
}

/** A convolution run backwards, by ends cut off (or, negative ones, added) as `window.pads` say. */
export function spreadOut(y: Tensor, kernel: Tensor, window: Window, groups: number): Tensor {
  return apply(convInputOp, { y, kernel, like: null }, { window, groups, lengths: null });
}
