import { expect, test } from 'vitest';
import { toFloat32 } from './convert.ts';

test('widens float16: zeros, smallest and largest numbers, infinities', () => {
  const data = Uint16Array.of(0, 0x8000, 0x0001, 0x03ff, 0x0400, 0x3555, 0x7bff, 0x7c00, 0xfc00, 0x7e00);
  const numbers = [0, -0, 2 ** -24, 1023 * 2 ** -24, 2 ** -14, 0.333251953125, 65504, Infinity, -Infinity, NaN];
  expect(toFloat32({ dtype: 'float16', shape: [10], data })).toEqual(Float32Array.from(numbers));
});

test('widens bfloat16', () => {
  const data = Uint16Array.of(0x3f80, 0xc000, 0x7f80, 0x8000);
  expect(toFloat32({ dtype: 'bfloat16', shape: [4], data })).toEqual(Float32Array.of(1, -2, Infinity, -0));
});

test('rounds wider numbers', () => {
  expect(toFloat32({ dtype: 'float64', shape: [1], data: Float64Array.of(0.1) })).toEqual(Float32Array.of(0.1));
  expect(toFloat32({ dtype: 'int64', shape: [1], data: BigInt64Array.of(-(2n ** 40n)) })).toEqual(
    Float32Array.of(-(2 ** 40)),
  );
});

test('leaves float32 as it is', () => {
  const data = Float32Array.of(1);
  expect(toFloat32({ dtype: 'float32', shape: [1], data })).toBe(data);
});
