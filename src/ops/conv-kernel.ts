import { apply, defineOp, type OnnxBuilder, type Op, type Tensor, type Value } from '../graph/index.ts';
import { sizeOf } from '../utils/arrays.ts';
import { convolve } from './conv.ts';
import { mergedDim, paddedNode, reshapedNode, shiftedNodes, turnedNode } from './conv-columns.ts';
import { convInput } from './conv-input.ts';
import type { Window } from './conv-window.ts';

/** Inputs: the data `[batch, channels, ...spatial]` of a convolution, and the gradient of its output. */
type Correlated = {
  readonly x: 'one';
  readonly y: 'one';
};

interface Correlation {
  readonly window: Window;
  readonly groups: number;
}

/** Fewer channels than this make products too narrow to be fast one by one. */
const narrow = 8;

/** Rows shorter than this are slow to copy one by one. */
const shortRow = 24;

/** The gradient of a convolution with respect to its kernel: `[...size, channels / groups, filters]`. */
const convKernelOp: Op<Correlated, Correlation> = defineOp<Correlated, Correlation>({
  name: 'convKernel',
  inputs: { x: 'one', y: 'one' },
  infer: ({ x, y }, { window, groups }) => ({
    dtype: x.dtype,
    dims: [...window.size, Number(x.dims[1]) / groups, y.dims[1] ?? 1],
  }),
  gradient: ({ inputs: { x, y }, attrs: { window }, grad }) => ({
    x: convInput(y, grad, window, x),
    y: convolve(x, grad, window, null, y),
  }),
  lower: (onnx, { x, y }, { window, groups }, output) => {
    const padded = paddedNode(onnx, x, window.pads);
    const products =
      groups === 1 && Number(x.dims[1]) >= narrow
        ? byPlaces(onnx, padded, y, window)
        : byColumns(onnx, padded, y, window, groups);
    return onnx.node('Reshape', [products, onnx.ints(output.dims.map(Number))], output);
  },
});

/** One product for each place of the window, over all samples and positions at once. */
function byPlaces(onnx: OnnxBuilder, x: Value, y: Value, window: Window): Value {
  const { dtype } = x;
  const spatial = window.size.map((_, axis) => axis + 2);
  // With the samples last, what a Slice copies at once is a row of all of them.
  const samplesLast = onnx.target !== 'webgpu' && Number(y.dims.at(-1)) < shortRow;
  const swapped = samplesLast ? [1, ...spatial, 0] : [1, 0, ...spatial];
  const channels = Number(x.dims[1]);
  const filters = Number(y.dims[1]);
  const positions = mergedDim(y.dims.toSpliced(1, 1));
  const rows = (value: Value, count: number): Value => reshapedNode(onnx, value, [count, -1], positions);
  const slopes = turnedNode(onnx, y, swapped);
  const slopeRows = rows(slopes, filters);
  // The engine divides a product by the rows of its result: the more, the better.
  const turned = filters > channels;
  const [height, width] = turned ? [filters, channels] : [channels, filters];
  const shifts = shiftedNodes(onnx, turnedNode(onnx, x, swapped), window, slopes, samplesLast ? 1 : 2);
  const products = shifts.map((shifted) => {
    const dataRows = rows(shifted, channels);
    const operands = turned ? [slopeRows, dataRows] : [dataRows, slopeRows];
    const product = onnx.node('Gemm', operands, { dtype, dims: [height, width] }, { transB: 1 });
    return reshapedNode(onnx, product, [1, height, width], 1);
  });
  const [first = x] = products;
  const dims = [products.length, height, width];
  const all = products.length === 1 ? first : onnx.node('Concat', products, { dtype, dims }, { axis: 0 });
  return turned ? turnedNode(onnx, all, [0, 2, 1]) : all;
}

/** All places of the window side by side: one product for each sample and group, and the sum over the samples. */
function byColumns(onnx: OnnxBuilder, x: Value, y: Value, window: Window, groups: number): Value {
  const { dtype } = x;
  const batch = x.dims[0] ?? 1;
  const places = sizeOf(window.size);
  const channels = Number(x.dims[1]) / groups;
  const filters = Number(y.dims[1]) / groups;
  const positions = mergedDim(y.dims.slice(2));
  const columns = shiftedNodes(onnx, x, window, y).map((shifted) =>
    reshapedNode(onnx, shifted, [0, groups, channels, -1], positions),
  );
  const rows = places * channels;
  const all =
    columns.length === 1
      ? (columns[0] ?? x)
      : onnx.node('Concat', columns, { dtype, dims: [batch, groups, rows, positions] }, { axis: 2 });
  const slopes = reshapedNode(onnx, y, [0, groups, filters, -1], positions);
  const right = turnedNode(onnx, all, [0, 1, 3, 2]);
  const each = onnx.node('MatMul', [slopes, right], { dtype, dims: [batch, groups, filters, rows] });
  const sum = onnx.node('ReduceSum', [each, onnx.ints([0])], { dtype, dims: [groups, filters, rows] }, { keepdims: 0 });
  const apart = reshapedNode(onnx, sum, [groups, filters, places, channels], 1);
  return turnedNode(onnx, apart, [2, 3, 0, 1]);
}

/**
 * The gradient of a convolution's kernel from its data and the gradient of its output.
 *
 * @param like - the kernel, `[...size, channels / groups, filters]`.
 */
export function convKernel(x: Tensor, y: Tensor, window: Window, like: Tensor): Tensor {
  return apply(convKernelOp, { x, y }, { window, groups: Number(x.dims[1]) / Number(like.dims.at(-2)) });
}
