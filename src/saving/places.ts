import { canWriteFiles, readFile, writeFile } from '#files';
import { ArgumentError, FileError } from '../utils/errors.ts';

/** How bytes are read from where they are. */
export interface ReadOptions {
  /** Told how many bytes have come, of how many; null where the sender does not say. Called for addresses that are fetched. */
  readonly onProgress?: (loaded: number, total: number | null) => void;
  /** Ends reading: the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** A place that files can be kept in. */
interface Place {
  read(name: string, options: ReadOptions): Promise<Uint8Array>;
  write(name: string, chunks: Iterable<Uint8Array>): Promise<void>;
}

/**
 * The bytes at a path: a file on disk, an address (`https:`, `blob:`, `data:`; in a browser any path), or a name in one of a browser's
 * own stores, `indexeddb://name` or `opfs://folder/name`.
 *
 * @throws {FileError} where nothing can be read.
 */
export async function readPath(path: string | URL, options: ReadOptions = {}): Promise<Uint8Array> {
  options.signal?.throwIfAborted();
  const [place, name] = placeOf(String(path));
  if (place !== null) return place.read(name, options);
  const isAddress = /^(https?|blob|data):/.test(String(path));
  return isAddress || !canWriteFiles ? fetched(String(path), options) : readFile(path);
}

/**
 * Writes bytes, all or nothing: to a file on disk, or in a browser to `indexeddb://name`, `opfs://folder/name`, or as a download to the user,
 * `downloads://name`.
 *
 * @throws {FileError} where nothing can be written.
 */
export async function writePath(path: string | URL, chunks: Iterable<Uint8Array>): Promise<void> {
  const [place, name] = placeOf(String(path));
  return place === null ? writeFile(path, chunks) : place.write(name, chunks);
}

/** Whether a path names a place that keeps files by plain names, without endings. */
export function keepsNames(path: string | URL): boolean {
  return String(path).startsWith('indexeddb://');
}

/** Another file beside one: `model.json` and `shard1` make `shard1` in the same folder, or under the same address. */
export function beside(path: string | URL, name: string): string {
  const text = String(path);
  const [address = '', query = ''] = /^https?:/.test(text) ? text.split(/(?=[?#])/, 2) : [text];
  const end = Math.max(address.lastIndexOf('/'), address.lastIndexOf('\\')) + 1;
  return `${address.slice(0, end)}${name}${query.startsWith('?') ? query : ''}`;
}

/** The last part of a path. */
export function fileName(path: string | URL): string {
  const text = path instanceof URL || /^https?:/.test(path) ? new URL(path).pathname : path;
  return text.slice(Math.max(text.lastIndexOf('/'), text.lastIndexOf('\\')) + 1);
}

function placeOf(path: string): readonly [Place | null, string] {
  const [, scheme = '', name = ''] = /^(\w+):\/\/(.*)$/s.exec(path) ?? [];
  const place = Object.hasOwn(places, scheme) ? (places[scheme] ?? null) : null;
  if (place !== null && name === '')
    throw new ArgumentError(scheme, { expected: `a name, as in '${scheme}://model'`, received: `'${path}'` });
  return [place, name];
}

const places: Readonly<Record<string, Place>> = {
  indexeddb: {
    read: async (name) => {
      const found: unknown = await inStore('readonly', (store) => store.get(name));
      if (found instanceof Blob) return new Uint8Array(await found.arrayBuffer());
      throw missing('indexeddb', name);
    },
    write: async (name, chunks) => {
      await inStore('readwrite', (store) => store.put(new Blob([...chunks].map(plain)), name));
    },
  },
  opfs: {
    read: async (name) => {
      try {
        const file = await (await opfsFile(name, false)).getFile();
        return new Uint8Array(await file.arrayBuffer());
      } catch (cause) {
        throw cause instanceof FileError ? cause : missing('opfs', name, cause);
      }
    },
    write: async (name, chunks) => {
      // What is written takes the old file's place when it is closed, not before.
      const stream = await (await opfsFile(name, true)).createWritable();
      try {
        for (const chunk of chunks) await stream.write(plain(chunk));
      } catch (error) {
        await stream.abort();
        throw error;
      }
      await stream.close();
    },
  },
  downloads: {
    read: async (name) => {
      throw new FileError('downloads', {
        expected: 'a place to read from',
        received: `'downloads://${name}'`,
        mend: 'Ask the user for the file: an <input type="file"> gives a File.',
      });
    },
    write: async (name, chunks) => {
      if (typeof document === 'undefined') throw notHere('downloads', 'a page');
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([...chunks].map(plain), { type: 'application/octet-stream' }));
      link.download = name;
      link.click();
      // The browser reads the bytes after the click is handled.
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    },
  },
};

/** Reads an address piece by piece, into one array where the sender says how long it is. */
async function fetched(address: string, { onProgress, signal }: ReadOptions): Promise<Uint8Array> {
  const complain = (problem: string, cause?: unknown) =>
    new FileError('reading', {
      expected: 'an address that can be fetched',
      received: `${address} (${problem})`,
      cause,
    });
  const response = await fetch(address, signal ? { signal } : {}).catch((cause: unknown) => {
    signal?.throwIfAborted();
    throw complain(cause instanceof Error ? cause.message : String(cause), cause);
  });
  if (!response.ok) throw complain(`status ${response.status}`);
  const stated = Number(response.headers.get('content-length') ?? Number.NaN);
  // What a sender states is the length of what it packed, if it packed it; a length alone reserves no more than a GiB.
  const total = response.headers.has('content-encoding') || !(stated > 0) ? null : stated;
  if (response.body === null) return new Uint8Array(await response.arrayBuffer());
  let bytes = new Uint8Array(Math.min(total ?? 2 ** 20, 2 ** 30));
  let loaded = 0;
  const reader = response.body.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    if (loaded + next.value.length > bytes.length) {
      const larger = new Uint8Array(Math.max(bytes.length * 2, loaded + next.value.length));
      larger.set(bytes.subarray(0, loaded));
      bytes = larger;
    }
    bytes.set(next.value, loaded);
    loaded += next.value.length;
    onProgress?.(loaded, total);
  }
  if (total !== null && loaded !== total) throw complain(`${loaded} bytes of ${total}`);
  return bytes.subarray(0, loaded);
}

/** A store of files by name, in a database of the library's own. */
async function inStore(mode: IDBTransactionMode, request: (store: IDBObjectStore) => IDBRequest): Promise<unknown> {
  if (typeof indexedDB === 'undefined') throw notHere('indexeddb', 'a browser');
  const opening = indexedDB.open('layerwise', 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore('files');
  const database = (await settled(opening)) as IDBDatabase; // what opening gives
  try {
    return await settled(request(database.transaction('files', mode).objectStore('files')));
  } catch (cause) {
    throw new FileError('indexeddb', { expected: 'room in the database', received: String(cause), cause });
  } finally {
    database.close();
  }
}

function settled(request: IDBRequest): Promise<unknown> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function opfsFile(name: string, create: boolean): Promise<FileSystemFileHandle> {
  if (typeof navigator === 'undefined' || !('storage' in navigator))
    throw notHere('opfs', 'a browser, on a page served by https');
  const parts = name.split('/').filter((part) => part !== '');
  let folder = await navigator.storage.getDirectory();
  for (const part of parts.slice(0, -1)) folder = await folder.getDirectoryHandle(part, { create });
  return folder.getFileHandle(parts.at(-1) ?? name, { create });
}

function missing(scheme: string, name: string, cause?: unknown): FileError {
  return new FileError(scheme, {
    expected: 'a file that was saved there before',
    received: `none of the name '${scheme}://${name}'`,
    cause,
  });
}

function notHere(scheme: string, where: string): FileError {
  return new FileError(scheme, { expected: where, received: 'none', mend: 'Elsewhere, give a path on disk.' });
}

/** Bytes that no other thread writes to: what the browser's stores take. */
function plain(chunk: Uint8Array): Uint8Array<ArrayBuffer> {
  return chunk.buffer instanceof ArrayBuffer ? (chunk as Uint8Array<ArrayBuffer>) : new Uint8Array(chunk); // just seen
}
