import type { NumericArray } from './arrays.ts';

/**
 * The values of an array as float32: 16-bit floats are widened exactly, wider numbers are rounded.
 *
 * float32 data is returned as it is.
 *
 * @example
 * toFloat32({ dtype: 'float16', shape: [2], data: Uint16Array.of(0x3c00, 0xc000) }) // => Float32Array.of(1, -2)
 */
export function toFloat32(array: NumericArray): Float32Array {
  switch (array.dtype) {
    case 'float32':
      return array.data;
    case 'float16':
      return widenHalf(array.data);
    case 'bfloat16':
      return widenBrain(array.data);
    case 'int64':
    case 'uint64':
      return Float32Array.from(array.data, Number);
    default:
      return Float32Array.from(array.data);
  }
}

/** bfloat16 is the upper half of a float32. */
function widenBrain(bits: Uint16Array): Float32Array {
  const words = new Uint32Array(bits.length);
  for (let i = 0; i < bits.length; i++) words[i] = (bits[i] ?? 0) << 16;
  return new Float32Array(words.buffer);
}

/** IEEE 754 binary16: sign, 5 bits of exponent with bias 15, 10 bits of fraction. */
function widenHalf(bits: Uint16Array): Float32Array {
  const values = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) {
    const half = bits[i] ?? 0;
    const exponent = (half >> 10) & 31;
    const fraction = (half & 1023) / 1024;
    const size =
      exponent === 31
        ? fraction === 0
          ? Number.POSITIVE_INFINITY
          : Number.NaN
        : exponent === 0
          ? fraction * 2 ** -14
          : (1 + fraction) * 2 ** (exponent - 15);
    values[i] = half & 0x8000 ? -size : size;
  }
  return values;
}
