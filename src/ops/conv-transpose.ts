import { composite, shown, type Tensor, type TensorLike } from '../graph/index.ts';
import { ArgumentError, ShapeError } from '../utils/errors.ts';
import { add } from './arithmetic.ts';
import { cast } from './cast.ts';
import { type ConvOptions, checkBias, kernelSize, windowParts } from './conv.ts';
import { spreadOut } from './conv-input.ts';
import {
  channelsBack,
  channelsFirst,
  checkPadding,
  dataFormatOf,
  type Padding,
  type Pads,
  type PerAxis,
  perAxis,
  reachOf,
  spatialRank,
} from './conv-window.ts';
import { expandDims } from './movement.ts';
import { asFloat, asTensor } from './operands.ts';

/** Options of a transposed convolution. */
export interface ConvTransposeOptions extends Omit<ConvOptions, 'padding'> {
  /** `'valid'` (default) or `'same'`: the result has `length · stride` places. */
  readonly padding?: Padding;
  /**
   * Places added at the end, fewer than the stride: tells apart the lengths that a convolution makes equal. Default `null`:
   * as many as give the lengths that convolutions undo.
   */
  readonly outputPadding?: PerAxis | null;
}

/**
 * Transposed convolution: every element is spread over a window, weighted by the kernel, and what overlaps adds up,
 * `y[n, p · stride + i · dilation, k] = Σ x[n, p, c] · kernel[i, k, c]`, less the padding at both ends.
 *
 * @param inputs - `[batch, ...spatial, channels]`, or as `dataFormat` says.
 * @param kernel - `[...size, filters, channels]`; the result is `[batch, ...spatial, filters]`. With
 * `reach = (size - 1) · dilation + 1` its lengths are `(length - 1) · stride + max(reach, stride)` (`'valid'`) or
 * `length · stride` (`'same'`); with `outputPadding`, `(length - 1) · stride + reach + outputPadding` or
 * `(length - 1) · stride + reach % 2 + outputPadding`.
 * @throws {ShapeError} when ranks or channels do not fit.
 * @throws {ArgumentError} for strides, dilation or padding that make no sense.
 * @example
 * await ops.convTranspose([[[1], [2]]], [[[1]], [[10]]]).array() // => [[[1], [12], [20]]]
 * @see https://keras.io/api/ops/nn/#conv_transpose-function
 */
export const convTranspose = composite(
  'convTranspose',
  (inputs: TensorLike, kernel: TensorLike, options: ConvTransposeOptions = {}): Tensor => {
    const where = 'convTranspose(inputs, kernel)';
    const { padding = 'valid', outputPadding = null, bias = null } = options;
    const weights = asFloat(kernel);
    const given = cast(asTensor(inputs), weights.dtype);
    const rank = spatialRank(where, given);
    const format = dataFormatOf(where, options.dataFormat);
    checkPadding(where, padding);
    const parts = windowParts(where, kernelSize(where, weights, rank), options);
    const added = outputPadding === null ? null : perAxis(`${where}: outputPadding`, outputPadding, rank, 0);
    if (added?.some((count, axis) => count >= (parts.strides[axis] ?? 1)))
      throw new ArgumentError(`${where}: outputPadding`, {
        expected: `less than the strides, which are [${parts.strides.join(', ')}]`,
        received: JSON.stringify(outputPadding),
      });
    const x = channelsFirst(given, format);
    if (x.dims[1] !== weights.dims.at(-1))
      throw new ShapeError(where, {
        expected: 'a kernel [...size, filters, channels] with the channels of the inputs',
        received: `inputs ${shown(given)} and kernel ${shown(weights)}`,
      });
    const pads = parts.size.map((_, axis): Pads => {
      const reach = reachOf(parts, axis);
      return cutOff(reach, parts.strides[axis] ?? 1, padding, added?.[axis] ?? null);
    });
    const spread = spreadOut(x, weights, { ...parts, pads }, 1);
    if (spread.dims.some((dim) => typeof dim === 'number' && dim < 0) || spread.dims.slice(2).includes(0))
      throw new ShapeError(where, {
        expected: 'options that leave at least one place',
        received: `lengths of [${spread.shape.slice(2).map(String).join(', ')}] for inputs ${shown(given)}`,
        mend: 'Use more outputPadding, or none.',
      });
    if (bias === null) return channelsBack(spread, format);
    const offsets = asFloat(bias);
    checkBias(where, offsets, weights.dims.at(-2));
    const column = expandDims(offsets, [0, ...parts.size.map((_, axis) => axis + 2)]);
    return channelsBack(add(spread, column), format);
  },
);

/** What Keras cuts off of the whole result at both ends; negative at the end where it adds zeros. */
function cutOff(reach: number, stride: number, padding: Padding, added: number | null): Pads {
  if (padding === 'valid') return [0, -(added ?? Math.max(reach, stride) - reach)];
  const kept = added === null ? stride + reach - 2 : reach + (reach % 2) - 2 + added;
  const before = Math.min(Math.ceil(kept / 2), reach - 1);
  return [reach - 1 - before, reach - 1 - (kept - before)];
}
