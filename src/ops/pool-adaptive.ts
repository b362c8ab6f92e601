import { composite, constant, type Dim, type Dims, type Tensor, type TensorLike } from '../graph/index.ts';
import { divide, multiply, subtract } from './arithmetic.ts';
import { cast } from './cast.ts';
import { greaterEqual, less, logicalAnd } from './comparison.ts';
import { mergedDim } from './conv-columns.ts';
import {
  channelsBack,
  channelsFirst,
  type DataFormat,
  dataFormatOf,
  type PerAxis,
  perAxis,
  spatialRank,
} from './conv-window.ts';
import { cumsum } from './cumulative.ts';
import { take } from './indexing.ts';
import { concatenate } from './joining.ts';
import { countOf, fillLike } from './like.ts';
import { matmul } from './linalg.ts';
import { expandDims, reshape, reshapeTo } from './movement.ts';
import { asFloat } from './operands.ts';
import { maxPool } from './pool.ts';
import { meanWindows } from './pool-average.ts';
import { lowest } from './pool-max.ts';
import { fastMax, sum } from './reduce.ts';
import { ceil, floor } from './rounding.ts';
import { where } from './select.ts';
import { getItem } from './slicing.ts';

/** Options of adaptive pools. */
export interface AdaptivePoolOptions {
  /** Default `'channelsLast'`. */
  readonly dataFormat?: DataFormat | null;
}

/**
 * The means of as many windows as wanted, whatever the length of the data: window `i` of `n` goes from
 * `floor(i · length / n)` up to, not including, `ceil((i + 1) · length / n)`.
 *
 * @param inputs - `[batch, ...spatial, channels]` with one to three spatial axes, or as `dataFormat` says.
 * @param outputSize - lengths of the result's spatial axes.
 * @throws {ShapeError} when the rank does not fit.
 * @throws {ArgumentError} for lengths that are no positive integers.
 * @example
 * await ops.adaptiveAveragePool([[[1], [3], [2], [0]]], 2).array() // => [[[2], [1]]]
 * @see https://keras.io/api/ops/nn/#adaptive_average_pool-function
 */
export const adaptiveAveragePool = composite(
  'adaptiveAveragePool',
  (inputs: TensorLike, outputSize: PerAxis, options: AdaptivePoolOptions = {}): Tensor =>
    adapted('adaptiveAveragePool(inputs, outputSize)', inputs, outputSize, options, meansAlong),
);

/**
 * The largest elements of as many windows as wanted, whatever the length of the data: window `i` of `n` goes from
 * `floor(i · length / n)` up to, not including, `ceil((i + 1) · length / n)`. Over several axes one is reduced after the
 * other, so that of equal elements the first of the first such column has the gradient; along an axis of unknown length
 * they share it.
 *
 * @param inputs - `[batch, ...spatial, channels]` with one to three spatial axes, or as `dataFormat` says.
 * @param outputSize - lengths of the result's spatial axes.
 * @throws {ShapeError} when the rank does not fit.
 * @throws {ArgumentError} for lengths that are no positive integers.
 * @example
 * await ops.adaptiveMaxPool([[[1], [3], [2], [0]]], 2).array() // => [[[3], [2]]]
 * @see https://keras.io/api/ops/nn/#adaptive_max_pool-function
 */
export const adaptiveMaxPool = composite(
  'adaptiveMaxPool',
  (inputs: TensorLike, outputSize: PerAxis, options: AdaptivePoolOptions = {}): Tensor =>
    adapted('adaptiveMaxPool(inputs, outputSize)', inputs, outputSize, options, largestAlong),
);

/** Reduces one spatial axis of data `[batch, channels, ...spatial]` after the other. */
function adapted(
  name: string,
  inputs: TensorLike,
  outputSize: PerAxis,
  { dataFormat = null }: AdaptivePoolOptions,
  reduce: (x: Tensor, axis: number, count: number) => Tensor,
): Tensor {
  const given = asFloat(inputs);
  const format = dataFormatOf(name, dataFormat);
  const counts = perAxis(`${name}: outputSize`, outputSize, spatialRank(name, given));
  const pooled = counts.reduce((x, count, axis) => reduce(x, axis + 2, count), channelsFirst(given, format));
  return channelsBack(pooled, format);
}

