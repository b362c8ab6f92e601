import { crc32 } from './crc.ts';
import { joined } from './message.ts';

/** Pictures of one size. */
export interface Images {
  readonly width: number;
  readonly height: number;
  /** The bytes of PNG files. */
  readonly files: readonly Uint8Array[];
}

/** Pictures, before they are drawn. */
interface Pictures {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Where in the weight a channel of a pixel is. */
  readonly at: (picture: number, y: number, x: number, channel: number) => number;
}

/**
 * A weight as pictures, 0 black and 1 white, as Keras draws them: biases as a column, kernels lying down, one-dimensional
 * convolutions with a picture for each filter (the first 3); null for what is no picture.
 */
export async function weightImages(data: ArrayLike<number | bigint>, shape: readonly number[]): Promise<Images | null> {
  const pictures = picturesOf(shape.filter((size) => size !== 1));
  if (pictures === null) return null;
  const { width, height } = pictures;
  const drawn = Array.from({ length: Math.min(pictures.count, most) }, (_, i) => png(pictures, i, data));
  return { width, height, files: await Promise.all(drawn) };
}

/** As many pictures of one tag are kept. */
const most = 3;

function picturesOf(shape: readonly number[]): Pictures | null {
  const [a = 0, b = 0, c = 0, channels = 0] = shape;
  switch (shape.length) {
    case 1:
      return { count: 1, height: a, width: 1, channels: 1, at: (_, y) => y };
    case 2:
      return a > b
        ? { count: 1, height: b, width: a, channels: 1, at: (_, y, x) => x * b + y }
        : { count: 1, height: a, width: b, channels: 1, at: (_, y, x) => y * b + x };
    case 3:
      return { count: c, height: a, width: b, channels: 1, at: (picture, y, x) => (y * b + x) * c + picture };
    case 4:
      if (!(channels in colorTypes)) return null;
      return {
        count: a,
        height: b,
        width: c,
        channels,
        at: (picture, y, x, channel) => ((picture * b + y) * c + x) * channels + channel,
      };
    default:
      return null;
  }
}

/** Kinds of pixels in a PNG: grey, colours, colours with opacity. */
const colorTypes: Readonly<Record<number, number>> = { 1: 0, 3: 2, 4: 6 };

/** @see https://www.w3.org/TR/png-3/ */
async function png(pictures: Pictures, picture: number, data: ArrayLike<number | bigint>): Promise<Uint8Array> {
  const { width, height, channels, at } = pictures;
  const row = 1 + width * channels; // each begins with its filter: none
  const pixels = new Uint8Array(height * row);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let channel = 0; channel < channels; channel++)
        pixels[y * row + 1 + x * channels + channel] = shade(Number(data[at(picture, y, x, channel)]));
  const header = Uint8Array.of(...bigEndian(width), ...bigEndian(height), 8, colorTypes[channels] ?? 0, 0, 0, 0);
  const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
  return joined([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', await deflated(pixels)),
    chunk('IEND', new Uint8Array(0)),
  ]);
}

/** A number from 0 to 1 as one from 0 to 255, as TensorFlow converts them; what is beyond is cut off. */
function shade(value: number): number {
  return Math.max(0, Math.min(255, Math.trunc(Math.fround(value * 255.5)))) || 0;
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const body = joined([new TextEncoder().encode(type), data]);
  return joined([Uint8Array.from(bigEndian(data.length)), body, Uint8Array.from(bigEndian(crc32(body)))]);
}

function bigEndian(value: number): readonly number[] {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}

/** In the form of zlib, which `deflate` means on the web. */
async function deflated(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
