import {
  apply,
  type DType,
  defineOp,
  dtypeNames,
  dtypes,
  only,
  record,
  shownShape,
  type Tensor,
  type TensorLike,
  value,
} from '../graph/index.ts';
import { ArgumentError } from '../utils/errors.ts';
import { didYouMean } from '../utils/names.ts';
import { cast, castTargets } from './cast.ts';
import { broadcastLike, fillLike } from './like.ts';
import { asTensor } from './operands.ts';
import { broadcastTo } from './repeating.ts';

/** Axis lengths, or one number for a vector. */
export type Extent = number | readonly number[];

interface Filling {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly fill: number;
}

const fullOp = defineOp<Readonly<Record<never, never>>, Filling>({
  name: 'full',
  inputs: {},
  infer: (_, { shape, dtype }) => ({ dtype, dims: shape }),
  gradient: 'zero',
  lower: (onnx, _, { shape, dtype, fill }, output) => {
    // WebGPU repeats numbers of 32 bits alone.
    const narrow = onnx.target === 'webgpu' && (dtype === 'bool' || dtype === 'uint8' || dtype === 'int64');
    const wide = narrow ? 'float32' : dtype;
    const all = onnx.node('Expand', [onnx.constant(wide, [], [fill]), onnx.ints(shape)], { dtype: wide, dims: shape });
    return narrow ? onnx.node('Cast', [all], output, { to: castTargets[dtype] }) : all;
  },
});

function filled(where: string, shape: Extent, dtype: DType, fill: number): Tensor {
  return apply(fullOp, {}, { shape: lengths(`${where}: shape`, shape), dtype: knownDtype(where, dtype), fill });
}

/**
 * Zeros of a shape.
 *
 * @param shape - axis lengths, or one number for a vector.
 * @param dtype - default `'float32'`.
 * @throws {ArgumentError} for a shape or dtype that is none.
 * @example
 * await ops.zeros([2]).array() // => [0, 0]
 * @see https://keras.io/api/ops/numpy/#zeros-function
 */
export function zeros(shape: Extent, dtype: DType = 'float32'): Tensor {
  return filled('zeros', shape, dtype, 0);
}

/**
 * Ones of a shape.
 *
 * @param shape - axis lengths, or one number for a vector.
 * @param dtype - default `'float32'`.
 * @throws {ArgumentError} for a shape or dtype that is none.
 * @example
 * await ops.ones([2]).array() // => [1, 1]
 * @see https://keras.io/api/ops/numpy/#ones-function
 */
export function ones(shape: Extent, dtype: DType = 'float32'): Tensor {
  return filled('ones', shape, dtype, 1);
}

/**
 * One value in every place of a shape.
 *
 * @param shape - axis lengths, or one number for a vector.
 * @param fillValue - a number, or what broadcasts to the shape.
 * @param dtype - default `'float32'`.
 * @throws {ArgumentError} for a shape or dtype that is none.
 * @throws {ShapeError} when the value does not broadcast.
 * @example
 * await ops.full([2], 7).array() // => [7, 7]
 * @see https://keras.io/api/ops/numpy/#full-function
 */
export function full(shape: Extent, fillValue: TensorLike, dtype: DType = 'float32'): Tensor {
  if (typeof fillValue === 'number' || typeof fillValue === 'boolean')
    return filled('full', shape, dtype, Number(fillValue));
  return broadcastTo(cast(fillValue, dtype), lengths('full: shape', shape));
}

/**
 * Zeros in the shape of a tensor.
 *
 * @param x - any shape.
 * @param dtype - default null: that of `x`.
 * @throws {ArgumentError} for an unknown dtype.
 * @example
 * await ops.zerosLike([1, 2]).array() // => [0, 0]
 * @see https://keras.io/api/ops/numpy/#zeros_like-function
 */
export function zerosLike(x: TensorLike, dtype: DType | null = null): Tensor {
  const given = asTensor(x);
  return fillLike(0, given, dtype === null ? given.dtype : knownDtype('zerosLike', dtype));
}

