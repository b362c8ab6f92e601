import { decodeText } from '../formats/bytes.ts';
import type { Datatype } from './datatype.ts';
import type { Hdf5File } from './file.ts';

/**
 * Decodes items that are strings, as UTF-8.
 *
 * @param items the items' bytes, `type.size` each.
 * @throws FileError where the text of all items together is longer than the file, as shared text could make it.
 */
export function readStrings(
  file: Hdf5File,
  type: Extract<Datatype, { kind: 'fixed' | 'variable' }>,
  items: Uint8Array,
): string[] {
  const where = `${file.where}: a string`;
  const strings: string[] = [];
  const read = type.kind === 'variable' ? heapText(file, items) : fixedText(items, type.size, type.fill);
  let left = file.length;
  for (let at = 0; at < items.length; at += type.size) {
    const text = read(at);
    left -= text.length;
    if (left < 0) file.damaged(`text of at most ${file.length} bytes`, 'strings that share their bytes');
    strings.push(decodeText(where, text));
  }
  return strings;
}

function fixedText(
  items: Uint8Array,
  size: number,
  fill: 'terminated' | 'nulls' | 'spaces',
): (at: number) => Uint8Array {
  return (start) => {
    const item = items.subarray(start, start + size);
    let end = item.length;
    if (fill === 'terminated') {
      const terminator = item.indexOf(0);
      end = terminator < 0 ? end : terminator;
    }
    const filler = fill === 'spaces' ? 32 : 0;
    while (end > 0 && item[end - 1] === filler) end--;
    return item.subarray(0, end);
  };
}

/** Items are a length of 4 bytes, the address of a heap collection, and an index in it. */
function heapText(file: Hdf5File, items: Uint8Array): (at: number) => Uint8Array {
  const view = new DataView(items.buffer, items.byteOffset, items.byteLength);
  return (at) => {
    const length = view.getUint32(at, true);
    if (length === 0) return items.subarray(0, 0);
    const address = Number(view.getBigUint64(at + 4, true));
    const collection = file.collections.get(address) ?? readCollection(file, address);
    const object = collection.get(view.getUint32(at + 12, true));
    if (!object || object.length < length) file.damaged('a string in the heap', 'a place without it');
    return object.subarray(0, length);
  };
}

/** Lists the objects of a global heap collection by index; index 0 is free space. */
function readCollection(file: Hdf5File, address: number): ReadonlyMap<number, Uint8Array> {
  file.expect('GCOL', address, 'a global heap collection');
  const end = address + file.u64(address + 8);
  file.visit(address, end - address);
  const objects = new Map<number, Uint8Array>();
  let at = address + 16;
  while (at + 16 <= end) {
    const [index, size] = [file.u16(at), file.u64(at + 8)];
    if (index === 0) break;
    if (objects.has(index)) file.damaged('each heap object once', `index ${index} twice`);
    objects.set(index, file.view(at + 16, size));
    at += 16 + Math.ceil(size / 8) * 8;
  }
  if (at > end) file.damaged(`a heap collection up to byte ${end}`, `objects up to byte ${at}`);
  file.collections.set(address, objects);
  return objects;
}
