import { composite, type DType, isFloat, shown, type Tensor, type TensorLike } from '../../graph/index.ts';
import { ArgumentError, ShapeError } from '../../utils/errors.ts';
import { divide, maximum, minimum, multiply, subtract } from '../arithmetic.ts';
import { cast } from '../cast.ts';
import { type DataFormat, dataFormatOf } from '../conv-window.ts';
import { einsum } from '../einsum.ts';
import { take } from '../indexing.ts';
import { countOf } from '../like.ts';
import { asTensor } from '../operands.ts';
import { pad } from '../padding.ts';
import { clip, floor, round } from '../rounding.ts';
import { checkInterpolation, type Interpolation } from './kernels.ts';
import { nearestPlaces, type Target, type Window, weightMatrix, whole } from './sampling.ts';

/** Options of resizing. */
export interface ResizeOptions {
  /** How new pixels are found. Default `'bilinear'`. */
  readonly interpolation?: Interpolation;
  /** Whether pixels that become fewer are means of all they cover. Default `false`. */
  readonly antialias?: boolean;
  /** Whether images of another aspect ratio are cut to that of `size`, in the middle. Default `false`: they are distorted. */
  readonly cropToAspectRatio?: boolean;
  /** Whether they are padded to it, at both sides. Needs images of known size. Default `false`. */
  readonly padToAspectRatio?: boolean;
  /** What is padded: only `'constant'` is known. */
  readonly fillMode?: 'constant';
  /** The number to pad with. Default `0`. */
  readonly fillValue?: number;
  /** Default `'channelsLast'`. */
  readonly dataFormat?: DataFormat | null;
}

/** One axis to be resized. */
export interface Resized {
  readonly axis: number;
  readonly target: Target;
  /** Default: the whole axis. */
  readonly window?: Window;
}

/**
 * Images of another height and width.
 *
 * @param images - `[batch, height, width, channels]` or one image without `batch`; channels before the height where the
 * options say so. Whole numbers are rounded to whole numbers again, and cut to the range of their dtype.
 * @param size - `[height, width]` of the result.
 * @param options - see `ResizeOptions`.
 * @throws {ShapeError} for other ranks, and where padding needs sizes that are not known.
 * @throws {ArgumentError} for sizes and options that make no sense.
 * @example
 * const image = ops.tensor([[[0], [2]]]);
 * await ops.image.resize(image, [1, 4]).array() // => [[[0], [0.5], [1.5], [2]]]
 * @see https://keras.io/api/ops/image/#resize-function
 */
export const resize = composite(
  'resize',
  (images: TensorLike, size: readonly [height: number, width: number], options: ResizeOptions = {}): Tensor => {
    const given = asTensor(images);
    checkOptions('resize', options);
    checkSize('resize: size', size);
    const space = spaceOf('resize(images, size)', given, options.dataFormat);
    const {
      interpolation = 'bilinear',
      antialias = false,
      cropToAspectRatio = false,
      padToAspectRatio = false,
    } = options;
    const padded = padToAspectRatio ? paddedTo(given, space, size, options.fillValue ?? 0) : given;
    const axes = space.map((axis, i): Resized => {
      const target = { to: size[i] ?? 1 };
      return cropToAspectRatio ? { axis, target, window: aspectWindow(padded, space, size, i) } : { axis, target };
    });
    return backTo(given.dtype, resizeAxes(padded, axes, interpolation, antialias));
  },
);

/**
 * Axes of `x` resized, each to its target: float32, but for `'nearest'`, which keeps the dtype.
 */
export function resizeAxes(
  x: Tensor,
  axes: readonly Resized[],
  interpolation: Interpolation,
  antialias = false,
): Tensor {
  const changing = axes.filter(({ axis, target, window }) => window || !('to' in target) || target.to !== x.dims[axis]);
  if (interpolation === 'nearest')
    return changing.reduce(
      (y, { axis, target, window }) => take(y, nearestPlaces(x, axis, target, window ?? whole(x, axis)), axis),
      x,
    );
  if (changing.length === 0) return cast(x, 'float32');
  const matrices = changing.map(({ axis, target, window }) =>
    weightMatrix(x, axis, target, window ?? whole(x, axis), interpolation, antialias),
  );
  const letters = x.dims.map((_, axis) => String.fromCharCode(97 + axis));
  const renamed = letters.map((letter, axis) =>
    changing.some((one) => one.axis === axis) ? letter.toUpperCase() : letter,
  );
  const pairs = changing.map(({ axis }) => `${letters[axis]}${renamed[axis]}`);
  return einsum(`${[letters.join(''), ...pairs].join(',')}->${renamed.join('')}`, cast(x, 'float32'), ...matrices);
}

