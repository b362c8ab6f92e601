import { apply, axisOf, composite, defineOp, type Op, shown, type Tensor, type TensorLike } from '../graph/index.ts';
import { ArgumentError, ShapeError } from '../utils/errors.ts';
import { multiply, subtract } from './arithmetic.ts';
import { cast } from './cast.ts';
import { notEqual } from './comparison.ts';
import { ravel } from './movement.ts';
import { asTensor, type One } from './operands.ts';
import { pad } from './padding.ts';
import { getItem, type Range } from './slicing.ts';

interface Running {
  readonly axis: number;
  /** Whether it runs from the end. */
  readonly reverse: boolean;
}

const cumsumOp: Op<One, Running> = defineOp<One, Running>({
  name: 'cumsum',
  inputs: { x: 'one' },
  infer: ({ x }) => x,
  // An element is in all sums from its own on.
  gradient: ({ attrs: { axis, reverse }, grad }) => ({ x: apply(cumsumOp, { x: grad }, { axis, reverse: !reverse }) }),
  lower: (onnx, { x }, { axis, reverse }, output) =>
    onnx.node('CumSum', [x, onnx.constant('int32', [], [axis])], output, { reverse: Number(reverse) }),
});

/**
 * Running sum along an axis: `yᵢ = x₀ + … + xᵢ`.
 *
 * @param x - any shape; booleans are summed as int32.
 * @param axis - default null: `x` is flattened first.
 * @throws {ShapeError} for an axis that is not there.
 * @example
 * await ops.cumsum([1, 2, 3]).array() // => [1, 3, 6]
 * @see https://keras.io/api/ops/numpy/#cumsum-function
 */
export const cumsum = composite('cumsum', (x: TensorLike, axis: number | null = null): Tensor => {
  const { given, at } = along('cumsum', x, axis);
  const { dtype } = given;
  // The engine sums floats and signed numbers; modulo 2⁸ and 2³² the sums of unsigned ones are the same.
  const wide = dtype === 'uint8' || dtype === 'uint32' ? cast(given, 'int32') : given;
  return cast(apply(cumsumOp, { x: wide }, { axis: at, reverse: false }), dtype);
});

/** The tensor and the axis along which it is run through. */
function along(name: string, x: TensorLike, axis: number | null): { readonly given: Tensor; readonly at: number } {
  const tensor = asTensor(x);
  const numbers = tensor.dtype === 'bool' ? cast(tensor, 'int32') : tensor;
  if (axis === null) return { given: ravel(numbers), at: 0 };
  return { given: numbers, at: axisOf(`${name}: axis`, axis, numbers.dims.length) };
}

/**
 * Running product along an axis: `yᵢ = x₀ · … · xᵢ`. Its gradient is right at zeros, too.
 *
 * @param x - any shape, the axis of known length; booleans are multiplied as int32.
 * @param axis - default null: `x` is flattened first.
 * @throws {ShapeError} for an axis that is not there, or whose length is known at run time only.
 * @example
 * await ops.cumprod([1, 2, 3]).array() // => [1, 2, 6]
 * @see https://keras.io/api/ops/numpy/#cumprod-function
 */
export const cumprod = composite('cumprod', (x: TensorLike, axis: number | null = null): Tensor => {
  const { given, at } = along('cumprod', x, axis);
  const length = given.dims[at];
  if (typeof length !== 'number')
    throw new ShapeError('cumprod(x)', { expected: `an x whose axis ${at} is known`, received: shown(given) });
  // W. D. Hillis and G. L. Steele (1986): products over 1, 2, 4, … elements, each of two of the products before.
  let product = given;
  for (let reach = 1; reach < length; reach *= 2) {
    const earlier = getItem(
      product,
      given.dims.map((_, i) => (i === at ? { stop: -reach } : {})),
    );
    const widths = given.dims.map((_, i) => [i === at ? reach : 0, 0] as const);
    product = multiply(product, pad(earlier, widths, 'constant', 1));
  }
  return product;
});

/**
 * Differences of neighbours along an axis: `yᵢ = xᵢ₊₁ - xᵢ`; of booleans, whether they differ.
 *
 * @param x - any shape; the result is shorter by `n` along the axis.
 * @param n - how often differences are taken. Default `1`.
 * @param axis - default `-1`.
 * @throws {ArgumentError} when `n` is no whole number of at least 0.
 * @throws {ShapeError} for an axis that is not there.
 * @example
 * await ops.diff([1, 4, 9]).array() // => [3, 5]
 * @see https://keras.io/api/ops/numpy/#diff-function
 */
export const diff = composite('diff', (x: TensorLike, n: number = 1, axis: number = -1): Tensor => {
  if (!Number.isInteger(n) || n < 0)
    throw new ArgumentError('diff: n', { expected: 'a whole number of at least 0', received: String(n) });
  let given = asTensor(x);
  const at = axisOf('diff: axis', axis, given.dims.length);
  for (let i = 0; i < n; i++) {
    const part = (range: Range) =>
      getItem(
        given,
        given.dims.map((_, k) => (k === at ? range : {})),
      );
    const [later, earlier] = [part({ start: 1 }), part({ stop: -1 })];
    given = given.dtype === 'bool' ? notEqual(later, earlier) : subtract(later, earlier);
  }
  return given;
});
