import { apply, defineOp, type Tensor, type TensorLike } from '../graph/index.ts';
import { erfinvMiddle, erfinvTails } from '../utils/erfinv.ts';
import { multiply, negative, square } from './arithmetic.ts';
import { exp } from './elementwise.ts';
import { horner } from './exponential.ts';
import { asFloat, type One } from './operands.ts';

/** Of W. J. Press et al., Numerical Recipes, section 6.2: the relative error is below 1.2e-7 everywhere. */
const erfcCoefficients = [
  -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223,
  0.17087277,
];

const erfcOp = defineOp<One>({
  name: 'erfc',
  inputs: { x: 'one' },
  infer: ({ x }) => x,
  gradient: ({ inputs: { x }, grad }) => ({
    x: multiply(grad, multiply(exp(negative(square(x))), -2 / Math.sqrt(Math.PI))),
  }),
  lower: (onnx, { x }, _, output) => {
    const number = (value: number) => onnx.constant('float32', [], [value]);
    // For z = |x| and t = 1 / (1 + z/2): erfc(z) = t · e^(p(t) - z²), and erfc(-z) = 2 - erfc(z).
    const z = onnx.node('Abs', [x], output);
    const t = onnx.node(
      'Reciprocal',
      [onnx.node('Add', [onnx.node('Mul', [z, number(0.5)], output), number(1)], output)],
      output,
    );
    const exponent = onnx.node('Sub', [horner(onnx, t, erfcCoefficients), onnx.node('Mul', [z, z], output)], output);
    const right = onnx.node('Mul', [t, onnx.node('Exp', [exponent], output)], output);
    const left = onnx.node('Less', [x, number(0)], { dtype: 'bool', dims: x.dims });
    return onnx.node('Where', [left, onnx.node('Sub', [number(2), right], output), right], output);
  },
});

/**
 * Complementary error function, accurate also where it is tiny: `1 - erf(x)`.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await ops.erfc([Infinity, -Infinity]).array() // => [0, 2]
 * @see https://keras.io/api/ops/math/
 */
export function erfc(x: TensorLike): Tensor {
  return apply(erfcOp, { x: asFloat(x) });
}

const erfinvOp = defineOp<One>({
  name: 'erfinv',
  inputs: { x: 'one' },
  infer: ({ x }) => x,
  gradient: ({ output, grad }) => ({ x: multiply(grad, multiply(exp(square(output)), Math.sqrt(Math.PI) / 2)) }),
  lower: (onnx, { x }, _, output) => {
    const number = (value: number) => onnx.constant('float32', [], [value]);
    const bools = { dtype: 'bool', dims: x.dims } as const;
    // w = -ln(1 - x²), factored so that it keeps its digits near ±1.
    const factors = [onnx.node('Sub', [number(1), x], output), onnx.node('Add', [number(1), x], output)];
    const w = onnx.node('Neg', [onnx.node('Log', [onnx.node('Mul', factors, output)], output)], output);
    const inner = horner(onnx, onnx.node('Sub', [w, number(2.5)], output), erfinvMiddle);
    const outer = horner(onnx, onnx.node('Sub', [onnx.node('Sqrt', [w], output), number(3)], output), erfinvTails);
    const isMiddle = onnx.node('Less', [w, number(5)], bools);
    const factor = onnx.node('Where', [isMiddle, inner, outer], output);
    const isEnd = onnx.node('Equal', [onnx.node('Abs', [x], output), number(1)], bools);
    const infinite = onnx.node('Where', [isEnd, number(Number.POSITIVE_INFINITY), factor], output);
    return onnx.node('Mul', [x, infinite], output);
  },
});

/**
 * Inverse of the error function: the `y` with `erf(y) = x`; ±Infinity at ±1, NaN beyond.
 *
 * @param x - any shape, between -1 and 1; the result is float32, in the same shape.
 * @example
 * await ops.erfinv([0, 1]).array() // => [0, Infinity]
 * @see https://keras.io/api/ops/math/
 */
export function erfinv(x: TensorLike): Tensor {
  return apply(erfinvOp, { x: asFloat(x) });
}
