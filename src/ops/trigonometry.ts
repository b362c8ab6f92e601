import { apply, composite, defineOp, type Tensor, type TensorLike } from '../graph/index.ts';
import { add, divide, maximum, multiply, negative, square, subtract } from './arithmetic.ts';
import { equal, logicalOr } from './comparison.ts';
import { abs, rsqrt, sqrt, stopGradient } from './elementwise.ts';
import { asFloat, broadcastSpec, oneOp, operands, type Pair } from './operands.ts';
import { where } from './select.ts';

const sinOp = oneOp('sin', 'Sin', ({ inputs: { x }, grad }) => ({ x: multiply(grad, cos(x)) }));

/**
 * Sine: `sin x`, in radians.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await ops.sin([0]).array() // => [0]
 * @see https://keras.io/api/ops/numpy/#sin-function
 */
export function sin(x: TensorLike): Tensor {
  return apply(sinOp, { x: asFloat(x) });
}

const cosOp = oneOp('cos', 'Cos', ({ inputs: { x }, grad }) => ({ x: negative(multiply(grad, sin(x))) }));

/**
 * Cosine: `cos x`, in radians.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await ops.cos([0]).array() // => [1]
 * @see https://keras.io/api/ops/numpy/#cos-function
 */
export function cos(x: TensorLike): Tensor {
  return apply(cosOp, { x: asFloat(x) });
}

const tanOp = oneOp('tan', 'Tan', ({ output, grad }) => ({ x: multiply(grad, add(square(output), 1)) }));

/**
 * Tangent: `sin x / cos x`, in radians.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await ops.tan([0]).array() // => [0]
 * @see https://keras.io/api/ops/numpy/#tan-function
 */
export function tan(x: TensorLike): Tensor {
  return apply(tanOp, { x: asFloat(x) });
}

const arcsinOp = oneOp('arcsin', 'Asin', ({ inputs: { x }, grad }) => ({
  x: multiply(grad, rsqrt(multiply(subtract(1, x), add(1, x)))),
}));

/**
 * Inverse sine: the angle between -π/2 and π/2 whose sine is `x`; NaN beyond ±1.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await ops.arcsin([0]).array() // => [0]
 * @see https://keras.io/api/ops/numpy/#arcsin-function
 */
export function arcsin(x: TensorLike): Tensor {
  return apply(arcsinOp, { x: asFloat(x) });
}

const arccosOp = oneOp('arccos', 'Acos', ({ inputs: { x }, grad }) => ({
  x: negative(multiply(grad, rsqrt(multiply(subtract(1, x), add(1, x))))),
}));

/**
 * Inverse cosine: the angle between 0 and π whose cosine is `x`; NaN beyond ±1.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await ops.arccos([1]).array() // => [0]
 * @see https://keras.io/api/ops/numpy/#arccos-function
 */
export function arccos(x: TensorLike): Tensor {
  return apply(arccosOp, { x: asFloat(x) });
}

const arctanOp = oneOp('arctan', 'Atan', ({ inputs: { x }, grad }) => ({ x: divide(grad, add(square(x), 1)) }));

/**
 * Inverse tangent: the angle between -π/2 and π/2 whose tangent is `x`.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await ops.arctan([0]).array() // => [0]
 * @see https://keras.io/api/ops/numpy/#arctan-function
 */
export function arctan(x: TensorLike): Tensor {
  return apply(arctanOp, { x: asFloat(x) });
}

const sinhOp = oneOp('sinh', 'Sinh', ({ inputs: { x }, grad }) => ({ x: multiply(grad, cosh(x)) }));

/**
 * Hyperbolic sine: `(eˣ - e⁻ˣ) / 2`.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await ops.sinh([0]).array() // => [0]
 * @see https://keras.io/api/ops/numpy/#sinh-function
 */
export function sinh(x: TensorLike): Tensor {
  return apply(sinhOp, { x: asFloat(x) });
}

const coshOp = oneOp('cosh', 'Cosh', ({ inputs: { x }, grad }) => ({ x: multiply(grad, sinh(x)) }));

/**
 * Hyperbolic cosine: `(eˣ + e⁻ˣ) / 2`.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await ops.cosh([0]).array() // => [1]
 * @see https://keras.io/api/ops/numpy/#cosh-function
 */
export function cosh(x: TensorLike): Tensor {
  return apply(coshOp, { x: asFloat(x) });
}

const arcsinhOp = oneOp('arcsinh', 'Asinh', ({ inputs: { x }, grad }) => ({
  x: multiply(grad, rsqrt(add(square(x), 1))),
}));

/**
 * Inverse hyperbolic sine: `ln(x + √(x² + 1))`.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await ops.arcsinh([0]).array() // => [0]
 * @see https://keras.io/api/ops/numpy/#arcsinh-function
 */
export function arcsinh(x: TensorLike): Tensor {
  return apply(arcsinhOp, { x: asFloat(x) });
}

