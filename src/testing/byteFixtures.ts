import { readFileSync } from 'node:fs';
import { bytesOf, type StoredArray } from '../saving/formats/arrays.ts';

/** A recorded file of a `fixtures/` folder: `fixture(import.meta.url, 'stored.zip')`. */
export function fixture(beside: string, name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`fixtures/${name}`, beside)));
}

/** What `parity/make_byte_fixtures.py` says that an array is: its bytes, or its strings. */
export interface Described {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly hex?: string;
  readonly data?: readonly string[];
}

/** The record beside a recorded file. */
export function described(beside: string, name: string): [name: string, array: Described][] {
  const record: Record<string, Described> = JSON.parse(new TextDecoder().decode(fixture(beside, name)));
  return Object.entries(record);
}

/** An array that was read, in the words of the record. */
export function describe(array: StoredArray): Described {
  const { dtype, shape } = array;
  if (array.dtype === 'string') return { dtype, shape, data: array.data };
  return { dtype, shape, hex: Buffer.from(bytesOf(array.data)).toString('hex') };
}

/** Numbers from 0 to 1 that are the same in every run (Marsaglia's xorshift of 32 bits). */
export function seeded(seed: number): () => number {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** A copy with a few bytes changed: `change(bytes, [[at, value], …])`. */
export function changed(bytes: Uint8Array, changes: readonly (readonly [at: number, value: number])[]): Uint8Array {
  const copy = new Uint8Array(bytes);
  for (const [at, value] of changes) copy[at] = value;
  return copy;
}

/** Where the text stands in the bytes; throws where it does not. */
export function find(bytes: Uint8Array, text: string, from = 0): number {
  const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(text, from, 'latin1');
  if (at < 0) throw new Error(`no ${JSON.stringify(text)} in the bytes`);
  return at;
}
