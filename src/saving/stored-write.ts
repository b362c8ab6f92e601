import { writeFile } from '#files';
import { ArgumentError } from '../utils/errors.ts';
import {
  type ByteSource,
  type NumericArray,
  type StoredArray,
  writeNpy,
  writeNpz,
  writeSafetensors,
} from './formats/index.ts';
import { Hdf5Tree, writeHdf5 } from './hdf5/index.ts';

/** Writes arrays to a file: see `writeArrays` in files.ts. */
export async function writeArrays(path: string | URL, arrays: ReadonlyMap<string, StoredArray>): Promise<void> {
  await writeFile(path, fileOf(path instanceof URL ? path.pathname : path, arrays).chunks());
}

function fileOf(path: string, arrays: ReadonlyMap<string, StoredArray>): ByteSource {
  if (path.endsWith('.npz')) return writeNpz(arrays);
  if (path.endsWith('.npy')) return singleArray(arrays);
  if (path.endsWith('.safetensors')) return writeSafetensors(numericOnly(arrays));
  if (path.endsWith('.h5')) {
    const tree = new Hdf5Tree();
    for (const [name, array] of arrays) tree.put(name, array);
    return writeHdf5(tree);
  }
  throw new ArgumentError('writeArrays', {
    expected: 'a path that ends in .safetensors, .npz, .npy or .h5',
    received: `'${path}'`,
  });
}

function numericOnly(arrays: ReadonlyMap<string, StoredArray>): ReadonlyMap<string, NumericArray> {
  const numeric = new Map<string, NumericArray>();
  for (const [name, array] of arrays) {
    if (array.dtype === 'string')
      throw new ArgumentError(`writeArrays: ${name}`, { expected: 'numbers for .safetensors', received: 'texts' });
    numeric.set(name, array);
  }
  return numeric;
}

function singleArray(arrays: ReadonlyMap<string, StoredArray>): ByteSource {
  const [array, ...others] = [...arrays.values()];
  if (array === undefined || others.length > 0)
    throw new ArgumentError('writeArrays', {
      expected: 'one array for .npy',
      received: String(arrays.size),
      mend: 'Files that end in .npz hold several.',
    });
  const bytes = writeNpy(array);
  return { size: bytes.length, chunks: () => [bytes] };
}
