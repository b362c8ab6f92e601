import {
  apply,
  composite,
  defineOp,
  isFloat,
  type OnnxBuilder,
  type Tensor,
  type TensorLike,
  type Value,
} from '../graph/index.ts';
import { ArgumentError } from '../utils/errors.ts';
import { divide, maximum, minimum, multiply } from './arithmetic.ts';
import { cast } from './cast.ts';
import { less } from './comparison.ts';
import { asFloat, asTensor, numbers, type One, oneOp } from './operands.ts';
import { where } from './select.ts';

const floorOp = oneOp('floor', 'Floor', 'zero');

/**
 * The largest whole number not above `x`.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await ops.floor([1.5, -1.5]).array() // => [1, -2]
 * @see https://keras.io/api/ops/numpy/#floor-function
 */
export function floor(x: TensorLike): Tensor {
  return apply(floorOp, { x: asFloat(x) });
}

const ceilOp = oneOp('ceil', 'Ceil', 'zero');

/**
 * The smallest whole number not below `x`. Its gradient is 0.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @example
 * await ops.ceil([1.5, -1.5]).array() // => [2, -1]
 * @see https://keras.io/api/ops/numpy/#ceil-function
 */
export function ceil(x: TensorLike): Tensor {
  return apply(ceilOp, { x: asFloat(x) });
}

/**
 * The whole number next to `x` on the side of 0. Its gradient is 0.
 *
 * @param x - any shape; the result has the same shape and dtype.
 * @example
 * await ops.trunc([1.5, -1.5]).array() // => [1, -1]
 * @see https://keras.io/api/ops/numpy/#trunc-function
 */
export const trunc = composite('trunc', (x: TensorLike): Tensor => {
  const given = asTensor(x);
  return isFloat(given.dtype) ? where(less(given, 0), ceil(given), floor(given)) : given;
});

const roundOp = defineOp<One>({
  name: 'round',
  inputs: { x: 'one' },
  infer: ({ x }) => x,
  gradient: 'zero',
  lower: (onnx, { x }, _, output) => {
    if (onnx.target !== 'webgpu') return onnx.node('Round', [x], output);
    return halfEven(onnx, x);
  },
});

/** Round is placed on the CPU under WebGPU, so there it is said with Floor. */
function halfEven(onnx: OnnxBuilder, x: Value): Value {
  const number = (value: number) => onnx.constant('float32', [], [value]);
  const bools = { dtype: 'bool', dims: x.dims } as const;
  const below = onnx.node('Floor', [x], x);
  const fraction = onnx.node('Sub', [x, below], x);
  const half = onnx.node('Floor', [onnx.node('Mul', [below, number(0.5)], x)], x);
  // 1 where the number below is odd.
  const odd = onnx.node('Sub', [below, onnx.node('Mul', [half, number(2)], x)], x);
  const above = onnx.node('Cast', [onnx.node('Greater', [fraction, number(0.5)], bools)], x, { to: 1 });
  const step = onnx.node('Where', [onnx.node('Equal', [fraction, number(0.5)], bools), odd, above], x);
  return onnx.node('Add', [below, step], x);
}

/**
 * Rounds to the nearest number with so many decimals; halves go to the even neighbour. Its gradient is 0.
 *
 * @param x - numbers of any shape; the result has the same shape and dtype.
 * @param decimals - digits after the point; negative ones count before it. Default `0`.
 * @throws {ArgumentError} when `decimals` is no whole number.
 * @throws {ShapeError} for booleans.
 * @example
 * await ops.round([0.5, 1.5, -1.2]).array() // => [0, 2, -1]
 * @see https://keras.io/api/ops/numpy/#round-function
 */
export const round = composite('round', (x: TensorLike, decimals: number = 0): Tensor => {
  const given = numbers('round(x)', x);
  if (!Number.isInteger(decimals))
    throw new ArgumentError('round: decimals', { expected: 'a whole number', received: String(decimals) });
  if (!isFloat(given.dtype) && decimals >= 0) return given;
  const values = asFloat(given);
  if (decimals === 0) return apply(roundOp, { x: values });
  const factor = 10 ** Math.abs(decimals);
  // 10 and its powers are exact where 0.1 is not, so the other direction divides.
  if (decimals > 0) return divide(apply(roundOp, { x: multiply(values, factor) }), factor);
  return cast(multiply(apply(roundOp, { x: divide(values, factor) }), factor), given.dtype);
});

/**
 * Every element brought between two bounds: `min(max(x, low), high)`. No gradient flows where a bound is beyond; at a bound
 * itself half of it does, as in `maximum`.
 *
 * @param x - any shape; booleans are clipped as int32.
 * @param low - the least value that is kept; broadcasts with `x`.
 * @param high - the greatest value that is kept; broadcasts with `x`.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * await ops.clip([-1, 0.5, 2], 0, 1).array() // => [0, 0.5, 1]
 * @see https://keras.io/api/ops/numpy/#clip-function
 */
export const clip = composite('clip', (x: TensorLike, low: TensorLike, high: TensorLike): Tensor => {
  const given = asTensor(x);
  return minimum(maximum(given.dtype === 'bool' ? cast(given, 'int32') : given, low), high);
});
