import { ArgumentError } from '../utils/errors.ts';
import { keepsNames, type ReadOptions, readPath } from './places.ts';

/**
 * What a file can be given as: a path on disk, an address that is fetched (in a browser every path is one), `indexeddb://name` or
 * `opfs://name` in a browser, bytes, a `Blob` such as a `File`, or the handle of a file that the user picked.
 */
export type FileSource = string | URL | Uint8Array | ArrayBuffer | Blob | FileHandle;

/** The handle of a file, as `showOpenFilePicker` and the browser's private file system give it. */
export interface FileHandle {
  getFile(): Promise<Blob>;
}

/** The bytes of a file. */
export interface SourceBytes {
  readonly bytes: Uint8Array;
  /** How messages call the file. */
  readonly name: string;
  /** Whether nobody else holds the bytes, so that weights may be views of them. */
  readonly owned: boolean;
}

/**
 * The bytes of a source, and what messages call it.
 *
 * @throws {FileError} for a file that cannot be read.
 */
export async function bytesOfSource(
  where: string,
  source: FileSource,
  options: ReadOptions = {},
): Promise<SourceBytes> {
  if (typeof source === 'string' || source instanceof URL)
    return { bytes: await readPath(source, options), name: `"${shownPath(String(source))}"`, owned: true };
  if (source instanceof Uint8Array) return { bytes: source, name: where, owned: false };
  if (source instanceof ArrayBuffer) return { bytes: new Uint8Array(source), name: where, owned: false };
  const blob = isHandle(source) ? await source.getFile() : source;
  if (blob instanceof Blob) {
    options.signal?.throwIfAborted();
    return { bytes: new Uint8Array(await blob.arrayBuffer()), name: nameOf(blob) ?? where, owned: true };
  }
  throw new ArgumentError(where, {
    expected: 'a path, a URL, bytes, or a Blob',
    received: source === null ? 'null' : typeof source,
  });
}

/** Complains about a path that does not end as files of its kind do. */
export function checkEnding(where: string, path: string | URL, endings: readonly string[], mend: string): void {
  const text = path instanceof URL ? path.pathname : path;
  if (typeof text === 'string' && (keepsNames(text) || endings.some((ending) => text.endsWith(ending)))) return;
  throw new ArgumentError(where, {
    expected: `a path that ends in ${endings.join(' or ')}`,
    received: typeof path === 'string' ? `'${path}'` : String(path),
    mend,
  });
}

function isHandle(source: unknown): source is FileHandle {
  return typeof source === 'object' && source !== null && 'getFile' in source;
}

function nameOf(blob: Blob): string | null {
  return 'name' in blob && typeof blob.name === 'string' ? `"${blob.name}"` : null;
}

/** A data: address can be as long as the file itself. */
function shownPath(path: string): string {
  return path.length > 200 ? `${path.slice(0, 200)}…` : path;
}
