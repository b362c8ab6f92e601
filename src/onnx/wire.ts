import { internal } from '../utils/errors.ts';
import { fields, type Kind, type Messages } from './message-fields.ts';

/** Ways in which values are written: as an integer of variable length, as bytes with their length, as four bytes. */
const wire = { varint: 0, bytes: 2, four: 5 };

/**
 * The bytes of a message. They are written from the last to the first: how long an inner message is, which stands before it, is known
 * then. Weights are copied once, into the result.
 *
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export function encode<K extends keyof Messages>(message: Messages[K]): Uint8Array<ArrayBuffer> {
  const output = new Output();
  writeMessage(output, message);
  return output.joined();
}

interface Unknown {
  readonly no: number;
  readonly wireType: number;
  readonly data: Uint8Array;
}

function writeMessage(output: Output, message: object): void {
  const said = message as Readonly<Record<string, unknown>>; // what is not its own is a default of its prototype
  const { $typeName } = message as { readonly $typeName: keyof Messages }; // on the prototype, of every message
  for (const { no, wireType, data } of ((said['$unknown'] ?? []) as readonly Unknown[]).toReversed()) {
    output.bytes(data);
    output.tag(no, wireType);
  }
  const known = fields[$typeName];
  for (let i = known.length - 1; i >= 0; i--) {
    const [number, name, kind] = known[i] ?? internal('a field is missing');
    if (!Object.hasOwn(said, name)) continue;
    const value = said[name];
    if (value === undefined || (Array.isArray(value) && value.length === 0)) continue;
    // Each kind has values of one type: the types of the messages say so.
    writers[kind](output, number, value as never);
  }
}

const writers: { readonly [K in Kind]: (output: Output, number: number, value: never) => void } = {
  text: writeText,
  texts: (output, number, values: readonly string[]) => backwards(values, (value) => writeText(output, number, value)),
  bytes: (output, number, value: Uint8Array) => output.sized(number, value),
  bytess: (output, number, values: readonly Uint8Array[]) => backwards(values, (value) => output.sized(number, value)),
  whole: writeWhole,
  long: writeWhole,
  wholes: writeWholes,
  longs: writeWholes,
  float: (output, number, value: number) => {
    output.bytes(littleEndian([value]));
    output.tag(number, wire.four);
  },
  floats: (output, number, values: readonly number[]) => output.sized(number, littleEndian(values)),
  message: writeInner,
  messages: (output, number, values: readonly object[]) =>
    backwards(values, (value) => writeInner(output, number, value)),
  choice: (output, _, { case: chosen, value }: { readonly case: string; readonly value: bigint | string }) => {
    if (typeof value === 'string') writeText(output, 2, value);
    else if (chosen === 'dimValue') writeWhole(output, 1, value);
  },
};

function writeText(output: Output, number: number, value: string): void {
  const before = output.length;
  output.text(value);
  output.header(number, output.length - before);
}

function writeWhole(output: Output, number: number, value: number | bigint): void {
  output.varint(value);
  output.tag(number, wire.varint);
}

function writeWholes(output: Output, number: number, values: readonly (number | bigint)[]): void {
  const before = output.length;
  backwards(values, (value) => output.varint(value));
  output.header(number, output.length - before);
}

function writeInner(output: Output, number: number, value: object): void {
  const before = output.length;
  writeMessage(output, value);
  output.header(number, output.length - before);
}

function backwards<T>(values: readonly T[], write: (value: T) => void): void {
  for (const value of values.toReversed()) write(value);
}

function littleEndian(values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  for (const [i, value] of values.entries()) view.setFloat32(4 * i, value, true);
  return new Uint8Array(view.buffer);
}

const utf8 = new TextEncoder();

/** Bytes up to this length are put on a page; longer ones stand for themselves until all are joined. */
const longest = 4096;
const pageLength = 8 * longest;

/** Bytes that are put together from the last to the first, on pages that are filled from their ends. */
class Output {
  /** From the last to the first. */
  readonly #parts: Uint8Array[] = [];
  #page = new Uint8Array(pageLength);
  #at = pageLength;
  #turned = 0;

  /** Bytes so far. */
  get length(): number {
    return this.#turned + pageLength - this.#at;
  }

  varint(value: number | bigint): void {
    const isShort = value >= 0 && value < 2 ** 31;
    if (isShort) this.#short(Number(value));
    else this.#long(BigInt.asUintN(64, BigInt(value))); // negative numbers are written in two's complement
  }

  tag(number: number, type: number): void {
    this.#short((number << 3) | type);
  }

  /** What stands before so many bytes. */
  header(number: number, length: number): void {
    this.varint(length);
    this.tag(number, wire.bytes);
  }

  bytes(data: Uint8Array): void {
    if (data.length > longest) {
      this.#turn();
      this.#parts.push(data);
      this.#turned += data.length;
      return;
    }
    if (this.#at < data.length) this.#turn();
    this.#at -= data.length;
    this.#page.set(data, this.#at);
  }

  text(value: string): void {
    if (value.length > longest || !this.#ascii(value)) this.bytes(utf8.encode(value));
  }

  sized(number: number, data: Uint8Array): void {
    this.bytes(data);
    this.header(number, data.length);
  }

  joined(): Uint8Array<ArrayBuffer> {
    this.#turn();
    const all = new Uint8Array(this.#turned);
    let at = 0;
    for (const part of this.#parts.toReversed()) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }

  /** Writes a text that has one byte for each letter; false, and nothing written, where it has more. */
  #ascii(value: string): boolean {
    if (this.#at < value.length) this.#turn();
    let at = this.#at;
    for (let i = value.length - 1; i >= 0; i--) {
      const code = value.charCodeAt(i);
      if (code > 127) return false;
      this.#page[--at] = code;
    }
    this.#at = at;
    return true;
  }

  #short(value: number): void {
    let shift = 0;
    while (value >>> shift > 127) shift += 7;
    this.#byte(value >>> shift);
    for (shift -= 7; shift >= 0; shift -= 7) this.#byte(((value >>> shift) & 127) | 128);
  }

  #long(value: bigint): void {
    const groups: number[] = [];
    for (let rest = value; rest > 0n; rest >>= 7n) groups.push(Number(rest & 127n));
    for (let i = groups.length - 1; i >= 0; i--) this.#byte((groups[i] ?? 0) | (i < groups.length - 1 ? 128 : 0));
  }

  #byte(byte: number): void {
    if (this.#at === 0) this.#turn();
    this.#page[--this.#at] = byte;
  }

  /** Begins a new page. */
  #turn(): void {
    const part = this.#page.subarray(this.#at);
    this.#parts.push(part);
    this.#turned += part.length;
    this.#page = new Uint8Array(pageLength);
    this.#at = pageLength;
  }
}
