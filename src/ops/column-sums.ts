import { type OnnxBuilder, productOf, type TensorSpec, type Value } from '../graph/index.ts';

/** From this width on the product is faster than the reduction. */
const wide = 64;

/**
 * Whether a sum over these axes is better written as a product with a row of ones: sums over all but the last axis, as in
 * the gradient of a bias, on the CPU. Its ReduceSum goes through memory column by column, its matrix product row by row.
 */
export function isColumnSum(onnx: OnnxBuilder, x: TensorSpec, axes: readonly number[]): boolean {
  const width = x.dims.at(-1);
  const leading = axes.length > 0 && axes.length === x.dims.length - 1 && axes.every((axis, i) => axis === i);
  return onnx.target !== 'webgpu' && x.dtype === 'float32' && leading && typeof width === 'number' && width >= wide;
}

/** The sum over all axes but the last, `1ᵀ · x`. */
export function columnSum(onnx: OnnxBuilder, x: Value, output: TensorSpec): Value {
  const lead = x.dims.slice(0, -1);
  const width = x.dims.at(-1) ?? 1;
  const count = productOf(lead);
  const rows =
    lead.length === 1
      ? x
      : onnx.node('Reshape', [x, onnx.ints([-1, Number(width)])], { dtype: x.dtype, dims: [count, width] });
  const amount = typeof count === 'number' ? onnx.ints([count]) : onnx.shapeOf(rows, 0, 1);
  const ones = onnx.node('Expand', [onnx.constant('float32', [1], [1]), amount], { dtype: 'float32', dims: [count] });
  const sums = onnx.node('MatMul', [ones, rows], { dtype: 'float32', dims: [width] });
  return output.dims.length === 1 ? sums : onnx.node('Reshape', [sums, onnx.ints(output.dims.map(Number))], output);
}
