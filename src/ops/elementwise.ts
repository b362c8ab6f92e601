import { apply, defineOp, isFloat, type Tensor, type TensorLike } from '../graph/index.ts';
import { divide, multiply, negative, square, subtract } from './arithmetic.ts';
import { castTargets } from './cast.ts';
import { asFloat, asTensor, isSigned, numbers, type One, oneOp, pairNode } from './operands.ts';

const expOp = oneOp('exp', 'Exp', ({ output, grad }) => ({ x: multiply(grad, output) }));

/**
 * Exponential: `eˣ`.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await ops.exp([0]).array() // => [1]
 * @see https://keras.io/api/ops/numpy/#exp-function
 */
export function exp(x: TensorLike): Tensor {
  return apply(expOp, { x: asFloat(x) });
}

const logOp = oneOp('log', 'Log', ({ inputs: { x }, grad }) => ({ x: divide(grad, x) }));

/**
 * Natural logarithm: `ln x`; -Infinity at 0, NaN below.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await ops.log([1]).array() // => [0]
 * @see https://keras.io/api/ops/numpy/#log-function
 */
export function log(x: TensorLike): Tensor {
  return apply(logOp, { x: asFloat(x) });
}

const sqrtOp = oneOp('sqrt', 'Sqrt', ({ output, grad }) => ({ x: divide(grad, multiply(output, 2)) }), {
  lanes: (lanes, { x }) => lanes.sqrt(x),
});

/**
 * Square root: `√x`; NaN below 0.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await ops.sqrt([9, 2.25]).array() // => [3, 1.5]
 * @see https://keras.io/api/ops/numpy/#sqrt-function
 */
export function sqrt(x: TensorLike): Tensor {
  return apply(sqrtOp, { x: asFloat(x) });
}

const rsqrtOp = defineOp<One>({
  name: 'rsqrt',
  inputs: { x: 'one' },
  infer: ({ x }) => x,
  gradient: ({ output, grad }) => ({ x: multiply(grad, multiply(-0.5, multiply(output, square(output)))) }),
  lower: (onnx, { x }, _, output) => onnx.node('Reciprocal', [onnx.node('Sqrt', [x], output)], output),
});

/**
 * Reciprocal of the square root: `1 / √x`.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await ops.rsqrt([4, 0.25]).array() // => [0.5, 2]
 * @see https://keras.io/api/ops/core/#rsqrt-function
 */
export function rsqrt(x: TensorLike): Tensor {
  return apply(rsqrtOp, { x: asFloat(x) });
}

const cbrtOp = defineOp<One>({
  name: 'cbrt',
  inputs: { x: 'one' },
  infer: ({ x }) => x,
  gradient: ({ output, grad }) => ({ x: divide(grad, multiply(square(output), 3)) }),
  lower: (onnx, { x }, _, output) => {
    const size = onnx.node('Abs', [x], output);
    const root = onnx.node('Pow', [size, onnx.constant('float32', [], [1 / 3])], output);
    const negative = onnx.node('Less', [x, onnx.constant('float32', [], [0])], { dtype: 'bool', dims: x.dims });
    return onnx.node('Where', [negative, onnx.node('Neg', [root], output), root], output);
  },
});

/**
 * Cube root: `∛x`, negative for negative `x`.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await ops.cbrt([1, -1]).array() // => [1, -1]
 * @see https://keras.io/api/ops/numpy/#cbrt-function
 */
export function cbrt(x: TensorLike): Tensor {
  return apply(cbrtOp, { x: asFloat(x) });
}

const absOp = oneOp('abs', 'Abs', ({ inputs: { x }, grad }) => ({ x: multiply(grad, sign(x)) }), {
  lanes: (lanes, { x }) => lanes.abs(x),
  // Abs of whole numbers is placed on the CPU under WebGPU, Max is not.
  lower: (onnx, { x }, output) =>
    onnx.target === 'webgpu' && !isFloat(x.dtype)
      ? onnx.node('Max', [x, onnx.node('Sub', [onnx.constant(x.dtype, [], [0]), x], output)], output)
      : onnx.node('Abs', [x], output),
});

