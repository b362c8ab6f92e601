import { newChunkIndex } from './chunkIndex.ts';
import { type ChunkedLayout, checkChunks, readChunkTree } from './chunks.ts';
import type { Hdf5File } from './file.ts';
import { type Filter, readFilters } from './filters.ts';
import { type Message, messageTypes, onlyMessage } from './objectHeader.ts';

/** Where a dataset's bytes are. */
export type Layout =
  | { readonly kind: 'contiguous'; readonly at: number; readonly size: number }
  | ({ readonly kind: 'chunked'; readonly stored: number } & ChunkedLayout)
  /** Nothing was written: every element has the fill value. */
  | { readonly kind: 'unwritten' };

/** What the layout is checked against. */
export interface Extent {
  readonly shape: readonly number[];
  readonly itemSize: number;
  /** Bytes of all elements. */
  readonly size: number;
}

/**
 * Reads the data layout message (version 3 or 4) and checks every place that it names.
 *
 * @throws FileError where bytes are elsewhere (in other files or datasets) or their number is not the shape's.
 */
export function readLayout(file: Hdf5File, messages: readonly Message[], extent: Extent): Layout {
  const message = onlyMessage(file, messages, messageTypes.layout);
  if (!message) return file.damaged('a dataset with a layout', 'one without');
  if (messages.some(({ type }) => type === messageTypes.externalFiles)) elsewhere(file, 'in other files');
  const { at } = message;
  const [version, kind] = [file.u8(at), file.u8(at + 1)];
  if (version !== 3 && version !== 4) {
    file.refuse('a data layout of version 3 or 4', `version ${version}`, 'Copy it into a new file with h5repack.');
  }
  const filtersMessage = onlyMessage(file, messages, messageTypes.filters);
  const filters = filtersMessage ? readFilters(file, filtersMessage.at) : [];
  if (kind === kinds.virtual) elsewhere(file, 'in other datasets');
  if (kind !== kinds.chunked && filters.length > 0) file.damaged('filters on chunks', 'filters without');
  if (kind === kinds.compact) return place(file, at + 4, file.u16(at + 2), extent);
  if (kind === kinds.contiguous) {
    const address = file.address(at + 2);
    if (address === null || extent.size === 0) return unwritten(file, extent);
    return place(file, address, file.u64(at + 10), extent);
  }
  if (kind !== kinds.chunked) return file.damaged('a known layout', `class ${kind}`);
  return readChunked(file, at, version, filters, extent);
}

const kinds = { compact: 0, contiguous: 1, chunked: 2, virtual: 3 } as const;

/** Unwritten elements cost nothing in a file, so that a shape alone could ask for any amount of memory. */
const mostUnwritten = 16 * 2 ** 20;

/** What deflate can expand at most, with room for small datasets. */
const mostExpansion = 1032;

function place(file: Hdf5File, at: number, size: number, extent: Extent): Layout {
  if (size !== extent.size) file.damaged(`${extent.size} bytes for the shape [${extent.shape.join(', ')}]`, `${size}`);
  file.view(at, size);
  return { kind: 'contiguous', at, size };
}

function unwritten(file: Hdf5File, { shape, size }: Extent): Layout {
  if (size > mostUnwritten) file.damaged(`data for the shape [${shape.join(', ')}]`, 'none');
  return { kind: 'unwritten' };
}

function readChunked(file: Hdf5File, at: number, version: number, filters: readonly Filter[], extent: Extent): Layout {
  const { shape, itemSize, size } = extent;
  const rank = shape.length;
  const dimensions = file.u8(at + (version === 3 ? 2 : 3));
  if (rank === 0 || dimensions !== rank + 1) file.damaged(`chunks of ${rank} axes`, `${dimensions - 1}`);
  const width = version === 3 ? 4 : file.u8(at + 4);
  const lengths = at + (version === 3 ? 11 : 5);
  const chunkShape = shape.map((_, axis) => file.unsigned(lengths + axis * width, width));
  if (chunkShape.includes(0)) file.damaged('chunks of at least one element', `[${chunkShape.join(', ')}]`);
  const chunkSize = chunkShape.reduce((product, length) => product * length, itemSize);
  if (!(chunkSize < 2 ** 32)) file.damaged('chunks below 4 GiB', `[${chunkShape.join(', ')}]`);
  const place = { shape, chunkShape, itemSize };
  const address = version === 3 ? file.address(at + 3) : null;
  const chunks =
    version === 3
      ? address === null
        ? []
        : readChunkTree(file, address, rank)
      : newChunkIndex(file, lengths + dimensions * width, file.u8(at + 2), place, filters);
  checkChunks(file, { ...place, chunks });
  const stored = chunks.reduce((sum, chunk) => sum + chunk.size, 0);
  if (size > Math.max(mostUnwritten, mostExpansion * stored)) {
    file.damaged(`at most ${mostExpansion * stored} bytes from ${stored} stored ones`, `${size} declared`);
  }
  return { kind: 'chunked', ...place, chunks, filters, stored };
}

function elsewhere(file: Hdf5File, where: string): never {
  const mend = 'Such a file can make a reader open others; copy the data into it with h5repack.';
  return file.refuse('data in the file itself', `data ${where}`, mend);
}
