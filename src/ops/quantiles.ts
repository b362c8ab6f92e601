import { axesOf, composite, type Tensor, type TensorLike } from '../graph/index.ts';
import { ArgumentError } from '../utils/errors.ts';
import { didYouMean } from '../utils/names.ts';
import { add, multiply, subtract } from './arithmetic.ts';
import { cast } from './cast.ts';
import { take } from './indexing.ts';
import { countOf } from './like.ts';
import { expandDims, moveaxis, ravel, reshape, transpose } from './movement.ts';
import { asFloat, someElements } from './operands.ts';
import type { Axes } from './reduce.ts';
import { ceil, floor, round } from './rounding.ts';
import { sort } from './sorting.ts';

/** What stands between two elements: a straight line, one of the two, their middle, or the nearer one. */
export type QuantileMethod = 'linear' | 'lower' | 'higher' | 'midpoint' | 'nearest';

const methods: readonly QuantileMethod[] = ['linear', 'lower', 'higher', 'midpoint', 'nearest'];

/**
 * The value below which a part `q` of the elements over axes lies: of n sorted elements the one at place `q · (n - 1)`.
 *
 * @param x - any shape, without NaN; the result is float32.
 * @param q - a part from 0 to 1, or a vector of them: the result then has an axis for them in front.
 * @param axis - one axis, several, or null for all (default).
 * @param method - what is taken where the place is no whole number. Default `'linear'`.
 * @param keepdims - whether reduced axes stay with length 1. Default `false`.
 * @throws {ShapeError} for an axis that is not there.
 * @throws {ArgumentError} for a part beyond 0 and 1, or an unknown method.
 * @example
 * await ops.quantile([1, 2, 3, 5], 0.5).array() // => 2.5
 * @see https://keras.io/api/ops/numpy/#quantile-function
 */
export const quantile = composite(
  'quantile',
  (
    x: TensorLike,
    q: number | readonly number[],
    axis: Axes = null,
    method: QuantileMethod = 'linear',
    keepdims: boolean = false,
  ): Tensor => {
    const given = asFloat(x);
    const axes = axesOf('quantile: axis', axis, given.dims.length);
    someElements('quantile(x, q, axis)', given, axes);
    const parts = partsOf('quantile', q, method);
    const sorted = sort(merged(given, axes));
    const places = multiply(parts, subtract(countOf(given, axes), 1));
    const values = moveaxis(between(sorted, places, method), -1, 0);
    const kept = keepdims
      ? expandDims(
          values,
          axes.map((one) => one + 1),
        )
      : values;
    return typeof q === 'number' ? take(kept, 0, 0) : kept;
  },
);

/** The parts as a list, and the method, checked. */
export function partsOf(name: string, q: number | readonly number[], method: QuantileMethod): readonly number[] {
  const parts = typeof q === 'number' ? [q] : q;
  if (!parts.every((part) => part >= 0 && part <= 1))
    throw new ArgumentError(`${name}: q`, { expected: 'parts from 0 to 1', received: parts.join(', ') });
  if (!methods.includes(method))
    throw new ArgumentError(`${name}: method`, {
      expected: `one of ${methods.map((one) => `'${one}'`).join(', ')}`,
      received: `'${method}'`,
      mend: didYouMean(String(method), methods),
    });
  return parts;
}

/** The tensor with all these axes as one at the end. */
export function merged(x: Tensor, axes: readonly number[]): Tensor {
  if (axes.length === x.dims.length) return ravel(x);
  const kept = x.dims.flatMap((_, i) => (axes.includes(i) ? [] : [i]));
  const moved = transpose(x, [...kept, ...axes]);
  return axes.length === 1 ? moved : reshape(moved, [...kept.map((i) => x.shape[i] ?? null), -1]);
}

/** The sorted elements at places that may lie between two. */
function between(sorted: Tensor, places: Tensor, method: QuantileMethod): Tensor {
  const at = (place: Tensor): Tensor => take(sorted, cast(place, 'int32'), -1);
  if (method === 'nearest') return at(round(places));
  const low = floor(places);
  if (method === 'lower') return at(low);
  const high = ceil(places);
  if (method === 'higher') return at(high);
  const share = method === 'midpoint' ? multiply(subtract(high, low), 0.5) : subtract(places, low);
  const below = at(low);
  return add(below, multiply(subtract(at(high), below), share));
}

/**
 * The element in the middle of the sorted ones, or the mean of the two there.
 *
 * @param x - any shape, without NaN; the result is float32.
 * @param axis - one axis, several, or null for all (default).
 * @param keepdims - whether reduced axes stay with length 1. Default `false`.
 * @throws {ShapeError} for an axis that is not there.
 * @example
 * await ops.median([1, 7, 2]).array() // => 2
 * @see https://keras.io/api/ops/numpy/#median-function
 */
export const median = composite('median', (x: TensorLike, axis: Axes = null, keepdims: boolean = false): Tensor => {
  const given = asFloat(x);
  return quantile(given, 0.5, axesOf('median: axis', axis, given.dims.length), 'linear', keepdims);
});
