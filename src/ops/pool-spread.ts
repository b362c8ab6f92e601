import { apply, defineOp, isStatic, type Op, type Tensor } from '../graph/index.ts';
import { paddedNode } from './conv-columns.ts';
import type { Pads, Window } from './conv-window.ts';
import { sumWindows } from './pool-average.ts';

/** Inputs: one element for each window, and the data over which the windows lie, of which only the shape counts. */
type Spread = {
  readonly y: 'one';
  readonly like: 'one';
};

/** Each element in all places of its window; zeros where no window is. Windows lie side by side. */
const spreadOp: Op<Spread, Window> = defineOp<Spread, Window>({
  name: 'spread',
  inputs: { y: 'one', like: 'one' },
  infer: ({ y, like }) => ({ dtype: y.dtype, dims: like.dims }),
  gradient: ({ attrs, grad }) => ({ y: sumWindows(grad, attrs), like: null }),
  lower: (onnx, { y, like }, { size, pads }, output) => {
    const rank = size.length;
    const axes = size.map((_, axis) => axis + 2);
    const lengths = y.dims.slice(2).map(Number);
    const wanted = like.dims.slice(2).map(Number);
    // Places that no window reaches: the small tensor is padded, not the large one, which costs half as much.
    const added = wanted.map((length, axis): Pads => {
      const covered = (lengths[axis] ?? 1) * (size[axis] ?? 1) - (pads[axis]?.[0] ?? 0);
      return [0, covered < length ? 1 : 0];
    });
    const source = paddedNode(onnx, y, added);
    const long = lengths.map((length, axis) => (length + (added[axis]?.[1] ?? 0)) * (size[axis] ?? 1));
    const scales = onnx.constant('float32', [rank + 2], [1, 1, ...size]);
    const large = onnx.node(
      'Resize',
      [source, null, scales],
      { dtype: y.dtype, dims: [...y.dims.slice(0, 2), ...long] },
      {
        mode: 'nearest',
        coordinate_transformation_mode: 'asymmetric',
        nearest_mode: 'floor',
      },
    );
    if (long.every((length, axis) => length === wanted[axis])) return large;
    const starts = pads.map(([before]) => before);
    const ends = onnx.ints(starts.map((start, axis) => start + (wanted[axis] ?? 0)));
    return onnx.node('Slice', [large, onnx.ints(starts), ends, onnx.ints(axes)], output);
  },
});

/** Whether windows lie side by side over known lengths, which `spread` needs. */
export function sideBySide(x: Tensor, { size, strides, dilations }: Window): boolean {
  return isStatic(x.dims.slice(2)) && size.every((length, axis) => strides[axis] === length && dilations[axis] === 1);
}

/** One element of `y` for each window over `like`, in all places of that window. */
export function spread(y: Tensor, like: Tensor, window: Window): Tensor {
  return apply(spreadOp, { y, like }, window);
}
