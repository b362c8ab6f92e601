import { decodeText } from '../formats/bytes.ts';
import type { Hdf5File } from './file.ts';
import type { Link } from './links.ts';

/**
 * Lists the members of an old-style group: a version 1 B-tree of symbol table nodes, and a local heap with the names.
 *
 * @param at where the group's symbol table message lies.
 * @throws FileError where the tree is damaged or endless.
 */
export function symbolTableLinks(file: Hdf5File, at: number): Link[] {
  const names = readLocalHeap(file, file.u64(at + 8));
  const links: Link[] = [];
  for (const node of leavesOf(file, file.u64(at))) {
    file.expect('SNOD', node, 'a symbol table node');
    const count = file.u16(node + 6);
    file.visit(node, 8 + count * entrySize);
    for (let i = 0; i < count; i++) {
      const entry = node + 8 + i * entrySize;
      const soft = file.u32(entry + 16) === softLink;
      links.push({
        name: names.at(file.u64(entry)),
        address: soft ? null : file.u64(entry + 8),
        kind: soft ? 'soft' : 'hard',
      });
    }
  }
  return links;
}

const entrySize = 40;
const softLink = 2;

/** No file that fits into 2^64 bytes needs more levels: each holds at least twice the one above. */
const mostLevels = 32;

/** Addresses of the symbol table nodes below a group's B-tree node, in order. */
function* leavesOf(file: Hdf5File, address: number, parentLevel = mostLevels): Generator<number> {
  file.expect('TREE', address, 'a B-tree node');
  const [type, level, count] = [file.u8(address + 4), file.u8(address + 5), file.u16(address + 6)];
  if (type !== 0) file.damaged("a group's B-tree", `one of type ${type}`);
  checkLevel(file, level, parentLevel);
  file.visit(address, 24 + 16 * count + 8);
  for (let i = 0; i < count; i++) {
    const child = file.u64(address + 24 + 16 * i + 8);
    if (level === 0) yield child;
    else yield* leavesOf(file, child, level);
  }
}

/** Levels count down to 0 at the leaves, one at a time; the root may have any number up to `mostLevels`. */
export function checkLevel(file: Hdf5File, level: number, parentLevel: number): void {
  if (level < parentLevel && (parentLevel === mostLevels || level === parentLevel - 1)) return;
  file.damaged(`a B-tree node below level ${parentLevel}`, `level ${level}`);
}

/** The names of one group. Each stands there once, so that together they are no longer than the heap. */
interface Names {
  at(offset: number): string;
}

function readLocalHeap(file: Hdf5File, address: number): Names {
  file.expect('HEAP', address, 'a local heap');
  const size = file.u64(address + 8);
  const start = file.u64(address + 24);
  file.visit(start, size);
  const heap = file.view(start, size);
  let left = size;
  return {
    at(offset) {
      const end = offset < size ? heap.indexOf(0, offset) : -1;
      if (end < 0) file.damaged(`a name in the heap at byte ${start}`, `offset ${offset}`);
      left -= end - offset;
      if (left < 0) file.damaged('names that do not share bytes', `more of them than ${size} bytes can hold`);
      return decodeText(`${file.where}: a member's name`, heap.subarray(offset, end));
    },
  };
}
