import { composite, type Tensor, type TensorLike } from '../graph/index.ts';
import { less } from './comparison.ts';
import { fillLike } from './like.ts';
import { asFloat, asTensor } from './operands.ts';
import { where } from './select.ts';

/**
 * Real part of each element. Tensors hold real numbers alone, so it is the number itself.
 *
 * @param x - any shape; the result is the same.
 * @example
 * await ops.real([1, -2]).array() // => [1, -2]
 * @see https://keras.io/api/ops/numpy/#real-function
 */
export function real(x: TensorLike): Tensor {
  return asTensor(x);
}

/**
 * Imaginary part of each element, which of real numbers is 0.
 *
 * @param x - any shape; the result has the same shape and dtype.
 * @example
 * await ops.imag([1, -2]).array() // => [0, 0]
 * @see https://keras.io/api/ops/numpy/#imag-function
 */
export function imag(x: TensorLike): Tensor {
  return fillLike(0, asTensor(x));
}

/**
 * Complex conjugate of each element, which of a real number is itself.
 *
 * @param x - any shape; the result is the same.
 * @example
 * await ops.conj([1, -2]).array() // => [1, -2]
 * @see https://keras.io/api/ops/numpy/#conj-function
 */
export function conj(x: TensorLike): Tensor {
  return asTensor(x);
}

/**
 * Angle of each element in the plane of complex numbers: 0 of numbers from 0 on, π of those below.
 *
 * @param x - any shape; the result is float32, in the same shape; of NaN it is NaN.
 * @example
 * await ops.angle([2, -2]).array() // => [0, 3.1415927]
 * @see https://keras.io/api/ops/numpy/#angle-function
 */
export const angle = composite('angle', (x: TensorLike): Tensor => {
  const given = asFloat(x);
  return where(less(given, 0), Math.PI, where(less(given, Infinity), 0, where(less(0, given), 0, given)));
});

/**
 * Whether each element is real, which all are.
 *
 * @param x - any shape; the result is bool, in the same shape.
 * @example
 * await ops.isreal([1, NaN]).array() // => [true, true]
 * @see https://keras.io/api/ops/numpy/#isreal-function
 */
export const isreal = composite('isreal', (x: TensorLike): Tensor => {
  const given = asTensor(x);
  return fillLike(1, given, 'bool');
});
