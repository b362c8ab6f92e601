import { axisOf, composite, shown, type Tensor, type TensorLike, unify } from '../graph/index.ts';
import { ArgumentError, ShapeError } from '../utils/errors.ts';
import { multiply, subtract } from './arithmetic.ts';
import { contract, merged } from './contraction.ts';
import { stack } from './joining.ts';
import { matmul } from './linalg.ts';
import { expandDims, moveaxis, ravel } from './movement.ts';
import { operands } from './operands.ts';
import { getItem } from './slicing.ts';

/**
 * Product of two tensors summed over pairs of axes.
 *
 * @param a - any shape.
 * @param b - any shape; the result has the remaining axes of `a`, then those of `b`.
 * @param axes - which axes are summed over: the last so many of `a` and the first of `b`, or `[axesOfA, axesOfB]`, paired in
 * order. Default `2`.
 * @throws {ShapeError} when paired axes differ in length, or an axis is not there.
 * @throws {ArgumentError} when there are not as many axes of `a` as of `b`.
 * @example
 * await ops.tensordot([[1, 2], [3, 4]], [[1, 0], [0, 1]]).item() // => 5
 * @see https://keras.io/api/ops/numpy/#tensordot-function
 */
export const tensordot = composite(
  'tensordot',
  (
    a: TensorLike,
    b: TensorLike,
    axes: number | readonly [number | readonly number[], number | readonly number[]] = 2,
  ): Tensor => {
    const pair = operands(a, b, 'int32');
    const [left, right] = pairedAxes(pair.a, pair.b, axes);
    const fits = left.every((axis, i) => unify(pair.a.dims[axis] ?? 1, pair.b.dims[right[i] ?? 0] ?? 1) !== null);
    if (!fits)
      throw new ShapeError('tensordot(a, b, axes)', {
        expected: `axes [${left}] of a to be as long as axes [${right}] of b`,
        received: `a ${shown(pair.a)} and b ${shown(pair.b)}`,
      });
    const labelsA = pair.a.dims.map((_, axis) => `a${axis}`);
    const labelsB = pair.b.dims.map((_, axis) => (right.includes(axis) ? `a${left[right.indexOf(axis)]}` : `b${axis}`));
    const kept = [...labelsA, ...labelsB].filter((label) => !(labelsA.includes(label) && labelsB.includes(label)));
    return contract({ x: pair.a, labels: labelsA }, { x: pair.b, labels: labelsB }, new Set(kept)).x;
  },
);

function pairedAxes(
  a: Tensor,
  b: Tensor,
  axes: number | readonly [number | readonly number[], number | readonly number[]],
): readonly [readonly number[], readonly number[]] {
  if (typeof axes === 'number') {
    const most = Math.min(a.dims.length, b.dims.length);
    if (!Number.isInteger(axes) || axes < 0 || axes > most)
      throw new ArgumentError('tensordot: axes', {
        expected: `a whole number from 0 to ${most}, or [axesOfA, axesOfB]`,
        received: `${axes}`,
      });
    const counted = Array.from({ length: axes }, (_, i) => i);
    return [counted.map((i) => a.dims.length - axes + i), counted];
  }
  const read = (given: number | readonly number[], x: Tensor): readonly number[] =>
    (typeof given === 'number' ? [given] : given).map((axis) => axisOf('tensordot: axes', axis, x.dims.length));
  const left = read(axes[0], a);
  const right = read(axes[1], b);
  if (left.length !== right.length || new Set(left).size !== left.length || new Set(right).size !== right.length)
    throw new ArgumentError('tensordot: axes', {
      expected: 'as many axes of a as of b, none of them twice',
      received: `[${left}] and [${right}]`,
    });
  return [left, right];
}

/**
 * Dot product: of vectors a number, of matrices their product, else the sum over the last axis of `a` and the last but one of
 * `b` (of a vector: its only one). A scalar multiplies.
 *
 * @param a - any shape.
 * @param b - any shape.
 * @throws {ShapeError} when the two axes differ in length.
 * @example
 * await ops.dot([1, 2], [3, 4]).item() // => 11
 * @see https://keras.io/api/ops/numpy/#dot-function
 */
export const dot = composite('dot', (a: TensorLike, b: TensorLike): Tensor => {
  const pair = operands(a, b, 'int32');
  if (pair.a.dims.length === 0 || pair.b.dims.length === 0) return multiply(pair.a, pair.b);
  if (pair.b.dims.length === 1 || (pair.a.dims.length <= 2 && pair.b.dims.length === 2)) return matmul(pair.a, pair.b);
  return tensordot(pair.a, pair.b, [-1, -2]);
});

/**
 * Dot product of all elements: `Σ aᵢ · bᵢ` after flattening both.
 *
 * @param a - any shape.
 * @param b - as many elements as `a`.
 * @throws {ShapeError} when the numbers of elements differ.
 * @example
 * await ops.vdot([[1, 2], [3, 4]], [[1, 1], [1, 1]]).item() // => 10
 * @see https://keras.io/api/ops/numpy/#vdot-function
 */
