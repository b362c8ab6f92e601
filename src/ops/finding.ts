import {
  apply,
  applyAll,
  axisOf,
  composite,
  constant,
  defineOp,
  defineOps,
  type Op,
  shown,
  type Tensor,
  type TensorLike,
  Unknown,
} from '../graph/index.ts';
import { ArgumentError, internal, ShapeError } from '../utils/errors.ts';
import { add, divide, subtract } from './arithmetic.ts';
import { cast } from './cast.ts';
import { equal, greaterEqual, lessEqual, logicalAnd, logicalNot } from './comparison.ts';
import { gatherElements, oneHot } from './indexing.ts';
import { reshapeLike } from './like.ts';
import { any } from './logical.ts';
import { expandDims, ravel, squeeze } from './movement.ts';
import { asFloat, asTensor, type One, operands } from './operands.ts';
import { max, min, sum } from './reduce.ts';
import { clip } from './rounding.ts';
import { where } from './select.ts';
import { searchsorted } from './sorting.ts';
import { linspace } from './spacing.ts';
import { split } from './splitting.ts';

const nonzeroOp = defineOp<One>({
  name: 'nonzero',
  inputs: { x: 'one' },
  infer: ({ x }) => ({ dtype: 'int32', dims: [x.dims.length, new Unknown()] }),
  gradient: 'zero',
  lower: (onnx, { x }, _, output) => {
    const found = onnx.node('NonZero', [x], { dtype: 'int64', dims: output.dims });
    return onnx.node('Cast', [found], output, { to: 6 });
  },
});

/**
 * The places of the elements that are not 0, in row-major order.
 *
 * @param x - any shape of at least one axis.
 * @returns for each axis the indices on it: int32 `[count]`, whose length is known at run time.
 * @throws {ShapeError} for a single number.
 * @example
 * const [rows, columns] = ops.nonzero([[1, 0], [0, 2]]);
 * await rows.array() // => [0, 1]
 * await columns.array() // => [0, 1]
 * @see https://keras.io/api/ops/numpy/#nonzero-function
 */
export const nonzero = composite('nonzero', (x: TensorLike): readonly Tensor[] => {
  const given = asTensor(x);
  if (given.dims.length === 0)
    throw new ShapeError('nonzero(x)', { expected: 'at least one axis', received: shown(given) });
  const found = apply(nonzeroOp, { x: cast(given, 'bool') });
  return split(found, given.dims.length, 0).map((places) => squeeze(places, 0));
});

type Counted = { readonly x: 'one'; readonly weights: 'one' };

const bincountOp: Op<Counted, { readonly minlength: number }> = defineOp<Counted, { readonly minlength: number }>({
  name: 'bincount',
  inputs: { x: 'one', weights: 'one' },
  infer: ({ weights }) => ({ dtype: weights.dtype, dims: [new Unknown()] }),
  gradient: ({ inputs: { x }, grad }) => ({ x: null, weights: gatherElements(grad, x, 0) }),
  lower: (onnx, { x, weights }, { minlength }, output) => {
    const one = { dtype: 'int32', dims: [1] } as const;
    const dims = [new Unknown()];
    // The least length stands among the numbers, so that there is always one.
    const all = onnx.node(
      'Concat',
      [x, onnx.constant('int32', [1], [minlength - 1])],
      { dtype: 'int32', dims },
      { axis: 0 },
    );
    const last = onnx.node('ReduceMax', [all, onnx.ints([0])], one, { keepdims: 1 });
    const length = onnx.node('Add', [last, onnx.constant('int32', [1], [1])], one);
    const shape = onnx.node('Cast', [length], { dtype: 'int64', dims: [1] }, { to: 7 });
    const zeros = onnx.node('Expand', [onnx.constant(weights.dtype, [1], [0]), shape], output);
    return onnx.node('ScatterElements', [zeros, x, weights], output, { axis: 0, reduction: 'add' });
  },
});

