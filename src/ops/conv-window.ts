import {
  type Dim,
  type Dims,
  shapeOf,
  shown,
  shownShape,
  type Tensor,
  type TensorSpec,
  Unknown,
} from '../graph/index.ts';
import { ArgumentError, ShapeError } from '../utils/errors.ts';
import { camel, didYouMean, type Spelling } from '../utils/names.ts';
import { transpose } from './movement.ts';

/*
 * What convolutions and pools share: a window that moves along the spatial axes. Inside, data are `[batch, channels,
 * ...spatial]`, as ONNX has them; between two of these ops the engine removes the transpositions.
 */

/** Where the channels stand: `[batch, ...spatial, channels]` or `[batch, channels, ...spatial]`. */
export type DataFormat = Spelling<'channelsLast' | 'channelsFirst'>;

/** What lies beyond the ends: nothing (`'valid'`), or as much as keeps `ceil(length / stride)` places (`'same'`). */
export type Padding = 'valid' | 'same';

/** A number for all spatial axes, or one for each. */
export type PerAxis = number | readonly number[];

/** Elements added before and after an axis. */
export type Pads = readonly [before: number, after: number];

/** How a window moves: lists over the spatial axes. */
export interface Window {
  /** Places of the window, not counting those that dilation skips. */
  readonly size: readonly number[];
  /** From one window to the next. */
  readonly strides: readonly number[];
  /** From one place of a window to its next. */
  readonly dilations: readonly number[];
  readonly pads: readonly Pads[];
}

/** Elements that a window covers along an axis, from first to last: `(size - 1) · dilation + 1`. */
export function reachOf({ size, dilations }: Pick<Window, 'size' | 'dilations'>, axis: number): number {
  return ((size[axis] ?? 1) - 1) * (dilations[axis] ?? 1) + 1;
}

/** The spatial axis lengths after a window has passed over these. */
export function slidDims(spatial: Dims, window: Window): Dims {
  return spatial.map((dim, axis) => {
    const [before, after] = window.pads[axis] ?? [0, 0];
    const stride = window.strides[axis] ?? 1;
    const added = before + after - reachOf(window, axis);
    if (typeof dim === 'number') return Math.floor((dim + added) / stride) + 1;
    return stride === 1 && added === -1 ? dim : new Unknown();
  });
}

/** The pads of `'same'`: of an odd number, the one more stands at the end. Null where they depend on an unknown length. */
export function samePads(dim: Dim, reach: number, stride: number): Pads | null {
  if (typeof dim !== 'number' && stride > 1) return null;
  const total = typeof dim === 'number' ? (Math.ceil(dim / stride) - 1) * stride + reach - dim : reach - 1;
  const before = Math.floor(Math.max(total, 0) / 2);
  return [before, Math.max(total, 0) - before];
}

/**
 * One number for each spatial axis.
 *
 * @throws {ArgumentError} unless they are whole numbers of at least `least`, one or as many as axes.
 */
export function perAxis(where: string, given: PerAxis, rank: number, least = 1): readonly number[] {
  const list = typeof given === 'number' ? Array.from({ length: rank }, () => given) : given;
  if (Array.isArray(list) && list.length === rank && list.every((one) => Number.isInteger(one) && one >= least))
    return list;
  throw new ArgumentError(where, {
    expected: `${least > 0 ? 'a positive integer' : 'an integer of at least 0'}${rank > 1 ? `, or a list of ${rank}` : ''}`,
    received: JSON.stringify(given) ?? String(given),
  });
}

/** The data format in Keras's spelling: `'channels_last'` where none is given. */
export function dataFormatOf(where: string, given: DataFormat | null | undefined): 'channels_last' | 'channels_first' {
  const name = camel(given ?? 'channelsLast');
  if (name === 'channelsLast') return 'channels_last';
  if (name === 'channelsFirst') return 'channels_first';
  throw new ArgumentError(`${where}: dataFormat`, {
    expected: "'channelsLast' or 'channelsFirst'",
    received: `'${given}'`,
    mend: didYouMean(name, ['channelsLast', 'channelsFirst']),
  });
}

/** Complains about a padding that is not among the known ones. */
export function checkPadding(where: string, given: string, known: readonly string[] = ['valid', 'same']): void {
  if (known.includes(given)) return;
  throw new ArgumentError(`${where}: padding`, {
    expected: `one of ${known.map((name) => `'${name}'`).join(', ')}`,
    received: `'${given}'`,
    mend: didYouMean(String(given), known),
  });
}

/** The number of spatial axes of data with a batch and a channel axis. */
export function spatialRank(where: string, x: TensorSpec): number {
  const rank = x.dims.length - 2;
  if (rank >= 1 && rank <= 3) return rank;
  throw new ShapeError(where, {
    expected: 'inputs with a batch axis, one to three spatial axes, and a channel axis',
    received: shown(x),
    mend: 'Add the missing axis with expandDims, as in expandDims(images, -1) for grey pictures.',
  });
}

/** The same data with the channels before the spatial axes. */
export function channelsFirst(x: Tensor, format: 'channels_last' | 'channels_first'): Tensor {
  if (format === 'channels_first') return x;
  const last = x.dims.length - 1;
  return transpose(x, [0, last, ...Array.from({ length: last - 1 }, (_, i) => i + 1)]);
}

/** Data with channels first in the format in which they came. */
export function channelsBack(x: Tensor, format: 'channels_last' | 'channels_first'): Tensor {
  if (format === 'channels_first') return x;
  return transpose(x, [0, ...Array.from({ length: x.dims.length - 2 }, (_, i) => i + 2), 1]);
}

/** Complains about windows that do not fit even once. `x` has its channels first. */
export function checkFits(where: string, x: TensorSpec, window: Window): void {
  const lengths = slidDims(x.dims.slice(2), window);
  if (!lengths.some((length) => typeof length === 'number' && length < 1)) return;
  const reach = window.size.map((_, axis) => reachOf(window, axis));
  throw new ShapeError(where, {
    expected: `spatial axes at least as long as the window, which covers [${reach.join(', ')}]`,
    received: shownShape(shapeOf(x.dims.slice(2))),
    mend: "Use a smaller window, or padding: 'same'.",
  });
}
