import { ByteReader } from '../formats/bytes.ts';

/** HDF5's "undefined address": nothing was allocated. */
const undefinedAddress = 0xffffffff;

/**
 * An HDF5 file's bytes from its superblock on, with a guard against work without end.
 *
 * In a file that a correct writer made no two structures share bytes, so all of them together, each read once, cannot
 * be longer than the file. Whatever reads a structure says so by `visit`; loops, shared sub-trees and overlapping
 * blocks run into that bound instead of running on.
 */
export class Hdf5File extends ByteReader {
  /** Global heap collections that were read, by address. */
  readonly collections = new Map<number, ReadonlyMap<number, Uint8Array>>();
  #visited = 0;
  #text = 0;
  readonly #owners = new Map<number, string>();

  /** An address, or null for the undefined one. */
  address(at: number): number | null {
    if (this.u32(at) === undefinedAddress && this.u32(at + 4) === undefinedAddress) return null;
    return this.u64(at);
  }

  /** Notes that the structure `[at, at + length)` is being read. */
  visit(at: number, length: number): void {
    this.view(at, length);
    this.#visited += length;
    if (this.#visited <= this.length) return;
    this.refuse(
      'structures that do not share bytes',
      `more of them than the file's ${this.length} bytes can hold, at byte ${at}`,
      'The file is damaged, or made to keep a reader busy.',
    );
  }

  /** Notes that so many bytes of text became an attribute's value, which is kept. */
  visitText(length: number): void {
    this.#text += length;
    if (this.#text > this.length)
      this.damaged(`text of at most ${this.length} bytes`, 'attributes that share their bytes');
  }

  /** Notes that the object at this address is called `path`; each object may have one path only. */
  claim(address: number, path: string): void {
    const owner = this.#owners.get(address);
    if (owner === undefined || owner === path) this.#owners.set(address, path);
    else {
      const mend = 'Hard links, and loops of them, are not followed; save the file anew with h5py or Keras.';
      this.refuse('one path to each object', `"${owner}" and "${path}" for the same one`, mend);
    }
  }
}
