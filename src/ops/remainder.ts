import { apply, composite, defineOp, isFloat, type Tensor, type TensorLike, type Value } from '../graph/index.ts';
import { divide, multiply, negative, subtract } from './arithmetic.ts';
import { broadcastSpec, isSigned, numberPair, type Pair, pairNode, pairOp } from './operands.ts';
import { floor } from './rounding.ts';

const integerModOp = defineOp<Pair>({
  name: 'mod',
  inputs: { a: 'one', b: 'one' },
  infer: ({ a, b }) => broadcastSpec('mod(a, b)', a, b),
  gradient: 'zero',
  lower: (onnx, { a, b }, _, output) => {
    if (onnx.target !== 'webgpu') return onnx.node('Mod', [a, b], output);
    // Mod is placed on the CPU under WebGPU. Division cuts towards zero, which leaves a rest with the sign of a.
    const quotient = pairNode(onnx, 'Div', { a, b }, output);
    const taken = pairNode(onnx, 'Mul', { a: quotient, b }, output);
    const rest = pairNode(onnx, 'Sub', { a, b: taken }, output);
    if (!isSigned(a.dtype)) return rest;
    const bools = { dtype: 'bool', dims: output.dims } as const;
    const zero = onnx.constant(a.dtype, [], [0]);
    const negative = (x: Value) => {
      const below = onnx.node('Less', [x, zero], { dtype: 'bool', dims: x.dims });
      return onnx.node('Cast', [below], { dtype: 'int32', dims: x.dims }, { to: 6 });
    };
    const alike = onnx.node('Equal', [negative(rest), negative(b)], bools);
    const shifted = onnx.node('Where', [alike, rest, onnx.node('Add', [rest, b], output)], output);
    return onnx.node('Where', [onnx.node('Equal', [rest, zero], bools), rest, shifted], output);
  },
});

const floatModOp = defineOp<Pair>({
  name: 'mod',
  inputs: { a: 'one', b: 'one' },
  infer: ({ a, b }) => broadcastSpec('mod(a, b)', a, b),
  gradient: ({ inputs: { a, b }, grad }) => ({ a: grad, b: negative(multiply(grad, floor(divide(a, b)))) }),
  lower: (onnx, { a, b }, _, output) => {
    // Mod is placed on the CPU under WebGPU; the formula rounds where the quotient is large.
    if (onnx.target === 'webgpu') {
      const quotient = onnx.node('Floor', [onnx.node('Div', [a, b], output)], output);
      return onnx.node('Sub', [a, onnx.node('Mul', [quotient, b], output)], output);
    }
    // C's fmod is exact and has the sign of a; where that is not b's, b is added.
    const bools = { dtype: 'bool', dims: output.dims } as const;
    const zero = onnx.constant('float32', [], [0]);
    const rest = onnx.node('Mod', [a, b], output, { fmod: 1 });
    const product = onnx.node('Mul', [onnx.node('Sign', [rest], output), onnx.node('Sign', [b], b)], output);
    const other = onnx.node('Less', [product, zero], bools);
    return onnx.node('Where', [other, onnx.node('Add', [rest, b], output), rest], output);
  },
});

/**
 * Remainder with the sign of the divisor, as in Python: `a - floor(a / b) · b`.
 *
 * @param a - any shape that broadcasts with `b`'s; booleans count as int32.
 * @param b - likewise; the result has the broadcast shape. Whole numbers must not be divided by 0: on the CPU the
 * engine refuses it.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * await ops.mod([5, -5], 3).array() // => [2, 1]
 * @see https://keras.io/api/ops/numpy/#mod-function
 */
export function mod(a: TensorLike, b: TensorLike): Tensor {
  const pair = numberPair(a, b);
  return apply(isFloat(pair.a.dtype) ? floatModOp : integerModOp, pair);
}

const quotientOp = pairOp('quotient', 'Div', 'zero');

/**
 * Quotient rounded down: `floor(a / b)`. Its gradient is 0.
 *
 * @param a - any shape that broadcasts with `b`'s; booleans count as int32.
 * @param b - likewise; the result has the broadcast shape. Whole numbers must not be divided by 0: on the CPU the
 * engine refuses it.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * await ops.floorDivide([7, -7], 2).array() // => [3, -4]
 * @see https://keras.io/api/ops/numpy/#floor_divide-function
 */
export const floorDivide = composite('floorDivide', (a: TensorLike, b: TensorLike): Tensor => {
  const pair = numberPair(a, b);
  if (isFloat(pair.a.dtype)) return floor(divide(pair.a, pair.b));
  // Whole-number division cuts towards zero; taking the remainder off first makes it exact.
  return apply(quotientOp, { a: subtract(pair.a, apply(integerModOp, pair)), b: pair.b });
});
