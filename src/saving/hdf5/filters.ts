import { FileError } from '../../utils/errors.ts';
import { inflate } from '../formats/inflate.ts';
import type { Hdf5File } from './file.ts';

/** One step of a pipeline; `parameter` is the first of its numbers. */
export interface Filter {
  readonly kind: 'deflate' | 'shuffle' | 'fletcher32';
  readonly parameter: number;
}

const known: Readonly<Record<number, Filter['kind']>> = { 1: 'deflate', 2: 'shuffle', 3: 'fletcher32' };

/** Reads a filter pipeline message (version 1 or 2). */
export function readFilters(file: Hdf5File, at: number): readonly Filter[] {
  const [version, count] = [file.u8(at), file.u8(at + 1)];
  if (version !== 1 && version !== 2) file.damaged('a filter pipeline of version 1 or 2', `version ${version}`);
  const filters: Filter[] = [];
  let next = at + (version === 1 ? 8 : 2);
  for (let i = 0; i < count; i++) {
    const id = file.u16(next);
    const kind = known[id];
    if (!kind) {
      const mend = 'Save it without compression, or with gzip.';
      return file.refuse('the filters gzip, shuffle and fletcher32', `filter ${id}`, mend);
    }
    // Version 2 leaves out the names of the filters that HDF5 itself knows, which these are.
    const nameSize = version === 1 ? Math.ceil(file.u16(next + 2) / 8) * 8 : 0;
    const head = version === 1 ? 8 : 6;
    const parameters = file.u16(next + head - 2);
    const parameter = parameters > 0 ? file.u32(next + head + nameSize) : 0;
    filters.push({ kind, parameter });
    next += head + nameSize + 4 * (version === 1 ? Math.ceil(parameters / 2) * 2 : parameters);
  }
  return filters;
}

/**
 * Undoes a pipeline on one chunk.
 *
 * @param mask a bit for each filter that was left out on writing.
 * @param size bytes of the chunk before all filters.
 * @throws FileError where a checksum or the size is another.
 */
export async function unfilter(
  where: string,
  filters: readonly Filter[],
  mask: number,
  stored: Uint8Array,
  size: number,
): Promise<Uint8Array> {
  const applied = filters.filter((_, i) => (mask & (2 ** i)) === 0);
  let bytes = stored;
  for (const [i, filter] of [...applied.entries()].reverse()) {
    if (filter.kind === 'fletcher32') bytes = withoutChecksum(where, bytes);
    else if (filter.kind === 'shuffle') bytes = unshuffle(bytes, filter.parameter);
    else {
      // Each checksum that was added before deflating is still there after inflating.
      const checksums = applied.slice(0, i).filter(({ kind }) => kind === 'fletcher32').length;
      bytes = await inflate(where, bytes, 'deflate', size + 4 * checksums);
    }
  }
  if (bytes.length === size) return bytes;
  throw new FileError(where, { expected: `chunks of ${size} bytes`, received: String(bytes.length) });
}

/** Gathers the first bytes of all items, then the second ones, and so on, back into items. */
function unshuffle(bytes: Uint8Array, itemSize: number): Uint8Array {
  if (itemSize < 2) return bytes;
  const count = Math.floor(bytes.length / itemSize);
  const items = new Uint8Array(bytes);
  for (let part = 0; part < itemSize; part++) {
    for (let i = 0, from = part * count, to = part; i < count; i++, from++, to += itemSize)
      items[to] = bytes[from] ?? 0;
  }
  return items;
}

function withoutChecksum(where: string, bytes: Uint8Array): Uint8Array {
  const end = bytes.length - 4;
  const content = bytes.subarray(0, Math.max(0, end));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (end >= 0 && view.getUint32(end, true) === fletcher32(content)) return content;
  throw new FileError(where, {
    expected: 'chunks whose Fletcher-32 checksum is the recorded one',
    received: 'another checksum',
    mend: 'The file is damaged; fetch or save it again.',
  });
}

/**
 * Fletcher's checksum over big-endian words of 16 bits, an odd last byte being the upper one, as HDF5 has it: both sums
 * modulo 65535, where a multiple of it other than 0 stays 65535.
 */
export function fletcher32(bytes: Uint8Array): number {
  const fold = (sum: number) => (sum > 65535 ? ((sum - 1) % 65535) + 1 : sum);
  let [sum, sums] = [0, 0];
  for (let i = 0; i < bytes.length; i += 2) {
    sum = fold(sum + (bytes[i] ?? 0) * 256 + (bytes[i + 1] ?? 0));
    sums = fold(sums + sum);
  }
  return sums * 65536 + sum;
}
