import type { Tensor, TensorLike } from '../graph/index.ts';
import { apply, composite, isFloat } from '../graph/index.ts';
import { cast } from './cast.ts';
import { equal, greater } from './comparison.ts';
import { floor, log } from './elementwise.ts';
import { applyPair, asTensor, oneOp, operands, pairOp } from './operands.ts';
import { where } from './select.ts';

const addOp = pairOp('add', 'Add', ({ grad }) => ({ a: grad, b: grad }));

/**
 * Sum, element by element: `a + b`.
 *
 * @param a - any shape that broadcasts with `b`'s.
 * @param b - likewise; the result has the broadcast shape.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * await ops.add([1, 2], 10).array() // => [11, 12]
 * @see https://keras.io/api/ops/numpy/#add-function
 */
export function add(a: TensorLike, b: TensorLike): Tensor {
  return applyPair(addOp, a, b, 'uint8');
}

const subtractOp = pairOp('subtract', 'Sub', ({ grad }) => ({ a: grad, b: negative(grad) }));

/**
 * Difference, element by element: `a - b`.
 *
 * @param a - any shape that broadcasts with `b`'s.
 * @param b - likewise; the result has the broadcast shape.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * await ops.subtract([1, 2], [3, 5]).array() // => [-2, -3]
 * @see https://keras.io/api/ops/numpy/#subtract-function
 */
export function subtract(a: TensorLike, b: TensorLike): Tensor {
  return applyPair(subtractOp, a, b, 'uint8');
}

const multiplyOp = pairOp('multiply', 'Mul', ({ inputs: { a, b }, grad }) => ({
  a: multiply(grad, b),
  b: multiply(grad, a),
}));

/**
 * Product, element by element: `a · b`.
 *
 * @param a - any shape that broadcasts with `b`'s.
 * @param b - likewise; the result has the broadcast shape.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * await ops.multiply([1, 2], [3, 5]).array() // => [3, 10]
 * @see https://keras.io/api/ops/numpy/#multiply-function
 */
export function multiply(a: TensorLike, b: TensorLike): Tensor {
  return applyPair(multiplyOp, a, b, 'uint8');
}

const divideOp = pairOp('divide', 'Div', ({ inputs: { b }, output, grad }) => ({
  a: divide(grad, b),
  b: negative(multiply(grad, divide(output, b))),
}));

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

const negativeOp = oneOp('negative', 'Neg', ({ grad }) => ({ x: negative(grad) }));

/**
 * Negation: `-x`.
 *
 * @param x - any shape; the result has the same.
 * @example
 * await ops.negative([1, -2]).array() // => [-1, 2]
 * @see https://keras.io/api/ops/numpy/#negative-function
 */
export function negative(x: TensorLike): Tensor {
  return apply(negativeOp, { x: asTensor(x) });
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
  return applyPair(powerOp, a, b, 'int32');
}

const maximumOp = pairOp('maximum', 'Max', ({ inputs: { a, b }, grad }) => shareExtremum(a, b, greater(a, b), grad));

/**
 * The larger of two, element by element. Where both are equal each gets half the gradient.
 *
 * @param a - any shape that broadcasts with `b`'s.
 * @param b - likewise; the result has the broadcast shape.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * await ops.maximum([1, 5], 3).array() // => [3, 5]
 * @see https://keras.io/api/ops/numpy/#maximum-function
 */
export function maximum(a: TensorLike, b: TensorLike): Tensor {
  return applyPair(maximumOp, a, b);
}

const minimumOp = pairOp('minimum', 'Min', ({ inputs: { a, b }, grad }) => shareExtremum(a, b, greater(b, a), grad));

/**
 * The smaller of two, element by element. Where both are equal each gets half the gradient.
 *
 * @param a - any shape that broadcasts with `b`'s.
 * @param b - likewise; the result has the broadcast shape.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * await ops.minimum([1, 5], 3).array() // => [1, 3]
 * @see https://keras.io/api/ops/numpy/#minimum-function
 */
export function minimum(a: TensorLike, b: TensorLike): Tensor {
  return applyPair(minimumOp, a, b);
}

/** The gradient goes to the winner; a tie is shared evenly. */
function shareExtremum(a: Tensor, b: Tensor, aWins: Tensor, grad: Tensor): { readonly a: Tensor; readonly b: Tensor } {
  const share = where(equal(a, b), 0.5, cast(aWins, 'float32'));
  return { a: multiply(grad, share), b: multiply(grad, subtract(1, share)) };
}

/**
 * Square: `x²`.
 *
 * @param x - any shape; the result has the same.
 * @example
 * await ops.square([3, -4]).array() // => [9, 16]
 * @see https://keras.io/api/ops/numpy/#square-function
 */
export const square = composite('square', (x: TensorLike): Tensor => {
  const given = asTensor(x);
  return multiply(given, given);
});

const modOp = pairOp('mod', 'Mod', 'zero');

/**
 * Remainder with the sign of the divisor, as in Python: `a - floor(a / b) · b`.
 *
 * @param a - any shape that broadcasts with `b`'s.
 * @param b - likewise; the result has the broadcast shape.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * await ops.mod([5, -5], 3).array() // => [2, 1]
 * @see https://keras.io/api/ops/numpy/#mod-function
 */
export const mod = composite('mod', (a: TensorLike, b: TensorLike): Tensor => {
  const pair = operands(a, b, 'int32');
  if (!isFloat(pair.a.dtype)) return apply(modOp, pair);
  return subtract(pair.a, multiply(floor(divide(pair.a, pair.b)), pair.b));
});

const quotientOp = pairOp('quotient', 'Div', 'zero');

/**
 * Quotient rounded down: `floor(a / b)`.
 *
 * @param a - any shape that broadcasts with `b`'s.
 * @param b - likewise; the result has the broadcast shape.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * await ops.floorDivide([7, -7], 2).array() // => [3, -4]
 * @see https://keras.io/api/ops/numpy/#floor_divide-function
 */
export const floorDivide = composite('floorDivide', (a: TensorLike, b: TensorLike): Tensor => {
  const pair = operands(a, b, 'int32');
  if (isFloat(pair.a.dtype)) return floor(divide(pair.a, pair.b));
  // Whole-number division cuts towards zero; taking the remainder off first makes it exact.
  return apply(quotientOp, { a: subtract(pair.a, apply(modOp, pair)), b: pair.b });
});
