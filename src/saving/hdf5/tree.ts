import { ArgumentError } from '../../utils/errors.ts';
import { checkArray, type StoredArray } from '../formats/arrays.ts';

/**
 * An attribute to be written. A string becomes a UTF-8 string of varying length, as Keras writes names; a list of
 * strings an array of those; a whole number an int64 and any other a float64, as Python's `int` and `float` do; an array
 * is written in its own dtype and shape (a shape of `[]` makes a scalar).
 */
export type AttributeSource = string | number | bigint | boolean | readonly string[] | FixedStrings | StoredArray;

/** Strings of equal length in bytes, as h5py writes NumPy's `S` arrays and older Kerases their layer names. */
export interface FixedStrings {
  readonly dtype: 'fixed';
  readonly shape: readonly number[];
  readonly data: readonly string[];
}

/** A dataset to be written. Its data is not copied: it must not change until the file is written. */
export interface DatasetSource {
  readonly array: StoredArray | FixedStrings;
  readonly attributes: ReadonlyMap<string, AttributeSource>;
}

/**
 * A group to be written, with all that is below it.
 *
 * @example
 * const tree = new Hdf5Tree();
 * tree.group('layers/dense/vars').attributes.set('name', 'dense');
 * tree.put('layers/dense/vars/0', { dtype: 'float32', shape: [2], data: Float32Array.of(1, 2) });
 */
export class Hdf5Tree {
  readonly attributes = new Map<string, AttributeSource>();
  readonly members = new Map<string, Hdf5Tree | DatasetSource>();

  /**
   * The group at a path, made with all groups above it where they are missing.
   *
   * @throws ArgumentError where a dataset stands in the way.
   */
  group(path: string): Hdf5Tree {
    let group: Hdf5Tree = this;
    for (const name of partsOf(path)) {
      const member = group.members.get(name) ?? new Hdf5Tree();
      if (!(member instanceof Hdf5Tree)) taken(path);
      group.members.set(name, member);
      group = member;
    }
    return group;
  }

  /**
   * Puts a dataset at a path, making the groups above it. bfloat16 gets the attribute `dtype` that tells Keras so.
   *
   * @throws ArgumentError where the path is taken, or dtype, shape and data do not fit together.
   */
  put(
    path: string,
    array: StoredArray | FixedStrings,
    attributes: ReadonlyMap<string, AttributeSource> = new Map(),
  ): void {
    const parts = partsOf(path);
    const name = parts.pop() ?? '';
    checkArray(`Hdf5Tree.put: "${path}"`, array.dtype === 'fixed' ? { ...array, dtype: 'string' } : array);
    const group = parts.length === 0 ? this : this.group(parts.join('/'));
    if (group.members.has(name)) taken(path);
    const all =
      array.dtype === 'bfloat16'
        ? new Map<string, AttributeSource>([['dtype', 'bfloat16'], ...attributes])
        : attributes;
    group.members.set(name, { array, attributes: all });
  }
}

function partsOf(path: string): string[] {
  const parts = path.split('/');
  if (parts.every((part) => part !== '' && part !== '.' && !part.includes('\0'))) return parts;
  throw new ArgumentError('Hdf5Tree', {
    expected: 'a path like "layers/dense/vars/0"',
    received: JSON.stringify(path),
  });
}

function taken(path: string): never {
  throw new ArgumentError('Hdf5Tree', { expected: `no dataset at "${path}" yet`, received: 'one that is there' });
}
