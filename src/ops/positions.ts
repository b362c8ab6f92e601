import type { Dim, Dims, OnnxBuilder, TensorSpec, Value } from '../graph/index.ts';
import { internal } from '../utils/errors.ts';

/** Places of longer axes are counted at run time: constants of that size would swell the model. */
const longestConstant = 4096;

/**
 * The places along an axis, `0, 1, 2, …` as int32, with length 1 for all other axes.
 *
 * @param like - read for the length of the axis where that is unknown; null where it is known.
 */
export function positionsAlong(onnx: OnnxBuilder, dims: Dims, axis: number, like: Value | null): Value {
  const length = dims[axis] ?? 1;
  const flat = dims.map((_, i) => (i === axis ? length : 1));
  const shape = flat.map((dim) => (typeof dim === 'number' ? dim : -1));
  if (typeof length === 'number' && length <= longestConstant)
    return onnx.constant(
      'int32',
      shape,
      Array.from({ length }, (_, i) => i),
    );
  // A Range is placed on the CPU under WebGPU; counting up ones is not, in floats, which are exact up to 2²⁴.
  const dtype = onnx.target === 'webgpu' ? 'float32' : 'int32';
  const vector = { dtype, dims: [length] } as const;
  const target = typeof length === 'number' ? onnx.ints([length]) : lengthVector(onnx, axis, like);
  const ones = onnx.node('Expand', [onnx.constant(dtype, [1], [1]), target], vector);
  const counted = onnx.node('CumSum', [ones, onnx.constant('int32', [], [0])], vector, { exclusive: 1 });
  const whole =
    onnx.target === 'webgpu' ? onnx.node('Cast', [counted], { ...vector, dtype: 'int32' }, { to: 6 }) : counted;
  return dims.length === 1 ? whole : onnx.node('Reshape', [whole, onnx.ints(shape)], { dtype: 'int32', dims: flat });
}

/**
 * Places along an axis of that length, from int64 to int32. A Cast of int64 is placed on the CPU under WebGPU; looking them
 * up among all places is not.
 */
export function narrowPlaces(onnx: OnnxBuilder, places: Value, length: Dim, output: TensorSpec): Value {
  if (onnx.target !== 'webgpu' || typeof length !== 'number') return onnx.node('Cast', [places], output, { to: 6 });
  return onnx.node('Gather', [positionsAlong(onnx, [length], 0, null), places], output, { axis: 0 });
}

/** The unknown length of an axis as a uint32 scalar. */
export function countAlong(onnx: OnnxBuilder, axis: number, like: Value | null): Value {
  const length = like?.dims[axis] ?? 1;
  // A Cast of a shape is placed on the CPU under WebGPU; summing ones runs where the data are.
  const ones = onnx.node('Expand', [onnx.constant('float32', [1], [1]), lengthVector(onnx, axis, like)], {
    dtype: 'float32',
    dims: [length],
  });
  const count = onnx.node('ReduceSum', [ones, onnx.ints([0])], { dtype: 'float32', dims: [] }, { keepdims: 0 });
  return onnx.node('Cast', [count], { dtype: 'uint32', dims: [] }, { to: 12 });
}

function lengthVector(onnx: OnnxBuilder, axis: number, like: Value | null): Value {
  return onnx.shapeOf(like ?? internal('an unknown axis of nothing'), axis, axis + 1);
}
