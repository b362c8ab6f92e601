import type { ByteWriter } from '../formats/byteWriter.ts';
import type { Hdf5File } from './file.ts';

/** HDF5's own limit on axes. */
const mostAxes = 32;

/** Reads a dataspace message (version 1 or 2): the shape, `[]` for a scalar, null for the null space without a value. */
export function readDataspace(file: Hdf5File, at: number): readonly number[] | null {
  const [version, rank] = [file.u8(at), file.u8(at + 1)];
  if (version !== 1 && version !== 2) file.damaged('a dataspace of version 1 or 2', `version ${version}`);
  if (rank > mostAxes) file.damaged(`at most ${mostAxes} axes`, String(rank));
  if (version === 2 && file.u8(at + 3) === 2) return null;
  const start = at + (version === 1 ? 8 : 4);
  return Array.from({ length: rank }, (_, axis) => file.u64(start + 8 * axis));
}

/** Writes a dataspace message of version 1, the largest shape being the shape itself. */
export function writeDataspace(writer: ByteWriter, shape: readonly number[]): void {
  writer
    .u8(1)
    .u8(shape.length)
    .u8(shape.length > 0 ? 1 : 0)
    .zeros(5);
  for (let times = 0; times < 2; times++) for (const length of shape) writer.u64(length);
}
