import {
  applyAll,
  axisOf,
  type Dim,
  defineOps,
  type Op,
  shown,
  type Tensor,
  type TensorLike,
  Unknown,
} from '../graph/index.ts';
import { ArgumentError, ShapeError } from '../utils/errors.ts';
import { concatenate } from './joining.ts';
import { fillLike, reshapeLike } from './like.ts';
import { squeeze } from './movement.ts';
import { moveNodes } from './moving.ts';
import { asTensor, type One } from './operands.ts';
import { getItem } from './slicing.ts';

/** How an axis is cut: into so many equal parts, or into parts of these lengths. */
interface Cut {
  readonly axis: number;
  readonly parts: number | readonly number[];
}

const splitOp: Op<One, Cut> = defineOps<One, Cut>({
  name: 'split',
  inputs: { x: 'one' },
  infer: ({ x }, { axis, parts }) => {
    const length = x.dims[axis] ?? 1;
    const part = (dim: Dim) => ({ dtype: x.dtype, dims: x.dims.with(axis, dim) });
    if (typeof parts !== 'number') return parts.map(part);
    if (typeof length === 'number' && length % parts !== 0)
      throw new ShapeError(`split(x, ${parts}, ${axis})`, {
        expected: `a length of axis ${axis} that is a multiple of ${parts}`,
        received: shown(x),
        mend: 'Give the places to split at, or use arraySplit.',
      });
    const equal = part(typeof length === 'number' ? length / parts : new Unknown());
    return Array.from({ length: parts }, () => equal);
  },
  gradient: ({ inputs: { x }, outputs, attrs: { axis }, grads }) => {
    const parts = outputs.map((output, i) => grads[i] ?? fillLike(0, output));
    return { x: reshapeLike(concatenate(parts, axis), x) };
  },
  lower: (onnx, { x }, { axis }, outputs) => {
    const vector = { dtype: 'int64', dims: [outputs.length] } as const;
    const lengths = outputs.map(({ dims }) => dims[axis] ?? 1);
    // Equal lengths worked out here make the engine refuse an axis that does not divide evenly.
    const sizes = lengths.every((length) => typeof length === 'number')
      ? onnx.ints(lengths)
      : onnx.node(
          'Expand',
          [
            onnx.node('Div', [onnx.shapeOf(x, axis, axis + 1), onnx.ints([outputs.length])], {
              dtype: 'int64',
              dims: [1],
            }),
            onnx.ints([outputs.length]),
          ],
          vector,
        );
    return moveNodes(onnx, 'Split', [x], [sizes], outputs, { axis });
  },
});

/**
 * Cuts a tensor along an axis.
 *
 * @param x - any shape of at least one axis.
 * @param indicesOrSections - how many equal parts, or the places to cut at (by Python's rules: negative places count from
 * the end, places beyond it give empty parts).
 * @param axis - default `0`.
 * @throws {ShapeError} when the axis does not divide into equal parts, or is not there.
 * @example
 * (await Promise.all(ops.split([1, 2, 3, 4], [1]).map((part) => part.array()))) // => [[1], [2, 3, 4]]
 * @see https://keras.io/api/ops/numpy/#split-function
 */
export function split(x: TensorLike, indicesOrSections: number | readonly number[], axis = 0): readonly Tensor[] {
  const given = asTensor(x);
  const at = axisOf('split: axis', axis, given.dims.length);
  if (typeof indicesOrSections === 'number') return equalParts(given, sectionsOf('split', indicesOrSections), at);
  return splitAt('split', given, indicesOrSections, at);
}

/**
 * Cuts a tensor along an axis into parts that may differ by one: the first ones are the longer ones.
 *
 * @param x - any shape of at least one axis.
 * @param indicesOrSections - how many parts, or the places to cut at, as in `split`.
 * @param axis - default `0`. Its length must be known where it is to be cut into a number of parts.
 * @throws {ShapeError} for an axis that is not there or whose length is unknown.
 * @example
 * (await Promise.all(ops.arraySplit([1, 2, 3], 2).map((part) => part.array()))) // => [[1, 2], [3]]
 * @see https://keras.io/api/ops/numpy/#array_split-function
 */
export function arraySplit(x: TensorLike, indicesOrSections: number | readonly number[], axis = 0): readonly Tensor[] {
  const given = asTensor(x);
  const at = axisOf('arraySplit: axis', axis, given.dims.length);
  if (typeof indicesOrSections !== 'number') return splitAt('arraySplit', given, indicesOrSections, at);
  const sections = sectionsOf('arraySplit', indicesOrSections);
  const length = given.dims[at];
  if (typeof length !== 'number')
    throw new ShapeError('arraySplit(x, sections, axis)', {
      expected: `a known length of axis ${at}`,
      received: shown(given),
      mend: 'Use split, which takes an unknown axis that divides evenly.',
    });
  const parts = Array.from(
    { length: sections },
    (_, i) => Math.floor(length / sections) + Number(i < length % sections),
  );
  return applyAll(splitOp, { x: given }, { axis: at, parts });
}