/** The axes of height and width. */
export function spaceOf(
  where: string,
  images: Tensor,
  dataFormat: DataFormat | null | undefined,
): readonly [height: number, width: number] {
  const { rank } = images;
  if (rank !== 3 && rank !== 4)
    throw new ShapeError(where, {
      expected: 'one image (3 axes) or a batch of images (4 axes)',
      received: shown(images),
    });
  return dataFormatOf(where, dataFormat) === 'channels_first' ? [rank - 2, rank - 1] : [rank - 3, rank - 2];
}

/**
 * The largest window of an image, in its middle, that has the aspect ratio of `size`: its part of the height (0) or width (1).
 */
export function aspectWindow(
  x: Tensor,
  space: readonly [number, number],
  size: readonly [number, number],
  which: number,
): Window {
  const [own, other] = which === 0 ? space : [space[1], space[0]];
  const [to, otherTo] = which === 0 ? size : [size[1], size[0]];
  const length = countOf(x, [own]);
  const fitting = floor(divide(multiply(countOf(x, [other]), to), otherTo));
  const kept = maximum(minimum(length, fitting), 1);
  return { start: floor(divide(subtract(length, kept), 2)), length: kept };
}

/** Complains about options that make no sense. */
export function checkOptions(where: string, options: ResizeOptions): void {
  checkInterpolation(where, options.interpolation ?? 'bilinear');
  if (options.cropToAspectRatio && options.padToAspectRatio)
    throw new ArgumentError(where, {
      expected: 'cropToAspectRatio or padToAspectRatio',
      received: 'both',
      mend: 'Images are either cut or padded to the aspect ratio.',
    });
  if ((options.fillMode ?? 'constant') !== 'constant')
    throw new ArgumentError(`${where}: fillMode`, { expected: "'constant'", received: `'${options.fillMode}'` });
}

/** Complains about a size that is none. */
export function checkSize(where: string, size: readonly number[]): void {
  if (size.length === 2 && size.every((length) => Number.isInteger(length) && length > 0)) return;
  throw new ArgumentError(where, {
    expected: 'two positive whole numbers: [height, width]',
    received: JSON.stringify(size),
  });
}

/** The images with as much at both sides as gives them the aspect ratio of `size`, to a pixel. */
function paddedTo(
  x: Tensor,
  space: readonly [number, number],
  [toHeight, toWidth]: readonly [number, number],
  fillValue: number,
): Tensor {
  const [height, width] = space.map((axis) => x.dims[axis]);
  if (typeof height !== 'number' || typeof width !== 'number')
    throw new ShapeError('resize: padToAspectRatio', {
      expected: 'images of known height and width',
      received: shown(x),
      mend: 'Give the input a shape, as in input({ shape: [28, 28, 1] }).',
    });
  const added = [
    Math.floor((Math.max(height, Math.floor((width * toHeight) / toWidth)) - height) / 2),
    Math.floor((Math.max(width, Math.floor((height * toWidth) / toHeight)) - width) / 2),
  ];
  const widths = x.dims.map((_, axis) => {
    const count = added[space.indexOf(axis)] ?? 0;
    return [count, count] as const;
  });
  return pad(Number.isInteger(fillValue) ? x : cast(x, 'float32'), widths, 'constant', fillValue);
}

/** Least and greatest numbers of dtypes, as far as float32 can say them. */
const ranges: Partial<Readonly<Record<DType, readonly [number, number]>>> = {
  uint8: [0, 255],
  int32: [-(2 ** 31), 2 ** 31 - 128],
  uint32: [0, 2 ** 32 - 256],
};

/** Means of whole numbers as whole numbers again. */
function backTo(dtype: DType, x: Tensor): Tensor {
  if (isFloat(dtype) || x.dtype === dtype) return x;
  const [least, most] = ranges[dtype] ?? [];
  const rounded = round(x);
  return cast(least === undefined || most === undefined ? rounded : clip(rounded, least, most), dtype);
}
