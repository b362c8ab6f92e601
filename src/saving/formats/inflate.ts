import { FileError } from '../../utils/errors.ts';

/** How deflate's data is wrapped: `'deflate'` is zlib's wrapping (HDF5), `'deflate-raw'` none (zip). */
export type DeflateFormat = 'deflate' | 'deflate-raw';

/** No deflate stream expands more than this: a match of 258 bytes takes at least two bits. */
const mostExpansion = 1032;

/**
 * Unpacks deflated bytes to exactly `size` bytes, by the platform's `DecompressionStream` (RFC 1951 and 1950).
 *
 * A size that deflate could not reach is refused before anything is allocated, and unpacking stops at `size`.
 *
 * @throws FileError where the data is damaged or unpacks to another size.
 */
export async function inflate(
  where: string,
  bytes: Uint8Array,
  format: DeflateFormat,
  size: number,
): Promise<Uint8Array> {
  if (size > mostExpansion * (bytes.length + 1)) {
    const expected = `at most ${mostExpansion * bytes.length} bytes from ${bytes.length} deflated ones`;
    throw new FileError(where, { expected, received: `${size} declared` });
  }
  const unpacked = allocate(where, size);
  const stream = new DecompressionStream(format);
  const writing = feed(stream.writable, bytes);
  const reader = stream.readable.getReader();
  let filled = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      filled += value.length;
      if (filled > size) break;
      unpacked.set(value, filled - value.length);
    }
    if (filled <= size) await writing;
  } catch (cause) {
    throw new FileError(where, { expected: 'deflated data', received: 'damaged data', cause });
  } finally {
    reader.cancel().catch(() => {});
  }
  if (filled === size) return unpacked;
  const received = filled > size ? 'more' : String(filled);
  throw new FileError(where, { expected: `${size} bytes after unpacking`, received });
}

/**
 * A zeroed array of `size` bytes.
 *
 * @throws FileError where the platform has no array of that size.
 */
export function allocate(where: string, size: number): Uint8Array {
  try {
    return new Uint8Array(size);
  } catch (cause) {
    throw new FileError(where, { expected: 'data that fits into memory', received: `${size} bytes`, cause });
  }
}

// The caller learns of a failure from the readable end; here it must only not go unhandled.
function feed(writable: WritableStream<BufferSource>, bytes: Uint8Array): Promise<void> {
  const writer = writable.getWriter();
  writer.closed.catch(() => {});
  const written = writer.write(ownMemory(bytes));
  written.catch(() => {});
  const closed = writer.close();
  closed.catch(() => {});
  const finished = written.then(() => closed);
  finished.catch(() => {});
  return finished;
}

// Streams take no shared memory: bytes of a SharedArrayBuffer are copied.
function ownMemory(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : new Uint8Array(bytes);
}
