import { fields, type Kind, type Messages } from './message-fields.ts';

/** Ways in which values are written: as an integer of variable length, as bytes with their length, as four bytes. */
const wire = { varint: 0, bytes: 2, four: 5 };

/**
 * The bytes of a message. Weights are copied once, into the result.
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
  const known: Readonly<Record<string, unknown>> = { ...message };
  const { $typeName } = message as { readonly $typeName: keyof Messages }; // on the prototype, of every message
  for (const [number, name, kind] of fields[$typeName]) {
    const value = known[name];
    if (value === undefined || (Array.isArray(value) && value.length === 0)) continue;
    // Each kind has values of one type: the types of the messages say so.
    writers[kind](output, number, value as never);
  }
  for (const { no, wireType, data } of (known['$unknown'] ?? []) as readonly Unknown[]) {
    output.tag(no, wireType);
    output.bytes(data);
  }
}

const writers: { readonly [K in Kind]: (output: Output, number: number, value: never) => void } = {
  text: (output, number, value: string) => output.sized(number, utf8.encode(value)),
  texts: (output, number, values: readonly string[]) => {
    for (const value of values) output.sized(number, utf8.encode(value));
  },
  bytes: (output, number, value: Uint8Array) => output.sized(number, value),
  bytess: (output, number, values: readonly Uint8Array[]) => {
    for (const value of values) output.sized(number, value);
  },
  whole: writeWhole,
  long: writeWhole,
  wholes: writeWholes,
  longs: writeWholes,
  float: (output, number, value: number) => {
    output.tag(number, wire.four);
    output.bytes(littleEndian([value]));
  },
  floats: (output, number, values: readonly number[]) => output.sized(number, littleEndian(values)),
  message: writeInner,
  messages: (output, number, values: readonly object[]) => {
    for (const value of values) writeInner(output, number, value);
  },
  choice: (output, _, { case: chosen, value }: { readonly case: string; readonly value: bigint | string }) => {
    if (typeof value === 'string') output.sized(2, utf8.encode(value));
    else if (chosen === 'dimValue') writeWhole(output, 1, value);
  },
};

const utf8 = new TextEncoder();

function writeWhole(output: Output, number: number, value: number | bigint): void {
  output.tag(number, wire.varint);
  output.varint(value);
}

function writeWholes(output: Output, number: number, values: readonly (number | bigint)[]): void {
  const inner = new Output();
  for (const value of values) inner.varint(value);
  output.inner(number, inner);
}

function writeInner(output: Output, number: number, value: object): void {
  const inner = new Output();
  writeMessage(inner, value);
  output.inner(number, inner);
}

function littleEndian(values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  for (const [i, value] of values.entries()) view.setFloat32(4 * i, value, true);
  return new Uint8Array(view.buffer);
}

/** Bytes that are put together: single ones in a list, long ones as they are, joined at the end. */
class Output {
  readonly #parts: (readonly number[] | Uint8Array)[] = [];
  #last: number[] = [];
  #length = 0;

  varint(value: number | bigint): void {
    // Negative numbers are written as 64 bits in two's complement.
    let rest = typeof value === 'number' && value >= 0 && value < 2 ** 31 ? value : BigInt.asUintN(64, BigInt(value));
    while (rest > 127) {
      this.#byte(Number(typeof rest === 'number' ? rest & 127 : rest & 127n) | 128);
      rest = typeof rest === 'number' ? rest >>> 7 : rest >> 7n;
    }
    this.#byte(Number(rest));
  }

  tag(number: number, type: number): void {
    this.varint((number << 3) | type);
  }

  bytes(data: Uint8Array): void {
    if (data.length <= 64) for (const byte of data) this.#byte(byte);
    else this.#part(data);
  }

  sized(number: number, data: Uint8Array): void {
    this.tag(number, wire.bytes);
    this.varint(data.length);
    this.bytes(data);
  }

  inner(number: number, output: Output): void {
    this.tag(number, wire.bytes);
    this.varint(output.#length);
    for (const part of output.#parts) this.#part(part);
  }

  joined(): Uint8Array<ArrayBuffer> {
    const all = new Uint8Array(this.#length);
    let at = 0;
    for (const part of this.#parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }

  #byte(byte: number): void {
    if (this.#parts.at(-1) !== this.#last) {
      this.#last = [];
      this.#parts.push(this.#last);
    }
    this.#last.push(byte);
    this.#length++;
  }

  #part(part: readonly number[] | Uint8Array): void {
    this.#parts.push(part);
    this.#length += part.length;
  }
}
