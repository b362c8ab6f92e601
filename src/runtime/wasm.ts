/**
 * The binary format of WebAssembly, as much of it as a loop over vectors needs: a module that imports one memory and exports
 * one function.
 *
 * @see https://webassembly.github.io/spec/core/binary/
 */

/** Bytes of instructions. */
export type Code = readonly number[];

/** Types of parameters and locals. */
export const types = { i32: 0x7f, f32: 0x7d, v128: 0x7b } as const;

export type WasmType = (typeof types)[keyof typeof types];

/** A function over the imported memory. */
export interface WasmFunction {
  readonly name: string;
  readonly params: readonly WasmType[];
  readonly locals: readonly WasmType[];
  readonly body: Code;
}

/** The bytes of a module that imports the memory `env.memory` and exports one function. */
export function wasmModule({ name, params, locals, body }: WasmFunction): Uint8Array<ArrayBuffer> {
  const code = [...list(locals.map((type) => [1, type])), ...body, ...end];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [[0x60, ...list(params.map((type) => [type])), 0]]),
    ...section(2, [[...text('env'), ...text('memory'), 2, 0, 1]]),
    ...section(3, [[0]]),
    ...section(7, [[...text(name), 0, 0]]),
    ...section(10, [sized(code)]),
  ]);
}

/** An instruction of the vector extension. */
export function simd(code: number): Code {
  return [0xfd, ...unsigned(code)];
}

/** A constant i32. */
export function i32(value: number): Code {
  return [0x41, ...signed(value)];
}

/** A constant f32. */
export function f32(value: number): Code {
  return [0x43, ...new Uint8Array(Float32Array.of(value).buffer)];
}

/** Puts a local on the stack. */
export function get(local: number): Code {
  return [0x20, ...unsigned(local)];
}

/** Takes the top of the stack into a local. */
export function set(local: number): Code {
  return [0x21, ...unsigned(local)];
}

/** Copies the top of the stack into a local. */
export function tee(local: number): Code {
  return [0x22, ...unsigned(local)];
}

/** Loads 16 bytes from the address on the stack, `offset` further on. */
export function load(offset: number): Code {
  return [...simd(0), 4, ...unsigned(offset)];
}

/** Stores 16 bytes at the address below them on the stack, `offset` further on. */
export function store(offset: number): Code {
  return [...simd(11), 4, ...unsigned(offset)];
}

/** Four lanes of an f32. */
export const splat: Code = simd(19);

/** Sum of two i32. */
export const addI32: Code = [0x6a];

/** Product of two i32. */
export const multiplyI32: Code = [0x6c];

/** The i32 in memory at the address on the stack. */
export const loadI32: Code = [0x28, 2, 0];

/** 1 for an i32 of 0, else 0. */
export const isZeroI32: Code = [0x45];

/** Of three values, the first if the last is not 0, else the second. */
export const select: Code = [0x1b];

/** Begins a loop without result. */
export const loop: Code = [0x03, 0x40];

/** Goes back to the start of the innermost loop if the i32 on the stack is not 0. */
export const repeatIf: Code = [0x0d, 0];

export const end: Code = [0x0b];

function unsigned(value: number): Code {
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.push((rest & 127) | (rest > 127 ? 128 : 0));
    rest >>>= 7;
  } while (rest !== 0);
  return bytes;
}

function signed(value: number): Code {
  const low = value & 127;
  const rest = value >> 7;
  return rest === (low & 64 ? -1 : 0) ? [low] : [low | 128, ...signed(rest)];
}

function text(value: string): Code {
  return sized([...new TextEncoder().encode(value)]);
}

function sized(bytes: Code): Code {
  return [...unsigned(bytes.length), ...bytes];
}

function list(items: readonly Code[]): Code {
  return [...unsigned(items.length), ...items.flat()];
}

function section(id: number, items: readonly Code[]): Code {
  return [id, ...sized(list(items))];
}