/**
 * How often each whole number from 0 on occurs, or the sum of the weights where it does.
 *
 * @param x - whole numbers from 0 on: `[n]`.
 * @param weights - `[n]`; default null: each counts 1.
 * @param minlength - the least length of the result, which is one more than the largest number. Default `0`.
 * @returns int32 (with weights, their dtype) of a length that is known at run time.
 * @throws {ShapeError} for other shapes.
 * @throws {ArgumentError} when `minlength` is no whole number of at least 0.
 * @example
 * await ops.bincount(new Int32Array([1, 2, 1])).array() // => [0, 2, 1]
 * @see https://keras.io/api/ops/numpy/#bincount-function
 */
export const bincount = composite(
  'bincount',
  (x: TensorLike, weights: TensorLike | null = null, minlength: number = 0): Tensor => {
    const given = cast(asTensor(x), 'int32');
    const weight = weights === null ? add(cast(equal(given, given), 'int32'), 0) : asTensor(weights);
    if (given.dims.length !== 1 || weight.dims.length !== 1)
      throw new ShapeError('bincount(x, weights)', {
        expected: 'whole numbers [n] and weights [n]',
        received: `${shown(given)} and ${shown(weight)}`,
      });
    if (!Number.isInteger(minlength) || minlength < 0)
      throw new ArgumentError('bincount: minlength', {
        expected: 'a whole number of at least 0',
        received: String(minlength),
      });
    return apply(bincountOp, { x: given, weights: weight }, { minlength });
  },
);

/** Counts and the edges between which they were counted. */
export type Histogram = readonly [counts: Tensor, edges: Tensor];

/**
 * How many elements fall between edges at equal distances; the last interval holds its upper edge, too.
 *
 * @param x - any shape; all its elements count.
 * @param bins - how many intervals. Default `10`.
 * @param range - the first and the last edge; what is beyond is passed over. Default null: the smallest and the largest element.
 * @returns `[counts, edges]`: float32 `[bins]` and `[bins + 1]`.
 * @throws {ArgumentError} when `bins` is no positive whole number, or the range is none.
 * @example
 * const [counts, edges] = ops.histogram([0, 1, 1, 4], 2);
 * await counts.array() // => [3, 1]
 * await edges.array() // => [0, 2, 4]
 * @see https://keras.io/api/ops/numpy/#histogram-function
 */
export const histogram = composite(
  'histogram',
  (x: TensorLike, bins: number = 10, range: readonly [number, number] | null = null): Histogram => {
    if (!Number.isInteger(bins) || bins < 1)
      throw new ArgumentError('histogram: bins', { expected: 'a positive whole number', received: String(bins) });
    if (range !== null && !(range[1] > range[0]))
      throw new ArgumentError('histogram: range', {
        expected: 'two numbers, the second above the first',
        received: range.join(', '),
      });
    const given = ravel(asFloat(x));
    const [low, high] = range === null ? ends(given) : [constant(range[0]), constant(range[1])];
    const edges = linspace(low, high, bins + 1);
    const place = subtract(searchsorted(edges, given, 'right'), 1);
    const inside = logicalAnd(greaterEqual(given, low), lessEqual(given, high));
    const bin = where(inside, clip(place, 0, bins - 1), -1);
    return [sum(oneHot(bin, bins), 0), edges];
  },
);

/** The smallest and the largest element; half below and half above where they are the same. */
function ends(x: Tensor): readonly [Tensor, Tensor] {
  const [low, high] = [min(x), max(x)];
  const half = divide(cast(equal(low, high), 'float32'), 2);
  return [subtract(low, half), add(high, half)];
}

/** Options of `isin`. */
export interface IsinOptions {
  /** Whether to tell the elements that are not among the others. Default `false`. */
  readonly invert?: boolean;
}

/**
 * Whether each element is among the elements of another tensor.
 *
 * @param a - any shape; the result is bool, in the same shape.
 * @param b - any shape.
 * @param options - `invert` (default `false`): whether each is not among them.
 * @example
 * await ops.isin([1, 2, 3], [3, 1]).array() // => [true, false, true]
 * @see https://keras.io/api/ops/numpy/#isin-function
 */
