import type { Tensor, TensorLike } from '../graph/index.ts';
import { apply, composite, isFloat, shown } from '../graph/index.ts';
import { ShapeError } from '../utils/errors.ts';
import { cast } from './cast.ts';
import { equal, greater, logicalAnd, logicalOr } from './comparison.ts';
import { log } from './elementwise.ts';
import { applyPair, asFloat, asTensor, numberPair, numbers, oneOp, operands, pairOp } from './operands.ts';
import { where } from './select.ts';
import { narrowed } from './uniform.ts';

const addOp = pairOp('add', 'Add', ({ grad }) => ({ a: grad, b: grad }), {
  lanes: (lanes, { a, b }) => lanes.add(a, b),
});

/**
 * Sum, element by element: `a + b`; of booleans, whether at least one is true.
 *
 * @param a - any shape that broadcasts with `b`'s.
 * @param b - likewise; the result has the broadcast shape.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * await ops.add([1, 2], 10).array() // => [11, 12]
 * @see https://keras.io/api/ops/numpy/#add-function
 */
export function add(a: TensorLike, b: TensorLike): Tensor {
  const pair = operands(a, b);
  return pair.a.dtype === 'bool' ? logicalOr(pair.a, pair.b) : apply(addOp, pair);
}

const subtractOp = pairOp('subtract', 'Sub', ({ grad }) => ({ a: grad, b: negative(grad) }), {
  lanes: (lanes, { a, b }) => lanes.subtract(a, b),
});

/**
 * Difference, element by element: `a - b`.
 *
 * @param a - any shape that broadcasts with `b`'s.
 * @param b - likewise; the result has the broadcast shape.
 * @throws {ShapeError} when the shapes do not broadcast, or both are booleans.
 * @example
 * await ops.subtract([1, 2], [3, 5]).array() // => [-2, -3]
 * @see https://keras.io/api/ops/numpy/#subtract-function
 */
export function subtract(a: TensorLike, b: TensorLike): Tensor {
  const pair = operands(a, b);
  if (pair.a.dtype === 'bool')
    throw new ShapeError('subtract(a, b)', {
      expected: 'numbers',
      received: `a ${shown(pair.a)} and b ${shown(pair.b)}`,
      mend: "Booleans differ where logicalXor is true; or cast them, as in cast(a, 'int32').",
    });
  return apply(subtractOp, pair);
}

const multiplyOp = pairOp(
  'multiply',
  'Mul',
  ({ inputs: { a, b }, grad }) => ({ a: multiply(grad, b), b: multiply(grad, a) }),
  { lanes: (lanes, { a, b }) => lanes.multiply(a, b) },
);

/**
 * Product, element by element: `a · b`; of booleans, whether both are true.
 *
 * @param a - any shape that broadcasts with `b`'s.
 * @param b - likewise; the result has the broadcast shape.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * await ops.multiply([1, 2], [3, 5]).array() // => [3, 10]
 * @see https://keras.io/api/ops/numpy/#multiply-function
 */
export function multiply(a: TensorLike, b: TensorLike): Tensor {
  const pair = operands(a, b);
  if (pair.a.dtype === 'bool') return logicalAnd(pair.a, pair.b);
  const first = narrowed(pair.a, pair.b);
  return apply(multiplyOp, { a: first, b: first === pair.a ? narrowed(pair.b, pair.a) : pair.b });
}

const divideOp = pairOp(
  'divide',
  'Div',
  ({ inputs: { b }, output, grad }) => ({ a: divide(grad, b), b: negative(multiply(grad, divide(output, b))) }),
  { lanes: (lanes, { a, b }) => lanes.divide(a, b) },
);

/**
 * Quotient, element by element: `a / b`, always float32.
 *
 * @param a - any shape that broadcasts with `b`'s.
 * @param b - likewise; the result has the broadcast shape. Dividing by 0 gives ±Infinity or NaN.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * await ops.divide([1, 4], [4, 2]).array() // => [0.25, 2]
 * @see https://keras.io/api/ops/numpy/#divide-function
 */
export function divide(a: TensorLike, b: TensorLike): Tensor {
  return applyPair(divideOp, a, b, 'float32');
}

const negativeOp = oneOp('negative', 'Neg', ({ grad }) => ({ x: negative(grad) }), {
  lanes: (lanes, { x }) => lanes.negative(x),
  uniform: (number) => negative(number),
  // Neg of whole numbers is placed on the CPU under WebGPU, Sub is not.
  lower: (onnx, { x }, output) =>
    onnx.target === 'webgpu' && !isFloat(x.dtype)
      ? onnx.node('Sub', [onnx.constant(x.dtype, [], [0]), x], output)
      : onnx.node('Neg', [x], output),
});

/**
 * Negation: `-x`.
 *
 * @param x - numbers of any shape; the result has the same.
 * @throws {ShapeError} for booleans.
 * @example
 * await ops.negative([1, -2]).array() // => [-1, 2]
 * @see https://keras.io/api/ops/numpy/#negative-function
 */
export function negative(x: TensorLike): Tensor {
  const given = numbers('negative(x)', x);
  // ONNX negates signed numbers only; unsigned ones wrap around.
  return given.dtype === 'uint8' || given.dtype === 'uint32' ? subtract(0, given) : apply(negativeOp, { x: given });
}

