import { inflateSync } from 'node:zlib';
import { FileError } from '../utils/errors.ts';

/** A picture: rows of pixels, each of 1 (grey), 2 (grey, alpha), 3 (RGB) or 4 (RGBA) bytes. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 2 | 3 | 4;
  readonly data: Uint8Array;
}

/** Bytes of each pixel by the colour type of the header; palettes become RGB or RGBA. */
const channelsOf: Readonly<Record<number, 1 | 2 | 3 | 4>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** No picture for a model is larger. */
const mostBytes = 2 ** 28;

/**
 * Reads a PNG picture; 16-bit channels keep their upper byte.
 *
 * @throws {FileError} for a damaged or interlaced picture, or other bytes.
 * @see https://www.w3.org/TR/png-3/
 */
export function readPng(where: string, bytes: Uint8Array): Picture {
  const refuse = (expected: string, received: string, mend = ''): never => {
    throw new FileError(where, { expected, received, mend });
  };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts = chunksOf(bytes, view, refuse);
  const header = parts.find(({ type }) => type === 'IHDR')?.data;
  if (header === undefined || header.length < 13) return refuse('a PNG picture with a header', 'one without');
  const head = new DataView(header.buffer, header.byteOffset, header.byteLength);
  const [width, height] = [head.getUint32(0), head.getUint32(4)];
  const [depth = 0, colour = 0, , , interlaced] = header.subarray(8);
  const stored = channelsOf[colour];
  if (stored === undefined || ![1, 2, 4, 8, 16].includes(depth)) return refuse('a known kind of PNG', `type ${colour}`);
  if (interlaced !== 0) refuse('a picture without interlacing', 'an interlaced one', 'Save it without (Adam7).');
  const rowBytes = Math.ceil((width * stored * depth) / 8);
  const size = height * (rowBytes + 1);
  if (width === 0 || height === 0 || size > mostBytes) refuse('a picture of ordinary size', `${width} × ${height}`);
  const packed = parts.filter(({ type }) => type === 'IDAT').map(({ data }) => data);
  const rows = inflated(packed, size, refuse);
  if (rows.length !== size) refuse(`${size} bytes of pixels`, String(rows.length));
  const plain = unfiltered(rows, height, rowBytes, Math.max(1, (stored * depth) / 8));
  const samples = depth === 8 ? plain : samplesOf(plain, width * stored, height, rowBytes, depth, colour === 3);
  if (colour !== 3) return { width, height, channels: stored, data: samples };
  const palette = parts.find(({ type }) => type === 'PLTE')?.data ?? refuse('a palette', 'none');
  const alpha = parts.find(({ type }) => type === 'tRNS')?.data ?? null;
  return coloured(samples, width, height, palette, alpha);
}

type Refuse = (expected: string, received: string, mend?: string) => never;

function chunksOf(bytes: Uint8Array, view: DataView, refuse: Refuse) {
  const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
  if (!signature.every((byte, i) => bytes[i] === byte)) refuse('a PNG picture', 'other bytes');
  const chunks: { readonly type: string; readonly data: Uint8Array }[] = [];
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    if (at + 12 + length > bytes.length) refuse('a whole picture', 'one that is cut short');
    chunks.push({
      type: String.fromCharCode(...bytes.subarray(at + 4, at + 8)),
      data: bytes.subarray(at + 8, at + 8 + length),
    });
    at += 12 + length;
  }
  return chunks;
}

function inflated(parts: readonly Uint8Array[], size: number, refuse: Refuse): Uint8Array {
  try {
    return inflateSync(Buffer.concat(parts), { maxOutputLength: size });
  } catch (cause) {
    return refuse('pixels that can be unpacked', cause instanceof Error ? cause.message : String(cause));
  }
}

/** Undoes the filters: each byte was stored as its distance from what its neighbours let expect. */
function unfiltered(rows: Uint8Array, height: number, rowBytes: number, step: number): Uint8Array {
  const plain = new Uint8Array(height * rowBytes);
  for (let y = 0; y < height; y++) {
    const filter = rows[y * (rowBytes + 1)];
    for (let i = 0; i < rowBytes; i++) {
      const at = y * rowBytes + i;
      const left = i >= step ? (plain[at - step] ?? 0) : 0;
      const above = y > 0 ? (plain[at - rowBytes] ?? 0) : 0;
      const corner = y > 0 && i >= step ? (plain[at - rowBytes - step] ?? 0) : 0;
      const guess =
        filter === 1
          ? left
          : filter === 2
            ? above
            : filter === 3
              ? (left + above) >> 1
              : filter === 4
                ? paeth(left, above, corner)
                : 0;
      plain[at] = (rows[y * (rowBytes + 1) + 1 + i] ?? 0) + guess;
    }
  }
  return plain;
}

/** The neighbour nearest to `left + above - corner`. */
function paeth(left: number, above: number, corner: number): number {
  const [a, b, c] = [Math.abs(above - corner), Math.abs(left - corner), Math.abs(left + above - 2 * corner)];
  return a <= b && a <= c ? left : b <= c ? above : corner;
}

/** Samples of other depths as bytes: small ones are spread over 0 to 255, unless they are places in a palette. */
function samplesOf(
  plain: Uint8Array,
  perRow: number,
  height: number,
  rowBytes: number,
  depth: number,
  places: boolean,
): Uint8Array {
  const samples = new Uint8Array(perRow * height);
  const most = 2 ** depth - 1;
  for (let y = 0; y < height; y++)
    for (let i = 0; i < perRow; i++) {
      const bit = i * depth;
      const byte = plain[y * rowBytes + (bit >> 3)] ?? 0;
      const value = depth === 16 ? byte : (byte >> (8 - depth - (bit & 7))) & most;
      samples[y * perRow + i] = depth === 16 || places ? value : Math.round((value * 255) / most);
    }
  return samples;
}

function coloured(
  places: Uint8Array,
  width: number,
  height: number,
  palette: Uint8Array,
  alpha: Uint8Array | null,
): Picture {
  const channels = alpha === null ? 3 : 4;
  const data = new Uint8Array(places.length * channels);
  for (const [i, place] of places.entries()) {
    data.set(palette.subarray(3 * place, 3 * place + 3), i * channels);
    if (alpha !== null) data[i * channels + 3] = alpha[place] ?? 255;
  }
  return { width, height, channels, data };
}
