import {
  apply,
  composite,
  type Dim,
  defineOp,
  type Op,
  shown,
  type Tensor,
  type TensorLike,
  type TensorSpec,
} from '../graph/index.ts';
import { ArgumentError, internal, ShapeError } from '../utils/errors.ts';
import { cast } from './cast.ts';
import { blockedConv } from './conv-blocks.ts';
import { turnedNode } from './conv-columns.ts';
import { convInput } from './conv-input.ts';
import { convKernel } from './conv-kernel.ts';
import { convNode } from './conv-node.ts';
import { windowOver } from './conv-same.ts';
import {
  channelsBack,
  channelsFirst,
  checkFits,
  checkPadding,
  type DataFormat,
  dataFormatOf,
  type Padding,
  type PerAxis,
  perAxis,
  slidDims,
  spatialRank,
  type Window,
} from './conv-window.ts';
import { leadingPlaces } from './leading.ts';
import { reshape } from './movement.ts';
import { asFloat, asTensor } from './operands.ts';
import { sum } from './reduce.ts';

/**
 * Inputs: data `[batch, channels, ...spatial]`, the kernel `[...size, channels / groups, filters]`, a bias `[filters]`, and,
 * where lengths are unknown, a tensor that has the dims of the output.
 */
type Convolved = {
  readonly x: 'one';
  readonly kernel: 'one';
  readonly bias: 'optional';
  readonly like: 'optional';
};

const convOp: Op<Convolved, Window> = defineOp<Convolved, Window>({
  name: 'conv',
  inputs: { x: 'one', kernel: 'one', bias: 'optional', like: 'optional' },
  infer: ({ x, kernel, like }, window) => {
    const [batch = 1, , ...spatial] = x.dims;
    return { dtype: x.dtype, dims: like?.dims ?? [batch, kernel.dims.at(-1) ?? 1, ...slidDims(spatial, window)] };
  },
  gradient: ({ inputs: { x, kernel, bias }, attrs, grad }) => ({
    x: convInput(grad, kernel, attrs, x),
    kernel: convKernel(x, grad, attrs, kernel),
    // Place by place first: faster than all at once, and rounding less.
    bias:
      bias &&
      sum(
        sum(
          grad,
          attrs.size.map((_, axis) => axis + 2),
        ),
        0,
      ),
  }),
  blocked: true,
  lower: (onnx, { x, kernel, bias }, window, output) => {
    const blocked = blockedConv(onnx, { x, kernel, bias, window }, output);
    if (blocked !== null) return blocked;
    const rank = window.size.length;
    const weights = turnedNode(onnx, kernel, kernelOrder(rank));
    const groups = Number(x.dims[1]) / Number(kernel.dims[rank]);
    return convNode(onnx, { x, weights, bias, window, groups }, output);
  },
  leading: ({ inputs: { x, like }, attrs }, dims) => {
    const part = like === null ? leadingPlaces(x.dims, attrs, dims) : null;
    return part && { x: part.x, attrs: part.window, costly: true };
  },
});

/** The order of the axes `[...size, in, out]` in which ONNX wants them: `[out, in, ...size]`. */
export function kernelOrder(rank: number): readonly number[] {
  return [rank + 1, rank, ...Array.from({ length: rank }, (_, axis) => axis)];
}

/** A convolution of data `[batch, channels, ...spatial]`, of which only the window is not yet checked. */
export function convolve(
  x: Tensor,
  kernel: Tensor,
  window: Window,
  bias: Tensor | null = null,
  like: Tensor | null = null,
): Tensor {
  const unknown = like?.dims.some((dim) => typeof dim !== 'number');
  return apply(convOp, { x, kernel, bias, like: unknown ? like : null }, window);
}

