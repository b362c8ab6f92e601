/**
 * A message in the wire format of Protocol Buffers, field by field.
 *
 * @see https://protobuf.dev/programming-guides/encoding/
 * @example
 * new Message().whole(1, 150).bytes() // => Uint8Array [8, 150, 1]
 */
export class Message {
  readonly #bytes: number[] = [];
  readonly #parts: Uint8Array[] = [];

  /** A whole number of at least 0: `int64`, `int32`, an enum. */
  whole(field: number, value: number): this {
    this.#varint(field * 8);
    this.#varint(value);
    return this;
  }

  /** A `double`. */
  double(field: number, value: number): this {
    this.#varint(field * 8 + 1);
    this.#bytes.push(...new Uint8Array(Float64Array.of(value).buffer));
    return this;
  }

  /** A `string`, `bytes`, or another message. */
  piece(field: number, value: string | Uint8Array | Message): this {
    const bytes =
      typeof value === 'string' ? new TextEncoder().encode(value) : value instanceof Message ? value.bytes() : value;
    this.#varint(field * 8 + 2);
    this.#varint(bytes.length);
    this.#parts.push(Uint8Array.from(this.#bytes.splice(0)), bytes);
    return this;
  }

  /** All fields so far. */
  bytes(): Uint8Array<ArrayBuffer> {
    return joined([...this.#parts, Uint8Array.from(this.#bytes)]);
  }

  /** Seven bits a byte, the lowest first; numbers may be larger than 32 bits. */
  #varint(value: number): void {
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.#bytes.push((rest % 128) | 128);
    this.#bytes.push(rest);
  }
}

/** Bytes, one piece after the other. */
export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
