import { apply, composite, constant, isFloat, shown, type Tensor, type TensorLike } from '../graph/index.ts';
import { ShapeError } from '../utils/errors.ts';
import { multiply } from './arithmetic.ts';
import { cast } from './cast.ts';
import { logicalAnd, logicalNot, logicalOr, logicalXor } from './comparison.ts';
import { take } from './indexing.ts';
import { asTensor, oneOp, operands, pairOp } from './operands.ts';
import { floorDivide } from './remainder.ts';

/** Two operands of whole numbers, or both of booleans. */
function wholes(where: string, a: TensorLike, b: TensorLike): { readonly a: Tensor; readonly b: Tensor } {
  const pair = operands(a, b);
  if (isFloat(pair.a.dtype))
    throw new ShapeError(where, {
      expected: 'whole numbers',
      received: `${shown(asTensor(a))} and ${shown(asTensor(b))}`,
      mend: "Cast them, as in cast(x, 'int32').",
    });
  return pair;
}

const andOp = pairOp('bitwiseAnd', 'BitwiseAnd', 'zero');

/**
 * Bits that are set in both, element by element: `a & b`.
 *
 * @param a - whole numbers or booleans of any shape that broadcasts with `b`'s.
 * @param b - likewise; the result has the broadcast shape.
 * @throws {ShapeError} for floats, or shapes that do not broadcast.
 * @example
 * await ops.bitwiseAnd(new Int32Array([6, 5]), new Int32Array([3, 4])).array() // => [2, 4]
 * @see https://keras.io/api/ops/numpy/
 */
export function bitwiseAnd(a: TensorLike, b: TensorLike): Tensor {
  const pair = wholes('bitwiseAnd(a, b)', a, b);
  return pair.a.dtype === 'bool' ? logicalAnd(pair.a, pair.b) : apply(andOp, pair);
}

const orOp = pairOp('bitwiseOr', 'BitwiseOr', 'zero');

/**
 * Bits that are set in at least one, element by element: `a | b`.
 *
 * @param a - whole numbers or booleans of any shape that broadcasts with `b`'s.
 * @param b - likewise; the result has the broadcast shape.
 * @throws {ShapeError} for floats, or shapes that do not broadcast.
 * @example
 * await ops.bitwiseOr(new Int32Array([6, 1]), new Int32Array([3, 4])).array() // => [7, 5]
 * @see https://keras.io/api/ops/numpy/
 */
export function bitwiseOr(a: TensorLike, b: TensorLike): Tensor {
  const pair = wholes('bitwiseOr(a, b)', a, b);
  return pair.a.dtype === 'bool' ? logicalOr(pair.a, pair.b) : apply(orOp, pair);
}

const xorOp = pairOp('bitwiseXor', 'BitwiseXor', 'zero');

/**
 * Bits that are set in one alone, element by element: `a ^ b`.
 *
 * @param a - whole numbers or booleans of any shape that broadcasts with `b`'s.
 * @param b - likewise; the result has the broadcast shape.
 * @throws {ShapeError} for floats, or shapes that do not broadcast.
 * @example
 * await ops.bitwiseXor(new Int32Array([6, 5]), new Int32Array([3, 4])).array() // => [5, 1]
 * @see https://keras.io/api/ops/numpy/
 */
export function bitwiseXor(a: TensorLike, b: TensorLike): Tensor {
  const pair = wholes('bitwiseXor(a, b)', a, b);
  return pair.a.dtype === 'bool' ? logicalXor(pair.a, pair.b) : apply(xorOp, pair);
}

const notOp = oneOp('bitwiseNot', 'BitwiseNot', 'zero');

/**
 * All bits turned over: `~x`, which is `-x - 1` of signed numbers.
 *
 * @param x - whole numbers or booleans of any shape; the result has the same.
 * @throws {ShapeError} for floats.
 * @example
 * await ops.bitwiseNot(new Int32Array([0, 5])).array() // => [-1, -6]
 * @see https://keras.io/api/ops/numpy/
 */
export const bitwiseNot = composite('bitwiseNot', (x: TensorLike): Tensor => {
  const { a } = wholes('bitwiseNot(x)', x, x);
  return a.dtype === 'bool' ? logicalNot(a) : apply(notOp, { x: a });
});

/** 2ⁿ for the places of a word; the last is negative in int32, which has the same bits. */
const powers = Array.from({ length: 32 }, (_, place) => 2 ** place);

/**
 * Bits moved to higher places: `a << b`, which is `a · 2ᵇ`.
 *
 * @param a - whole numbers of any shape that broadcasts with `b`'s.
 * @param b - likewise, from 0 to 31; the result has the broadcast shape.
 * @throws {ShapeError} for floats, or shapes that do not broadcast.
 * @example
 * await ops.bitwiseLeftShift(new Int32Array([1, 3]), new Int32Array([4, 1])).array() // => [16, 6]
 * @see https://keras.io/api/ops/numpy/
 */
export const bitwiseLeftShift = composite('bitwiseLeftShift', (a: TensorLike, b: TensorLike): Tensor => {
  const pair = shifted('bitwiseLeftShift(a, b)', a, b);
  // Modulo 2³² the product in 64 bits is that in 32.
  return cast(multiply(cast(pair.a, 'int64'), take(constant(powers, 'int64'), pair.b)), pair.a.dtype);
});

/**
 * Bits moved to lower places: `a >> b`, which is `floor(a / 2ᵇ)`.
 *
 * @param a - whole numbers of any shape that broadcasts with `b`'s.
 * @param b - likewise, from 0 to 31; the result has the broadcast shape.
 * @throws {ShapeError} for floats, or shapes that do not broadcast.
 * @example
 * await ops.bitwiseRightShift(new Int32Array([16, -7]), new Int32Array([2, 1])).array() // => [4, -4]
 * @see https://keras.io/api/ops/numpy/
 */
export const bitwiseRightShift = composite('bitwiseRightShift', (a: TensorLike, b: TensorLike): Tensor => {
  const pair = shifted('bitwiseRightShift(a, b)', a, b);
  return cast(floorDivide(cast(pair.a, 'int64'), take(constant(powers, 'int64'), pair.b)), pair.a.dtype);
});

function shifted(where: string, a: TensorLike, b: TensorLike): { readonly a: Tensor; readonly b: Tensor } {
  const pair = wholes(where, a, b);
  return pair.a.dtype === 'bool' ? { a: cast(pair.a, 'int32'), b: cast(pair.b, 'int32') } : pair;
}