/**
 * The slices of a tensor along an axis, without it.
 *
 * @param x - any shape of at least one axis.
 * @param num - how many there are; default null: the length of the axis, which must then be known.
 * @param axis - default `0`.
 * @throws {ShapeError} when `num` is not the length of the axis, or the length is unknown.
 * @example
 * (await Promise.all(ops.unstack([[1, 2], [3, 4]]).map((row) => row.array()))) // => [[1, 2], [3, 4]]
 * @see https://keras.io/api/ops/core/#unstack-function
 */
export function unstack(x: TensorLike, num: number | null = null, axis = 0): readonly Tensor[] {
  const given = asTensor(x);
  const at = axisOf('unstack: axis', axis, given.dims.length);
  const length = given.dims[at];
  const count = num ?? (typeof length === 'number' ? length : null);
  if (count === null || (typeof length === 'number' && count !== length))
    throw new ShapeError('unstack(x, num, axis)', {
      expected: count === null ? `a known length of axis ${at}, or num` : `num to be the length of axis ${at}`,
      received: count === null ? shown(given) : `num ${count} and ${shown(given)}`,
    });
  if (count === 0) return [];
  const parts = applyAll(splitOp, { x: given }, { axis: at, parts: Array.from({ length: count }, () => 1) });
  return parts.map((part) => squeeze(part, at));
}

/**
 * Cuts a tensor side by side: along the second axis, vectors along their only one.
 *
 * @param x - any shape of at least one axis.
 * @param indicesOrSections - how many equal parts, or the places to cut at, as in `split`.
 * @throws {ShapeError} when the axis does not divide into equal parts, or is not there.
 * @example
 * (await Promise.all(ops.hsplit([[1, 2], [3, 4]], 2).map((part) => part.array()))) // => [[[1], [3]], [[2], [4]]]
 * @see https://keras.io/api/ops/numpy/#hsplit-function
 */
export function hsplit(x: TensorLike, indicesOrSections: number | readonly number[]): readonly Tensor[] {
  const given = asTensor(x);
  return split(given, indicesOrSections, given.dims.length === 1 ? 0 : 1);
}

/**
 * Cuts a tensor one below the other: along the first axis.
 *
 * @param x - any shape of at least two axes.
 * @param indicesOrSections - how many equal parts, or the places to cut at, as in `split`.
 * @throws {ShapeError} when the axis does not divide into equal parts, or `x` has no second axis.
 * @example
 * (await Promise.all(ops.vsplit([[1, 2], [3, 4]], 2).map((part) => part.array()))) // => [[[1, 2]], [[3, 4]]]
 * @see https://keras.io/api/ops/numpy/#vsplit-function
 */
export function vsplit(x: TensorLike, indicesOrSections: number | readonly number[]): readonly Tensor[] {
  const given = asTensor(x);
  axisOf('vsplit: x', 1, given.dims.length);
  return split(given, indicesOrSections, 0);
}

/**
 * Cuts a tensor in depth: along the third axis.
 *
 * @param x - any shape of at least three axes.
 * @param indicesOrSections - how many equal parts, or the places to cut at, as in `split`.
 * @throws {ShapeError} when the axis does not divide into equal parts, or is not there.
 * @example
 * (await Promise.all(ops.dsplit([[[1, 2]]], 2).map((part) => part.array()))) // => [[[[1]]], [[[2]]]]
 * @see https://keras.io/api/ops/numpy/#dsplit-function
 */
export function dsplit(x: TensorLike, indicesOrSections: number | readonly number[]): readonly Tensor[] {
  return split(x, indicesOrSections, 2);
}

/** So many equal parts along an axis: what needs nothing but this carries no indexing along. */
export function equalParts(x: Tensor, parts: number, axis: number): readonly Tensor[] {
  return applyAll(splitOp, { x }, { axis, parts });
}

function sectionsOf(what: string, sections: number): number {
  if (!Number.isInteger(sections) || sections < 1)
    throw new ArgumentError(`${what}: indicesOrSections`, {
      expected: 'a positive whole number of parts, or a list of places',
      received: `${sections}`,
    });
  return sections;
}

/** The parts between places, as Python's slices give them. */
function splitAt(what: string, x: Tensor, places: readonly number[], axis: number): readonly Tensor[] {
  if (places.some((place) => !Number.isInteger(place)))
    throw new ArgumentError(`${what}: indicesOrSections`, {
      expected: 'whole numbers',
      received: `[${places.join(', ')}]`,
    });
  const length = x.dims[axis];
  if (typeof length === 'number') {
    const cuts = [
      0,
      ...places.map((place) => Math.min(Math.max(place < 0 ? place + length : place, 0), length)),
      length,
    ];
    const parts = cuts.slice(1).map((cut, i) => cut - (cuts[i] ?? 0));
    if (parts.every((part) => part > 0)) return applyAll(splitOp, { x }, { axis, parts });
  }
  const before = Array.from({ length: axis }, () => ({}));
  return [...places, null].map((stop, i) =>
    getItem(x, [...before, { start: i === 0 ? 0 : (places[i - 1] ?? 0), stop }]),
  );
}
