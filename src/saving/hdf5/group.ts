import { FileError } from '../../utils/errors.ts';
import { didYouMean } from '../../utils/names.ts';
import { Hdf5Attributes } from './attributes.ts';
import { Hdf5Dataset } from './dataset.ts';
import type { Hdf5File } from './file.ts';
import { type Link, readLinks } from './links.ts';
import { type Message, readMessages } from './objectHeader.ts';

/** A group: names, each of a group or a dataset, which are opened when they are asked for. */
export class Hdf5Group {
  /** The path from the root, such as `layers/dense/vars`; `''` for the root itself. */
  readonly path: string;
  readonly attributes: Hdf5Attributes;
  readonly #file: Hdf5File;
  readonly #links: ReadonlyMap<string, Link>;
  readonly #opened = new Map<string, Hdf5Group | Hdf5Dataset>();

  /** @internal */
  constructor(file: Hdf5File, path: string, messages: readonly Message[], links: readonly Link[]) {
    this.path = path;
    this.attributes = new Hdf5Attributes(file, messages);
    this.#file = file;
    this.#links = new Map(links.map((link) => [link.name, link]));
  }

  /** The names of the members, in the order of their bytes: `'10'` comes before `'2'`. */
  keys(): string[] {
    return [...this.#links.keys()];
  }

  /** Whether there is an object at this path. */
  has(path: string): boolean {
    return this.get(path) !== undefined;
  }

  /**
   * The object at a path relative to this group; undefined where there is none.
   *
   * @throws FileError where it is damaged, of a kind that is not supported, or reached by a link to elsewhere.
   */
  get(path: string): Hdf5Group | Hdf5Dataset | undefined {
    const slash = path.indexOf('/');
    if (slash < 0) return this.#member(path);
    const member = this.#member(path.slice(0, slash));
    return member instanceof Hdf5Group ? member.get(path.slice(slash + 1)) : undefined;
  }

  /**
   * The group at a path.
   *
   * @throws FileError where there is none.
   */
  group(path: string): Hdf5Group {
    const member = this.get(path);
    return member instanceof Hdf5Group ? member : this.#missing('group', path, member);
  }

  /**
   * The dataset at a path.
   *
   * @throws FileError where there is none.
   */
  dataset(path: string): Hdf5Dataset {
    const member = this.get(path);
    return member instanceof Hdf5Dataset ? member : this.#missing('dataset', path, member);
  }

  #member(name: string): Hdf5Group | Hdf5Dataset | undefined {
    const known = this.#opened.get(name);
    const link = this.#links.get(name);
    if (known || !link) return known;
    const path = this.path === '' ? name : `${this.path}/${name}`;
    if (link.address === null) {
      const mend = 'Links can point out of the file; copy the data into it with h5repack.';
      return this.#file.refuse(`"${path}" in the file itself`, `a link of the kind "${link.kind}"`, mend);
    }
    if (path.split('/').length > deepest) {
      this.#file.refuse(`groups nested at most ${deepest} deep`, 'deeper ones', 'Save the file with fewer levels.');
    }
    const member = openObject(this.#file, path, link.address);
    this.#opened.set(name, member);
    return member;
  }

  #missing(kind: string, path: string, member: Hdf5Group | Hdf5Dataset | undefined): never {
    const names = this.keys().slice(0, 20);
    const last = path.slice(path.lastIndexOf('/') + 1);
    throw new FileError(this.#file.where, {
      expected: `a ${kind} "${path}" in ${this.path === '' ? 'the file' : `"${this.path}"`}`,
      received: member ? `a ${member instanceof Hdf5Group ? 'group' : 'dataset'}` : 'none',
      ...(member || names.length === 0 || path !== last ? {} : { mend: didYouMean(last, names) }),
    });
  }
}

/** Models do not nest deeper; without a bound, a small file could overflow the stack of whoever walks over it. */
const deepest = 256;

/** Opens the object whose header is at `address`: a group if it has links, else a dataset. */
export function openObject(file: Hdf5File, path: string, address: number): Hdf5Group | Hdf5Dataset {
  file.claim(address, path);
  const messages = readMessages(file, address);
  const links = readLinks(file, messages);
  if (links) return new Hdf5Group(file, path, messages, links);
  return new Hdf5Dataset(file, path, messages, new Hdf5Attributes(file, messages));
}