export const vdot = composite('vdot', (a: TensorLike, b: TensorLike): Tensor => matmul(ravel(a), ravel(b)));

/**
 * Inner product: the sum over the last axis of both. A scalar multiplies.
 *
 * @param a - `[..., k]`.
 * @param b - `[..., k]`; the result has the other axes of `a`, then those of `b`.
 * @throws {ShapeError} when the last axes differ in length.
 * @example
 * await ops.inner([1, 2], [3, 4]).item() // => 11
 * @see https://keras.io/api/ops/numpy/#inner-function
 */
export const inner = composite('inner', (a: TensorLike, b: TensorLike): Tensor => {
  const pair = operands(a, b, 'int32');
  if (pair.a.dims.length === 0 || pair.b.dims.length === 0) return multiply(pair.a, pair.b);
  return tensordot(pair.a, pair.b, [-1, -1]);
});

/**
 * Outer product: `aᵢ · bⱼ` for all pairs, after flattening both.
 *
 * @param a - any shape, of n elements.
 * @param b - any shape, of m elements; the result is `[n, m]`.
 * @example
 * await ops.outer([1, 2], [3, 4]).array() // => [[3, 4], [6, 8]]
 * @see https://keras.io/api/ops/numpy/#outer-function
 */
export const outer = composite(
  'outer',
  (a: TensorLike, b: TensorLike): Tensor => multiply(expandDims(ravel(a), 1), expandDims(ravel(b), 0)),
);

/**
 * Cross product of vectors in three dimensions; of a vector in the plane the third component is 0, and of two of them only
 * the third component of the product is given, without an axis.
 *
 * @param a - vectors of length 2 or 3 along `axisa`; the other axes broadcast.
 * @param b - likewise along `axisb`.
 * @param axisa - default `-1`.
 * @param axisb - default `-1`.
 * @param axisc - where the vectors of the result stand. Default `-1`.
 * @param axis - stands for all three where given. Default null.
 * @throws {ShapeError} when an axis is not there or not of length 2 or 3.
 * @example
 * await ops.cross([1, 0, 0], [0, 1, 0]).array() // => [0, 0, 1]
 * @see https://keras.io/api/ops/numpy/#cross-function
 */
export const cross = composite(
  'cross',
  (
    a: TensorLike,
    b: TensorLike,
    axisa: number = -1,
    axisb: number = -1,
    axisc: number = -1,
    axis: number | null = null,
  ): Tensor => {
    const pair = operands(a, b, 'int32');
    const [ax, ay, az] = components('cross: axisa', pair.a, axis ?? axisa);
    const [bx, by, bz] = components('cross: axisb', pair.b, axis ?? axisb);
    const z = minor(ax, ay, bx, by) ?? multiply(ax, bx);
    if (az === null && bz === null) return z;
    const x = minor(ay, az, by, bz) ?? multiply(z, 0);
    const y = minor(az, ax, bz, bx) ?? multiply(z, 0);
    return moveaxis(stack([x, y, z], -1), -1, axis ?? axisc);
  },
);

/** The three components of vectors; the third is null in the plane. */
function components(where: string, x: Tensor, axis: number): readonly [Tensor, Tensor, Tensor | null] {
  const last = moveaxis(x, axisOf(where, axis, x.dims.length), -1);
  const length = last.dims.at(-1);
  if (length !== 2 && length !== 3)
    throw new ShapeError(where, { expected: `a length of 2 or 3 of axis ${axis}`, received: shown(x) });
  const at = (index: number): Tensor => getItem(last, ['...', index]);
  return [at(0), at(1), length === 3 ? at(2) : null];
}

/** `a · d - b · c`, a missing component being 0; null where nothing is left. */
function minor(a: Tensor | null, b: Tensor | null, c: Tensor | null, d: Tensor | null): Tensor | null {
  const first = a && d ? multiply(a, d) : null;
  const second = b && c ? multiply(b, c) : null;
  if (second === null) return first;
  return first === null ? multiply(second, -1) : subtract(first, second);
}

/**
 * Kronecker product: `a` with every element replaced by that element times `b`.
 *
 * @param a - any shape.
 * @param b - any shape; the one with fewer axes gets axes of length 1 in front. The lengths of the result are products.
 * @example
 * await ops.kron([1, 10], [1, 2]).array() // => [1, 2, 10, 20]
 * @see https://keras.io/api/ops/numpy/#kron-function
 */
export const kron = composite('kron', (a: TensorLike, b: TensorLike): Tensor => {
  const pair = operands(a, b, 'int32');
  const rank = Math.max(pair.a.dims.length, pair.b.dims.length);
  const lead = (x: Tensor): Tensor =>
    expandDims(
      x,
      Array.from({ length: rank - x.dims.length }, (_, i) => i),
    );
  const axes = Array.from({ length: rank }, (_, i) => i);
  const left = expandDims(
    lead(pair.a),
    axes.map((i) => 2 * i + 1),
  );
  const right = expandDims(
    lead(pair.b),
    axes.map((i) => 2 * i),
  );
  return merged(
    multiply(left, right),
    axes.map(() => 2),
  );
});
