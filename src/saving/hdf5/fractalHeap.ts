import { widthOf } from './btree2.ts';
import type { HeapObject } from './dense.ts';
import type { Hdf5File } from './file.ts';

/**
 * A fractal heap: one address space that is laid out over blocks whose sizes double from row to row, `width` blocks a
 * row. Blocks up to a size hold objects; larger ones hold rows again.
 */
export class FractalHeap {
  readonly #file: Hdf5File;
  readonly #offsetWidth: number;
  readonly #lengthWidth: number;
  readonly #width: number;
  readonly #first: number;
  readonly #largest: number;
  readonly #root: number;
  readonly #rows: number;

  constructor(file: Hdf5File, address: number) {
    this.#file = file;
    file.expect('FRHP', address, 'a fractal heap');
    if (file.u16(address + 7) !== 0)
      file.refuse('names that are not compressed', 'compressed ones', 'Save it with h5py.');
    this.#width = file.u16(address + 110);
    this.#first = file.u64(address + 112);
    this.#largest = file.u64(address + 120);
    this.#offsetWidth = Math.ceil(file.u16(address + 128) / 8);
    const lengthLimits = [Math.ceil(Math.log2(Math.max(2, this.#largest)) / 8), widthOf(file.u32(address + 10))];
    this.#lengthWidth = Math.min(...lengthLimits);
    this.#root = file.u64(address + 132);
    this.#rows = file.u16(address + 140);
    const powers = [this.#width, this.#first, this.#largest].every(
      (value) => value > 0 && Number.isInteger(Math.log2(value)),
    );
    if (!powers || this.#offsetWidth > 8) file.damaged('blocks whose sizes double', 'others');
  }

  /** The place of the object whose id stands at `id`. */
  find(id: number): HeapObject {
    const file = this.#file;
    if (file.u8(id) !== 0) file.refuse('names below 4096 bytes', 'a longer one', 'Shorten it.');
    const offset = file.unsigned(id + 1, this.#offsetWidth);
    const size = file.unsigned(id + 1 + this.#offsetWidth, this.#lengthWidth);
    const at = this.#rows === 0 ? this.#inBlock(this.#root, offset) : this.#inRows(this.#root, offset);
    file.visit(at, size);
    return { at, size };
  }

  #inBlock(block: number, offset: number): number {
    this.#file.expect('FHDB', block, 'a block of a fractal heap');
    return block + offset;
  }

  /** Descends to the block that holds `offset`; each step goes to a smaller block. */
  #inRows(block: number, offset: number): number {
    this.#file.expect('FHIB', block, 'a block of a fractal heap');
    const firstRow = this.#width * this.#first;
    const row = offset < firstRow ? 0 : Math.floor(Math.log2(offset / firstRow)) + 1;
    const size = row === 0 ? this.#first : this.#first * 2 ** (row - 1);
    const rowOffset = row === 0 ? 0 : firstRow * 2 ** (row - 1);
    const column = Math.floor((offset - rowOffset) / size);
    const inside = offset - rowOffset - column * size;
    const child = this.#file.u64(block + 13 + this.#offsetWidth + 8 * (row * this.#width + column));
    if (size <= this.#largest) return this.#inBlock(child, inside);
    return this.#inRows(child, inside);
  }
}
