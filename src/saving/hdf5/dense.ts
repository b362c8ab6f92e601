import { readBtree2 } from './btree2.ts';
import type { Hdf5File } from './file.ts';
import { FractalHeap } from './fractalHeap.ts';

/** Where one object of a heap lies. */
export interface HeapObject {
  readonly at: number;
  readonly size: number;
}

/**
 * Lists the links or attributes that new-style objects with many of them keep in a fractal heap, indexed by a version 2
 * B-tree in the order of their names' hashes.
 */
export function* readDense(file: Hdf5File, heap: number | null, index: number | null): Generator<HeapObject> {
  if (heap === null || index === null) return;
  const objects = new FractalHeap(file, heap);
  for (const { type, at } of readBtree2(file, index)) {
    const skipped = idOffsets[type];
    if (skipped === undefined) file.damaged('an index by name', `a B-tree of type ${type}`);
    yield objects.find(at + skipped);
  }
}

/** Records of links are a hash and a heap id, records of attributes begin with the id. */
const idOffsets: Readonly<Record<number, number>> = { 5: 4, 8: 0 };
