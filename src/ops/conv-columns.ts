import { type Dim, type Dims, isStatic, type OnnxBuilder, productOf, Unknown, type Value } from '../graph/index.ts';
import { sizeOf } from '../utils/arrays.ts';
import type { Pads, Window } from './conv-window.ts';

/*
 * Pieces of lowering that convolutions and pools share. Spatial axes are the last ones of every value here.
 */

/** ONNX's "as far as it goes": any place beyond the end is cut to it. */
const end = 2 ** 31 - 1;

/** The spatial axes with elements of `value` before and after; negative pads cut off. */
export function paddedNode(onnx: OnnxBuilder, x: Value, pads: readonly Pads[], value = 0): Value {
  if (pads.every(([before, after]) => before === 0 && after === 0)) return x;
  // Pads of all axes are written out: between Transposes, the engine (1.30) mistakes pads of some axes.
  const all = x.dims.map((_, axis): Pads => pads[axis - x.dims.length + pads.length] ?? [0, 0]);
  const dims = x.dims.map((dim, axis) => {
    const [before, after] = all[axis] ?? [0, 0];
    if (before === 0 && after === 0) return dim;
    return typeof dim === 'number' ? dim + before + after : new Unknown();
  });
  if (all.every(([before, after]) => before <= 0 && after <= 0)) {
    const ends = onnx.ints(all.map(([, after]) => (after === 0 ? end : after)));
    const starts = onnx.ints(all.map(([before]) => 0 - before));
    // A Pad that only cuts takes three times as long.
    return onnx.node('Slice', [x, starts, ends, onnx.ints(all.map((_, axis) => axis))], { dtype: x.dtype, dims });
  }
  if (onnx.target !== 'webgpu' && all.every(([before, after]) => before >= 0 && after >= 0))
    return joinedPads(onnx, x, all, value);
  return onnx.node('Pad', [x, onnx.ints(padsAttribute(all)), onnx.constant(x.dtype, [], [value])], {
    dtype: x.dtype,
    dims,
  });
}

/** Pads as Concats along one axis after the other, which take half as long as a Pad. */
function joinedPads(onnx: OnnxBuilder, x: Value, pads: readonly Pads[], value: number): Value {
  const { dtype } = x;
  return pads.reduce((inner, [before, after], axis) => {
    if (before === 0 && after === 0) return inner;
    const edge = (length: number): readonly Value[] => {
      if (length === 0) return [];
      const dims = inner.dims.with(axis, length);
      const shape = isStatic(dims)
        ? onnx.ints(dims)
        : onnx.node(
            'Concat',
            [onnx.shapeOf(inner, 0, axis), onnx.ints([length]), onnx.shapeOf(inner, axis + 1)].filter(
              (part) => part.dims[0] !== 0,
            ),
            { dtype: 'int64', dims: [dims.length] },
            { axis: 0 },
          );
      return [onnx.node('Expand', [onnx.constant(dtype, [], [value]), shape], { dtype, dims })];
    };
    const dim = inner.dims[axis];
    const dims = inner.dims.with(axis, typeof dim === 'number' ? dim + before + after : new Unknown());
    return onnx.node('Concat', [...edge(before), inner, ...edge(after)], { dtype, dims }, { axis });
  }, x);
}

/** Every place of a window, in row-major order: `[0, 0], [0, 1], …`. */
export function placesOf(size: readonly number[]): readonly (readonly number[])[] {
  return Array.from({ length: sizeOf(size) }, (_, flat) =>
    size.map((length, axis) => Math.floor(flat / sizeOf(size.slice(axis + 1))) % length),
  );
}

/**
 * For every place of the window, the elements that stand there while the window moves over `x`, which is padded already:
 * each as long as the spatial axes of `like`.
 *
 * @param first - the first spatial axis of both, where these are not the last ones.
 */
export function shiftedNodes(
  onnx: OnnxBuilder,
  x: Value,
  window: Omit<Window, 'pads'>,
  like: Value,
  first = x.dims.length - window.size.length,
): readonly Value[] {
  const { size, strides, dilations } = window;
  const rank = size.length;
  const lengths = like.dims.slice(first, first + rank);
  const dims = [...x.dims.slice(0, first), ...lengths, ...x.dims.slice(first + rank)];
  const vector = { dtype: 'int64', dims: [rank] } as const;
  const steps = onnx.ints(strides);
  const axes = onnx.ints(size.map((_, axis) => axis + first));
  const spans = isStatic(lengths) ? null : onnx.node('Mul', [onnx.shapeOf(like, first, first + rank), steps], vector);
  return placesOf(size).map((place) => {
    const starts = place.map((index, axis) => index * (dilations[axis] ?? 1));
    // One past the last element: start + (length - 1) · stride + 1.
    const rest = starts.map((start, axis) => start - (strides[axis] ?? 1) + 1);
    const ends = isStatic(lengths)
      ? onnx.ints(rest.map((end, axis) => end + (lengths[axis] ?? 1) * (strides[axis] ?? 1)))
      : onnx.node('Add', [spans, onnx.ints(rest)], vector);
    return onnx.node('Slice', [x, onnx.ints(starts), ends, axes, steps], { dtype: x.dtype, dims });
  });
}

/** A Reshape to known lengths with one that is inferred (-1), and `0` for an axis that keeps the length it has. */
export function reshapedNode(onnx: OnnxBuilder, x: Value, target: readonly number[], inferred: Dim): Value {
  const dims = target.map((length, axis) => (length === -1 ? inferred : length === 0 ? (x.dims[axis] ?? 1) : length));
  return onnx.node('Reshape', [x, onnx.ints(target)], { dtype: x.dtype, dims });
}

/** The number of elements of these axes, as an axis. */
export function mergedDim(dims: Dims): Dim {
  return productOf(dims);
}

/** A Transpose. */
export function turnedNode(onnx: OnnxBuilder, x: Value, perm: readonly number[]): Value {
  return onnx.node('Transpose', [x], { dtype: x.dtype, dims: perm.map((axis) => x.dims[axis] ?? 1) }, { perm });
}

/** The spatial pads as the attribute of ONNX: all befores, then all afters. */
export function padsAttribute(pads: readonly Pads[]): readonly number[] {
  return [...pads.map(([before]) => before), ...pads.map(([, after]) => after)];
}
