import { composite, constant, shown, type Tensor, type TensorLike } from '../graph/index.ts';
import { ArgumentError, ShapeError } from '../utils/errors.ts';
import { literal } from './creation.ts';
import { take } from './indexing.ts';
import { broadcastLike } from './like.ts';
import { reshape, transpose } from './movement.ts';
import { asFloat, asTensor } from './operands.ts';
import { pad } from './padding.ts';
import { broadcastAlong, broadcastTo } from './repeating.ts';
import { scatterElements } from './scattering.ts';
import { getItem } from './slicing.ts';

/** One number for both axes, or one for each. */
export type Both = number | readonly [number, number];

/** Where the channels stand. */
export type ChannelsAt = 'channels_last' | 'channels_first';

/**
 * Blocks of channels laid out in space: `[batch, h, w, b² · c]` to `[batch, b · h, b · w, c]`.
 *
 * @param x - four axes.
 * @param blockSize - b: how many go beside and below each other.
 * @param dataFormat - where the channels stand. Default `'channels_last'`.
 * @throws {ShapeError} for other shapes, or channels that are no multiple of b².
 * @throws {ArgumentError} when `blockSize` is no whole number of at least 2.
 * @example
 * await ops.depthToSpace([[[[1, 2, 3, 4]]]], 2).array() // => [[[[1], [2]], [[3], [4]]]]
 * @see https://keras.io/api/ops/nn/
 */
export const depthToSpace = composite(
  'depthToSpace',
  (x: TensorLike, blockSize: number, dataFormat: ChannelsAt = 'channels_last'): Tensor => {
    const { given, height, width, channels } = picture('depthToSpace', x, blockSize, dataFormat);
    const b = blockSize;
    if (channels % b ** 2 !== 0)
      throw new ShapeError('depthToSpace(x)', {
        expected: `channels that are a multiple of ${b ** 2}`,
        received: shown(given),
      });
    const c = channels / b ** 2;
    if (dataFormat === 'channels_first') {
      // Here the channels of one place stand together, as in Keras: last they stand apart, as in TensorFlow.
      const parts = transpose(reshape(given, [-1, c, b, b, height, width]), [0, 1, 4, 2, 5, 3]);
      return reshape(parts, [-1, c, height * b, width * b]);
    }
    const parts = transpose(reshape(given, [-1, height, width, b, b, c]), [0, 1, 3, 2, 4, 5]);
    return reshape(parts, [-1, height * b, width * b, c]);
  },
);

/**
 * Blocks in space put into channels: `[batch, b · h, b · w, c]` to `[batch, h, w, b² · c]`.
 *
 * @param x - four axes.
 * @param blockSize - b: how many stand beside and below each other.
 * @param dataFormat - where the channels stand. Default `'channels_last'`.
 * @throws {ShapeError} for other shapes, or a height or width that is no multiple of b.
 * @throws {ArgumentError} when `blockSize` is no whole number of at least 2.
 * @example
 * await ops.spaceToDepth([[[[1], [2]], [[3], [4]]]], 2).array() // => [[[[1, 2, 3, 4]]]]
 * @see https://keras.io/api/ops/nn/
 */
export const spaceToDepth = composite(
  'spaceToDepth',
  (x: TensorLike, blockSize: number, dataFormat: ChannelsAt = 'channels_last'): Tensor => {
    const { given, height, width, channels: c } = picture('spaceToDepth', x, blockSize, dataFormat);
    const b = blockSize;
    if (height % b !== 0 || width % b !== 0)
      throw new ShapeError('spaceToDepth(x)', {
        expected: `a height and a width that are multiples of ${b}`,
        received: shown(given),
      });
    const [h, w] = [height / b, width / b];
    if (dataFormat === 'channels_first') {
      const parts = transpose(reshape(given, [-1, c, h, b, w, b]), [0, 1, 3, 5, 2, 4]);
      return reshape(parts, [-1, b * b * c, h, w]);
    }
    const parts = transpose(reshape(given, [-1, h, b, w, b, c]), [0, 1, 3, 2, 4, 5]);
    return reshape(parts, [-1, h, w, b * b * c]);
  },
);