const powerOp = pairOp('power', 'Pow', ({ inputs: { a, b }, output, grad }) => ({
  // 0^0 is 1 for every base, so an exponent of 0 has no slope, even where a^(b-1) is infinite.
  a: multiply(grad, where(equal(b, 0), 0, multiply(b, power(a, subtract(b, 1))))),
  b: multiply(grad, where(greater(a, 0), multiply(output, log(where(greater(a, 0), a, 1))), 0)),
}));

/**
 * Power, element by element: `aᵇ`.
 *
 * @param a - any shape that broadcasts with `b`'s.
 * @param b - likewise; the result has the broadcast shape. A negative base with a fractional exponent gives NaN.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * await ops.power([2, 3], 2).array() // => [4, 9]
 * @see https://keras.io/api/ops/numpy/#power-function
 */
export function power(a: TensorLike, b: TensorLike): Tensor {
  const { a: base, b: exponent } = numberPair(a, b);
  // ONNX raises floats and signed numbers only; taken as wider ones the small results are the same.
  const wide = base.dtype === 'uint8' ? 'int32' : base.dtype === 'uint32' ? 'int64' : base.dtype;
  return cast(apply(powerOp, { a: cast(base, wide), b: cast(exponent, wide) }), base.dtype);
}

const maximumOp = pairOp('maximum', 'Max', ({ inputs: { a, b }, grad }) => shareExtremum(a, b, greater(a, b), grad), {
  lanes: (lanes, { a, b }) => lanes.maximum(a, b),
});

/**
 * The larger of two, element by element; NaN where either is. Where both are equal each gets half
 * the gradient.
 *
 * @param a - any shape that broadcasts with `b`'s.
 * @param b - likewise; the result has the broadcast shape.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * await ops.maximum([1, 5], 3).array() // => [3, 5]
 * @see https://keras.io/api/ops/numpy/#maximum-function
 */
export function maximum(a: TensorLike, b: TensorLike): Tensor {
  const pair = operands(a, b);
  return pair.a.dtype === 'bool' ? logicalOr(pair.a, pair.b) : apply(maximumOp, pair);
}

const minimumOp = pairOp('minimum', 'Min', ({ inputs: { a, b }, grad }) => shareExtremum(a, b, greater(b, a), grad), {
  lanes: (lanes, { a, b }) => lanes.minimum(a, b),
});

/**
 * The smaller of two, element by element; NaN where either is. Where both are equal each gets half
 * the gradient.
 *
 * @param a - any shape that broadcasts with `b`'s.
 * @param b - likewise; the result has the broadcast shape.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * await ops.minimum([1, 5], 3).array() // => [1, 3]
 * @see https://keras.io/api/ops/numpy/#minimum-function
 */
export function minimum(a: TensorLike, b: TensorLike): Tensor {
  const pair = operands(a, b);
  return pair.a.dtype === 'bool' ? logicalAnd(pair.a, pair.b) : apply(minimumOp, pair);
}

/** The gradient goes to the winner; a tie is shared evenly. */
function shareExtremum(a: Tensor, b: Tensor, aWins: Tensor, grad: Tensor): { readonly a: Tensor; readonly b: Tensor } {
  const share = where(equal(a, b), 0.5, cast(aWins, 'float32'));
  return { a: multiply(grad, share), b: multiply(grad, subtract(1, share)) };
}

/**
 * Square: `x²`.
 *
 * @param x - any shape; the result has the same. Booleans are squared as int32.
 * @example
 * await ops.square([3, -4]).array() // => [9, 16]
 * @see https://keras.io/api/ops/numpy/#square-function
 */
export const square = composite('square', (x: TensorLike): Tensor => {
  const given = asTensor(x);
  const squared = given.dtype === 'bool' ? cast(given, 'int32') : given;
  return multiply(squared, squared);
});

const reciprocalOp = oneOp('reciprocal', 'Reciprocal', ({ output, grad }) => ({
  x: negative(multiply(grad, square(output))),
}));

/**
 * Reciprocal: `1 / x`.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await ops.reciprocal([2, 4]).array() // => [0.5, 0.25]
 * @see https://keras.io/api/ops/numpy/#reciprocal-function
 */
export function reciprocal(x: TensorLike): Tensor {
  return apply(reciprocalOp, { x: asFloat(x) });
}

/**
 * Quotient, element by element: another name of `divide`.
 *
 * @param a - any shape that broadcasts with `b`'s.
 * @param b - likewise; the result is float32, in the broadcast shape.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * await ops.trueDivide([1, 4], [4, 2]).array() // => [0.25, 2]
 * @see https://keras.io/api/ops/numpy/#true_divide-function
 */
export function trueDivide(a: TensorLike, b: TensorLike): Tensor {
  return divide(a, b);
}

/**
 * Quotient that is 0 where the divisor is 0; there its gradient is 0 as well.
 *
 * @param a - any shape that broadcasts with `b`'s.
 * @param b - likewise; the result is float32, in the broadcast shape.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * await ops.divideNoNan([1, 4], [0, 2]).array() // => [0, 2]
 * @see https://keras.io/api/ops/numpy/#divide_no_nan-function
 */
export const divideNoNan = composite('divideNoNan', (a: TensorLike, b: TensorLike): Tensor => {
  const pair = operands(a, b, 'float32');
  const zero = equal(pair.b, 0);
  // The divisor is replaced as well: a gradient through the branch not taken would be 0 · NaN.
  return where(zero, 0, divide(pair.a, where(zero, 1, pair.b)));
});
