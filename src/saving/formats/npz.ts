import { readZip, type ZipLimits } from '../archive/reader.ts';
import { writeZip } from '../archive/writer.ts';
import type { StoredArray } from './arrays.ts';
import type { ByteSource } from './bytes.ts';
import { readNpy, writeNpy } from './npy.ts';

/** The arrays of a `.npz` file, by name. */
export interface NpzArchive {
  /** Names as in Python, without `.npy`. */
  readonly names: readonly string[];
  /**
   * Reads one array.
   *
   * @throws FileError where there is no such array, it is damaged, or it holds Python objects.
   */
  read(name: string): Promise<StoredArray>;
}

/**
 * Opens what `numpy.savez` or `numpy.savez_compressed` wrote; arrays are unpacked when they are read.
 *
 * The weights that Keras 3.15 writes as `model.weights.npz` are pickled Python objects, which neither Keras itself nor
 * this reader accepts.
 *
 * @throws FileError where the archive is damaged or hostile; see `readZip`.
 *
 * @example
 * const bytes = …; // what stands in a .npz file
 * const archive = readNpz(bytes);
 * const { data } = await archive.read('x_train');
 */
export function readNpz(bytes: Uint8Array, where = 'npz file', limits: ZipLimits = {}): NpzArchive {
  const archive = readZip(bytes, where, limits);
  const names = [...archive.entries.keys()].filter((name) => name.endsWith(suffix));
  return {
    names: names.map((name) => name.slice(0, -suffix.length)),
    read: async (name) => readNpy(await archive.read(name + suffix), `${where}: "${name}"`),
  };
}

/**
 * Writes arrays as `numpy.savez` does, uncompressed.
 *
 * @example
 * const source = writeNpz(new Map([['x', { dtype: 'int8', shape: [2], data: Int8Array.of(1, 2) }]]));
 */
export function writeNpz(arrays: ReadonlyMap<string, StoredArray>): ByteSource {
  return writeZip([...arrays].map(([name, array]) => ({ name: name + suffix, data: writeNpy(array) })));
}

const suffix = '.npy';