export const isin = composite('isin', (a: TensorLike, b: TensorLike, options: IsinOptions = {}): Tensor => {
  const pair = operands(a, b);
  const among = any(equal(expandDims(pair.a, pair.a.dims.length), ravel(pair.b)), -1);
  return options.invert ? logicalNot(among) : among;
});

const uniqueOp = defineOps<One, { readonly axis: number | null; readonly sorted: boolean }>({
  name: 'unique',
  inputs: { x: 'one' },
  infer: ({ x }, { axis }) => {
    const count = new Unknown();
    return [
      { dtype: x.dtype, dims: axis === null ? [count] : x.dims.with(axis, count) },
      { dtype: 'int32', dims: [count] },
      { dtype: 'int32', dims: [axis === null ? new Unknown() : (x.dims[axis] ?? 1)] },
      { dtype: 'int32', dims: [count] },
    ];
  },
  gradient: 'unsupported',
  lower: (onnx, { x }, { axis, sorted }, outputs) => {
    const wide = outputs.map((spec, i) => (i === 0 ? spec : { ...spec, dtype: 'int64' as const }));
    const attributes = { sorted: Number(sorted), ...(axis !== null && { axis }) };
    const [values, ...places] = onnx.nodes('Unique', [x], wide, attributes);
    const narrow = places.map((place, i) =>
      onnx.node('Cast', [place], outputs[i + 1] ?? internal('Unique has four outputs'), { to: 6 }),
    );
    return [values ?? internal('Unique has four outputs'), ...narrow];
  },
});

/** Options of `unique`. */
export interface UniqueOptions {
  /** Along which slices are compared. Default null: elements, wherever they stand. */
  readonly axis?: number | null;
  /** Whether they are sorted, rather than in the order in which they first occur. Default `true`. */
  readonly sorted?: boolean;
}

/** What differs, and where. */
export interface Uniques {
  /** Each element, or slice, once. */
  readonly values: Tensor;
  /** int32 `[count]`: where each first occurs. */
  readonly indices: Tensor;
  /** int32: for each element, in the shape of `x`, or each slice its number among the values. */
  readonly inverse: Tensor;
  /** int32 `[count]`: how often each occurs. */
  readonly counts: Tensor;
}

/**
 * The elements that differ, each once. How many they are is known at run time.
 *
 * @param x - numbers of any shape.
 * @param options - `axis` (default null: all elements), `sorted` (default `true`).
 * @returns `values`, and int32 `indices`, `inverse` and `counts`; only what is used is computed.
 * @throws {ShapeError} for an axis that is not there.
 * @example
 * const { values, counts } = ops.unique([3, 1, 3]);
 * await values.array() // => [1, 3]
 * await counts.array() // => [1, 2]
 * @see https://keras.io/api/ops/numpy/#unique-function
 */
export function unique(x: TensorLike, options: UniqueOptions = {}): Uniques {
  const [values, indices, inverse, counts] = uniqueParts(x, options);
  if (values === undefined || indices === undefined || inverse === undefined || counts === undefined)
    return internal('unique has four outputs');
  return { values, indices, inverse, counts };
}

const uniqueParts = composite('unique', (x: TensorLike, options: UniqueOptions): readonly Tensor[] => {
  const { axis = null, sorted = true } = options;
  const given = asTensor(x);
  const { dtype } = given;
  // The engine compares floats and 64-bit whole numbers.
  const wide = dtype === 'float32' ? given : cast(given, 'int64');
  const at = axis === null ? null : axisOf('unique: axis', axis, given.dims.length);
  const [values, indices, inverse, counts] = applyAll(uniqueOp, { x: wide }, { axis: at, sorted });
  if (values === undefined || indices === undefined || inverse === undefined || counts === undefined)
    return internal('unique has four outputs');
  return [cast(values, dtype), indices, at === null ? reshapeLike(inverse, given) : inverse, counts];
});
