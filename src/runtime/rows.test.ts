import { describe, expect, test } from 'vitest';
import { addPlainly, rowAdder, rowsBytes } from './rows.ts';

const floats = (length: number, seed: number): Float32Array =>
  Float32Array.from({ length }, (_, i) => ((i * 7919 + seed) % 1000) / 997);
const places = (length: number, count: number): Int32Array =>
  Int32Array.from({ length }, (_, i) => ((i * 104_729) % count) - (i % 3 === 0 ? count : 0));

/** What rows give in a memory and in plain code, added to the same matrix. */
function both(count: number, width: number, total: number, each: number) {
  const memory = new WebAssembly.Memory({ initial: 200 });
  const start = 64 + 4 * count * width;
  const matrix = new Float32Array(memory.buffer, 64, count * width);
  matrix.set(floats(count * width, 1));
  const plain = Float32Array.from(matrix);
  const given = [width, floats(total * width, 2), places(total * each, count)] as const;
  rowAdder(memory, Math.ceil(start / 64) * 64)(matrix, ...given);
  addPlainly(plain, ...given);
  return { matrix, plain, after: new Float32Array(memory.buffer, Math.ceil(start / 64) * 64 + rowsBytes, 1024) };
}

describe('rows added in a memory of WebAssembly', () => {
  test.each([
    { count: 50, width: 4, total: 6, each: 1 },
    { count: 50, width: 8, total: 6, each: 5 },
    { count: 3000, width: 64, total: 700, each: 64 },
    { count: 3000, width: 64, total: 40_000, each: 1 },
    { count: 10, width: 128, total: 2, each: 40_000 },
    { count: 20, width: 6, total: 9, each: 2 },
    { count: 3, width: 20_000, total: 4, each: 1 },
  ])('give the bits of plain code: $total of $width at $each places each', ({ count, width, total, each }) => {
    const { matrix, plain, after } = both(count, width, total, each);
    expect(matrix).toEqual(plain);
    expect(after.every((one) => one === 0)).toBe(true);
  });

  test.each([5, -6])('refuse place %i of 5', (place) => {
    const memory = new WebAssembly.Memory({ initial: 4 });
    const matrix = new Float32Array(memory.buffer, 0, 20);
    expect(() => rowAdder(memory, 128)(matrix, 4, floats(4, 1), Int32Array.of(place))).toThrow(
      `adding rows: expected places from -5 to 4, received ${place}.`,
    );
  });
});
