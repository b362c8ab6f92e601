import { alignUp, encodeText } from '../formats/bytes.ts';
import { ByteWriter } from '../formats/byteWriter.ts';

/** Collections are at least this long, as HDF5 makes them. */
const leastSize = 4096;

const headerSize = 16;

/** Indices have two bytes, and 0 is free space. */
const mostObjects = 65535;

/** Puts strings into global heap collections, which it sets aside in the writer as they are needed. */
export class GlobalHeap {
  readonly #writer: ByteWriter;
  readonly #base: number;
  /** The collection being filled: where it begins in the writer, its length, how much of it is used. */
  #open = { at: 0, size: 0, used: 0, count: 0 };

  /** `base`: the address of the writer's first byte. */
  constructor(writer: ByteWriter, base: number) {
    this.#writer = writer;
    this.#base = base;
  }

  /** What a dataset or attribute stores of strings: their lengths and where they are. */
  places(strings: readonly string[]): Uint8Array {
    const places = new ByteWriter(16 * strings.length);
    for (const text of strings) this.#put(encodeText(text), places);
    return places.bytes;
  }

  /** Marks what is left of the last collection as free. */
  finish(): void {
    const { at, size, used } = this.#open;
    // Less than a header's length at the end is free without being marked.
    if (size - used >= headerSize) this.#writer.patch(at + used, new ByteWriter().zeros(8).u64(size - used).bytes);
  }

  #put(bytes: Uint8Array, places: ByteWriter): void {
    const length = headerSize + alignUp(bytes.length, 8);
    if (this.#open.used + length > this.#open.size || this.#open.count === mostObjects)
      this.#begin(headerSize + length);
    const { at, used } = this.#open;
    const index = this.#open.count + 1;
    this.#writer.patch(at + used, new ByteWriter().u16(index).zeros(6).u64(bytes.length).raw(bytes).bytes);
    this.#open = { ...this.#open, used: used + length, count: index };
    places
      .u32(bytes.length)
      .u64(this.#base + at)
      .u32(index);
  }

  #begin(least: number): void {
    this.finish();
    const at = this.#writer.align(8).length;
    const size = Math.max(leastSize, least);
    this.#writer
      .text('GCOL')
      .raw([1, 0, 0, 0])
      .u64(size)
      .zeros(size - headerSize);
    this.#open = { at, size, used: headerSize, count: 0 };
  }
}