function meansAlong(x: Tensor, axis: number, count: number): Tensor {
  const length = x.dims[axis] ?? 1;
  const size = evenSize(length, count);
  if (size !== null) return meanWindows(x, { ...along(x, axis, size, size), pads: x.dims.slice(2).map(() => [0, 0]) });
  // Windows of several sizes: a product with the matrix that has 1 / size where a window is.
  const inside = typeof length === 'number' ? knownWindows(length, count) : cast(openWindows(x, axis, count), x.dtype);
  const weights = divide(inside, sum(inside, 1, true));
  const rows = matmul(weights, rowsAlong(x, axis));
  return reshapeTo(rows, x.dims.with(axis, count), [x]);
}

function largestAlong(x: Tensor, axis: number, count: number): Tensor {
  const length = x.dims[axis] ?? 1;
  const pool = (size: number, stride: number): Tensor => {
    const { size: poolSize, strides } = along(x, axis, size, stride);
    return maxPool(x, poolSize, { strides, dataFormat: 'channelsFirst' });
  };
  if (typeof length !== 'number') {
    const inside = expandDims(openWindows(x, axis, count), 2);
    const rows = expandDims(rowsAlong(x, axis), 2);
    return reshapeTo(fastMax(where(inside, rows, lowest), 3, false), x.dims.with(axis, count), [x]);
  }
  const size = evenSize(length, count);
  if (size !== null) return pool(size, size);
  // Windows are of two sizes: all that there are of both, side by side, and of these the right ones.
  const small = Math.ceil(length / count);
  const ranges = windowRanges(length, count);
  const places = ranges.map(([start, end]) => (end - start === small ? start : start + length - small + 1));
  const pools = small < length ? [pool(small, 1), pool(small + 1, 1)] : [pool(small, 1)];
  return take(concatenate(pools, axis), constant(places, 'int32'), axis);
}

/** The size of the windows where they lie side by side; null where they do not. */
function evenSize(length: Dim, count: number): number | null {
  return typeof length === 'number' && length >= count && length % count === 0 ? length / count : null;
}

/** A window along one axis. */
function along(x: Tensor, axis: number, size: number, stride: number) {
  const spatial = x.dims.slice(2);
  const one = (length: number) => spatial.map((_, i) => (i === axis - 2 ? length : 1));
  return { size: one(size), strides: one(stride), dilations: one(1) };
}

/** `[batch, all before the axis, axis, all after it]`. */
function rowsAlong(x: Tensor, axis: number): Tensor {
  const [batch = 1, ...rest] = x.dims;
  const before = rest.slice(0, axis - 1);
  const after = x.dims.slice(axis + 1);
  const merged: Dims = [batch, mergedDim(before), x.dims[axis] ?? 1, mergedDim(after)];
  return reshapeTo(x, merged);
}

function windowRanges(length: number, count: number): readonly (readonly [start: number, end: number])[] {
  return Array.from({ length: count }, (_, i) => [
    Math.floor((i * length) / count),
    Math.ceil(((i + 1) * length) / count),
  ]);
}

/** 1 for every place in a window: `[count, length]`. */
function knownWindows(length: number, count: number): Tensor {
  const places = Array.from({ length }, (_, place) => place);
  const rows = windowRanges(length, count).flatMap(([start, end]) =>
    places.map((place) => Number(place >= start && place < end)),
  );
  return reshape(constant(rows), [count, length]);
}

/** The same over a length that is known at run time, as bool. */
function openWindows(x: Tensor, axis: number, count: number): Tensor {
  const line = getItem(
    x,
    x.dims.map((_, i) => (i === axis ? {} : 0)),
  );
  const places = subtract(cumsum(fillLike(1, line), 0), 1);
  const length = countOf(x, [axis]);
  const bound = (offset: number): Tensor => {
    const indices = constant(Array.from({ length: count }, (_, i) => i + offset));
    return expandDims(divide(multiply(indices, length), count), 1);
  };
  return logicalAnd(greaterEqual(places, floor(bound(0))), less(places, ceil(bound(1))));
}
