import type { StoredArray } from '../index.ts';

/** The values of an array as numbers; 16-bit floats are widened. Texts have none. */
export function numbersOf(array: StoredArray): Float64Array {
  switch (array.dtype) {
    case 'string':
      return new Float64Array();
    case 'float16':
      return Float64Array.from(array.data, widened);
    case 'bfloat16': {
      const words = Uint32Array.from(array.data, (bits) => bits * 65536);
      return Float64Array.from(new Float32Array(words.buffer));
    }
    case 'int64':
    case 'uint64':
      return Float64Array.from(array.data, Number);
    default:
      return Float64Array.from(array.data);
  }
}

/** What the values of an array are like. */
export interface Statistics {
  readonly count: number;
  /** Over the values that are finite; null where there are none. */
  readonly mean: number | null;
  /** The root of the mean square distance from the mean. */
  readonly std: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly nan: number;
  readonly infinite: number;
  /** The share of zeros. */
  readonly sparsity: number;
}

/** Statistics of numbers, by Welford's recurrence: `mean += (x - mean) / n`. */
export function statisticsOf(values: Float64Array): Statistics {
  let [finite, mean, squares, nan, infinite, zeros] = [0, 0, 0, 0, 0, 0];
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value === 0) zeros++;
    if (Number.isNaN(value)) nan++;
    else if (!Number.isFinite(value)) infinite++;
    else {
      finite++;
      const distance = value - mean;
      mean += distance / finite;
      squares += distance * (value - mean);
      if (value < min) min = value;
      if (value > max) max = value;
    }
  }
  const known = (value: number): number | null => (finite === 0 ? null : value);
  return {
    count: values.length,
    mean: known(mean),
    std: known(Math.sqrt(squares / finite)),
    min: known(min),
    max: known(max),
    nan,
    infinite,
    sparsity: values.length === 0 ? 0 : zeros / values.length,
  };
}

/** The bits of a half float as a number. */
function widened(bits: number): number {
  const exponent = (bits >> 10) & 31;
  const fraction = (bits & 1023) / 1024;
  const sign = bits & 0x8000 ? -1 : 1;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -14 : (1 + fraction) * 2 ** (exponent - 15));
}
