import { ShapeError } from '../utils/errors.ts';
import type { DType } from './dtype.ts';

/**
 * The length of an axis that is known at run time only. It has identity: the same object stands for the same length, so
 * that "the same batch" is known rather than assumed.
 */
export class Unknown {
  readonly kind = 'unknown';
}

/** The length of an axis: a number, or an unknown with identity. */
export type Dim = number | Unknown;

/** Axis lengths with the identity of unknown ones: what ops compute with. */
export type Dims = readonly Dim[];

/** Axis lengths as users see them; `null` is Keras's `None`. */
export type Shape = readonly (number | null)[];

/** Dtype and axis lengths of a tensor. */
export interface TensorSpec {
  readonly dims: Dims;
  readonly dtype: DType;
}

/** `dims` as users see them: unknown axes are `null`. */
export function shapeOf(dims: Dims): Shape {
  return dims.map((dim) => (typeof dim === 'number' ? dim : null));
}

/** `dims` of a user's shape: every `null` is a new unknown. */
export function dimsOf(shape: Shape): Dims {
  return shape.map((dim) => dim ?? new Unknown());
}

/** Whether all axis lengths are known. */
export function isStatic(dims: Dims): dims is readonly number[] {
  return dims.every((dim) => typeof dim === 'number');
}

/**
 * A tensor as errors show it.
 *
 * @example
 * shown({ dtype: 'float32', dims: [2, 3] }) // => 'float32[2, 3]'
 */
export function shown({ dtype, dims }: TensorSpec): string {
  return `${dtype}${shownShape(shapeOf(dims))}`;
}

/**
 * A shape as errors show it.
 *
 * @example
 * shownShape([null, 3]) // => '[null, 3]'
 */
export function shownShape(shape: Shape): string {
  return `[${shape.map((dim) => String(dim)).join(', ')}]`;
}

/** Whether two tensors surely have the same dims. */
export function sameDims(a: Dims, b: Dims): boolean {
  return a.length === b.length && a.every((dim, i) => dim === b[i]);
}

/**
 * The axis as an index from the front; negative axes count from the end.
 *
 * @throws {ShapeError} when the tensor has no such axis.
 */
export function axisOf(where: string, axis: number, rank: number): number {
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank)
    throw new ShapeError(where, {
      expected: rank === 0 ? 'no axis, since a scalar has none' : `an axis from ${-rank} to ${rank - 1}`,
      received: `${axis}`,
    });
  return axis < 0 ? axis + rank : axis;
}

/** Several axes, sorted and checked for repeats; none given means all. */
export function axesOf(where: string, axes: number | readonly number[] | null | undefined, rank: number): number[] {
  if (axes === null || axes === undefined) return Array.from({ length: rank }, (_, i) => i);
  const list = (typeof axes === 'number' ? [axes] : axes).map((axis) => axisOf(where, axis, rank));
  if (new Set(list).size !== list.length)
    throw new ShapeError(where, { expected: 'axes without repeats', received: `[${list.join(', ')}]` });
  return list.sort((a, b) => a - b);
}

/**
 * The dims of two operands broadcast against each other, by NumPy's rule.
 *
 * @throws {ShapeError} when an axis differs and neither length is 1.
 */
export function broadcastDims(where: string, a: TensorSpec, b: TensorSpec): Dims {
  const dims = tryBroadcast(a.dims, b.dims);
  if (dims === null)
    throw new ShapeError(where, {
      expected: 'shapes that broadcast (aligned at the end, equal or 1)',
      received: `${shown(a)} and ${shown(b)}`,
      mend: 'Reshape one of them, or add axes of length 1 with expandDims.',
    });
  return dims;
}

/** The broadcast dims, or null where the two do not fit. */
export function tryBroadcast(a: Dims, b: Dims): Dims | null {
  const rank = Math.max(a.length, b.length);
  const dims: Dim[] = [];
  for (let i = 0; i < rank; i++) {
    const x = a[i - rank + a.length] ?? 1;
    const y = b[i - rank + b.length] ?? 1;
    const met = meet(x, y);
    if (met === null) return null;
    dims.push(met);
  }
  return dims;
}

/** The length of axes laid together: of the same unknown axis the same multiple is the same length. */
export function productOf(dims: Dims): Dim {
  let known = 1;
  let result: Unknown | null = null;
  for (const dim of dims) {
    if (typeof dim === 'number') known *= dim;
    else result = result === null ? dim : multiple(result, dim);
  }
  return result === null || known === 1 ? (result ?? known) : multiple(result, known);
}

const multiples = new WeakMap<Unknown, Map<Dim, Unknown>>();

function multiple(unknown: Unknown, by: Dim): Unknown {
  const known = multiples.get(unknown) ?? new Map<Dim, Unknown>();
  multiples.set(unknown, known);
  const made = known.get(by) ?? new Unknown();
  known.set(by, made);
  return made;
}

/** Two lengths that stand for the same axis: null where they differ, the better known of the two otherwise. */
export function unify(a: Dim, b: Dim): Dim | null {
  if (a === b) return a;
  if (typeof a === 'number') return typeof b === 'number' ? null : a;
  return b;
}

function meet(x: Dim, y: Dim): Dim | null {
  if (x === 1 || x === y) return y;
  if (y === 1) return x;
  if (typeof x === 'number') return typeof y === 'number' ? null : x;
  // Two unknowns: either may turn out to be 1, so the result is neither of them for certain.
  return typeof y === 'number' ? y : new Unknown();
}
