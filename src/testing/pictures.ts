/** A decoded picture, each pixel red, green, blue and opacity. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Decodes a PNG file of 8 bits a channel, without interlacing, strictly: a wrong length or filter throws. */
export async function decodePng(file: Uint8Array): Promise<Pixels> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (view.getUint32(0) !== 0x89504e47 || view.getUint32(4) !== 0x0d0a1a0a) throw new Error('not a PNG file');
  const body: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 8; at < file.length; at += 12 + view.getUint32(at)) {
    const type = String.fromCharCode(...file.subarray(at + 4, at + 8));
    if (type === 'IDAT') body.push(Uint8Array.from(file.subarray(at + 8, at + 8 + view.getUint32(at))));
  }
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const channels = new Map([
    [0, 1],
    [2, 3],
    [6, 4],
  ]).get(view.getUint8(25));
  if (channels === undefined || view.getUint8(24) !== 8) throw new Error('another kind of PNG than this decoder knows');
  const lines = new Uint8Array(
    await new Response(new Blob(body).stream().pipeThrough(new DecompressionStream('deflate'))).arrayBuffer(),
  );
  const row = width * channels;
  if (lines.length !== (row + 1) * height) throw new Error(`${lines.length} bytes for ${width} × ${height}`);
  return { width, height, data: inColour(unfiltered(lines, row, height, channels), channels) };
}

/** How many pixels of a rectangle are darker than mid-grey. */
export function ink({ width, data }: Pixels, x: number, y: number, across: number, down: number): number {
  let count = 0;
  for (let i = y; i < y + down; i++)
    for (let j = x; j < x + across; j++) {
      const at = 4 * (i * width + j);
      const [red = 255, green = 255, blue = 255] = data.subarray(at, at + 3);
      if (red + green + blue < 384) count++;
    }
  return count;
}

/** Undoes the five filters: nothing, left, above, their mean, Paeth. */
function unfiltered(lines: Uint8Array, row: number, height: number, channels: number): Uint8Array {
  const out = new Uint8Array(row * height);
  for (let y = 0; y < height; y++) {
    const filter = lines[y * (row + 1)] ?? 0;
    for (let x = 0; x < row; x++) {
      const left = x < channels ? 0 : (out[y * row + x - channels] ?? 0);
      const above = y === 0 ? 0 : (out[(y - 1) * row + x] ?? 0);
      const corner = y === 0 || x < channels ? 0 : (out[(y - 1) * row + x - channels] ?? 0);
      const guesses = [0, left, above, (left + above) >> 1, paeth(left, above, corner)];
      const guess = guesses[filter];
      if (guess === undefined) throw new Error(`no filter ${filter}`);
      out[y * row + x] = (lines[y * (row + 1) + 1 + x] ?? 0) + guess;
    }
  }
  return out;
}

function paeth(left: number, above: number, corner: number): number {
  const estimate = left + above - corner;
  const [a, b, c] = [left, above, corner].map((value) => Math.abs(estimate - value));
  if (a === undefined || b === undefined || c === undefined) return 0;
  return a <= b && a <= c ? left : b <= c ? above : corner;
}

function inColour(bytes: Uint8Array, channels: number): Uint8Array {
  const out = new Uint8Array((bytes.length / channels) * 4).fill(255);
  for (let i = 0; i * channels < bytes.length; i++)
    for (let channel = 0; channel < Math.max(3, channels); channel++)
      out[i * 4 + channel] = bytes[i * channels + (channels === 1 ? 0 : channel)] ?? 0;
  return out;
}
