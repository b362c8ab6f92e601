import type { OnnxBuilder, TensorSpec, Value } from '../graph/index.ts';
import { padsAttribute, reshapedNode, turnedNode } from './conv-columns.ts';
import type { Pads, Window } from './conv-window.ts';

/*
 * ONNX Runtime's own convolutions over blocks of channels, [batch, channels / block, ...spatial, block], take two thirds of
 * the time of its others. It uses them by itself where weights are written into a graph; in training they are fed.
 */

const domain = 'com.microsoft.nchwc';

/** What is convolved: `x` `[batch, channels, ...spatial]` by a kernel `[...size, channels, filters]`. */
interface Blocked {
  readonly x: Value;
  readonly kernel: Value;
  readonly bias: Value | null;
  readonly window: Window;
}

/** A convolution over blocks of channels; null where the engine has none for it. */
export function blockedConv(onnx: OnnxBuilder, { x, kernel, bias, window }: Blocked, output: TensorSpec): Value | null {
  const [channels = 0, filters = 0] = kernel.dims.slice(-2).map(Number);
  if (x.dims[1] !== channels || !fits(onnx, window, channels, filters)) return null;
  const apart = split(onnx, kernel);
  return convolved(onnx, x, turnedNode(onnx, apart, [4, 2, 0, 1, 3, 5]), bias, window, output);
}

/**
 * The same run backwards, for a window that moves by single places: `y` `[batch, filters, ...spatial]` is convolved by the
 * kernel turned round.
 *
 * @param ends - what is cut off at the end of each axis.
 */
export function blockedSpread(
  onnx: OnnxBuilder,
  y: Value,
  kernel: Value,
  window: Window,
  ends: readonly number[],
  output: TensorSpec,
): Value | null {
  const [channels = 0, filters = 0] = kernel.dims.slice(-2).map(Number);
  const pads = window.pads.map(([before], axis): Pads => {
    const reach = ((window.size[axis] ?? 1) - 1) * (window.dilations[axis] ?? 1);
    return [reach - before, reach - (ends[axis] ?? 0)];
  });
  const isPadded = pads.every((pair) => pair.every((length) => length >= 0));
  if (output.dims[1] !== channels || !isPadded || !window.strides.every((stride) => stride === 1)) return null;
  if (!fits(onnx, window, channels, filters)) return null;
  const all = (value: number): Value => onnx.ints([value, value]);
  const flipped = onnx.node('Slice', [kernel, all(-1), all(-(2 ** 31 - 1)), onnx.ints([0, 1]), all(-1)], kernel);
  const weights = turnedNode(onnx, split(onnx, flipped), [2, 4, 0, 1, 5, 3]);
  return convolved(onnx, y, weights, null, { ...window, pads }, output);
}

function fits({ blocks }: OnnxBuilder, { size }: Window, channels: number, filters: number): boolean {
  return blocks > 0 && size.length === 2 && channels % blocks === 0 && filters % blocks === 0;
}

/** A kernel `[...size, channels, filters]` as `[...size, channels / block, block, filters / block, block]`. */
function split(onnx: OnnxBuilder, kernel: Value): Value {
  const { blocks } = onnx;
  const [height = 1, width = 1, channels = 1, filters = 1] = kernel.dims.map(Number);
  return reshapedNode(onnx, kernel, [height, width, channels / blocks, blocks, filters / blocks, blocks], 1);
}

/** @param weights - `[out / block, in / block, ...size, in % block, out % block]`. */
function convolved(
  onnx: OnnxBuilder,
  x: Value,
  weights: Value,
  bias: Value | null,
  { size, strides, dilations, pads }: Window,
  output: TensorSpec,
): Value {
  const [outs = 1, ins = 1, height = 1, width = 1] = weights.dims.map(Number);
  const { blocks } = onnx;
  const ordered = reshapedNode(onnx, weights, [outs * blocks, ins * blocks, height, width], 1);
  const inside = onnx.node(`${domain}.ReorderInput`, [x], x);
  const sums = onnx.node(`${domain}.Conv`, bias ? [inside, ordered, bias] : [inside, ordered], output, {
    kernel_shape: size,
    strides,
    dilations,
    pads: padsAttribute(pads),
    group: 1,
  });
  return onnx.node(`${domain}.ReorderOutput`, [sums], output, { channels: outs * blocks });
}
