import { axesOf, composite, type Tensor, type TensorLike } from '../graph/index.ts';
import { add, multiply, square, subtract } from './arithmetic.ts';
import { rsqrt } from './elementwise.ts';
import { reshape } from './movement.ts';
import { engineLayerNorm } from './nn-layer-norm.ts';
import { moments } from './nn-normalize.ts';
import { asFloat } from './operands.ts';
import { mean as meanOf } from './reduce.ts';

/**
 * Normalization by a given mean and variance: `(x - mean) / √(variance + ε) · scale + offset`.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @param mean - a vector as long as the axis.
 * @param variance - likewise.
 * @param axis - of the vectors.
 * @param offset - likewise; default null: none.
 * @param scale - likewise; default null: none.
 * @param epsilon - default `1e-3`.
 * @throws {ShapeError} for an axis that is not there, or vectors of another length.
 * @example
 * await ops.batchNormalization([[1, 3]], [1, 1], [4, 4], -1, null, null, 0).array() // => [[0, 1]]
 * @see https://keras.io/api/ops/nn/#batch_normalization-function
 */
export const batchNormalization = composite(
  'batchNormalization',
  (
    x: TensorLike,
    mean: TensorLike,
    variance: TensorLike,
    axis: number,
    offset: TensorLike | null = null,
    scale: TensorLike | null = null,
    epsilon: number = 1e-3,
  ): Tensor => {
    const given = asFloat(x);
    const axes = axesOf('batchNormalization: axis', axis, given.dims.length);
    const fitted = (vector: TensorLike) => along(asFloat(vector), given, axes);
    const inverse = rsqrt(add(fitted(variance), epsilon));
    const factor = scale === null ? inverse : multiply(inverse, fitted(scale));
    const shift = multiply(fitted(mean), factor);
    const moved = subtract(multiply(given, factor), shift);
    return offset === null ? moved : add(moved, fitted(offset));
  },
);

/**
 * Layer normalization: `(x - mean) / √(variance + ε) · gamma + beta`, over axes of each sample.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @param gamma - in the shape of the axes; default null: none.
 * @param beta - likewise; default null: none.
 * @param axis - one axis, or several. Default `-1`.
 * @param epsilon - default `1e-7`.
 * @throws {ShapeError} for an axis that is not there.
 * @example
 * await ops.layerNormalization([[1, 3]]).array() // => [[-1, 1]]
 * @see https://keras.io/api/ops/nn/#layer_normalization-function
 */
export const layerNormalization = composite(
  'layerNormalization',
  (
    x: TensorLike,
    gamma: TensorLike | null = null,
    beta: TensorLike | null = null,
    axis: number | readonly number[] = -1,
    epsilon: number = 1e-7,
  ): Tensor => {
    const given = asFloat(x);
    const axes = axesOf('layerNormalization: axis', axis, given.dims.length);
    const scale = gamma === null ? null : asFloat(gamma);
    const shift = beta === null ? null : asFloat(beta);
    const whole = engineLayerNorm(given, scale, shift, axes, epsilon);
    if (whole !== null) return whole;
    const [mean, variance] = moments(given, axes, true);
    const inverse = rsqrt(add(variance, epsilon));
    const scaled = multiply(subtract(given, mean), inverse);
    const widened = scale === null ? scaled : multiply(scaled, along(scale, given, axes));
    return shift === null ? widened : add(widened, along(shift, given, axes));
  },
);

/**
 * Normalization by the root of the mean square: `x / √(mean(x²) + ε) · scale`.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @param scale - broadcasts with `x`; default null: none.
 * @param axis - one axis, or several. Default `-1`.
 * @param epsilon - default `1e-7`.
 * @throws {ShapeError} for an axis that is not there.
 * @example
 * await ops.rmsNormalization([[3, -3]]).array() // => [[1, -1]]
 * @see https://keras.io/api/ops/nn/#rms_normalization-function
 */
export const rmsNormalization = composite(
  'rmsNormalization',
  (
    x: TensorLike,
    scale: TensorLike | null = null,
    axis: number | readonly number[] = -1,
    epsilon: number = 1e-7,
  ): Tensor => {
    const given = asFloat(x);
    const axes = axesOf('rmsNormalization: axis', axis, given.dims.length);
    const normalized = multiply(given, rsqrt(add(meanOf(square(given), axes, true), epsilon)));
    return scale === null ? normalized : multiply(normalized, asFloat(scale));
  },
);

/** A tensor over some axes of `x`, with lengths of 1 for the others. */
function along(part: Tensor, x: Tensor, axes: readonly number[]): Tensor {
  if (part.dims.length === x.dims.length || part.dims.length !== axes.length) return part;
  let next = 0;
  return reshape(
    part,
    x.dims.map((_, i) => (axes.includes(i) ? (part.shape[next++] ?? null) : 1)),
  );
}
