import { type DType, Unknown } from '../graph/index.ts';
import { GraphBuilder, modelBytes } from '../onnx/index.ts';

/** A graph that copies a tensor of this dtype and rank from input `x`: how values leave a device. */
export function identityModel(dtype: DType, rank: number): Uint8Array {
  const onnx = new GraphBuilder('webgpu');
  const x = onnx.input({ dtype, dims: Array.from({ length: rank }, () => new Unknown()) }, 'x');
  return modelBytes(onnx.graph([onnx.node('Identity', [x], x)]));
}