const arccoshOp = oneOp('arccosh', 'Acosh', ({ inputs: { x }, grad }) => ({
  x: multiply(grad, rsqrt(multiply(subtract(x, 1), add(x, 1)))),
}));

/**
 * Inverse hyperbolic cosine: `ln(x + √(x² - 1))`; NaN below 1.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await ops.arccosh([1]).array() // => [0]
 * @see https://keras.io/api/ops/numpy/#arccosh-function
 */
export function arccosh(x: TensorLike): Tensor {
  return apply(arccoshOp, { x: asFloat(x) });
}

const arctanhOp = oneOp('arctanh', 'Atanh', ({ inputs: { x }, grad }) => ({
  x: divide(grad, multiply(subtract(1, x), add(1, x))),
}));

/**
 * Inverse hyperbolic tangent: `ln((1 + x) / (1 - x)) / 2`; ±Infinity at ±1, NaN beyond.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await ops.arctanh([0]).array() // => [0]
 * @see https://keras.io/api/ops/numpy/#arctanh-function
 */
export function arctanh(x: TensorLike): Tensor {
  return apply(arctanhOp, { x: asFloat(x) });
}

const arctan2Op = defineOp<Pair>({
  name: 'arctan2',
  inputs: { a: 'one', b: 'one' },
  infer: ({ a, b }) => broadcastSpec('arctan2(y, x)', a, b),
  gradient: ({ inputs: { a: y, b: x }, grad }) => {
    const scaled = divide(grad, add(square(x), square(y)));
    return { a: multiply(scaled, x), b: negative(multiply(scaled, y)) };
  },
  lower: (onnx, { a, b }, _, output) => {
    const number = (value: number) => onnx.constant('float32', [], [value]);
    const below = (value: typeof a) => onnx.node('Less', [value, number(0)], { dtype: 'bool', dims: value.dims });
    // Infinities are taken as the greatest floats, whose quotients are numbers.
    const finite = (value: typeof a) =>
      onnx.node('Max', [onnx.node('Min', [value, number(greatest)], value), number(-greatest)], value);
    const y = finite(a);
    const x = finite(b);
    const isZero = (value: typeof a) => onnx.node('Equal', [value, number(0)], { dtype: 'bool', dims: value.dims });
    const origin = onnx.node('And', [isZero(y), isZero(x)], { dtype: 'bool', dims: output.dims });
    const slope = onnx.node('Where', [origin, number(0), onnx.node('Div', [y, x], output)], output);
    // The other half plane: half a turn more, towards the side of y.
    const turn = onnx.node('Where', [below(y), number(-Math.PI), number(Math.PI)], y);
    const half = onnx.node('Where', [below(x), turn, number(0)], output);
    return onnx.node('Add', [onnx.node('Atan', [slope], output), half], output);
  },
});

const greatest = 3.4028234663852886e38;

/**
 * The angle of the point `(x, y)`, from -π to π: `arctan(y / x)` in the right quadrant.
 *
 * @param y - any shape that broadcasts with `x`'s.
 * @param x - likewise; the result is float32, in the broadcast shape.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * await ops.arctan2([0], [1]).array() // => [0]
 * @see https://keras.io/api/ops/numpy/#arctan2-function
 */
export function arctan2(y: TensorLike, x: TensorLike): Tensor {
  return apply(arctan2Op, operands(y, x, 'float32'));
}

/**
 * Length of the hypotenuse, without overflow: `√(a² + b²)`. Its gradient at the origin is 0.
 *
 * @param a - any shape that broadcasts with `b`'s.
 * @param b - likewise; the result is float32, in the broadcast shape.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * await ops.hypot([3], [4]).array() // => [5]
 * @see https://keras.io/api/ops/numpy/#hypot-function
 */
export const hypot = composite('hypot', (a: TensorLike, b: TensorLike): Tensor => {
  const pair = operands(a, b, 'float32');
  const longest = stopGradient(maximum(abs(pair.a), abs(pair.b)));
  const zero = equal(longest, 0);
  // Both are divided by the longer one, unless that is 0 or infinite.
  const scale = where(logicalOr(zero, equal(longest, Number.POSITIVE_INFINITY)), 1, longest);
  const squares = add(square(divide(pair.a, scale)), square(divide(pair.b, scale)));
  return where(zero, 0, multiply(scale, sqrt(where(zero, 1, squares))));
});

/**
 * Degrees to radians: `x · π / 180`.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await ops.deg2rad([0, 180]).array() // => [0, 3.1415927410125732]
 * @see https://keras.io/api/ops/numpy/#deg2rad-function
 */
export const deg2rad = composite('deg2rad', (x: TensorLike): Tensor => multiply(asFloat(x), Math.PI / 180));

/**
 * Radians to degrees: `x · 180 / π`.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await ops.rad2deg([0]).array() // => [0]
 * @see https://keras.io/api/ops/numpy/#rad2deg-function
 */
export const rad2deg = composite('rad2deg', (x: TensorLike): Tensor => multiply(asFloat(x), 180 / Math.PI));
