import {
  apply,
  composite,
  defineOp,
  type OnnxBuilder,
  type Tensor,
  type TensorLike,
  type Value,
} from '../graph/index.ts';
import { add, divide, maximum, multiply, negative, subtract } from './arithmetic.ts';
import { equal } from './comparison.ts';
import { abs, exp, log } from './elementwise.ts';
import { asFloat, type One, operands } from './operands.ts';
import { where } from './select.ts';

const exp2Op = defineOp<One>({
  name: 'exp2',
  inputs: { x: 'one' },
  infer: ({ x }) => x,
  gradient: ({ output, grad }) => ({ x: multiply(grad, multiply(output, Math.LN2)) }),
  // A power is exact for whole x; e^(x·ln 2) is not.
  lower: (onnx, { x }, _, output) => onnx.node('Pow', [onnx.constant('float32', [], [2]), x], output),
});

/**
 * Power of two: `2ˣ`.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await ops.exp2([3, -1]).array() // => [8, 0.5]
 * @see https://keras.io/api/ops/numpy/#exp2-function
 */
export function exp2(x: TensorLike): Tensor {
  return apply(exp2Op, { x: asFloat(x) });
}

const expm1Op = defineOp<One>({
  name: 'expm1',
  inputs: { x: 'one' },
  infer: ({ x }) => x,
  gradient: ({ inputs: { x }, grad }) => ({ x: multiply(grad, exp(x)) }),
  lower: (onnx, { x }, _, output) => {
    // Near 0 the difference would cancel: there Taylor's series x + x²/2! + … + x⁷/7!, whose rest is below float's rounding.
    const series = horner(onnx, x, [1, 1 / 2, 1 / 6, 1 / 24, 1 / 120, 1 / 720, 1 / 5040]);
    const one = onnx.constant('float32', [], [1]);
    const far = onnx.node('Sub', [onnx.node('Exp', [x], output), one], output);
    return onnx.node('Where', [near(onnx, x, 0.35), onnx.node('Mul', [x, series], output), far], output);
  },
});

/**
 * Exponential less one, exact also where `x` is small: `eˣ - 1`.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await ops.expm1([0]).array() // => [0]
 * @see https://keras.io/api/ops/numpy/#expm1-function
 */
export function expm1(x: TensorLike): Tensor {
  return apply(expm1Op, { x: asFloat(x) });
}

const log1pOp = defineOp<One>({
  name: 'log1p',
  inputs: { x: 'one' },
  infer: ({ x }) => x,
  gradient: ({ inputs: { x }, grad }) => ({ x: divide(grad, add(x, 1)) }),
  lower: (onnx, { x }, _, output) => {
    // ln(1 + x) = 2·artanh(s) with s = x / (2 + x), and artanh(s) = s + s³/3 + s⁵/5 + …
    const s = onnx.node('Div', [x, onnx.node('Add', [x, onnx.constant('float32', [], [2])], output)], output);
    const series = horner(onnx, onnx.node('Mul', [s, s], output), [2, 2 / 3, 2 / 5, 2 / 7, 2 / 9]);
    const far = onnx.node('Log', [onnx.node('Add', [x, onnx.constant('float32', [], [1])], output)], output);
    return onnx.node('Where', [near(onnx, x, 0.3), onnx.node('Mul', [s, series], output), far], output);
  },
});

/**
 * Logarithm of one more, exact also where `x` is small: `ln(1 + x)`; -Infinity at -1, NaN below.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await ops.log1p([0]).array() // => [0]
 * @see https://keras.io/api/ops/numpy/#log1p-function
 */
export function log1p(x: TensorLike): Tensor {
  return apply(log1pOp, { x: asFloat(x) });
}

/** The polynomial `c₀ + c₁x + c₂x² + …`. */
export function horner(onnx: OnnxBuilder, x: Value, coefficients: readonly number[]): Value {
  const [highest = 0, ...rest] = coefficients.toReversed();
  let sum = onnx.constant('float32', [], [highest]);
  for (const coefficient of rest) {
    const product = onnx.node('Mul', [sum, x], x);
    sum = onnx.node('Add', [product, onnx.constant('float32', [], [coefficient])], x);
  }
  return sum;
}

/** Whether `|x| < limit`. */
function near(onnx: OnnxBuilder, x: Value, limit: number): Value {
  const size = onnx.node('Abs', [x], x);
  return onnx.node('Less', [size, onnx.constant('float32', [], [limit])], { dtype: 'bool', dims: x.dims });
}

/**
 * Logarithm to base 2: `log₂ x`; -Infinity at 0, NaN below.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await ops.log2([1, 2]).array() // => [0, 1]
 * @see https://keras.io/api/ops/numpy/#log2-function
 */
export const log2 = composite('log2', (x: TensorLike): Tensor => multiply(log(x), Math.LOG2E));

/**
 * Logarithm to base 10: `log₁₀ x`; -Infinity at 0, NaN below.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await ops.log10([1, 10]).array() // => [0, 1]
 * @see https://keras.io/api/ops/numpy/#log10-function
 */
export const log10 = composite('log10', (x: TensorLike): Tensor => multiply(log(x), Math.LOG10E));

/**
 * Logarithm of a sum of exponentials, without overflow: `ln(eᵃ + eᵇ)`.
 *
 * @param a - any shape that broadcasts with `b`'s.
 * @param b - likewise; the result is float32, in the broadcast shape.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * await ops.logaddexp([1000], [-1000]).array() // => [1000]
 * @see https://keras.io/api/ops/numpy/#logaddexp-function
 */
export const logaddexp = composite('logaddexp', (a: TensorLike, b: TensorLike): Tensor => {
  const pair = operands(a, b, 'float32');
  // Equal infinities differ by 0, not by NaN.
  const difference = where(equal(pair.a, pair.b), 0, subtract(pair.a, pair.b));
  return add(maximum(pair.a, pair.b), log1p(exp(negative(abs(difference)))));
});

/**
 * Logarithm to base 2 of a sum of powers of two, without overflow: `log₂(2ᵃ + 2ᵇ)`.
 *
 * @param a - any shape that broadcasts with `b`'s.
 * @param b - likewise; the result is float32, in the broadcast shape.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * await ops.logaddexp2([1], [1]).array() // => [2]
 * @see https://keras.io/api/ops/numpy/#logaddexp2-function
 */
export const logaddexp2 = composite('logaddexp2', (a: TensorLike, b: TensorLike): Tensor => {
  const pair = operands(a, b, 'float32');
  const difference = where(equal(pair.a, pair.b), 0, subtract(pair.a, pair.b));
  return add(maximum(pair.a, pair.b), multiply(log1p(exp2(negative(abs(difference)))), Math.LOG2E));
});
