import { FileError } from './errors.ts';
import type { FileContents } from './files.ts';

export { svgToPng } from './png.web.ts';

/** See `Files.canWriteFiles`. */
export const canWriteFiles = false;

/** See `Files.readFile`. */
export async function readFile(path: string | URL): Promise<Uint8Array<ArrayBuffer>> {
  const complain = (problem: string, cause?: unknown) =>
    new FileError('readFile', {
      expected: 'a URL that can be fetched',
      received: `${path} (${problem})`,
      mend: 'In a browser a path is a URL relative to the page; files of the user come as bytes from an <input type="file">.',
      cause,
    });
  const response = await fetch(path).catch((cause: unknown) => {
    throw complain(cause instanceof Error ? cause.message : String(cause), cause);
  });
  if (!response.ok) throw complain(`status ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** See `Files.writeFile`: a browser has no disk to write to. */
export async function writeFile(path: string | URL, _contents: FileContents): Promise<void> {
  throw noDisk('writeFile', String(path), 'Take the bytes instead of a file, and offer them as a download.');
}

/** See `Files.appendFile`: a browser has no disk to write to. */
export async function appendFile(path: string | URL, _bytes: Uint8Array): Promise<void> {
  throw noDisk('appendFile', String(path), '');
}

/** See `Files.renameFile`: a browser has no disk. */
export async function renameFile(from: string | URL, _to: string | URL): Promise<void> {
  throw noDisk('renameFile', String(from), '');
}

/** See `Files.removePath`: a browser has no disk. */
export async function removePath(path: string | URL): Promise<void> {
  throw noDisk('removePath', String(path), '');
}

/** See `Files.listFolder`: a browser has no folders. */
export async function listFolder(path: string | URL): Promise<readonly string[] | null> {
  throw noDisk('listFolder', String(path), '');
}

/** See `Files.cacheFolder`: a browser has no folders. */
export async function cacheFolder(): Promise<string> {
  throw noDisk('cacheFolder', 'a request for a folder', 'Use readCached and writeCached, which work in both.');
}

/** See `Files.readCached`. */
export async function readCached(name: string): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    const kept = await (await caches.open('layerwise')).match(address(name));
    return kept ? new Uint8Array(await kept.arrayBuffer()) : null;
  } catch {
    return null; // A page on plain http, or in a private window, may have no cache.
  }
}

/** See `Files.writeCached`. */
export async function writeCached(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<boolean> {
  try {
    await (await caches.open('layerwise')).put(address(name), new Response(bytes));
    return true;
  } catch {
    return false;
  }
}

/** See `Files.packageFile`: a browser has no installed packages. */
export async function packageFile(_specifier: string): Promise<string | null> {
  return null;
}

/** The Cache keeps answers by address; this one is never fetched. */
function address(name: string): URL {
  return new URL(`/layerwise-cache/${encodeURIComponent(name)}`, location.href);
}

function noDisk(where: string, received: string, mend: string): FileError {
  return new FileError(where, { expected: 'a disk, as in Node', received: `${received} in a browser`, mend });
}
