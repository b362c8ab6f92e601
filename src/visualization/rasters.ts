import type { ArrayData } from '../utils/arrays.ts';
import { ArgumentError } from '../utils/errors.ts';
import type { Raster } from './png.ts';

/** How values become shades. */
export interface Shades {
  readonly range?: readonly [low: number, high: number] | undefined;
  readonly invert?: boolean | undefined;
}

/** Some images of a batch as rasters of bytes, all of one size. */
export interface Rasters {
  readonly width: number;
  readonly height: number;
  at(index: number): Raster;
}

/**
 * The chosen images of `[n, height, width]` or `[n, height, width, channels]` as bytes.
 *
 * @throws ArgumentError for other shapes, a range without width, or values that are not finite.
 */
export function rasters({ data, shape }: ArrayData, chosen: readonly number[], shades: Shades): Rasters {
  const [count = 0, height = 0, width = 0, last = 1] = shape;
  const channels = last === 1 || last === 3 || last === 4 ? last : null;
  if (shape.length < 3 || shape.length > 4 || channels === null || height * width === 0)
    throw new ArgumentError('images', {
      expected: 'the shape [n, height, width], or with 1, 3 or 4 channels last',
      received: `[${shape.join(', ')}]`,
      mend:
        shape.length === 2
          ? 'A single image, or flat ones, need their shape: { data, shape: [n, height, width] }.'
          : '',
    });
  const size = height * width * channels;
  if (data.length !== count * size)
    throw new ArgumentError('images', {
      expected: `${count * size} values for its shape`,
      received: String(data.length),
    });

  const pixels = chosen.map((index) => Array.from(data.subarray(index * size, (index + 1) * size), Number));
  for (const [i, image] of pixels.entries()) {
    const bad = image.find((value) => !Number.isFinite(value));
    if (bad !== undefined)
      throw new ArgumentError('images', { expected: 'finite pixels', received: `${bad} in image ${chosen[i]}` });
  }
  const [low, high] =
    shades.range ?? usualRange(data instanceof Uint8Array || data instanceof Uint8ClampedArray, pixels);
  if (!(low < high))
    throw new ArgumentError('images: range', {
      expected: 'two numbers, the lower first',
      received: `[${low}, ${high}]`,
    });
  const shade = (value: number, channel: number) => {
    const part = Math.min(1, Math.max(0, (value - low) / (high - low)));
    return Math.round(255 * (shades.invert && channel < 3 ? 1 - part : part));
  };
  return {
    width,
    height,
    at(index) {
      const bytes = Uint8Array.from(pixels[index] ?? [], (value, i) => shade(value, i % channels));
      return { width, height, channels, data: bytes };
    },
  };
}

function usualRange(bytes: boolean, images: readonly (readonly number[])[]): [number, number] {
  if (bytes) return [0, 255];
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const image of images)
    for (const value of image) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  if (low >= 0 && high <= 1) return [0, 1];
  return low < high ? [low, high] : [low - 1, low + 1]; // all equal: a middle grey
}
