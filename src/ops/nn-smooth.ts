import { apply, composite, defineOp, type Op, type Tensor, type TensorLike } from '../graph/index.ts';
import { add, divide, multiply, negative, square, subtract } from './arithmetic.ts';
import { greaterEqual, lessEqual } from './comparison.ts';
import { abs, erf, exp, sigmoid, sqrt, tanh } from './elementwise.ts';
import { asFloat, type One, oneOp } from './operands.ts';
import { where } from './select.ts';

const geluOp: Op<One, { readonly approximate: boolean }> = defineOp<One, { readonly approximate: boolean }>({
  name: 'gelu',
  inputs: { x: 'one' },
  infer: ({ x: { dims, dtype } }) => ({ dims, dtype }),
  gradient: ({ inputs: { x }, attrs: { approximate }, grad }) => ({
    x: multiply(grad, approximate ? geluTanhSlope(x) : geluSlope(x)),
  }),
  lower: (onnx, { x }, { approximate }, output) =>
    onnx.node('Gelu', [x], output, { approximate: approximate ? 'tanh' : 'none' }),
});

/**
 * The slope of `x · Φ(x)`, which is `Φ(x) + x · φ(x)`. With `u = x/√2` it is `(1 + erf u) / 2 + u · exp(-ln(π)/2 - u²)`: as
 * few passes over memory as can be.
 */
function geluSlope(x: Tensor): Tensor {
  const u = multiply(x, Math.SQRT1_2);
  return add(apply(halfwayOp, { x: erf(u) }), multiply(u, exp(subtract(-Math.log(Math.PI) / 2, square(u)))));
}

/** `(1 + x) / 2` for x from -1 to 1, in one pass. */
const halfwayOp = defineOp({
  name: 'halfway',
  inputs: { x: 'one' },
  infer: ({ x: { dims, dtype } }) => ({ dims, dtype }),
  gradient: ({ grad }) => ({ x: multiply(grad, 0.5) }),
  lower: (onnx, { x }, _, output) =>
    onnx.node('HardSigmoid', [x], output, { alpha: { float: 0.5 }, beta: { float: 0.5 } }),
});

/** The factor of x³ in the approximation (Hendrycks and Gimpel 2016, https://arxiv.org/abs/1606.08415). */
const geluCubic = 0.044715;
const geluInner = Math.sqrt(2 / Math.PI);

/**
 * The slope of `x/2 · (1 + tanh u)`, which is `x · σ(2u)`: `σ(2u) + 2x · u' · σ(2u) · σ(-2u)`. The last product is
 * `e / (1 + e)²` with `e = exp(-|2u|)`; as `(1 - tanh²) / 4` it would be mostly rounding where tanh is near ±1.
 */
function geluTanhSlope(x: Tensor): Tensor {
  const squared = square(x);
  const twice = multiply(multiply(x, 2 * geluInner), add(multiply(squared, geluCubic), 1));
  const steepness = multiply(x, add(multiply(squared, 6 * geluCubic * geluInner), 2 * geluInner));
  const small = exp(negative(abs(twice)));
  return add(sigmoid(twice), multiply(steepness, divide(small, square(add(small, 1)))));
}

/**
 * Gaussian error linear unit: `x · Φ(x)` with the normal distribution's Φ. Approximated (the default here, as in Keras's ops,
 * but not in `activations.gelu`) it is `x/2 · (1 + tanh(√(2/π) · (x + 0.044715 · x³)))`, else `x/2 · (1 + erf(x/√2))`.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @param approximate - whether the tanh form is used. Default `true`.
 * @example
 * await ops.gelu([-10, 0, 10]).array() // => [0, 0, 10]
 * @see https://keras.io/api/ops/nn/#gelu-function
 */
export function gelu(x: TensorLike, approximate = true): Tensor {
  return apply(geluOp, { x: asFloat(x) }, { approximate });
}

/**
 * Sigmoid linear unit, also called swish: `x · sigmoid(x)`.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await ops.silu([0, 20]).array() // => [0, 20]
 * @see https://keras.io/api/ops/nn/#silu-function
 */
