import { itemSize } from '../formats/arrays.ts';
import { alignUp, type ByteSource, encodeText } from '../formats/bytes.ts';
import { ByteWriter } from '../formats/byteWriter.ts';
import { writeDataspace } from './dataspace.ts';
import { GlobalHeap } from './globalHeap.ts';
import { internalK, leafK, undefinedAddress, writeGroupIndex } from './groupIndex.ts';
import { messageTypes } from './objectHeader.ts';
import { attributeMessage, type OutgoingMessage, storedForm, writeObjectHeader } from './outgoing.ts';
import { signature, superblockSize } from './superblock.ts';
import { type AttributeSource, type DatasetSource, Hdf5Tree } from './tree.ts';

/**
 * Writes an HDF5 file in the structures that h5py writes for Keras: superblock 0, version 1 headers, symbol tables,
 * contiguous datasets.
 *
 * The size is known before the first byte. Values pass through as views of the caller's arrays; only headers, names and
 * strings are held in memory. The order is: superblock, values (each at a multiple of 8), then everything that points
 * to them, from the leaves up, so that every address is known when it is written.
 *
 * @throws ArgumentError where an attribute is longer than HDF5 allows.
 *
 * @example
 * const tree = …; // groups and datasets
 * const source = writeHdf5(tree);
 * await writeFile('model.weights.h5', source.chunks());
 */
export function writeHdf5(tree: Hdf5Tree): ByteSource {
  // Strings are stored as places in a heap, which comes after the values: their addresses are settled first.
  const sources = [...datasetsOf(tree)];
  const starts = new Map<DatasetSource, number>();
  let end = superblockSize;
  for (const source of sources) {
    starts.set(source, end);
    end = alignUp(end + storedSize(source), 8);
  }
  const output = new Output(end, starts);
  const root = output.group(tree);
  const structures = output.finish();
  const superblock = writeSuperblock(root, end + structures.length);
  return {
    size: end + structures.length,
    *chunks() {
      yield superblock;
      for (const source of sources) {
        const values = output.values.get(source) ?? new Uint8Array(0);
        if (values.length > 0) yield values;
        const padding = alignUp(values.length, 8) - values.length;
        if (padding > 0) yield new Uint8Array(padding);
      }
      yield structures;
    },
  };
}

function* datasetsOf(tree: Hdf5Tree): Generator<DatasetSource> {
  for (const member of tree.members.values()) {
    if (member instanceof Hdf5Tree) yield* datasetsOf(member);
    else yield member;
  }
}

function storedSize({ array }: DatasetSource): number {
  if (array.dtype === 'string') return placeSize * array.data.length;
  if (array.dtype !== 'fixed') return itemSize(array.dtype) * array.data.length;
  return array.data.reduce((longest, text) => Math.max(longest, encodeText(text).length), 1) * array.data.length;
}

/** A string's length, the address of its collection, its index there. */
const placeSize = 16;

/** Where a group's parts were written. */
interface Written {
  readonly header: number;
  readonly tree: number;
  readonly heap: number;
}

/** Writes the structures that come behind the values. */
class Output {
  /** What each dataset stores. */
  readonly values = new Map<DatasetSource, Uint8Array>();
  readonly #writer = new ByteWriter(4096);
  readonly #heap: GlobalHeap;
  readonly #base: number;
  readonly #starts: ReadonlyMap<DatasetSource, number>;

  /** `base`: the address of the first structure; `starts`: the addresses of values. */
  constructor(base: number, starts: ReadonlyMap<DatasetSource, number>) {
    this.#base = base;
    this.#starts = starts;
    this.#heap = new GlobalHeap(this.#writer, base);
  }

  /** Writes all members, then the group itself. */
  group({ members, attributes }: Hdf5Tree): Written {
    const entries = [...members].map(([text, member]) => {
      const name = encodeText(text);
      if (!(member instanceof Hdf5Tree)) return { name, header: this.#dataset(member), group: null };
      const group = this.group(member);
      return { name, header: group.header, group };
    });
    const index = writeGroupIndex(this.#writer, this.#base, entries);
    const table = new ByteWriter().u64(index.tree).u64(index.heap).bytes;
    return { ...index, header: this.#header([{ type: messageTypes.symbolTable, content: table }], attributes) };
  }

  /** All structures, complete. */
  finish(): Uint8Array {
    this.#heap.finish();
    return this.#writer.align(8).bytes;
  }

  #dataset(source: DatasetSource): number {
    const { array, attributes } = source;
    const { datatype, bytes } = storedForm(array, this.#heap);
    this.values.set(source, bytes);
    const space = new ByteWriter();
    writeDataspace(space, array.shape);
    const layout = new ByteWriter().u8(3).u8(1);
    if (bytes.length === 0) layout.raw(undefinedAddress);
    else layout.u64(this.#starts.get(source) ?? 0);
    const messages = [
      { type: messageTypes.dataspace, content: space.bytes },
      { type: messageTypes.datatype, content: datatype, constant: true },
      // Version 2: allocated late, written if set, and set to zeros except for strings of varying length.
      {
        type: messageTypes.fillValue,
        content: Uint8Array.of(2, 2, 2, array.dtype === 'string' ? 0 : 1, 0, 0, 0, 0),
        constant: true,
      },
      { type: messageTypes.layout, content: layout.u64(bytes.length).bytes },
    ];
    return this.#header(messages, attributes);
  }

  #header(messages: readonly OutgoingMessage[], attributes: ReadonlyMap<string, AttributeSource>): number {
    const own = [...attributes].map(([name, value]) => attributeMessage(name, value, this.#heap));
    return writeObjectHeader(this.#writer, this.#base, [...messages, ...own]);
  }
}

/** Version 0, with a symbol table entry for the root group. */
function writeSuperblock(root: Written, end: number): Uint8Array {
  const writer = new ByteWriter(superblockSize);
  writer.raw(Array.from(signature, (character) => character.charCodeAt(0)));
  // Versions of four parts (and a reserved byte), then the sizes of offsets and of lengths.
  writer.zeros(5).u8(8).u8(8).u8(0).u16(leafK).u16(internalK).u32(0);
  writer.u64(0).raw(undefinedAddress).u64(end).raw(undefinedAddress);
  return writer.u64(0).u64(root.header).u32(1).u32(0).u64(root.tree).u64(root.heap).bytes;
}