/**
 * Absolute value: `|x|`; its gradient at 0 is 0.
 *
 * @param x - any shape; the result has the same.
 * @example
 * await ops.abs([1, -2]).array() // => [1, 2]
 * @see https://keras.io/api/ops/numpy/#abs-function
 */
export function abs(x: TensorLike): Tensor {
  const given = asTensor(x);
  return isSigned(given.dtype) ? apply(absOp, { x: given }) : given;
}

const signOp = defineOp({
  name: 'sign',
  inputs: { x: 'one' },
  infer: ({ x }) => x,
  gradient: 'zero',
  lower: (onnx, { x }, _, output) => {
    if (onnx.target !== 'webgpu') return onnx.node('Sign', [x], output);
    if (x.dtype === 'uint8') return pairNode(onnx, 'Min', { a: x, b: onnx.constant('uint8', [], [1]) }, output);
    // Sign is placed on the CPU under WebGPU; two comparisons are not.
    const zero = onnx.constant(x.dtype, [], [0]);
    const sides = (['Greater', 'Less'] as const).map((type) => {
      const bools = onnx.node(type, [x, zero], { dtype: 'bool', dims: x.dims });
      return onnx.node('Cast', [bools], output, { to: castTargets[output.dtype] });
    });
    return onnx.node('Sub', sides, output);
  },
  lanes: (lanes, { x }) => {
    const zero = lanes.constant(0);
    const zeroOrNaN = lanes.where(lanes.equal(x, zero), zero, x);
    const notAbove = lanes.where(lanes.less(x, zero), lanes.constant(-1), zeroOrNaN);
    return lanes.where(lanes.greater(x, zero), lanes.constant(1), notAbove);
  },
});

/**
 * Sign: -1, 0 or 1; NaN of NaN. Its gradient is 0.
 *
 * @param x - numbers of any shape; the result has the same shape and dtype.
 * @throws {ShapeError} for booleans.
 * @example
 * await ops.sign([3, 0, -2]).array() // => [1, 0, -1]
 * @see https://keras.io/api/ops/numpy/#sign-function
 */
export function sign(x: TensorLike): Tensor {
  return apply(signOp, { x: numbers('sign(x)', x) });
}

const tanhOp = oneOp('tanh', 'Tanh', ({ output, grad }) => ({ x: multiply(grad, subtract(1, square(output))) }));

/**
 * Hyperbolic tangent: `(eˣ - e⁻ˣ) / (eˣ + e⁻ˣ)`.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await ops.tanh([0]).array() // => [0]
 * @see https://keras.io/api/ops/numpy/#tanh-function
 */
export function tanh(x: TensorLike): Tensor {
  return apply(tanhOp, { x: asFloat(x) });
}

const sigmoidOp = oneOp('sigmoid', 'Sigmoid', ({ output, grad }) => ({
  x: multiply(grad, multiply(output, subtract(1, output))),
}));

/**
 * Logistic function: `1 / (1 + e⁻ˣ)`.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await ops.sigmoid([0]).array() // => [0.5]
 * @see https://keras.io/api/ops/nn/#sigmoid-function
 */
export function sigmoid(x: TensorLike): Tensor {
  return apply(sigmoidOp, { x: asFloat(x) });
}

const erfOp = oneOp('erf', 'Erf', ({ inputs: { x }, grad }) => ({
  x: multiply(grad, multiply(exp(negative(square(x))), 2 / Math.sqrt(Math.PI))),
}));

/**
 * Gauss error function: `2/√π · ∫₀ˣ e^(-t²) dt`.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await ops.erf([0]).array() // => [0]
 * @see https://keras.io/api/ops/core/#erf-function
 */
export function erf(x: TensorLike): Tensor {
  return apply(erfOp, { x: asFloat(x) });
}

const stopOp = oneOp('stopGradient', 'Identity', 'zero', { lower: (_, { x }) => x });

/**
 * The same values, but no gradient flows back through here.
 *
 * @param x - any shape; the result has the same.
 * @example
 * await ops.stopGradient([1, 2]).array() // => [1, 2]
 * @see https://keras.io/api/ops/core/#stop_gradient-function
 */
export function stopGradient(x: TensorLike): Tensor {
  return apply(stopOp, { x: asTensor(x) });
}
