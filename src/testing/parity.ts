import { camel } from '../utils/names.ts';

/** A tensor that the real Keras gave or took, with its dtype in NumPy's words. */
export interface RecordedArray {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array | Int32Array | Uint32Array | Uint8Array | BigInt64Array;
}

/** Anything that stands in a recording: plain values, tensors, and structures of both. */
export type Recorded =
  | null
  | boolean
  | number
  | string
  | RecordedArray
  | readonly Recorded[]
  | { readonly [name: string]: Recorded };

/** One question put to the real Keras, and its answer. */
export interface ParityCase {
  readonly id: string;
  readonly kind: string;
  /** Keras's name of the function or class. */
  readonly name: string;
  /** Its keyword arguments, in our spelling. */
  readonly config: Readonly<Record<string, Recorded>>;
  /** The whole case as the table has it. */
  readonly given: { readonly [name: string]: Recorded };
  readonly answer: { readonly [name: string]: Recorded };
}

/**
 * The recorded answers of one family, `parity/fixtures/<family>.json.gz`, with the questions of `parity/cases/<family>.json`.
 *
 * @example
 * for (const { id, config, answer } of await parityCases('activations')) test(id, () => …);
 */
export async function parityCases(family: string): Promise<readonly ParityCase[]> {
  const table = record(decoded(JSON.parse(await text(await bytes(`cases/${family}.json`)))));
  const fixture = record(decoded(JSON.parse(await text(unzipped(await bytes(`fixtures/${family}.json.gz`))))));
  const answers = record(fixture.answers);
  const cases = Array.isArray(table.cases) ? table.cases : [];
  return cases.map((one: Recorded) => {
    const given = record(one);
    const name = given.function ?? given.class ?? given.class_name ?? '';
    return {
      id: String(given.id),
      kind: String(given.kind),
      name: String(name),
      config: camelKeys(given.config ?? {}),
      given,
      answer: record(answers[String(given.id)]),
    };
  });
}

/** A tensor of an answer: `arrayOf(answer, 'output')`. */
export function arrayOf(answer: { readonly [name: string]: Recorded }, name: string): RecordedArray {
  const found = answer[name];
  if (!isRecordedArray(found)) throw new Error(`the recording has no tensor ${name}`);
  return found;
}

/** Keyword arguments in our spelling: `negative_slope` as `negativeSlope`. */
export function camelKeys(config: Recorded): Record<string, Recorded> {
  return Object.fromEntries(Object.entries(record(config)).map(([key, value]) => [camel(key), value]));
}

/** Numbers of any kind, one after the other. */
type Flat = ArrayLike<number | bigint>;

/**
 * The largest difference of two lists of numbers, relative where they are larger than `floor` and absolute in its measure
 * below. Infinity where lengths differ, or one is NaN or infinite and the other is not the same.
 */
export function largestDifference(actual: Flat, expected: Flat, floor = 1): number {
  if (actual.length !== expected.length) return Infinity;
  let largest = 0;
  for (let i = 0; i < expected.length; i++) {
    const a = Number(actual[i] ?? NaN);
    const b = Number(expected[i] ?? NaN);
    if (Object.is(a, b) || a === b) continue;
    const difference = Math.abs(a - b) / Math.max(Math.abs(b), floor);
    largest = Number.isFinite(difference) ? Math.max(largest, difference) : Infinity;
  }
  return largest;
}

// Taken apart from the call: bundlers read `new URL(…, import.meta.url)` as an asset of their own.
const here = import.meta.url;

async function bytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const url = new URL(`../../parity/${path}`, here);
  if (url.protocol !== 'file:') return new Uint8Array(await (await fetch(url)).arrayBuffer());
  const { readFile } = await import('node:fs/promises');
  return new Uint8Array(await readFile(url));
}

/** Unpacked, unless the server already did. */
function unzipped(packed: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | ReadableStream {
  if (packed[0] !== 0x1f || packed[1] !== 0x8b) return packed;
  return new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
}

async function text(content: Uint8Array<ArrayBuffer> | ReadableStream): Promise<string> {
  return new Response(content).text();
}

const readers: Readonly<Record<string, (buffer: ArrayBuffer) => RecordedArray['data']>> = {
  float32: (buffer) => new Float32Array(buffer),
  float64: (buffer) => new Float64Array(buffer),
  int32: (buffer) => new Int32Array(buffer),
  int64: (buffer) => new BigInt64Array(buffer),
  uint32: (buffer) => new Uint32Array(buffer),
  uint8: (buffer) => new Uint8Array(buffer),
  bool: (buffer) => new Uint8Array(buffer),
};

/** JSON with every written tensor read. */
function decoded(value: unknown): Recorded {
  if (Array.isArray(value)) return value.map(decoded);
  if (typeof value !== 'object' || value === null) return plain(value);
  const entries = Object.entries(value);
  const { dtype, shape, data } = Object.fromEntries(entries);
  if (entries.length === 3 && typeof data === 'string' && typeof dtype === 'string' && Array.isArray(shape)) {
    const read = readers[dtype];
    if (read === undefined) throw new Error(`a recorded tensor of dtype ${dtype}`);
    return { dtype, shape: shape.map(Number), data: read(fromBase64(data)) };
  }
  return Object.fromEntries(entries.map(([key, inner]) => [key, decoded(inner)]));
}

function plain(value: unknown): Recorded {
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string')
    return value;
  throw new Error(`a recording holds a ${typeof value}`);
}

function fromBase64(text: string): ArrayBuffer {
  const packed = atob(text);
  const bytes = new Uint8Array(packed.length);
  for (let i = 0; i < packed.length; i++) bytes[i] = packed.charCodeAt(i);
  return bytes.buffer;
}

/** Tells a tensor from the other things that a recording holds. */
export function isRecordedArray(value: Recorded | undefined): value is RecordedArray {
  return typeof value === 'object' && value !== null && 'data' in value && ArrayBuffer.isView(value.data);
}

function record(value: Recorded | undefined): { readonly [name: string]: Recorded } {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || isRecordedArray(value))
    throw new Error('a recording without the expected structure');
  return value as { readonly [name: string]: Recorded }; // the other cases are ruled out; the compiler keeps lists in
}
