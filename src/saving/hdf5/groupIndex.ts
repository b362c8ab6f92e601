import { ByteWriter } from '../formats/byteWriter.ts';

/** One member of a group: its name in UTF-8, its header's address, and for a group also its tree and heap. */
export interface Entry {
  readonly name: Uint8Array;
  readonly header: number;
  readonly group: { readonly tree: number; readonly heap: number } | null;
}

/** A symbol table node holds twice the "leaf k" of the superblock, a tree node twice the "internal k". */
export const leafK = 4;
export const internalK = 16;

const entrySize = 40;
const treeNodeSize = 24 + 8 * (4 * internalK + 1);

/**
 * Writes what tells a group's members: symbol table nodes, the B-tree over them, and the heap of names. All nodes have
 * their full length, so that HDF5 can add members later.
 *
 * @param base the address of the writer's first byte.
 */
export function writeGroupIndex(
  writer: ByteWriter,
  base: number,
  entries: readonly Entry[],
): { tree: number; heap: number } {
  const sorted = entries.toSorted((a, b) => compareBytes(a.name, b.name));
  // The heap's first 8 bytes are the empty name: the key that is below all names.
  const names = new ByteWriter().zeros(8);
  const offsets = sorted.map(({ name }) => {
    const offset = names.length;
    names.raw(name).u8(0).align(8);
    return offset;
  });
  const heap = base + writer.align(8).length;
  writer
    .text('HEAP')
    .zeros(4)
    .u64(names.length)
    .u64(nothingFree)
    .u64(heap + 32)
    .raw(names.bytes);

  let nodes: Node[] = [];
  for (let first = 0; first < sorted.length; first += 2 * leafK) {
    const members = sorted.slice(first, first + 2 * leafK);
    nodes.push({ address: base + writer.length, last: offsets[first + members.length - 1] ?? 0 });
    const end = writer.length + 8 + 2 * leafK * entrySize;
    writer.text('SNOD').u8(1).u8(0).u16(members.length);
    for (const [i, { header, group }] of members.entries()) {
      // A group's entry repeats where its tree and heap are.
      writer
        .u64(offsets[first + i] ?? 0)
        .u64(header)
        .u32(group ? 1 : 0)
        .u32(0);
      writer.u64(group?.tree ?? 0).u64(group?.heap ?? 0);
    }
    writer.zeros(end - writer.length);
  }
  let level = 0;
  do nodes = writeLevel(writer, base, nodes, level++);
  while (nodes.length > 1);
  return { tree: nodes[0]?.address ?? 0, heap };
}

/** HDF5's mark for a heap without free blocks. */
const nothingFree = 1;

/** A node of any level, and the greatest name below it. */
interface Node {
  readonly address: number;
  readonly last: number;
}

/** Writes one level of the B-tree over the nodes below it; without nodes, its one empty leaf. */
function writeLevel(writer: ByteWriter, base: number, below: readonly Node[], level: number): Node[] {
  const nodes: Node[] = [];
  const first = base + writer.length;
  const count = Math.max(1, Math.ceil(below.length / (2 * internalK)));
  let key = 0;
  for (let n = 0; n < count; n++) {
    const children = below.slice(n * 2 * internalK, (n + 1) * 2 * internalK);
    const address = base + writer.length;
    const end = writer.length + treeNodeSize;
    writer.text('TREE').u8(0).u8(level).u16(children.length);
    for (const sibling of [n - 1, n + 1]) {
      if (sibling < 0 || sibling >= count) writer.raw(undefinedAddress);
      else writer.u64(first + sibling * treeNodeSize);
    }
    writer.u64(key);
    for (const child of children) {
      writer.u64(child.address).u64(child.last);
      key = child.last;
    }
    writer.zeros(end - writer.length);
    nodes.push({ address, last: key });
  }
  return nodes;
}

/** "Undefined": no such place. */
export const undefinedAddress: Uint8Array = new Uint8Array(8).fill(0xff);

/** The order of C's strcmp, which HDF5 searches by. */
function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
