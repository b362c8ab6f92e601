import { apply, composite, defineOp, type Tensor, type TensorLike, type Value } from '../graph/index.ts';
import { cast, castTargets } from './cast.ts';
import {
  applyPair,
  asFloat,
  asTensor,
  broadcastSpec,
  type One,
  oneOp,
  operands,
  type Pair,
  pairNode,
  pairOp,
} from './operands.ts';

const equalOp = pairOp('equal', 'Equal', 'zero', {
  dtype: 'bool',
  lanes: (lanes, { a, b }) => lanes.equal(a, b),
  lower: (onnx, { a, b }, output) => {
    if (onnx.target !== 'webgpu' || a.dtype !== 'bool') return pairNode(onnx, 'Equal', { a, b }, output);
    // WebGPU compares numbers alone.
    const number = (x: Value): Value =>
      onnx.node('Cast', [x], { dtype: 'int32', dims: x.dims }, { to: castTargets.int32 });
    return onnx.node('Equal', [number(a), number(b)], output);
  },
});

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

/** Two operands that can be put in order on every device: booleans and bytes count as int32. */
function ordered(a: TensorLike, b: TensorLike): { readonly a: Tensor; readonly b: Tensor } {
  const pair = operands(a, b);
  const { dtype } = pair.a;
  return dtype === 'bool' || dtype === 'uint8' ? { a: cast(pair.a, 'int32'), b: cast(pair.b, 'int32') } : pair;
}

const greaterOp = pairOp('greater', 'Greater', 'zero', {
  dtype: 'bool',
  lanes: (lanes, { a, b }) => lanes.greater(a, b),
});

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
  return apply(greaterOp, ordered(a, b));
}

const greaterEqualOp = pairOp('greaterEqual', 'GreaterOrEqual', 'zero', {
  dtype: 'bool',
  lanes: (lanes, { a, b }) => lanes.greaterEqual(a, b),
});

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
  return apply(greaterEqualOp, ordered(a, b));
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
  return apply(lessOp, ordered(a, b));
}

const lessOp = pairOp('less', 'Less', 'zero', { dtype: 'bool', lanes: (lanes, { a, b }) => lanes.less(a, b) });

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
  return apply(lessEqualOp, ordered(a, b));
}

const lessEqualOp = pairOp('lessEqual', 'LessOrEqual', 'zero', {
  dtype: 'bool',
  lanes: (lanes, { a, b }) => lanes.lessEqual(a, b),
});

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

const notOp = oneOp('logicalNot', 'Not', 'zero', { lanes: (lanes, { x }) => lanes.not(x) });

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

const andOp = pairOp('logicalAnd', 'And', 'zero', { lanes: (lanes, { a, b }) => lanes.and(a, b) });

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

const orOp = defineOp<Pair>({
  name: 'logicalOr',
  inputs: { a: 'one', b: 'one' },
  infer: ({ a, b }) => broadcastSpec('logicalOr(a, b)', a, b),
  gradient: 'zero',
  lower: (onnx, { a, b }, _, output) => {
    if (onnx.target !== 'webgpu') return onnx.node('Or', [a, b], output);
    // Or is placed on the CPU under WebGPU, And and Not are not: a or b is not (not a and not b).
    const neither = onnx.node('And', [onnx.node('Not', [a], a), onnx.node('Not', [b], b)], output);
    return onnx.node('Not', [neither], output);
  },
});

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

const xorOp = defineOp<Pair>({
  name: 'logicalXor',
  inputs: { a: 'one', b: 'one' },
  infer: ({ a, b }) => broadcastSpec('logicalXor(a, b)', a, b),
  gradient: 'zero',
  lower: (onnx, { a, b }, _, output) => {
    if (onnx.target !== 'webgpu') return onnx.node('Xor', [a, b], output);
    // Xor is placed on the CPU under WebGPU, comparing numbers is not.
    const number = (value: Value) => onnx.node('Cast', [value], { dtype: 'int32', dims: value.dims }, { to: 6 });
    return onnx.node('Not', [onnx.node('Equal', [number(a), number(b)], output)], output);
  },
});

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

const isNaNOp = oneOp('isnan', 'IsNaN', 'zero', {
  dtype: 'bool',
  // IsNaN and IsInf are placed on the CPU under WebGPU, comparisons are not; NaN alone is not equal to itself.
  lower: (onnx, { x }, output) =>
    onnx.target === 'webgpu'
      ? onnx.node('Not', [onnx.node('Equal', [x, x], output)], output)
      : onnx.node('IsNaN', [x], output),
});

/**
 * Whether an element is NaN.
 *
 * @param x - any shape; the result is bool, in the same shape.
 * @example
 * await ops.isnan([1, NaN]).array() // => [false, true]
 * @see https://keras.io/api/ops/numpy/#isnan-function
 */
export function isnan(x: TensorLike): Tensor {
  return apply(isNaNOp, { x: asFloat(x) });
}

/** Which infinities `isinf` finds. */
interface Signs {
  readonly positive: boolean;
  readonly negative: boolean;
}

const isInfOp = defineOp<One, Signs>({
  name: 'isinf',
  inputs: { x: 'one' },
  infer: ({ x }) => ({ dims: x.dims, dtype: 'bool' }),
  gradient: 'zero',
  lower: (onnx, { x }, { positive, negative }, output) => {
    if (onnx.target !== 'webgpu')
      return onnx.node('IsInf', [x], output, { detect_positive: Number(positive), detect_negative: Number(negative) });
    const size = positive && negative ? onnx.node('Abs', [x], x) : x;
    return onnx.node('Equal', [size, onnx.constant(x.dtype, [], [positive ? Infinity : -Infinity])], output);
  },
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
  return apply(isInfOp, { x: asFloat(x) }, { positive: true, negative: true });
}

/**
 * Whether an element is positive infinity.
 *
 * @param x - any shape; the result is bool, in the same shape.
 * @example
 * await ops.isposinf([1, -Infinity, Infinity]).array() // => [false, false, true]
 * @see https://keras.io/api/ops/numpy/#isposinf-function
 */
export function isposinf(x: TensorLike): Tensor {
  return apply(isInfOp, { x: asFloat(x) }, { positive: true, negative: false });
}

/**
 * Whether an element is negative infinity.
 *
 * @param x - any shape; the result is bool, in the same shape.
 * @example
 * await ops.isneginf([1, -Infinity, Infinity]).array() // => [false, true, false]
 * @see https://keras.io/api/ops/numpy/#isneginf-function
 */
export function isneginf(x: TensorLike): Tensor {
  return apply(isInfOp, { x: asFloat(x) }, { positive: false, negative: true });
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
