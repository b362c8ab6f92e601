import { dtypes, type TypedArray, type Variable } from '../graph/index.ts';
import { onnxTypes, type StoredWeight, staticDims } from '../onnx/index.ts';
import { sizeOf } from '../utils/arrays.ts';
import { ArgumentError } from '../utils/errors.ts';

/** TensorProto.DataType of half floats. */
const float16 = 10;

/** A weight as it is: read from the model when it is written. */
export function storedWeight(name: string, variable: Variable): StoredWeight {
  const dims = staticDims(variable);
  return {
    name,
    dims,
    type: onnxTypes[variable.dtype],
    size: sizeOf(dims) * dtypes[variable.dtype].bytes,
    read: async () => bytesOf((await variable.evaluated()).data),
  };
}

/** A weight of floats in 16 bits; weights of other dtypes as they are. */
export function halfWeight(name: string, variable: Variable): StoredWeight {
  const stored = storedWeight(name, variable);
  if (variable.dtype !== 'float32') return stored;
  return {
    ...stored,
    type: float16,
    size: stored.size / 2,
    read: async () => bytesOf(halves(variable, (await variable.evaluated()).data)),
  };
}

/**
 * Floats rounded to the nearest half float, ties to even.
 *
 * @throws {ArgumentError} for values that no half float comes near: beyond 65504.
 */
function halves(variable: Variable, data: TypedArray): Uint16Array {
  const floats = Float32Array.from(data, Number);
  const words = new Uint32Array(floats.buffer);
  return Uint16Array.from(words, (word, i) => {
    const half = toHalf(word);
    if ((half & 0x7fff) === 0x7c00 && Number.isFinite(floats[i] ?? 0))
      throw new ArgumentError(`export: ${variable.path}`, {
        expected: 'weights of at most 65504 for float16',
        received: String(floats[i]),
        mend: 'Leave float16 out.',
      });
    return half;
  });
}

/** The bits of a float32 as the bits of the nearest half. */
export function toHalf(word: number): number {
  const sign = (word >>> 16) & 0x8000;
  const size = word & 0x7fffffff;
  if (size >= 0x7f800000) return sign | (size > 0x7f800000 ? 0x7e00 : 0x7c00); // NaN, infinity
  if (size >= 0x477ff000) return sign | 0x7c00; // rounds beyond 65504
  if (size < 0x33000001) return sign; // rounds to zero
  const exponent = size >>> 23;
  // Below 2^-14 halves are multiples of 2^-24: the fraction, with its leading one, is shifted further.
  const shift = exponent < 113 ? 126 - exponent : 13;
  const fraction = exponent < 113 ? (size & 0x7fffff) | 0x800000 : size - 0x38000000;
  const cut = fraction >>> shift;
  const rest = fraction & ((1 << shift) - 1);
  const half = 1 << (shift - 1);
  return sign | (cut + (rest > half || (rest === half && (cut & 1) === 1) ? 1 : 0));
}

/** The bytes of a typed array, which are little-endian wherever JavaScript runs. */
export function bytesOf(data: TypedArray | Uint16Array | Int8Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
