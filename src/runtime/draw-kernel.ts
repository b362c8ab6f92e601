import * as wasm from './wasm.ts';

/** Lanes of four whole numbers. */
const splatI32 = wasm.simd(17);
const shiftRight = wasm.simd(173);
const add = wasm.simd(174);
const multiply = wasm.simd(181);
const atLeast = wasm.simd(63);
const and = wasm.simd(78);
const first: wasm.Code = [...wasm.simd(12), ...new Uint8Array(Uint32Array.of(1, 2, 3, 4).buffer)];

/** Both halves of every word, the other way round. */
const swapHalves: wasm.Code = [0, 4, 8, 12].flatMap((word) => [word + 2, word + 3, word, word + 1]);

/** Times the loop's body is written out. */
const unroll = 4;

/** Floats that one turn of the loop writes. */
export const drawnAtOnce = 4 * unroll;

/**
 * The module of a function `run(blocks, address, key, least, value)`: for the numbers 1, 2, 3, … the word of `squares`
 * (utils/random.ts) under the key, and of each, `value` where its upper 24 bits are `least` or more, else 0.
 */
export function drawModule(): Uint8Array<ArrayBuffer> {
  const [blocks, address, key, least, value] = [0, 1, 2, 3, 4];
  const [y, z, x, keys, step, bounds, values] = [5, 6, 7, 8, 9, 10, 11];
  const { get, set, tee } = wasm;
  const square = [...tee(x), ...get(x), ...multiply];
  const swapped = [...tee(x), ...get(x), ...wasm.simd(13), ...swapHalves];
  const draw = (offset: number): wasm.Code => [
    ...[...get(y), ...get(keys), ...add, ...set(z)],
    ...[...get(y), ...get(y), ...multiply, ...get(y), ...add, ...swapped],
    ...[...square, ...get(z), ...add, ...swapped],
    ...[...square, ...get(y), ...add, ...swapped],
    ...[...square, ...get(z), ...add, ...wasm.i32(8), ...shiftRight, ...get(bounds), ...atLeast, ...set(x)],
    ...[...get(address), ...get(x), ...get(values), ...and, ...wasm.store(offset)],
    ...[...get(y), ...get(step), ...add, ...set(y)],
  ];
  const before = [
    ...[...get(key), ...splatI32, ...tee(keys), ...first, ...multiply, ...set(y)],
    ...[...get(key), ...wasm.i32(4), ...wasm.multiplyI32, ...splatI32, ...set(step)],
    ...[...get(least), ...splatI32, ...set(bounds)],
    ...[...get(value), ...wasm.splat, ...set(values)],
  ];
  const onwards = [...get(address), ...wasm.i32(16 * unroll), ...wasm.addI32, ...set(address)];
  const repeat = [...get(blocks), ...wasm.i32(-1), ...wasm.addI32, ...tee(blocks), ...wasm.repeatIf];
  const body = Array.from({ length: unroll }, (_, i) => draw(16 * i)).flat();
  const { i32, f32, v128 } = wasm.types;
  return wasm.wasmModule({
    name: 'run',
    params: [i32, i32, i32, i32, f32],
    locals: [v128, v128, v128, v128, v128, v128, v128],
    body: [...before, ...wasm.loop, ...body, ...onwards, ...repeat, ...wasm.end],
  });
}
