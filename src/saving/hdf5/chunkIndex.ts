import type { Chunk, ChunkedLayout } from './chunks.ts';
import type { Hdf5File } from './file.ts';
import type { Filter } from './filters.ts';

type Grid = Omit<ChunkedLayout, 'chunks' | 'filters'>;

/**
 * Lists the chunks that a version 4 layout indexes: a single one, all in a row, or by a fixed array.
 *
 * @param at where the kind of index stands.
 * @param flags 1: chunks that reach over the border are not filtered; 2: the single chunk is filtered.
 * @throws FileError where the index is one of those for datasets that can grow.
 */
export function newChunkIndex(
  file: Hdf5File,
  at: number,
  flags: number,
  grid: Grid,
  filters: readonly Filter[],
): Chunk[] {
  const { shape, chunkShape, itemSize } = grid;
  const size = chunkShape.reduce((product, length) => product * length, itemSize);
  const counts = shape.map((length, axis) => Math.ceil(length / (chunkShape[axis] ?? 1)));
  const total = counts.reduce((product, count) => product * count, 1);
  if (flags & 1 && filters.length > 0) refuseIndex(file, 'unfiltered chunks at the border');
  const place = (index: number) => {
    let rest = index;
    const steps = counts.toReversed().map((count) => {
      const step = rest % count;
      rest = Math.floor(rest / count);
      return step;
    });
    return steps.toReversed().map((step, axis) => step * (chunkShape[axis] ?? 1));
  };
  const kind = file.u8(at);
  if (kind === 1) {
    const filtered = (flags & 2) !== 0;
    const address = file.address(at + (filtered ? 13 : 1));
    if (address === null) return [];
    if (total !== 1) file.damaged('a single chunk', `a grid of ${total}`);
    return [
      {
        offset: place(0),
        at: address,
        size: filtered ? file.u64(at + 1) : size,
        mask: filtered ? file.u32(at + 9) : 0,
      },
    ];
  }
  if (kind === 2) {
    const address = file.address(at + 1);
    if (address === null) return [];
    file.view(address, total * size);
    return Array.from({ length: total }, (_, i) => ({ offset: place(i), at: address + i * size, size, mask: 0 }));
  }
  if (kind !== 3) return refuseIndex(file, 'an index for datasets that grow');
  const chunks: Chunk[] = [];
  for (const [i, entry] of fixedArray(file, file.address(at + 2), total)) {
    const address = file.address(entry.at);
    if (address === null) continue;
    const filtered = entry.size > 8;
    chunks.push({
      offset: place(i),
      at: address,
      size: filtered ? file.unsigned(entry.at + 8, entry.size - 12) : size,
      mask: filtered ? file.u32(entry.at + entry.size - 4) : 0,
    });
  }
  return chunks;
}

/** Entries of a fixed array by index: all in one block, or in pages of which some may not exist. */
function* fixedArray(
  file: Hdf5File,
  header: number | null,
  total: number,
): Generator<[index: number, entry: { at: number; size: number }]> {
  if (header === null) return;
  file.expect('FAHD', header, 'a fixed array');
  const [size, pageBits] = [file.u8(header + 6), file.u8(header + 7)];
  const count = file.u64(header + 8);
  const block = file.address(header + 16);
  if (count !== total) refuseIndex(file, 'an index for a dataset that may become larger');
  if (size < 8 || pageBits > 31) file.damaged('entries of at least 8 bytes', String(size));
  if (block === null) return;
  file.expect('FADB', block, "a fixed array's entries");
  const page = 2 ** pageBits;
  const start = block + 14;
  if (count <= page) {
    file.visit(start, count * size);
    for (let i = 0; i < count; i++) yield [i, { at: start + i * size, size }];
    return;
  }
  const pages = Math.ceil(count / page);
  const bitmap = Math.ceil(pages / 8);
  for (let n = 0; n < pages; n++) {
    // The bitmap's first page is the highest bit.
    if (!(file.u8(start + Math.floor(n / 8)) & (128 >> (n % 8)))) continue;
    const first = start + bitmap + 4 + n * (page * size + 4);
    const here = Math.min(page, count - n * page);
    file.visit(first, here * size);
    for (let i = 0; i < here; i++) yield [n * page + i, { at: first + i * size, size }];
  }
}

function refuseIndex(file: Hdf5File, received: string): never {
  return file.refuse(
    'chunks in a version 1 B-tree or a simple index',
    received,
    "Save it with h5py's default settings.",
  );
}
