import { apply, constant, defineOp, type Op, type Tensor } from '../graph/index.ts';
import { sizeOf } from '../utils/arrays.ts';
import { divide, multiply } from './arithmetic.ts';
import { padsAttribute } from './conv-columns.ts';
import { convInput } from './conv-input.ts';
import { slidDims, type Window } from './conv-window.ts';
import { reshape } from './movement.ts';
import type { One } from './operands.ts';
import { exactPads, extended, reversed, sideBySide, spread } from './pool-spread.ts';
import { broadcastTo } from './repeating.ts';

interface Mean {
  readonly window: Window;
  /** Whether the padding counts, as zeros. */
  readonly padded: boolean;
}

/** The mean of each window of data `[batch, channels, ...spatial]`. */
const meanOp: Op<One, Mean> = defineOp<One, Mean>({
  name: 'averagePool',
  inputs: { x: 'one' },
  infer: ({ x }, { window }) => ({
    dtype: x.dtype,
    dims: [...x.dims.slice(0, 2), ...slidDims(x.dims.slice(2), window)],
  }),
  gradient: ({ inputs: { x }, attrs: { window, padded }, grad }) => {
    const shares = divide(grad, padded ? sizeOf(window.size) : countsOf(x, window));
    if (sideBySide(x, window)) return { x: extended(spread(shares, window.size), reversed(exactPads(x, window)), 0) };
    // Each share goes to all places of its window: a convolution by ones run backwards, channel by channel.
    const ones = broadcastTo(constant(1), [...window.size, 1, Number(x.dims[1])]);
    return { x: convInput(shares, ones, window, x) };
  },
  lower: (onnx, { x }, { window: { size, strides, pads }, padded }, output) =>
    onnx.node('AveragePool', [x], output, {
      kernel_shape: size,
      strides,
      pads: padsAttribute(pads),
      count_include_pad: Number(padded),
    }),
});

/** How many elements each window has that are no padding: one number where it is the same for all. */
function countsOf(x: Tensor, { size, pads, strides }: Window): Tensor | number {
  if (pads.every(([before, after]) => before + after === 0)) return sizeOf(size);
  const lengths = x.dims.slice(2).map(Number);
  const along = lengths.map((length, axis) => {
    const [window = 1, stride = 1, before = 0, after = 0] = [size[axis], strides[axis], ...(pads[axis] ?? [])];
    const places = Math.floor((length + before + after - window) / stride) + 1;
    const counts = Array.from({ length: places }, (_, i) => {
      const start = i * stride - before;
      return Math.min(start + window, length) - Math.max(start, 0);
    });
    return reshape(
      constant(counts),
      lengths.map((_, i) => (i === axis ? places : 1)),
    );
  });
  return along.reduce(multiply);
}

/**
 * The mean of each window of data `[batch, channels, ...spatial]`.
 *
 * @param padded - whether the padding counts, as zeros; else the lengths must be known where there is any.
 */
export function meanWindows(x: Tensor, window: Window, padded = false): Tensor {
  return apply(meanOp, { x }, { window, padded });
}

/** The sum of each window. */
export function sumWindows(x: Tensor, window: Window): Tensor {
  return multiply(meanWindows(x, window, true), sizeOf(window.size));
}
