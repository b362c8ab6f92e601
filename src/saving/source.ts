import { readFile } from '#files';
import { ArgumentError } from '../utils/errors.ts';

/** What a file can be given as: a path (in a browser, a URL that is fetched), its bytes, or a `Blob` such as a `File`. */
export type FileSource = string | URL | Uint8Array | ArrayBuffer | Blob;

/**
 * The bytes of a source, and what messages call it.
 *
 * @throws {FileError} for a file that cannot be read.
 */
export async function bytesOfSource(
  where: string,
  source: FileSource,
): Promise<{ readonly bytes: Uint8Array; readonly name: string }> {
  if (typeof source === 'string' || source instanceof URL)
    return { bytes: await readFile(source), name: `"${String(source)}"` };
  if (source instanceof Uint8Array) return { bytes: source, name: where };
  if (source instanceof ArrayBuffer) return { bytes: new Uint8Array(source), name: where };
  if (source instanceof Blob) return { bytes: new Uint8Array(await source.arrayBuffer()), name: where };
  throw new ArgumentError(where, {
    expected: 'a path, a URL, bytes, or a Blob',
    received: source === null ? 'null' : typeof source,
  });
}

/** Complains about a path that does not end as files of its kind do. */
export function checkEnding(where: string, path: string | URL, endings: readonly string[], mend: string): void {
  const text = path instanceof URL ? path.pathname : path;
  if (typeof text === 'string' && endings.some((ending) => text.endsWith(ending))) return;
  throw new ArgumentError(where, {
    expected: `a path that ends in ${endings.join(' or ')}`,
    received: typeof path === 'string' ? `'${path}'` : String(path),
    mend,
  });
}