export const silu = composite('silu', (x: TensorLike): Tensor => {
  const given = asFloat(x);
  return multiply(given, sigmoid(given));
});

const softplusOp = oneOp('softplus', 'Softplus', ({ inputs: { x }, grad }) => ({ x: multiply(grad, sigmoid(x)) }));

/**
 * A smooth `max(x, 0)`: `ln(1 + eˣ)`.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await ops.softplus([-1000, 1000]).array() // => [0, 1000]
 * @see https://keras.io/api/ops/nn/#softplus-function
 */
export function softplus(x: TensorLike): Tensor {
  return apply(softplusOp, { x: asFloat(x) });
}

/**
 * Logarithm of the logistic function: `ln(1 / (1 + e⁻ˣ)) = -softplus(-x)`.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await ops.logSigmoid([-100]).array() // => [-100]
 * @see https://keras.io/api/ops/nn/#log_sigmoid-function
 */
export const logSigmoid = composite('logSigmoid', (x: TensorLike): Tensor => negative(softplus(negative(asFloat(x)))));

const softsignOp = defineOp({
  name: 'softsign',
  inputs: { x: 'one' },
  infer: ({ x: { dims, dtype } }) => ({ dims, dtype }),
  // 1/(1+|x|) - |x|/(1+|x|)², as the quotient rule has it, would lose its digits for large x.
  gradient: ({ inputs: { x }, grad }) => ({ x: divide(grad, square(add(abs(x), 1))) }),
  lower: (onnx, { x }, _, output) => {
    if (onnx.target !== 'webgpu') return onnx.node('Softsign', [x], output);
    const below = onnx.node('Add', [onnx.node('Abs', [x], output), onnx.constant('float32', [], [1])], output);
    return onnx.node('Div', [x, below], output);
  },
});

/**
 * Softsign: `x / (1 + |x|)`, from -1 to 1.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await ops.softsign([-1, 3]).array() // => [-0.5, 0.75]
 * @see https://keras.io/api/ops/nn/#softsign-function
 */
export function softsign(x: TensorLike): Tensor {
  return apply(softsignOp, { x: asFloat(x) });
}

/**
 * A smooth `max(x, 0)` without exponentials: `(x + √(x² + b)) / 2`.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @param b - how wide the bend is: `√b / 2` at 0. Default `4`.
 * @example
 * await ops.squareplus([0, 1.5]).array() // => [1, 2]
 * @see https://keras.io/api/ops/nn/#squareplus-function
 */
export const squareplus = composite('squareplus', (x: TensorLike, b: number = 4): Tensor => {
  const given = asFloat(x);
  return multiply(add(given, sqrt(add(square(given), b))), 0.5);
});

/**
 * A smooth `max(x, 0)` that is 0 far enough left: 0 up to -1, `(x + 1)² / 4` from -1 to 1, `x` from 1 on.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await ops.sparsePlus([-1, 0, 2]).array() // => [0, 0.25, 2]
 * @see https://keras.io/api/ops/nn/#sparse_plus-function
 */
export const sparsePlus = composite('sparsePlus', (x: TensorLike): Tensor => {
  const given = asFloat(x);
  const bend = multiply(square(add(given, 1)), 0.25);
  return where(lessEqual(given, -1), 0, where(greaterEqual(given, 1), given, bend));
});

const tanhShrinkOp = defineOp({
  name: 'tanhShrink',
  inputs: { x: 'one' },
  infer: ({ x: { dims, dtype } }) => ({ dims, dtype }),
  gradient: ({ inputs: { x }, grad }) => ({ x: multiply(grad, square(tanh(x))) }),
  lower: (onnx, { x }, _, output) => onnx.node('Sub', [x, onnx.node('Tanh', [x], output)], output),
});

/**
 * What tanh takes off: `x - tanh(x)`.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await ops.tanhShrink([0, 20]).array() // => [0, 19]
 * @see https://keras.io/api/ops/nn/#tanh_shrink-function
 */
export function tanhShrink(x: TensorLike): Tensor {
  return apply(tanhShrinkOp, { x: asFloat(x) });
}
