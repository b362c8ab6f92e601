import { ByteReader } from '../formats/bytes.ts';
import { Hdf5File } from './file.ts';

/** The first 8 bytes of every HDF5 file. */
export const signature = '\x89HDF\r\n\x1a\n';

/** Bytes of a superblock of version 0, which is the one Keras's files have. */
export const superblockSize = 96;

/** An opened file and the address of its root group's object header. */
export interface Opened {
  readonly file: Hdf5File;
  readonly root: number;
}

/**
 * Finds the superblock (versions 0 to 3), which may stand behind a block of the user's own of 512 bytes or any doubling
 * of that; all addresses count from there.
 *
 * @throws FileError where there is none, or the file is shorter than it says.
 */
export function openHdf5(bytes: Uint8Array, where: string): Opened {
  const whole = new ByteReader(where, bytes);
  let base = 0;
  while (!whole.startsWith(signature, base)) {
    base = base === 0 ? 512 : base * 2;
    if (base >= whole.length) whole.damaged('an HDF5 file', 'a file without its signature');
  }
  const file = new Hdf5File(where, whole.bytes.subarray(base));
  const version = file.u8(8);
  if (version > 3)
    file.refuse('a superblock of version 0 to 3', `version ${version}`, 'Save it with an older library.');
  const old = version < 2;
  const [offsetSize, lengthSize] = old ? [file.u8(13), file.u8(14)] : [file.u8(9), file.u8(10)];
  if (offsetSize !== 8 || lengthSize !== 8) {
    file.refuse('offsets and lengths of 8 bytes', `${offsetSize} and ${lengthSize}`, 'Save it with default settings.');
  }
  const addresses = old ? (version === 0 ? 24 : 28) : 12;
  const declaredBase = file.u64(addresses);
  // Some writers note where the superblock stands, some count addresses from it and leave 0.
  if (declaredBase !== 0 && declaredBase !== base) file.damaged(`the base address ${base}`, String(declaredBase));
  const end = file.u64(addresses + 16) - declaredBase;
  if (end > file.length) file.damaged(`${end} bytes, as its superblock says`, `${file.length}`);
  // Versions 0 and 1 hold a whole symbol table entry for the root group: the offset of its name, then its address.
  return { file, root: old ? file.u64(addresses + 40) : file.u64(addresses + 24) };
}
