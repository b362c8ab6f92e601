import { apply, composite, defineOp, type Op, type Tensor, type TensorLike } from '../graph/index.ts';
import { ArgumentError } from '../utils/errors.ts';
import { add, multiply } from './arithmetic.ts';
import { cast } from './cast.ts';
import { greater, less, lessEqual } from './comparison.ts';
import { abs } from './elementwise.ts';
import { asFloat, type One } from './operands.ts';
import { clip } from './rounding.ts';
import { where } from './select.ts';

const hardSigmoidOp = defineOp({
  name: 'hardSigmoid',
  inputs: { x: 'one' },
  infer: ({ x: { dims, dtype } }) => ({ dims, dtype }),
  gradient: ({ inputs: { x }, grad }) => ({ x: multiply(grad, where(less(abs(x), 3), 1 / 6, 0)) }),
  lower: (onnx, { x }, _, output) =>
    onnx.node('HardSigmoid', [x], output, { alpha: { float: 1 / 6 }, beta: { float: 0.5 } }),
});

/**
 * The logistic function in three straight pieces: `min(max(x/6 + 0.5, 0), 1)`.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await ops.hardSigmoid([-3, 0, 3]).array() // => [0, 0.5, 1]
 * @see https://keras.io/api/ops/nn/#hard_sigmoid-function
 */
export function hardSigmoid(x: TensorLike): Tensor {
  return apply(hardSigmoidOp, { x: asFloat(x) });
}

/**
 * Silu with straight pieces, also called hard swish: `x · hardSigmoid(x)`.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await ops.hardSilu([-3, 0, 3]).array() // => [0, 0, 3]
 * @see https://keras.io/api/ops/nn/#hard_silu-function
 */
export const hardSilu = composite('hardSilu', (x: TensorLike): Tensor => {
  const given = asFloat(x);
  return multiply(given, hardSigmoid(given));
});

const hardTanhOp = defineOp({
  name: 'hardTanh',
  inputs: { x: 'one' },
  infer: ({ x: { dims, dtype } }) => ({ dims, dtype }),
  gradient: ({ inputs: { x }, grad }) => ({ x: multiply(grad, cast(lessEqual(abs(x), 1), 'float32')) }),
  lower: (onnx, { x }, _, output) =>
    onnx.node('Clip', [x, onnx.constant('float32', [], [-1]), onnx.constant('float32', [], [1])], output),
});

/**
 * Tanh in three straight pieces: `min(max(x, -1), 1)`.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await ops.hardTanh([-2, 0.5, 2]).array() // => [-1, 0.5, 1]
 * @see https://keras.io/api/ops/nn/#hard_tanh-function
 */
export function hardTanh(x: TensorLike): Tensor {
  return apply(hardTanhOp, { x: asFloat(x) });
}

/**
 * The slope of `sparsePlus`: `min(max((x + 1) / 2, 0), 1)`.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await ops.sparseSigmoid([-1, 0, 1]).array() // => [0, 0.5, 1]
 * @see https://keras.io/api/ops/nn/#sparse_sigmoid-function
 */
export const sparseSigmoid = composite(
  'sparseSigmoid',
  (x: TensorLike): Tensor =>
    // Both ends are ties, at which Keras lets half the gradient through.
    multiply(clip(add(asFloat(x), 1), 0, 2), 0.5),
);

const softShrinkOp: Op<One, { readonly threshold: number }> = defineOp<One, { readonly threshold: number }>({
  name: 'softShrink',
  inputs: { x: 'one' },
  infer: ({ x: { dims, dtype } }) => ({ dims, dtype }),
  gradient: ({ inputs: { x }, attrs: { threshold }, grad }) => ({
    x: multiply(grad, cast(greater(abs(x), threshold), 'float32')),
  }),
  lower: (onnx, { x }, { threshold }, output) => {
    const ends = [-threshold, threshold].map((end) => onnx.constant('float32', [], [end]));
    return onnx.node('Sub', [x, onnx.node('Clip', [x, ...ends], output)], output);
  },
});

/**
 * Pulls towards 0: `x - threshold` above the threshold, `x + threshold` below `-threshold`, 0 between.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @param threshold - at least 0. Default `0.5`.
 * @throws {ArgumentError} for a negative threshold.
 * @example
 * await ops.softShrink([-2, 0.25, 1]).array() // => [-1.5, 0, 0.5]
 * @see https://keras.io/api/ops/nn/#soft_shrink-function
 */
export function softShrink(x: TensorLike, threshold = 0.5): Tensor {
  if (!(threshold >= 0))
    throw new ArgumentError('softShrink: threshold', { expected: 'a number of at least 0', received: `${threshold}` });
  return apply(softShrinkOp, { x: asFloat(x) }, { threshold });
}

/**
 * Drops what is near 0: `x` where `|x| > threshold`, else 0.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @param threshold - default `0.5`.
 * @example
 * await ops.hardShrink([-2, 0.25, 1]).array() // => [-2, 0, 1]
 * @see https://keras.io/api/ops/nn/#hard_shrink-function
 */
export const hardShrink = composite('hardShrink', (x: TensorLike, threshold: number = 0.5): Tensor => {
  const given = asFloat(x);
  return where(greater(abs(given), threshold), given, 0);
});

/**
 * Replaces what is not above a threshold: `x` where `x > threshold`, else `defaultValue`.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @param threshold - what `x` must exceed to stay.
 * @param defaultValue - what stands in its place otherwise.
 * @example
 * await ops.threshold([0, 1, 2], 1, -5).array() // => [-5, -5, 2]
 * @see https://keras.io/api/ops/nn/#threshold-function
 */
export const threshold = composite('threshold', (x: TensorLike, threshold: number, defaultValue: number): Tensor => {
  const given = asFloat(x);
  return where(greater(given, threshold), given, defaultValue);
});