/**
 * Ones in the shape of a tensor.
 *
 * @param x - any shape.
 * @param dtype - default null: that of `x`.
 * @throws {ArgumentError} for an unknown dtype.
 * @example
 * await ops.onesLike([5, 2]).array() // => [1, 1]
 * @see https://keras.io/api/ops/numpy/#ones_like-function
 */
export function onesLike(x: TensorLike, dtype: DType | null = null): Tensor {
  const given = asTensor(x);
  return fillLike(1, given, dtype === null ? given.dtype : knownDtype('onesLike', dtype));
}

/**
 * One value in every place of the shape of a tensor.
 *
 * @param x - any shape.
 * @param fillValue - a number, or what broadcasts to the shape of `x`.
 * @param dtype - default null: that of `x`.
 * @throws {ArgumentError} for an unknown dtype.
 * @example
 * await ops.fullLike([5, 2], 7).array() // => [7, 7]
 * @see https://keras.io/api/ops/numpy/#full_like-function
 */
export function fullLike(x: TensorLike, fillValue: TensorLike, dtype: DType | null = null): Tensor {
  const given = asTensor(x);
  const wanted = dtype === null ? given.dtype : knownDtype('fullLike', dtype);
  if (typeof fillValue === 'number') return fillLike(fillValue, given, wanted);
  return broadcastLike(cast(fillValue, wanted), given);
}

/** Lists up to here are written into the program; longer ones are fed to it. */
const longestEmbedded = 4096;

/** Computed numbers as a tensor. */
export function literal(values: readonly number[], shape: readonly number[], dtype: DType): Tensor {
  const data = dtypes[dtype].from(values);
  if (data.length > longestEmbedded) return value(data, shape, dtype);
  return only(record({ kind: 'value', data, embedded: true }, [], [{ dims: shape, dtype }]));
}

/**
 * Numbers at equal steps, from `start` up to, but not including, `stop`.
 *
 * @param start - the first number; if it is given alone, the bound, and the first is 0.
 * @param stop - bound that is not reached.
 * @param step - default `1`; negative ones count down.
 * @param dtype - default null: int32 where all three are whole, else float32.
 * @throws {ArgumentError} for a step of 0, or what is no number.
 * @example
 * await ops.arange(3).array() // => [0, 1, 2]
 * @see https://keras.io/api/ops/numpy/#arange-function
 */
export function arange(start: number, stop: number | null = null, step = 1, dtype: DType | null = null): Tensor {
  const [first, bound] = stop === null ? [0, start] : [start, stop];
  if (![first, bound, step].every(Number.isFinite) || step === 0)
    throw new ArgumentError('arange(start, stop, step)', {
      expected: 'numbers, and a step other than 0',
      received: `${first}, ${bound}, ${step}`,
    });
  const length = Math.max(0, Math.ceil((bound - first) / step));
  const whole = [first, bound, step].every(Number.isInteger) ? 'int32' : 'float32';
  const values = Array.from({ length }, (_, i) => first + i * step);
  return literal(values, [length], dtype === null ? whole : knownDtype('arange', dtype));
}

/** The shape as a list of whole lengths. */
export function lengths(where: string, shape: Extent): readonly number[] {
  const list = typeof shape === 'number' ? [shape] : shape;
  if (!list.every((length) => Number.isInteger(length) && length >= 0))
    throw new ArgumentError(where, { expected: 'whole axis lengths of at least 0', received: shownShape(list) });
  return list;
}

/** The dtype, or a complaint. */
export function knownDtype(where: string, dtype: DType): DType {
  if (!dtypeNames.includes(dtype))
    throw new ArgumentError(`${where}: dtype`, {
      expected: 'a known dtype',
      received: `'${dtype}'`,
      mend: didYouMean(String(dtype), dtypeNames),
    });
  return dtype;
}
