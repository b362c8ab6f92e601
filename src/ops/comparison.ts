import { apply, composite, defineOp, type Tensor, type TensorLike } from '../graph/index.ts';
import { cast } from './cast.ts';
import { applyPair, asTensor, oneOp, pairOp } from './operands.ts';

const equalOp = pairOp('equal', 'Equal', 'zero', 'bool');

/**
 * Whether `a = b`, element by element.
 *
 * @param a - any shape that broadcasts with `b`'s.
 * @param b - likewise; the result is bool, in the broadcast shape.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * await ops.equal([1, 2], [1, 3]).array() // => [true, false]
 * @see https://keras.io/api/ops/numpy/#equal-function
 */
export function equal(a: TensorLike, b: TensorLike): Tensor {
  return applyPair(equalOp, a, b);
}

const greaterOp = pairOp('greater', 'Greater', 'zero', 'bool');

/**
 * Whether `a > b`, element by element.
 *
 * @param a - any shape that broadcasts with `b`'s.
 * @param b - likewise; the result is bool, in the broadcast shape.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * await ops.greater([1, 2], [1, 1]).array() // => [false, true]
 * @see https://keras.io/api/ops/numpy/#greater-function
 */
export function greater(a: TensorLike, b: TensorLike): Tensor {
  return applyPair(greaterOp, a, b, 'uint8');
}

const greaterEqualOp = pairOp('greaterEqual', 'GreaterOrEqual', 'zero', 'bool');

/**
 * Whether `a ≥ b`, element by element.
 *
 * @param a - any shape that broadcasts with `b`'s.
 * @param b - likewise; the result is bool, in the broadcast shape.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * await ops.greaterEqual([1, 2], [1, 3]).array() // => [true, false]
 * @see https://keras.io/api/ops/numpy/#greater_equal-function
 */
export function greaterEqual(a: TensorLike, b: TensorLike): Tensor {
  return applyPair(greaterEqualOp, a, b, 'uint8');
}

/**
 * Whether `a < b`, element by element.
 *
 * @param a - any shape that broadcasts with `b`'s.
 * @param b - likewise; the result is bool, in the broadcast shape.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * await ops.less([1, 2], [2, 2]).array() // => [true, false]
 * @see https://keras.io/api/ops/numpy/#less-function
 */
export function less(a: TensorLike, b: TensorLike): Tensor {
  return applyPair(lessOp, a, b, 'uint8');
}

const lessOp = pairOp('less', 'Less', 'zero', 'bool');

/**
 * Whether `a ≤ b`, element by element.
 *
 * @param a - any shape that broadcasts with `b`'s.
 * @param b - likewise; the result is bool, in the broadcast shape.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * await ops.lessEqual([1, 2], [1, 1]).array() // => [true, false]
 * @see https://keras.io/api/ops/numpy/#less_equal-function
 */
export function lessEqual(a: TensorLike, b: TensorLike): Tensor {
  return applyPair(lessEqualOp, a, b, 'uint8');
}

const lessEqualOp = pairOp('lessEqual', 'LessOrEqual', 'zero', 'bool');

/**
 * Whether `a ≠ b`, element by element.
 *
 * @param a - any shape that broadcasts with `b`'s.
 * @param b - likewise; the result is bool, in the broadcast shape.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * await ops.notEqual([1, 2], [1, 3]).array() // => [false, true]
 * @see https://keras.io/api/ops/numpy/#not_equal-function
 */
export const notEqual = composite('notEqual', (a: TensorLike, b: TensorLike): Tensor => logicalNot(equal(a, b)));

const notOp = oneOp('logicalNot', 'Not', 'zero');

/**
 * Whether `x` is false (or 0), element by element.
 *
 * @param x - any shape; the result is bool, in the same shape.
 * @example
 * await ops.logicalNot([true, false]).array() // => [false, true]
 * @see https://keras.io/api/ops/numpy/#logical_not-function
 */
export function logicalNot(x: TensorLike): Tensor {
  return apply(notOp, { x: cast(asTensor(x), 'bool') });
}

const andOp = pairOp('logicalAnd', 'And', 'zero');

/**
 * Whether both are true, element by element; anything but 0 is true.
 *
 * @param a - any shape that broadcasts with `b`'s.
 * @param b - likewise; the result is bool, in the broadcast shape.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * await ops.logicalAnd([true, true], [true, false]).array() // => [true, false]
 * @see https://keras.io/api/ops/numpy/#logical_and-function
 */
export function logicalAnd(a: TensorLike, b: TensorLike): Tensor {
  return apply(andOp, { a: cast(a, 'bool'), b: cast(b, 'bool') });
}

const orOp = pairOp('logicalOr', 'Or', 'zero');

/**
 * Whether at least one is true, element by element; anything but 0 is true.
 *
 * @param a - any shape that broadcasts with `b`'s.
 * @param b - likewise; the result is bool, in the broadcast shape.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * await ops.logicalOr([false, true], [false, false]).array() // => [false, true]
 * @see https://keras.io/api/ops/numpy/#logical_or-function
 */
export function logicalOr(a: TensorLike, b: TensorLike): Tensor {
  return apply(orOp, { a: cast(a, 'bool'), b: cast(b, 'bool') });
}

const xorOp = pairOp('logicalXor', 'Xor', 'zero');

/**
 * Whether exactly one is true, element by element; anything but 0 is true.
 *
 * @param a - any shape that broadcasts with `b`'s.
 * @param b - likewise; the result is bool, in the broadcast shape.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * await ops.logicalXor([true, true], [true, false]).array() // => [false, true]
 * @see https://keras.io/api/ops/numpy/#logical_xor-function
 */
export function logicalXor(a: TensorLike, b: TensorLike): Tensor {
  return apply(xorOp, { a: cast(a, 'bool'), b: cast(b, 'bool') });
}

const isNaNOp = oneOp('isnan', 'IsNaN', 'zero', 'bool');

/**
 * Whether an element is NaN.
 *
 * @param x - any shape; the result is bool, in the same shape.
 * @example
 * await ops.isnan([1, NaN]).array() // => [false, true]
 * @see https://keras.io/api/ops/numpy/#isnan-function
 */
export function isnan(x: TensorLike): Tensor {
  return apply(isNaNOp, { x: cast(asTensor(x), 'float32') });
}

const isInfOp = defineOp({
  name: 'isinf',
  inputs: { x: 'one' },
  infer: ({ x }) => ({ dims: x.dims, dtype: 'bool' }),
  gradient: 'zero',
  lower: (onnx, { x }, _, output) => onnx.node('IsInf', [x], output),
});

/**
 * Whether an element is positive or negative infinity.
 *
 * @param x - any shape; the result is bool, in the same shape.
 * @example
 * await ops.isinf([1, -Infinity]).array() // => [false, true]
 * @see https://keras.io/api/ops/numpy/#isinf-function
 */
export function isinf(x: TensorLike): Tensor {
  return apply(isInfOp, { x: cast(asTensor(x), 'float32') });
}

/**
 * Whether an element is neither NaN nor infinite.
 *
 * @param x - any shape; the result is bool, in the same shape.
 * @example
 * await ops.isfinite([1, NaN, Infinity]).array() // => [true, false, false]
 * @see https://keras.io/api/ops/numpy/#isfinite-function
 */
export const isfinite = composite('isfinite', (x: TensorLike): Tensor => logicalNot(logicalOr(isnan(x), isinf(x))));
