import type { Tensor, TensorLike } from '../graph/index.ts';
import * as ops from '../ops/index.ts';

/**
 * Scores as probabilities: `e^(xᵢ) / Σⱼ e^(xⱼ)`, positive, with sum 1 along the axis. For the last layer of a classifier whose
 * classes exclude each other.
 *
 * @param x - any shape but a scalar; the result is float32, in the same shape.
 * @param options - `axis`: one, or several that are taken together. Default `-1`.
 * @throws {ShapeError} for an axis that is not there.
 * @example
 * await activations.softmax([1000, 1000]).array() // => [0.5, 0.5]
 * @see https://keras.io/api/layers/activations/#softmax-function
 */
export function softmax(x: TensorLike, { axis = -1 }: { readonly axis?: number | readonly number[] } = {}): Tensor {
  return ops.softmax(x, axis);
}

/**
 * Logarithm of the softmax: `xᵢ - ln Σⱼ e^(xⱼ)`, up to 0. For log-probabilities, where `log(softmax(x))` would overflow.
 *
 * @param x - any shape but a scalar; the result is float32, in the same shape.
 * @param options - `axis`: one, or several that are taken together. Default `-1`.
 * @throws {ShapeError} for an axis that is not there.
 * @example
 * await activations.logSoftmax([0, -1000]).array() // => [0, -1000]
 * @see https://keras.io/api/layers/activations/#logsoftmax-function
 */
export function logSoftmax(x: TensorLike, { axis = -1 }: { readonly axis?: number | readonly number[] } = {}): Tensor {
  return ops.logSoftmax(x, axis);
}

/**
 * Scores as probabilities of which the small ones are exactly 0: `max(x - τ, 0)`, with τ such that the sum along the axis is
 * 1. For attention or choices that should leave most candidates out.
 *
 * Keras 3.15 gives something else where more than one score wins; see `ops.sparsemax`.
 *
 * @param x - any shape but a scalar; the result is float32, in the same shape.
 * @param options - `axis`, default `-1`.
 * @throws {ShapeError} for an axis that is not there, or whose length is unknown.
 * @example
 * await activations.sparsemax([1, 0.5, -1]).array() // => [0.75, 0.25, 0]
 * @see https://keras.io/api/layers/activations/#sparsemax-function
 */
export function sparsemax(x: TensorLike, { axis = -1 }: { readonly axis?: number } = {}): Tensor {
  return ops.sparsemax(x, axis);
}

/**
 * Gated linear unit: the axis is cut into halves `a` and `b`, and the result is `a · sigmoid(b)`. For layers that learn which
 * of their features to pass on.
 *
 * @param x - any shape whose axis has an even length; the result is float32, with that axis half as long.
 * @param options - `axis`, default `-1`.
 * @throws {ShapeError} for an axis that is not there, or of odd length.
 * @example
 * await activations.glu([1, 2, 0, 0]).array() // => [0.5, 1]
 * @see https://keras.io/api/layers/activations/#glu-function
 */
export function glu(x: TensorLike, { axis = -1 }: { readonly axis?: number } = {}): Tensor {
  return ops.glu(x, axis);
}
