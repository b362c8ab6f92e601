import type { TensorLike } from '../graph/index.ts';
import { type ArrayData, isTypedArray } from '../utils/arrays.ts';
import { ArgumentError, ShapeError } from '../utils/errors.ts';
import { known } from './arrays.ts';

/**
 * Pixels, row by row, 0 to 255: one number for each (grey), three (red, green, blue) or four (with opacity). The `ImageData`
 * of a browser's canvas is one of four.
 */
export interface Img {
  readonly data: Uint8ClampedArray<ArrayBuffer> | Uint8Array<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
}

/** Where the colours stand in an array. */
export interface ImgToArrayOptions {
  /** `[height, width, channels]` or `[channels, height, width]`. Default `'channels_last'`. */
  readonly dataFormat?: 'channels_last' | 'channels_first';
}

/** Options of `arrayToImg`. */
export interface ArrayToImgOptions extends ImgToArrayOptions {
  /** Whether the least number becomes 0 and the largest 255. Default `true`; without it numbers are cut off to 0 to 255. */
  readonly scale?: boolean;
}

/**
 * An array as a picture.
 *
 * @param x - `[height, width, channels]` with 1, 3 or 4 channels.
 * @param options - `dataFormat` (default `'channels_last'`), `scale` (default `true`).
 * @throws {ShapeError} for other shapes.
 * @example
 * [...utils.arrayToImg([[[0], [1]]]).data] // => [0, 255]
 * @see https://keras.io/api/data_loading/image/#array_to_img-function
 */
export function arrayToImg(x: TensorLike, options: ArrayToImgOptions = {}): Img {
  const { scale = true } = options;
  const first = channelsFirst('arrayToImg', options);
  const { data, shape } = known('arrayToImg: x', x);
  const [height = 0, width = 0, channels = 0] = first ? [...shape.slice(1), ...shape.slice(0, 1)] : shape;
  if (shape.length !== 3 || ![1, 3, 4].includes(channels))
    throw new ShapeError('arrayToImg: x', {
      expected: `${first ? '[channels, height, width]' : '[height, width, channels]'} with 1, 3 or 4 channels`,
      received: `[${shape.join(', ')}]`,
    });
  const values = Float32Array.from<number | bigint>(data, Number);
  const level = scale ? scaled(values) : (value: number) => value;
  const pixels = new Uint8ClampedArray(values.length);
  const size = height * width;
  for (let i = 0; i < values.length; i++) {
    const from = first ? (i % channels) * size + Math.floor(i / channels) : i;
    // What is between two levels falls to the lower one, as in Keras.
    pixels[i] = Math.trunc(level(values[from] ?? 0));
  }
  return { data: pixels, width, height };
}

/** The law that brings numbers to 0 to 255, in float32 as Keras computes it. */
function scaled(values: Float32Array): (value: number) => number {
  const least = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const most = Math.fround(values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY) - least);
  const span = most === 0 ? 1 : most;
  return (value) => Math.fround(Math.fround(Math.fround(value - least) / span) * 255);
}

/**
 * A picture as an array of its numbers, 0 to 255.
 *
 * @param img - pixels, such as the `ImageData` of a canvas.
 * @param options - `dataFormat` (default `'channels_last'`).
 * @returns float32 `[height, width, channels]`, with as many channels as there are numbers for a pixel.
 * @throws {ArgumentError} for pixels that do not fill width and height.
 * @example
 * utils.imgToArray({ data: Uint8Array.of(0, 255), width: 2, height: 1 }).shape // => [1, 2, 1]
 * @see https://keras.io/api/data_loading/image/#img_to_array-function
 */
export function imgToArray(img: Img, options: ImgToArrayOptions = {}): ArrayData<Float32Array> {
  const first = channelsFirst('imgToArray', options);
  const { data, width, height } = img;
  const channels = data.length / (width * height);
  if (!isTypedArray(data) || ![1, 3, 4].includes(channels))
    throw new ArgumentError('imgToArray: img', {
      expected: `1, 3 or 4 numbers for each of ${width} · ${height} pixels`,
      received: `${data.length} numbers`,
    });
  if (!first) return { data: Float32Array.from(data), shape: [height, width, channels] };
  const size = width * height;
  const planes = Float32Array.from(data, (_, i) => data[(i % size) * channels + Math.floor(i / size)] ?? 0);
  return { data: planes, shape: [channels, height, width] };
}

function channelsFirst(where: string, { dataFormat = 'channels_last' }: ImgToArrayOptions): boolean {
  if (dataFormat === 'channels_last' || dataFormat === 'channels_first') return dataFormat === 'channels_first';
  throw new ArgumentError(`${where}: dataFormat`, {
    expected: "'channels_last' or 'channels_first'",
    received: `'${String(dataFormat)}'`,
  });
}
