import type { OnnxBuilder, TensorSpec, Value } from '../graph/index.ts';
import { padsAttribute } from './conv-columns.ts';
import type { Window } from './conv-window.ts';

/** What a Conv takes: data `[batch, channels, ...spatial]`, weights `[filters, channels / groups, ...size]`, a bias or none. */
interface Convolution {
  readonly x: Value;
  readonly weights: Value;
  readonly bias: Value | null;
  readonly window: Window;
  readonly groups: number;
}

/** A Conv, in a form that the device computes rightly. */
export function convNode(onnx: OnnxBuilder, given: Convolution, output: TensorSpec): Value {
  if (onnx.target !== 'webgpu') return plain(onnx, given, output);
  return mistakesGroups(given) ? byGroups(onnx, given, output) : plain(onnx, evenChannels(onnx, given), output);
}

function plain(onnx: OnnxBuilder, { x, weights, bias, window, groups }: Convolution, output: TensorSpec): Value {
  const { size, strides, dilations, pads } = window;
  return onnx.node('Conv', bias ? [x, weights, bias] : [x, weights], output, {
    kernel_shape: size,
    strides,
    dilations,
    pads: padsAttribute(pads),
    group: groups,
  });
}

/**
 * ONNX Runtime 1.30 reads three channels at a time on WebGPU where their number is a multiple of 3 but not of 4, and takes
 * the wrong ones if there are more than three (with filters in fours, and windows of more than one place). One more channel of
 * zeros changes its mind.
 */
function evenChannels(onnx: OnnxBuilder, given: Convolution): Convolution {
  const { x, weights, groups } = given;
  const channels = Number(x.dims[1]);
  const filters = Number(weights.dims[0]);
  if (groups !== 1 || channels <= 3 || channels % 3 !== 0 || channels % 4 === 0 || filters % 4 !== 0) return given;
  return { ...given, x: oneMore(onnx, x), weights: oneMore(onnx, weights) };
}

function oneMore(onnx: OnnxBuilder, x: Value): Value {
  const pads = [...x.dims.map(() => 0), ...x.dims.map((_, axis) => Number(axis === 1))];
  return onnx.node('Pad', [x, onnx.ints(pads), onnx.constant(x.dtype, [], [0])], {
    dtype: x.dtype,
    dims: x.dims.with(1, Number(x.dims[1]) + 1),
  });
}

/**
 * ONNX Runtime 1.30 has no groups over three axes on WebGPU; over two it computes four (or two) filters at a time, as if they
 * were of one group, also where they are of two.
 */
function mistakesGroups({ x, weights, window, groups }: Convolution): boolean {
  if (groups === 1) return false;
  const filters = Number(weights.dims[0]);
  if (window.size.length === 3) return true;
  if (groups === filters && groups === Number(x.dims[1])) return false;
  const atATime = filters % 4 === 0 ? 4 : filters % 2 === 0 ? 2 : 1;
  return (filters / groups) % atATime !== 0;
}

/** Each group by itself, side by side. */
function byGroups(onnx: OnnxBuilder, given: Convolution, output: TensorSpec): Value {
  const { x, weights, bias, groups } = given;
  const xs = split(onnx, x, 1, groups);
  const kernels = split(onnx, weights, 0, groups);
  const biases = bias === null ? [] : split(onnx, bias, 0, groups);
  const parts = xs.map((part, i) =>
    plain(
      onnx,
      evenChannels(onnx, { ...given, x: part, weights: kernels[i] ?? weights, bias: biases[i] ?? null, groups: 1 }),
      { dtype: output.dtype, dims: output.dims.with(1, Number(output.dims[1]) / groups) },
    ),
  );
  return onnx.node('Concat', parts, output, { axis: 1 });
}

function split(onnx: OnnxBuilder, x: Value, axis: number, count: number): readonly Value[] {
  const length = Number(x.dims[axis]) / count;
  const part = { dtype: x.dtype, dims: x.dims.with(axis, length) };
  const lengths = onnx.ints(Array.from({ length: count }, () => length));
  return onnx.nodes(
    'Split',
    [x, lengths],
    Array.from({ length: count }, () => part),
    { axis },
  );
}
