import { composite, isStatic, type Tensor, type TensorLike } from '../graph/index.ts';
import { divide } from './arithmetic.ts';
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
  spatialRank,
  type Window,
} from './conv-window.ts';
import { reached } from './leading.ts';
import { fillLike } from './like.ts';
import { relu } from './nn-rectifiers.ts';
import { asFloat } from './operands.ts';
import { meanWindows } from './pool-average.ts';
import { largestOf, lowest } from './pool-max.ts';
import { getItem } from './slicing.ts';

/** Options of a pool. */
export interface PoolOptions {
  /** How far the window moves. Default `null`: by its own size, so that windows lie side by side. */
  readonly strides?: PerAxis | null;
  /** `'valid'` (default) or `'same'`: `ceil(length / stride)` places. What lies beyond the ends does not count. */
  readonly padding?: Padding;
  /** Default `'channelsLast'`. */
  readonly dataFormat?: DataFormat | null;
}

/**
 * The largest element of each window, channel by channel. Of equal ones the first has the gradient.
 *
 * @param inputs - `[batch, ...spatial, channels]` with one to three spatial axes, or as `dataFormat` says.
 * @param poolSize - size of the window. The result has `ceil(length / stride)` (`'same'`) or
 * `ceil((length - size + 1) / stride)` places.
 * @throws {ShapeError} when the rank does not fit, or the window is larger than the data.
 * @throws {ArgumentError} for sizes, strides or padding that make no sense.
 * @example
 * await ops.maxPool([[[1], [3], [2], [0]]], 2).array() // => [[[3], [2]]]
 * @see https://keras.io/api/ops/nn/#max_pool-function
 */
export const maxPool = composite(
  'maxPool',
  (inputs: TensorLike, poolSize: PerAxis, options: PoolOptions = {}): Tensor => {
    const { given, parts, padding, format } = pooled('maxPool(inputs, poolSize)', inputs, poolSize, options);
    // The largest of rectified numbers is the rectified largest: rectifying fewer of them is faster, and so is its gradient.
    const rectified = beforeRelu(given);
    const { x, window } = windowOver(channelsFirst(rectified ?? given, format), parts, padding, lowest);
    checkFits('maxPool(inputs, poolSize)', x, window);
    const largest = channelsBack(largestOf(reached(x, window), window, rectified !== null), format);
    return rectified === null ? largest : relu(largest);
  },
);

/**
 * The mean of each window, channel by channel.
 *
 * @param inputs - `[batch, ...spatial, channels]` with one to three spatial axes, or as `dataFormat` says.
 * @param poolSize - size of the window. The result has `ceil(length / stride)` (`'same'`) or
 * `ceil((length - size + 1) / stride)` places.
 * @throws {ShapeError} when the rank does not fit, or the window is larger than the data.
 * @throws {ArgumentError} for sizes, strides or padding that make no sense.
 * @example
 * await ops.averagePool([[[1], [3], [2], [0]]], 2).array() // => [[[2], [1]]]
 * @see https://keras.io/api/ops/nn/#average_pool-function
 */
export const averagePool = composite(
  'averagePool',
  (inputs: TensorLike, poolSize: PerAxis, options: PoolOptions = {}): Tensor => {
    const { given, parts, padding, format } = pooled('averagePool(inputs, poolSize)', inputs, poolSize, options);
    const first = channelsFirst(given, format);
    const { x, window } = windowOver(first, parts, padding, 0);
    checkFits('averagePool(inputs, poolSize)', x, window);
    if (padding === 'valid' || isStatic(first.dims.slice(2)))
      return channelsBack(meanWindows(reached(x, window), window), format);
    // Over unknown lengths zeros count at first: divided by the share of the elements that are none, they do not.
    const plane = fillLike(1, getItem(first, [{ stop: 1 }, { stop: 1 }]));
    const share = meanWindows(windowOver(plane, parts, padding, 0).x, window, true);
    return channelsBack(divide(meanWindows(x, window, true), share), format);
  },
);

interface Pooled {
  readonly given: Tensor;
  readonly parts: Omit<Window, 'pads'>;
  readonly padding: Padding;
  readonly format: 'channels_last' | 'channels_first';
}

function pooled(where: string, inputs: TensorLike, poolSize: PerAxis, options: PoolOptions): Pooled {
  const given = asFloat(inputs);
  const rank = spatialRank(where, given);
  const { strides = null, padding = 'valid', dataFormat = null } = options;
  checkPadding(where, padding);
  const size = perAxis(`${where}: poolSize`, poolSize, rank);
  const parts = {
    size,
    strides: perAxis(`${where}: strides`, strides ?? size, rank),
    dilations: size.map(() => 1),
  };
  return { given, parts, padding, format: dataFormatOf(where, dataFormat) };
}

/** What a tensor was before it was rectified; null where it was not. */
function beforeRelu({ node }: Tensor): Tensor | null {
  const [input] = node.inputs;
  if (node.kind !== 'op' || node.op.name !== 'relu' || input === undefined) return null;
  const again = relu(input).node;
  return again.kind === 'op' && again.op === node.op ? input : null;
}
