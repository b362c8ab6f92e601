import type { Tensor, TensorSpec, Value } from '../graph/index.ts';
import type { GraphBuilder } from '../onnx/index.ts';
import { sizeOf } from '../utils/arrays.ts';
import type { Run } from './fusion.ts';

/** A vector that holds a run of vectors, one behind another. */
export function vectorOf(run: Run): TensorSpec {
  return { dtype: 'float32', dims: [run.reduce((sum, { length }) => sum + length, 0)] };
}

/**
 * Takes apart a vector that holds several variables.
 *
 * @param read - the placeholders of those that are needed, null for others.
 */
export function takenApart(
  onnx: GraphBuilder,
  pack: Value,
  run: Run,
  read: readonly (Tensor | null)[],
): readonly (readonly [Tensor, Value])[] {
  onnx.origin = 'variables';
  const lengths = run.map(({ length }) => length);
  const specs = lengths.map((length): TensorSpec => ({ dtype: 'float32', dims: [length] }));
  const vectors = onnx.nodes('Split', [pack, onnx.ints(lengths)], specs, { axis: 0 });
  return vectors.flatMap((vector, i): (readonly [Tensor, Value])[] => {
    const tensor = read[i];
    if (!tensor) return [];
    const { dims } = tensor;
    const shaped = dims.length === 1 ? vector : onnx.node('Reshape', [vector, onnx.dimsOf(dims, vector)], tensor);
    return [[tensor, shaped]];
  });
}

/** Tensors one behind another. */
export function putTogether(onnx: GraphBuilder, tensors: readonly Value[]): Value {
  onnx.origin = 'updates';
  const vectors = tensors.map((tensor) => {
    const dims = [sizeOf(tensor.dims.map(Number))];
    return tensor.dims.length === 1 ? tensor : onnx.node('Reshape', [tensor, onnx.ints(dims)], { ...tensor, dims });
  });
  const dims = [vectors.reduce((sum, vector) => sum + Number(vector.dims[0]), 0)];
  return onnx.node('Concat', vectors, { dtype: 'float32', dims }, { axis: 0 });
}
