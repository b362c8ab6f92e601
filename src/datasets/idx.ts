import type { ArrayData } from '../utils/arrays.ts';
import { sizeOf } from '../utils/arrays.ts';
import { FileError } from '../utils/errors.ts';

/**
 * Reads an IDX file of unsigned bytes, the format of MNIST: two zero bytes, the type code 8, the number of axes, the length
 * of each axis as a big-endian 32-bit number, then the values, the last axis varying fastest. The data are a view of
 * `bytes`, not a copy.
 *
 * @throws FileError if the magic number, the number of axes or the length of the file is not as it must be.
 * @example
 * parseIdx(new Uint8Array([0, 0, 8, 1, 0, 0, 0, 2, 7, 9]), { name: 'labels', rank: 1 }).shape // => [2]
 * @see http://yann.lecun.com/exdb/mnist/
 */
export function parseIdx(bytes: Uint8Array, file: { name: string; rank: number }): ArrayData<Uint8Array> {
  const { name, rank } = file;
  const where = `reading ${name}`;
  const header = 4 + 4 * rank;
  const mend = 'The file is damaged or of another kind: delete it and let it be fetched again.';
  if (bytes.length < header)
    throw new FileError(where, { expected: `at least ${header} bytes`, received: `${bytes.length} bytes`, mend });

  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = 0x0800 + rank;
  if (view.getUint32(0) !== magic)
    throw new FileError(where, {
      expected: `the magic number ${hex(magic)} (unsigned bytes, ${rank} ${rank === 1 ? 'axis' : 'axes'})`,
      received: hex(view.getUint32(0)),
      mend: view.getUint16(0) === 0x1f8b ? 'This is a gzip file: unpack it first.' : mend,
    });

  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  if (bytes.length - header !== sizeOf(shape))
    throw new FileError(where, {
      expected: `${sizeOf(shape)} values for the shape [${shape.join(', ')}] that it declares`,
      received: `${bytes.length - header} values`,
      mend,
    });
  return { data: bytes.subarray(header), shape };
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`;
}
