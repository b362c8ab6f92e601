import { apply, defineOp, isStatic, type Op, type Tensor, Unknown } from '../graph/index.ts';
import { mergedDim, paddedNode, reshapedNode } from './conv-columns.ts';
import { type Pads, slidDims, type Window } from './conv-window.ts';
import type { One } from './operands.ts';
import { sumWindows } from './pool-average.ts';

interface Extension {
  /** Added at the ends of the spatial axes; negative where they are cut off. */
  readonly pads: readonly Pads[];
  /** What is added. */
  readonly value: number;
}

const extendOp: Op<One, Extension> = defineOp<One, Extension>({
  name: 'extend',
  inputs: { x: 'one' },
  infer: ({ x }, { pads }) => ({
    dtype: x.dtype,
    dims: x.dims.map((dim, i) => {
      const [before, after] = pads[i - 2] ?? [0, 0];
      if (before === 0 && after === 0) return dim;
      return typeof dim === 'number' ? dim + before + after : new Unknown();
    }),
  }),
  gradient: ({ attrs: { pads }, grad }) => ({ x: extended(grad, reversed(pads), 0) }),
  lower: (onnx, { x }, { pads, value }) => paddedNode(onnx, x, pads, value),
});

/** Data `[batch, channels, ...spatial]` with `value` added at the ends of its spatial axes, or, if negative, cut off. */
export function extended(x: Tensor, pads: readonly Pads[], value: number): Tensor {
  return pads.every(([before, after]) => before === 0 && after === 0) ? x : apply(extendOp, { x }, { pads, value });
}

/** What undoes it. */
export function reversed(pads: readonly Pads[]): readonly Pads[] {
  return pads.map(([before, after]) => [0 - before, 0 - after]);
}

/** What must be added to (or cut off) data of these lengths, so that windows side by side cover them exactly. */
export function exactPads(x: Tensor, window: Window): readonly Pads[] {
  const counts = slidDims(x.dims.slice(2), window);
  return window.pads.map(([before], axis) => {
    const covered = Number(counts[axis]) * (window.size[axis] ?? 1);
    return [before, covered - before - Number(x.dims[axis + 2])];
  });
}

/** Whether windows lie side by side over known lengths. */
export function sideBySide(x: Tensor, { size, strides, dilations }: Window): boolean {
  return isStatic(x.dims.slice(2)) && size.every((length, axis) => strides[axis] === length && dilations[axis] === 1);
}

interface Spreading {
  readonly size: readonly number[];
}

const spreadOp: Op<One, Spreading> = defineOp<One, Spreading>({
  name: 'spread',
  inputs: { x: 'one' },
  infer: ({ x }, { size }) => ({
    dtype: x.dtype,
    dims: x.dims.map((dim, i) => (typeof dim === 'number' ? dim * (size[i - 2] ?? 1) : dim)),
  }),
  gradient: ({ attrs: { size }, grad }) => ({
    x: sumWindows(grad, { size, strides: size, dilations: size.map(() => 1), pads: size.map(() => [0, 0]) }),
  }),
  lower: (onnx, { x }, { size }, output) => {
    const scales = onnx.constant('float32', [size.length + 2], [1, 1, ...size]);
    // Channels count as samples: the engine would move a Transpose past the Resize, which takes four times as long after it.
    const spatial = x.dims.slice(2).map(Number);
    const images = reshapedNode(onnx, x, [-1, 1, ...spatial], mergedDim(x.dims.slice(0, 2)));
    const dims = [...images.dims.slice(0, 2), ...output.dims.slice(2)];
    const large = onnx.node(
      'Resize',
      [images, null, scales],
      { dtype: x.dtype, dims },
      {
        mode: 'nearest',
        coordinate_transformation_mode: 'asymmetric',
        nearest_mode: 'floor',
      },
    );
    return onnx.node('Reshape', [large, onnx.ints([-1, ...output.dims.slice(1).map(Number)])], output);
  },
});

/** Each element of `[batch, channels, ...spatial]` in all places of a window of this size. The lengths are known. */
export function spread(x: Tensor, size: readonly number[]): Tensor {
  return size.every((length) => length === 1) ? x : apply(spreadOp, { x }, { size });
}