/** Options of a convolution. */
export interface ConvOptions {
  /** How far the window moves. Default `1`. */
  readonly strides?: PerAxis;
  /** `'valid'` (default), `'same'`, or, with one spatial axis, `'causal'`: all padding before the first step. */
  readonly padding?: Padding | 'causal';
  /** Default `'channelsLast'`. */
  readonly dataFormat?: DataFormat | null;
  /** Distance between the places of the window. Default `1`. */
  readonly dilationRate?: PerAxis;
  /** `[filters]`, added to every place of the output; the engine does it in passing. Default `null`. */
  readonly bias?: TensorLike | null;
}

/**
 * Convolution (cross-correlation): the window moves along one to three spatial axes, and each filter sums what stands
 * below it times its weights, `y[n, p, k] = Σ x[n, p · stride + i · dilation, c] · kernel[i, c, k]`.
 *
 * Where the kernel has fewer channels than the inputs, these fall into groups: filters see one group each.
 *
 * @param inputs - `[batch, ...spatial, channels]`, or as `dataFormat` says.
 * @param kernel - `[...size, channels / groups, filters]`; the result is `[batch, ...spatial, filters]`, of lengths
 * `ceil(length / stride)` (`'same'`, `'causal'`) or `ceil((length - reach + 1) / stride)` with `reach = (size - 1) · dilation + 1`.
 * @throws {ShapeError} when ranks or channels do not fit, or the window is larger than the data.
 * @throws {ArgumentError} for strides, dilation or padding that make no sense.
 * @example
 * await ops.conv([[[1], [2], [3]]], [[[1]], [[10]]]).array() // => [[[21], [32]]]
 * @see https://keras.io/api/ops/nn/#conv-function
 */
export const conv = composite('conv', (inputs: TensorLike, kernel: TensorLike, options: ConvOptions = {}): Tensor => {
  const where = 'conv(inputs, kernel)';
  const weights = asFloat(kernel);
  const given = cast(asTensor(inputs), weights.dtype);
  const rank = spatialRank(where, given);
  const format = dataFormatOf(where, options.dataFormat);
  const { padding = 'valid' } = options;
  checkPadding(where, padding, rank === 1 ? ['valid', 'same', 'causal'] : ['valid', 'same']);
  const size = kernelSize(where, weights, rank);
  const first = channelsFirst(given, format);
  checkChannels(where, first, weights);
  const parts = windowParts(where, size, options);
  const { x, window } = windowOver(first, parts, padding, 0);
  checkFits(where, x, window);
  const bias = options.bias === null || options.bias === undefined ? null : asFloat(options.bias);
  if (bias !== null) checkBias(where, bias, weights.dims.at(-1));
  return channelsBack(convolve(x, weights, window, bias), format);
});

/**
 * Convolution of each channel by itself: channel `c` gives `multiplier` channels,
 * `y[n, p, c · multiplier + m] = Σ x[n, p · stride + i · dilation, c] · kernel[i, c, m]`.
 *
 * @param inputs - `[batch, ...spatial, channels]`, or as `dataFormat` says.
 * @param kernel - `[...size, channels, multiplier]`; the result is `[batch, ...spatial, channels · multiplier]`.
 * @throws {ShapeError} when ranks or channels do not fit, or the window is larger than the data.
 * @throws {ArgumentError} for strides, dilation or padding that make no sense.
 * @example
 * await ops.depthwiseConv([[[1, 5], [2, 6]]], [[[1], [10]]]).array() // => [[[1, 50], [2, 60]]]
 * @see https://keras.io/api/ops/nn/#depthwise_conv-function
 */
export const depthwiseConv = composite(
  'depthwiseConv',
  (inputs: TensorLike, kernel: TensorLike, options: ConvOptions = {}): Tensor => {
    const where = 'depthwiseConv(inputs, kernel)';
    const weights = asFloat(kernel);
    const given = asTensor(inputs);
    const rank = spatialRank(where, given);
    const size = kernelSize(where, weights, rank);
    const format = dataFormatOf(where, options.dataFormat);
    const channels = given.dims[format === 'channels_last' ? rank + 1 : 1];
    const [own, multiplier] = weights.dims.slice(-2);
    if (typeof channels !== 'number' || channels !== own || typeof multiplier !== 'number')
      throw new ShapeError(where, {
        expected: 'a kernel [...size, channels, multiplier] with the channels of the inputs',
        received: `inputs ${shown(given)} and kernel ${shown(weights)}`,
      });
    return conv(given, reshape(weights, [...size, 1, channels * multiplier]), options);
  },
);

