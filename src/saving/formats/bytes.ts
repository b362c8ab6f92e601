import { FileError } from '../../utils/errors.ts';

/**
 * Bytes of a known size that are produced piece by piece, as often as asked for, and never held together.
 *
 * Writers of large files return one: its pieces go to a file, a stream or a `Blob`, and weights pass through as views.
 */
export interface ByteSource {
  /** How many bytes all chunks have together. */
  readonly size: number;
  /** The bytes in order. Each call starts anew. */
  chunks(): Iterable<Uint8Array>;
}

/**
 * Joins all chunks of a source into one array.
 *
 * @example
 * gather({ size: 3, chunks: () => [Uint8Array.of(1, 2), Uint8Array.of(3)] }) // => Uint8Array.of(1, 2, 3)
 */
export function gather(source: ByteSource): Uint8Array {
  const bytes = new Uint8Array(source.size);
  let filled = 0;
  for (const chunk of source.chunks()) {
    bytes.set(chunk, filled);
    filled += chunk.length;
  }
  return bytes;
}

/**
 * Reads little-endian numbers at absolute offsets, and refuses to look outside of the bytes.
 *
 * Numbers of 8 bytes must be exact in JavaScript (at most `2^53 - 1`): no offset or size of a real file is larger.
 */
export class ByteReader {
  /** The file, as a plain `Uint8Array` (a Node `Buffer` would share memory on `slice`). */
  readonly bytes: Uint8Array;
  /** What the bytes are, for messages. */
  readonly where: string;
  readonly #view: DataView;

  constructor(where: string, bytes: Uint8Array) {
    this.where = where;
    this.bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get length(): number {
    return this.bytes.length;
  }

  u8(at: number): number {
    return this.#view.getUint8(this.#check(at, 1));
  }

  u16(at: number): number {
    return this.#view.getUint16(this.#check(at, 2), true);
  }

  u32(at: number): number {
    return this.#view.getUint32(this.#check(at, 4), true);
  }

  u64(at: number): number {
    this.#check(at, 8);
    const value = this.#view.getUint32(at + 4, true) * 2 ** 32 + this.#view.getUint32(at, true);
    if (!Number.isSafeInteger(value)) this.damaged(`an offset or size below 2^53 at byte ${at}`, String(value));
    return value;
  }

  /** An unsigned number of 1 to 8 bytes. */
  unsigned(at: number, width: number): number {
    this.#check(at, width);
    let value = 0;
    for (let i = width - 1; i >= 0; i--) value = value * 256 + this.#view.getUint8(at + i);
    if (!Number.isSafeInteger(value)) this.damaged(`an offset or size below 2^53 at byte ${at}`, String(value));
    return value;
  }

  /** The bytes `[at, at + length)` as a view. */
  view(at: number, length: number): Uint8Array {
    this.#check(at, length);
    return this.bytes.subarray(at, at + length);
  }

  /** Whether the characters of `signature` stand at `at`. */
  startsWith(signature: string, at: number): boolean {
    if (at < 0 || at + signature.length > this.length) return false;
    for (let i = 0; i < signature.length; i++) if (this.bytes[at + i] !== signature.charCodeAt(i)) return false;
    return true;
  }

  /** Refuses bytes that do not begin with `signature`; `what` names the structure that should be there. */
  expect(signature: string, at: number, what: string): void {
    if (this.startsWith(signature, at)) return;
    this.damaged(`${what} (${JSON.stringify(signature)}) at byte ${at}`, 'something else');
  }

  /** Throws the error for bytes that no correct writer produces. */
  damaged(expected: string, received: string): never {
    throw new FileError(this.where, {
      expected,
      received,
      mend: 'The file is damaged or cut short; fetch or save it again.',
    });
  }

  /** Throws the error for contents that are understood and not accepted. */
  refuse(expected: string, received: string, mend: string): never {
    throw new FileError(this.where, { expected, received, mend });
  }

  #check(at: number, length: number): number {
    if (at >= 0 && length >= 0 && at + length <= this.length) return at;
    this.damaged(`${length} bytes at byte ${at}`, `the end at byte ${this.length}`);
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** Decodes UTF-8 strictly: bytes that are no UTF-8 throw a `FileError`. */
export function decodeText(where: string, bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new FileError(where, { expected: 'text in UTF-8', received: 'other bytes', cause });
  }
}

/** Encodes a string as UTF-8. */
export function encodeText(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text);
}

/** `value` rounded up to a multiple of `step`. */
export function alignUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
