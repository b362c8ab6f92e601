import {
  elementCount,
  type NumericDtype,
  numericArray,
  itemSize as numericItemSize,
  type StoredArray,
  swapBytes,
} from '../formats/arrays.ts';
import { allocate } from '../formats/inflate.ts';
import type { Hdf5Attributes } from './attributes.ts';
import { fillWith, readChunks } from './chunks.ts';
import { readDataspace } from './dataspace.ts';
import { type Datatype, readDatatype } from './datatype.ts';
import type { Hdf5File } from './file.ts';
import { type Layout, readLayout } from './layout.ts';
import { type Message, messageTypes, onlyMessage } from './objectHeader.ts';
import { readStrings } from './strings.ts';

/**
 * A dataset whose shape, dtype and place in the file are checked and whose values are not read yet.
 *
 * Compare `shape` and `dtype` with what is wanted before reading: only `read` takes memory.
 */
export class Hdf5Dataset {
  /** The path from the root, such as `layers/dense/vars/0`. */
  readonly path: string;
  /** `[]` for a scalar. */
  readonly shape: readonly number[];
  readonly dtype: NumericDtype | 'string';
  readonly attributes: Hdf5Attributes;
  readonly #file: Hdf5File;
  readonly #type: Datatype;
  readonly #layout: Layout;
  readonly #fill: Uint8Array;

  /** @internal */
  constructor(file: Hdf5File, path: string, messages: readonly Message[], attributes: Hdf5Attributes) {
    const space = onlyMessage(file, messages, messageTypes.dataspace);
    const type = onlyMessage(file, messages, messageTypes.datatype);
    if (!space || !type) file.damaged(`"${path}" to be a group or a dataset`, 'neither');
    const shape = readDataspace(file, space.at);
    if (shape === null) file.refuse(`values in "${path}"`, 'the empty value', 'Leave it out.');
    const where = `${file.where}: "${path}"`;
    this.path = path;
    this.shape = shape;
    this.attributes = attributes;
    this.#file = file;
    this.#type = readDatatype(file, type.at);
    this.dtype = dtypeOf(file, path, this.#type, attributes);
    const itemSize = this.#type.size;
    const size = elementCount(where, [...shape, itemSize]);
    this.#layout = readLayout(file, messages, { shape, itemSize, size });
    this.#fill = readFill(file, messages, itemSize);
  }

  /** The number of elements. */
  get length(): number {
    return elementCount(this.path, this.shape);
  }

  /**
   * The values in row-major order: a view of the file where they lie in one piece and at an aligned place in memory,
   * else one copy.
   *
   * @throws FileError where the stored values are damaged.
   */
  async read(): Promise<StoredArray> {
    const [file, type] = [this.#file, this.#type];
    const items = await this.#items();
    if (type.kind === 'fixed' || type.kind === 'variable') {
      return { dtype: 'string', shape: this.shape, data: readStrings(file, type, items) };
    }
    const swapped = type.kind === 'number' && type.bigEndian ? swapBytes(items, type.size) : items;
    return numericArray(this.dtype === 'string' ? 'uint8' : this.dtype, this.shape, swapped);
  }

  async #items(): Promise<Uint8Array> {
    const layout = this.#layout;
    const where = `${this.#file.where}: "${this.path}"`;
    switch (layout.kind) {
      case 'contiguous':
        return this.#file.view(layout.at, layout.size);
      case 'chunked':
        return readChunks(where, this.#file, layout, this.#fill);
      case 'unwritten': {
        const items = allocate(where, this.length * this.#type.size);
        fillWith(items, this.#fill);
        return items;
      }
    }
  }
}

/** Opaque bytes are bfloat16 where Keras's attribute says so. */
function dtypeOf(file: Hdf5File, path: string, type: Datatype, attributes: Hdf5Attributes): NumericDtype | 'string' {
  if (type.kind === 'number') return type.dtype;
  if (type.kind !== 'opaque') return 'string';
  if (type.size === numericItemSize('bfloat16') && attributes.get('dtype') === 'bfloat16') return 'bfloat16';
  const mend = 'Convert the dataset to float32 before saving.';
  return file.refuse(`numbers, booleans or strings in "${path}"`, `opaque items of ${type.size} bytes`, mend);
}

/** The bytes of elements that were never written, from a fill value message (version 1 to 3); none where they are zeros. */
function readFill(file: Hdf5File, messages: readonly Message[], itemSize: number): Uint8Array {
  const zeros = new Uint8Array(0);
  const message = onlyMessage(file, messages, messageTypes.fillValue);
  if (!message) return zeros;
  const { at } = message;
  const version = file.u8(at);
  const defined = version < 3 ? file.u8(at + 3) === 1 : (file.u8(at + 1) & 32) !== 0;
  const sizeAt = at + (version < 3 ? 4 : 2);
  if (!defined || file.u32(sizeAt) === 0) return zeros;
  if (file.u32(sizeAt) !== itemSize) file.damaged(`a fill value of ${itemSize} bytes`, String(file.u32(sizeAt)));
  return file.view(sizeAt + 4, itemSize);
}