/**
 * A convolution in two steps: each channel by itself (`depthwiseConv`), then a product over the channels of each place.
 *
 * @param inputs - `[batch, ...spatial, channels]`, or as `dataFormat` says.
 * @param depthwiseKernel - `[...size, channels, multiplier]`.
 * @param pointwiseKernel - `[1, …, channels · multiplier, filters]`; the result is `[batch, ...spatial, filters]`.
 * @throws {ShapeError} when ranks or channels do not fit, or the window is larger than the data.
 * @throws {ArgumentError} for strides, dilation or padding that make no sense.
 * @example
 * await ops.separableConv([[[1, 5], [2, 6]]], [[[1], [10]]], [[[1], [1]]]).array() // => [[[51], [62]]]
 * @see https://keras.io/api/ops/nn/#separable_conv-function
 */
export const separableConv = composite(
  'separableConv',
  (inputs: TensorLike, depthwiseKernel: TensorLike, pointwiseKernel: TensorLike, options: ConvOptions = {}): Tensor => {
    const { dataFormat = null, bias = null } = options;
    const each = depthwiseConv(inputs, depthwiseKernel, { ...options, bias: null });
    return conv(each, pointwiseKernel, { dataFormat, bias });
  },
);

/** The known lengths of a kernel's spatial axes. */
export function kernelSize(where: string, kernel: TensorSpec, rank: number): readonly number[] {
  const { dims } = kernel;
  const known = dims.filter((dim) => typeof dim === 'number');
  if (dims.length === rank + 2 && known.length === dims.length) return known.slice(0, rank);
  throw new ShapeError(where, {
    expected: `a kernel of ${rank + 2} axes whose lengths are known, as the inputs have ${rank} spatial ones`,
    received: shown(kernel),
  });
}

/** A window without its pads. */
export function windowParts(
  where: string,
  size: readonly number[],
  { strides = 1, dilationRate = 1 }: Pick<ConvOptions, 'strides' | 'dilationRate'>,
): Omit<Window, 'pads'> {
  return {
    size,
    strides: perAxis(`${where}: strides`, strides, size.length),
    dilations: perAxis(`${where}: dilationRate`, dilationRate, size.length),
  };
}

function checkChannels(where: string, x: TensorSpec, kernel: TensorSpec): void {
  const channels = x.dims[1];
  const [each = 1, filters = 1] = kernel.dims.slice(-2).map(Number);
  if (typeof channels !== 'number')
    throw new ShapeError(where, {
      expected: 'inputs whose number of channels is known',
      received: shown(x),
      mend: 'Give the input a shape, as in input({ shape: [28, 28, 1] }).',
    });
  if (each === 0 || channels % each !== 0)
    throw new ShapeError(where, {
      expected: `inputs whose channels are a multiple of the ${each} that the kernel ${shown(kernel)} has`,
      received: `${channels} channels`,
      mend: 'Check dataFormat, and the number of groups.',
    });
  const groups = channels / each;
  if (filters % groups !== 0)
    throw new ArgumentError(where, {
      expected: `filters in ${groups} equal groups, since the inputs have ${groups} times the channels of the kernel`,
      received: `${filters} filters`,
    });
}

/** Complains about a bias that is not one number for each filter. */
export function checkBias(where: string, bias: TensorSpec, filters: Dim = internal('a kernel without filters')): void {
  if (bias.dims.length === 1 && bias.dims[0] === filters) return;
  throw new ShapeError(`${where}: bias`, { expected: `float32[${String(filters)}]`, received: shown(bias) });
}