interface Picture {
  readonly given: Tensor;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

function picture(name: string, x: TensorLike, blockSize: number, dataFormat: ChannelsAt): Picture {
  if (!Number.isInteger(blockSize) || blockSize < 2)
    throw new ArgumentError(`${name}: blockSize`, {
      expected: 'a whole number of at least 2',
      received: String(blockSize),
    });
  if (dataFormat !== 'channels_last' && dataFormat !== 'channels_first')
    throw new ArgumentError(`${name}: dataFormat`, {
      expected: "'channels_last' or 'channels_first'",
      received: `'${String(dataFormat)}'`,
    });
  const given = asTensor(x);
  const [, a, b, c] = given.dims;
  if (given.dims.length !== 4 || typeof a !== 'number' || typeof b !== 'number' || typeof c !== 'number')
    throw new ShapeError(`${name}(x)`, { expected: 'four axes, known but for the first', received: shown(given) });
  return dataFormat === 'channels_last'
    ? { given, height: a, width: b, channels: c }
    : { given, height: b, width: c, channels: a };
}

/** Options of `unfold` and `fold`. */
export interface UnfoldOptions {
  /** Steps between two elements of a block. Default `1`. */
  readonly dilation?: Both;
  /** Zeros at both ends of each axis. Default `0`. */
  readonly padding?: Both;
  /** Steps from one block to the next. Default `1`. */
  readonly stride?: Both;
}

/** Where blocks lie along one axis: for each element of a block, its place in each block. */
interface Blocks {
  readonly size: number;
  readonly count: number;
  readonly places: readonly number[];
}

function blocksAlong(where: string, length: number, size: number, dilation: number, stride: number): Blocks {
  const count = Math.floor((length - dilation * (size - 1) - 1) / stride) + 1;
  if (!(count >= 1))
    throw new ArgumentError(where, {
      expected: `blocks that fit into ${length} elements`,
      received: `${dilation * (size - 1) + 1}`,
    });
  const places = Array.from(
    { length: size * count },
    (_, i) => Math.floor(i / count) * dilation + (i % count) * stride,
  );
  return { size, count, places };
}

function both(where: string, given: Both, least: number): readonly [number, number] {
  const [a, b] = typeof given === 'number' ? [given, given] : given;
  if (Number.isInteger(a) && Number.isInteger(b) && a >= least && b >= least) return [a, b];
  throw new ArgumentError(where, { expected: `whole numbers of at least ${least}`, received: String(given) });
}

/**
 * The blocks of pictures that a window passes over, each as a column.
 *
 * @param x - `[batch, channels, height, width]`, known but for the batch.
 * @param kernelSize - of a block: one number, or height and width.
 * @param options - `dilation` (default 1), `padding` (default 0), `stride` (default 1).
 * @returns `[batch, channels · height · width of a block, blocks]`.
 * @throws {ShapeError} for other shapes.
 * @throws {ArgumentError} for blocks that do not fit.
 * @example
 * await ops.unfold([[[[1, 2, 3]]]], [1, 2]).array() // => [[[1, 2], [2, 3]]]
 * @see https://keras.io/api/ops/nn/
 */
export const unfold = composite('unfold', (x: TensorLike, kernelSize: Both, options: UnfoldOptions = {}): Tensor => {
  const given = asTensor(x);
  const [, channels, height, width] = given.dims;
  if (
    given.dims.length !== 4 ||
    typeof channels !== 'number' ||
    typeof height !== 'number' ||
    typeof width !== 'number'
  )
    throw new ShapeError('unfold(x)', {
      expected: '[batch, channels, height, width], known but for the batch',
      received: shown(given),
    });
  const { rows, columns, pads } = layout('unfold', [height, width], kernelSize, options);
  const padded = pad(given, [
    [0, 0],
    [0, 0],
    [pads[0], pads[0]],
    [pads[1], pads[1]],
  ]);
  const lines = take(padded, constant(rows.places, 'int32'), 2);
  const cells = take(lines, constant(columns.places, 'int32'), 3);
  const parts = reshape(cells, [-1, channels, rows.size, rows.count, columns.size, columns.count]);
  return reshape(transpose(parts, [0, 1, 2, 4, 3, 5]), [
    -1,
    channels * rows.size * columns.size,
    rows.count * columns.count,
  ]);
});

function layout(name: string, [height, width]: readonly [number, number], kernelSize: Both, options: UnfoldOptions) {
  const [h, w] = both(`${name}: kernelSize`, kernelSize, 1);
  const pads = both(`${name}: padding`, options.padding ?? 0, 0);
  const dilation = both(`${name}: dilation`, options.dilation ?? 1, 1);
  const stride = both(`${name}: stride`, options.stride ?? 1, 1);
  const rows = blocksAlong(`${name}: kernelSize`, height + 2 * pads[0], h, dilation[0], stride[0]);
  const columns = blocksAlong(`${name}: kernelSize`, width + 2 * pads[1], w, dilation[1], stride[1]);
  return { rows, columns, pads };
}

/**
 * Blocks put back where `unfold` took them from; where they overlap they add up.
 *
 * @param x - `[batch, channels · height · width of a block, blocks]`, known but for the batch.
 * @param outputSize - of the pictures: one number, or height and width.
 * @param kernelSize - of a block, likewise.
 * @param options - `dilation` (default 1), `padding` (default 0), `stride` (default 1).
 * @returns float32 `[batch, channels, height, width]`.
 * @throws {ShapeError} for other shapes, or another number of blocks than the pictures have.
 * @throws {ArgumentError} for blocks that do not fit.
 * @example
 * await ops.fold([[[1, 2], [2, 3]]], [1, 3], [1, 2]).array() // => [[[[1, 4, 3]]]]
 * @see https://keras.io/api/ops/nn/
 */
export const fold = composite(
  'fold',
  (x: TensorLike, outputSize: Both, kernelSize: Both, options: UnfoldOptions = {}): Tensor => {
    const given = asFloat(x);
    const size = both('fold: outputSize', outputSize, 1);
    const { rows, columns, pads } = layout('fold', size, kernelSize, options);
    const [, depth, count] = given.dims;
    const cells = rows.size * columns.size;
    const blocks = rows.count * columns.count;
    if (given.dims.length !== 3 || typeof depth !== 'number' || depth % cells !== 0 || count !== blocks)
      throw new ShapeError('fold(x)', {
        expected: `[batch, a multiple of ${cells}, ${blocks}]`,
        received: shown(given),
      });
    const channels = depth / cells;
    const [height, width] = [size[0] + 2 * pads[0], size[1] + 2 * pads[1]];
    const places = Array.from({ length: cells * blocks }, (_, i) => {
      const [cell, block] = [Math.floor(i / blocks), i % blocks];
      const row = rows.places[Math.floor(cell / columns.size) * rows.count + Math.floor(block / columns.count)] ?? 0;
      const column = columns.places[(cell % columns.size) * columns.count + (block % columns.count)] ?? 0;
      return row * width + column;
    });
    const values = reshape(given, [-1, channels, cells * blocks]);
    const zeros = broadcastAlong(broadcastTo(constant(0), [1, 1, height * width]), values, [0, 1]);
    const indices = broadcastLike(literal(places, [1, 1, cells * blocks], 'int32'), values);
    const summed = reshape(scatterElements(zeros, indices, values, 2, 'add'), [-1, channels, height, width]);
    const inner = [pads[0], pads[1]].map((width, i) => ({ start: width, stop: width + (size[i] ?? 0) }));
    return getItem(summed, [{}, {}, ...inner]);
  },
);

/**
 * Sequences that follow each other along the last axis: `[..., time]` to `[..., count, sequenceLength]`.
 *
 * @param x - its last axis of known length.
 * @param sequenceLength - of each.
 * @param sequenceStride - steps from the beginning of one to that of the next.
 * @throws {ShapeError} for a last axis that is not known.
 * @throws {ArgumentError} for sequences that do not fit.
 * @example
 * await ops.extractSequences([1, 2, 3, 4], 2, 2).array() // => [[1, 2], [3, 4]]
 * @see https://keras.io/api/ops/fft/
 */
export const extractSequences = composite(
  'extractSequences',
  (x: TensorLike, sequenceLength: number, sequenceStride: number): Tensor => {
    const given = asTensor(x);
    const time = given.dims.at(-1);
    if (typeof time !== 'number')
      throw new ShapeError('extractSequences(x)', { expected: 'a last axis of known length', received: shown(given) });
    const [length] = both('extractSequences: sequenceLength', sequenceLength, 1);
    const [stride] = both('extractSequences: sequenceStride', sequenceStride, 1);
    const { count } = blocksAlong('extractSequences: sequenceLength', time, length, 1, stride);
    const places = Array.from({ length: count * length }, (_, i) => Math.floor(i / length) * stride + (i % length));
    return take(given, literal(places, [count, length], 'int32'), -1);
  },
);
