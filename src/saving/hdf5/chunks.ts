import { allocate } from '../formats/inflate.ts';
import type { Hdf5File } from './file.ts';
import { type Filter, unfilter } from './filters.ts';
import { checkLevel } from './symbolTable.ts';

/** A dataset in chunks. Shapes count elements; a chunk at the border is stored whole. */
export interface ChunkedLayout {
  readonly shape: readonly number[];
  readonly chunkShape: readonly number[];
  readonly itemSize: number;
  readonly chunks: readonly Chunk[];
  readonly filters: readonly Filter[];
}

/** One stored chunk: its first element's place in the dataset, its bytes' place in the file. */
export interface Chunk {
  readonly offset: readonly number[];
  readonly at: number;
  readonly size: number;
  /** A bit for each filter that was left out. */
  readonly mask: number;
}

/** Lists the chunks of a version 1 B-tree. */
export function readChunkTree(file: Hdf5File, address: number, rank: number): Chunk[] {
  return [...chunksBelow(file, address, rank, 32)];
}

function* chunksBelow(file: Hdf5File, address: number, rank: number, parentLevel: number): Generator<Chunk> {
  file.expect('TREE', address, 'a B-tree node');
  const [type, level, count] = [file.u8(address + 4), file.u8(address + 5), file.u16(address + 6)];
  if (type !== 1) file.damaged("a dataset's B-tree", `one of type ${type}`);
  checkLevel(file, level, parentLevel);
  // Keys are a size, a mask, and an offset for each axis and for the bytes of an item.
  const keySize = 8 + 8 * (rank + 1);
  file.visit(address, 24 + count * (keySize + 8) + keySize);
  for (let i = 0; i < count; i++) {
    const key = address + 24 + i * (keySize + 8);
    const child = file.u64(key + keySize);
    if (level > 0) yield* chunksBelow(file, child, rank, level);
    else {
      const offset = Array.from({ length: rank }, (_, axis) => file.u64(key + 8 + 8 * axis));
      yield { offset, at: child, size: file.u32(key), mask: file.u32(key + 4) };
    }
  }
}

/** Checks that chunks lie on the grid, each place taken once, and that their bytes are in the file and not shared. */
export function checkChunks(file: Hdf5File, { shape, chunkShape, chunks }: Omit<ChunkedLayout, 'filters'>): void {
  const taken = new Set<string>();
  for (const { offset, at, size } of chunks) {
    file.visit(at, size);
    const inside = offset.every((first, axis) => {
      return first < (shape[axis] ?? 0) && first % (chunkShape[axis] ?? 1) === 0;
    });
    const place = offset.join();
    if (!inside || taken.has(place)) file.damaged(`chunks that tile [${shape.join(', ')}]`, `one at [${place}]`);
    taken.add(place);
  }
}

/**
 * Puts a dataset together from its chunks; places without a chunk have the fill value.
 *
 * @param fill the bytes of one item, or none for zeros.
 */
export async function readChunks(
  where: string,
  file: Hdf5File,
  layout: ChunkedLayout,
  fill: Uint8Array,
): Promise<Uint8Array> {
  const { shape, chunkShape, itemSize, chunks, filters } = layout;
  const product = (lengths: readonly number[]) => lengths.reduce((count, length) => count * length, itemSize);
  const bytes = allocate(where, product(shape));
  fillWith(bytes, fill);
  const chunkSize = product(chunkShape);
  for (let first = 0; first < chunks.length; first += atOnce) {
    const batch = chunks.slice(first, first + atOnce).map(async (chunk) => {
      const stored = file.view(chunk.at, chunk.size);
      copyChunk(await unfilter(where, filters, chunk.mask, stored, chunkSize), bytes, chunk.offset, layout);
    });
    await Promise.all(batch);
  }
  return bytes;
}

/** Platforms inflate in other threads; more chunks at once would only take more memory. */
const atOnce = 8;

/** Repeats the bytes of one item over all of `bytes`; none leaves them as they are. */
export function fillWith(bytes: Uint8Array, fill: Uint8Array): void {
  if (fill.length === 0) return;
  for (let at = 0; at < bytes.length; at += fill.length) bytes.set(fill, at);
}

/** Copies the part of a chunk that lies inside of the dataset, one run of the last axis at a time. */
function copyChunk(from: Uint8Array, to: Uint8Array, offset: readonly number[], layout: ChunkedLayout): void {
  const { shape, chunkShape, itemSize } = layout;
  const inside = shape.map((length, axis) => Math.min(chunkShape[axis] ?? 0, length - (offset[axis] ?? 0)));
  const last = shape.length - 1;
  const run = (inside[last] ?? 1) * itemSize;
  const copy = (axis: number, source: number, target: number): void => {
    if (axis >= last) {
      const [start, goal] = [source * itemSize, (target + (offset[last] ?? 0)) * itemSize];
      to.set(from.subarray(start, start + run), goal);
      return;
    }
    for (let i = 0; i < (inside[axis] ?? 0); i++) {
      const [chunkNext, next] = [chunkShape[axis + 1] ?? 1, shape[axis + 1] ?? 1];
      copy(axis + 1, (source + i) * chunkNext, (target + (offset[axis] ?? 0) + i) * next);
    }
  };
  copy(0, 0, 0);
}
