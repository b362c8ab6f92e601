import type { OnnxBuilder, Value } from '../graph/index.ts';

/** The places along an axis of x, `0, 1, 2, …` as int32, with length 1 for all other axes. */
export function positionsAlong(onnx: OnnxBuilder, x: Value, axis: number): Value {
  const dims = x.dims.map((dim, i) => (i === axis ? dim : 1));
  const length = x.dims[axis] ?? 1;
  const shape = dims.map((dim) => (typeof dim === 'number' ? dim : -1));
  if (typeof length === 'number')
    return onnx.constant(
      'int32',
      shape,
      Array.from({ length }, (_, i) => i),
    );
  // A Range of a shape is placed on the CPU under WebGPU; counting up ones is not. Floats are exact up to 2²⁴.
  const vector = { dtype: 'float32', dims: [length] } as const;
  const ones = onnx.node('Expand', [onnx.constant('float32', [1], [1]), onnx.shapeOf(x, axis, axis + 1)], vector);
  const counted = onnx.node('CumSum', [ones, onnx.constant('int32', [], [0])], vector, { exclusive: 1 });
  const whole = onnx.node('Cast', [counted], { dtype: 'int32', dims: [length] }, { to: 6 });
  return dims.length === 1 ? whole : onnx.node('Reshape', [whole, onnx.ints(shape)], { dtype: 'int32', dims });
}
