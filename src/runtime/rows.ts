import type { AddRows } from '../graph/index.ts';
import { EngineError } from '../utils/errors.ts';
import * as wasm from './wasm.ts';

/*
 * Rows added to rows of a large matrix, as the gradient of an embedding needs it. Plain code takes several times as long for
 * the sums, so a function in WebAssembly makes them; what it reads is copied into a part of the memory first, piece by piece.
 */

/** Floats and places that are copied at a time: few enough to stay in a cache. */
const room = { floats: 16_384, places: 16_384 } as const;

/** Bytes that a memory must have for the copies. */
export const rowsBytes = 4 * (room.floats + room.places);

const add = wasm.simd(228);

/** `addRows(rows, addresses, count, each, blocks)`: each row goes to `each` of the addresses. */
const moduleBytes = wasm.wasmModule({
  name: 'addRows',
  params: [wasm.types.i32, wasm.types.i32, wasm.types.i32, wasm.types.i32, wasm.types.i32],
  locals: [wasm.types.i32, wasm.types.i32, wasm.types.i32, wasm.types.i32],
  body: body(),
});

function body(): wasm.Code {
  const [rows, addresses, count, each, blocks, left, to, from, block] = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const;
  const move = (local: number, by: number): wasm.Code => [
    ...wasm.get(local),
    ...wasm.i32(by),
    ...wasm.addI32,
    ...wasm.tee(local),
  ];
  const onwards = (local: number, by: number): wasm.Code => [
    ...wasm.get(local),
    ...wasm.i32(by),
    ...wasm.addI32,
    ...wasm.set(local),
  ];
  const whenDone = (value: number, local: number): wasm.Code => [
    ...wasm.get(value),
    ...wasm.get(local),
    ...wasm.get(left),
    ...wasm.isZeroI32,
    ...wasm.select,
    ...wasm.set(local),
  ];
  const row = [
    ...wasm.loop,
    ...[
      ...wasm.get(to),
      ...wasm.get(to),
      ...wasm.load(0),
      ...wasm.get(from),
      ...wasm.load(0),
      ...add,
      ...wasm.store(0),
    ],
    ...onwards(to, 16),
    ...onwards(from, 16),
    ...move(block, -1),
    ...wasm.repeatIf,
    ...wasm.end,
  ];
  return [
    ...[...wasm.get(each), ...wasm.set(left)],
    ...wasm.loop,
    ...[...wasm.get(addresses), ...wasm.loadI32, ...wasm.set(to)],
    ...[...wasm.get(rows), ...wasm.set(from)],
    ...[...wasm.get(blocks), ...wasm.set(block)],
    ...row,
    ...onwards(addresses, 4),
    ...onwards(left, -1),
    ...whenDone(from, rows),
    ...whenDone(each, left),
    ...move(count, -1),
    ...wasm.repeatIf,
    ...wasm.end,
  ];
}

let compiled: WebAssembly.Module | null = null;

/** Adds rows to matrices that lie in a memory, which has `rowsBytes` free at `start`. */
export function rowAdder(memory: WebAssembly.Memory, start: number): AddRows {
  compiled ??= new WebAssembly.Module(moduleBytes);
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
  const run = exports['addRows'] as (...args: number[]) => void; // the one export of a module that we wrote
  const floats = new Float32Array(memory.buffer, start, room.floats);
  const addresses = new Int32Array(memory.buffer, start + 4 * room.floats, room.places);
  return (output, width, rows, places) => {
    if (output.buffer !== memory.buffer || width % 4 !== 0 || width > room.floats)
      return addPlainly(output, width, rows, places);
    const total = rows.length / width;
    const each = places.length / total;
    const addressOf = (place: number): number =>
      output.byteOffset + 4 * width * placeAmong(place, output.length / width);
    const atATime = Math.max(1, Math.min(Math.floor(room.floats / width), Math.floor(room.places / each)));
    for (let row = 0; row < total; row += atATime) {
      const end = Math.min(row + atATime, total);
      floats.set(rows.subarray(row * width, end * width));
      for (let first = row * each; first < end * each; first += room.places) {
        const length = Math.min(end * each - first, room.places);
        for (let i = 0; i < length; i++) addresses[i] = addressOf(Number(places[first + i]));
        run(floats.byteOffset, addresses.byteOffset, length, each, width / 4);
      }
    }
  };
}

/** The same in plain code. */
export const addPlainly: AddRows = (output, width, rows, places) => {
  const each = (places.length * width) / rows.length;
  for (const [i, place] of places.entries()) {
    const from = Math.floor(i / each) * width;
    const to = placeAmong(Number(place), output.length / width) * width;
    for (let j = 0; j < width; j++) output[to + j] = (output[to + j] ?? 0) + (rows[from + j] ?? 0);
  }
};

function placeAmong(place: number, count: number): number {
  const at = place < 0 ? place + count : place;
  if (at >= 0 && at < count) return at;
  throw new EngineError('adding rows', { expected: `places from ${-count} to ${count - 1}`, received: String(place) });
}
