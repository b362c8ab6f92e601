import { composite, type DType, dtypes, isFloat, type Shape, Tensor, type TensorLike } from '../graph/index.ts';
import { cast } from './cast.ts';
import { type Extent, full, fullLike, knownDtype } from './creation.ts';
import { abs } from './elementwise.ts';
import { asFloat, asTensor } from './operands.ts';
import { clip } from './rounding.ts';

/**
 * Absolute value: another name of `abs`.
 *
 * @param x - numbers of any shape; the result has the same shape and dtype.
 * @example
 * await ops.absolute([-1, 2]).array() // => [1, 2]
 * @see https://keras.io/api/ops/numpy/#absolute-function
 */
export function absolute(x: TensorLike): Tensor {
  return abs(x);
}

/**
 * Absolute value as a float.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await ops.fabs([-1, 2]).array() // => [1, 2]
 * @see https://keras.io/api/ops/numpy/
 */
export function fabs(x: TensorLike): Tensor {
  return abs(asFloat(x));
}

/**
 * A tensor of nested arrays, a typed array, or data with a shape: as `tensor`, in the dtype that is asked for.
 *
 * @param x - the values.
 * @param dtype - default null: as they are.
 * @throws {ArgumentError} for ragged arrays, or an unknown dtype.
 * @example
 * await ops.array([1, 2], 'int32').array() // => [1, 2]
 * @see https://keras.io/api/ops/numpy/#array-function
 */
export function array(x: TensorLike, dtype: DType | null = null): Tensor {
  const given = asTensor(x);
  return dtype === null ? given : cast(given, knownDtype('array', dtype));
}

/**
 * A tensor of the same values. Tensors never change, so it is the same one.
 *
 * @param x - any shape.
 * @example
 * await ops.copy([1, 2]).array() // => [1, 2]
 * @see https://keras.io/api/ops/numpy/#copy-function
 */
export function copy(x: TensorLike): Tensor {
  return asTensor(x);
}

/**
 * A tensor whose values do not matter: zeros.
 *
 * @param shape - axis lengths, or one length.
 * @param dtype - default `'float32'`.
 * @throws {ArgumentError} for lengths that are not whole, or an unknown dtype.
 * @example
 * ops.empty([2, 3]).shape // => [2, 3]
 * @see https://keras.io/api/ops/numpy/#empty-function
 */
export function empty(shape: Extent, dtype: DType = 'float32'): Tensor {
  return full(shape, 0, dtype);
}

/**
 * A tensor in the shape of another whose values do not matter: zeros.
 *
 * @param x - any shape.
 * @param dtype - default null: that of `x`.
 * @throws {ArgumentError} for an unknown dtype.
 * @example
 * ops.emptyLike([1, 2]).shape // => [2]
 * @see https://keras.io/api/ops/numpy/
 */
export function emptyLike(x: TensorLike, dtype: DType | null = null): Tensor {
  return fullLike(x, 0, dtype);
}

/**
 * Whether something is a tensor.
 *
 * @example
 * ops.isTensor(ops.ones([2])) // => true
 * ops.isTensor([1, 1]) // => false
 * @see https://keras.io/api/ops/core/
 */
export function isTensor(x: unknown): x is Tensor {
  return x instanceof Tensor;
}

/**
 * The shape of a tensor; null where a length is known at run time only.
 *
 * @param x - anything that can be read as a tensor.
 * @example
 * ops.shape([[1, 2, 3]]) // => [1, 3]
 * @see https://keras.io/api/ops/core/#shape-function
 */
export function shape(x: TensorLike): Shape {
  return asTensor(x).shape;
}

/** The least and the greatest whole number of each dtype that floats meet exactly. */
const bounds: Readonly<Partial<Record<DType, readonly [number, number]>>> = {
  uint8: [0, 255],
  int32: [-(2 ** 31), 2 ** 31 - 128],
  uint32: [0, 2 ** 32 - 256],
};

/**
 * Values in another dtype, what is beyond its range brought to its ends.
 *
 * @param x - any shape.
 * @param dtype - of the result, in the same shape.
 * @throws {ArgumentError} for an unknown dtype.
 * @example
 * await ops.saturateCast([300, -5, 12.7], 'uint8').array() // => [255, 0, 12]
 * @see https://keras.io/api/ops/core/#saturate_cast-function
 */
export const saturateCast = composite('saturateCast', (x: TensorLike, dtype: DType): Tensor => {
  const given = asTensor(x);
  const range = bounds[knownDtype('saturateCast', dtype)];
  if (range === undefined || given.dtype === 'bool' || given.dtype === dtype) return cast(given, dtype);
  // Whole numbers are compared in 64 bits, which hold the ends of all dtypes.
  const wide = isFloat(given.dtype) ? given : cast(given, 'int64');
  const ends = isFloat(given.dtype) ? range : exact(dtype);
  return cast(clip(wide, ...ends), dtype);
});

function exact(dtype: DType): readonly [number, number] {
  if (dtype === 'int32') return [-(2 ** 31), 2 ** 31 - 1];
  return [0, 2 ** (8 * dtypes[dtype].bytes) - 1];
}
