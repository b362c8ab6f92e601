import type { Hdf5File } from './file.ts';

/** One record of a tree: what it means depends on the tree's type. */
export interface TreeRecord {
  readonly type: number;
  readonly at: number;
}

/** Lists the records of a version 2 B-tree in order. */
export function* readBtree2(file: Hdf5File, address: number): Generator<TreeRecord> {
  file.expect('BTHD', address, 'a B-tree header');
  const tree: Tree = {
    type: file.u8(address + 5),
    nodeSize: file.u32(address + 6),
    recordSize: file.u16(address + 10),
    levels: [],
  };
  const depth = file.u16(address + 12);
  const root = file.address(address + 16);
  if (root === null) return;
  if (tree.recordSize === 0 || depth > mostLevels) file.damaged('a B-tree of sane size', `${depth} levels`);
  const leaf = Math.floor((tree.nodeSize - nodeOverhead) / tree.recordSize);
  const levels = [{ countWidth: widthOf(leaf), totalWidth: 0, total: leaf }];
  for (let level = 1; level <= depth; level++) {
    const below = levels[level - 1] ?? { countWidth: 0, totalWidth: 0, total: 0 };
    const pointer = 8 + widthOf(leaf) + below.totalWidth;
    const count = Math.floor((tree.nodeSize - nodeOverhead - pointer) / (tree.recordSize + pointer));
    const total = (count + 1) * below.total + count;
    levels.push({ countWidth: widthOf(leaf), totalWidth: widthOf(total), total });
  }
  yield* recordsBelow(file, { ...tree, levels }, root, file.u16(address + 24), depth);
}

interface Tree {
  readonly type: number;
  readonly nodeSize: number;
  readonly recordSize: number;
  /** Bytes that a pointer to a node of each level spends on its number of records, alone and with all below. */
  readonly levels: readonly { readonly countWidth: number; readonly totalWidth: number }[];
}

/** A node has 6 bytes before its records and a checksum of 4 after them. */
const nodeOverhead = 10;
const mostLevels = 16;

function* recordsBelow(file: Hdf5File, tree: Tree, node: number, count: number, level: number): Generator<TreeRecord> {
  const { type, nodeSize, recordSize, levels } = tree;
  file.expect(level === 0 ? 'BTLF' : 'BTIN', node, 'a B-tree node');
  file.visit(node, nodeSize);
  const { countWidth, totalWidth } = levels[level - 1] ?? { countWidth: 0, totalWidth: 0 };
  const pointer = level === 0 ? 0 : 8 + countWidth + totalWidth;
  if (nodeOverhead + count * recordSize + (count + 1) * pointer > nodeSize) {
    file.damaged(`records for ${nodeSize} bytes`, String(count));
  }
  const pointers = node + 6 + count * recordSize;
  for (let i = 0; i <= count; i++) {
    if (level > 0) {
      const at = pointers + i * pointer;
      yield* recordsBelow(file, tree, file.u64(at), file.unsigned(at + 8, countWidth), level - 1);
    }
    if (i < count) yield { type, at: node + 6 + i * recordSize };
  }
}

/** Bytes that numbers up to `limit` take. */
export function widthOf(limit: number): number {
  return Math.floor(Math.log2(Math.max(1, limit)) / 8) + 1;
}
