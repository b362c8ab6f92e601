import { Hdf5Group, openObject } from './group.ts';
import { openHdf5 } from './superblock.ts';

/**
 * Opens an HDF5 file that is held in memory and gives its root group.
 *
 * Read is what Keras and h5py write by default, and the newer format of HDF5 1.8 and later as far as weights need it:
 * groups of any size, numbers, booleans, bfloat16, strings, attributes; datasets in one piece or in chunks with gzip,
 * shuffle and fletcher32. The file is untrusted: whatever would reach out of it (links, external and virtual data), or
 * asks for more time or memory than its own size justifies, is refused with a `FileError`.
 *
 * @param where how messages call the file.
 * @throws FileError where it is not HDF5, damaged, or not supported.
 *
 * @example
 * const bytes = …; // what stands in model.weights.h5
 * const file = readHdf5(bytes, 'model.weights.h5');
 * const kernel = await file.dataset('layers/dense/vars/0').read();
 */
export function readHdf5(bytes: Uint8Array, where = 'HDF5 file'): Hdf5Group {
  const { file, root } = openHdf5(bytes, where);
  const object = openObject(file, '', root);
  return object instanceof Hdf5Group ? object : file.damaged('a root group', 'a dataset');
}
