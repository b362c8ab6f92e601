import type { OnnxAttribute, OnnxBuilder, TensorSpec, Value } from '../graph/index.ts';
import { internal } from '../utils/errors.ts';
import { castTargets } from './cast.ts';

/*
 * Nodes that only move elements about. WebGPU has their kernels for numbers of 32 bits alone and refuses or leaves to the
 * CPU what is narrower: there bool and uint8 travel as int32.
 */

type Attributes = Readonly<Record<string, OnnxAttribute>>;

/** A node that moves the elements of `x`; `rest` are its further inputs. */
export function moveNode(
  onnx: OnnxBuilder,
  type: string,
  x: Value,
  rest: readonly (Value | null)[],
  output: TensorSpec,
  attributes: Attributes = {},
): Value {
  const [moved] = moveNodes(onnx, type, [x], rest, [output], attributes);
  return moved ?? internal(`${type} without output`);
}

/** A node that moves the elements of all of `xs`, which have one dtype. */
export function moveNodes(
  onnx: OnnxBuilder,
  type: string,
  xs: readonly Value[],
  rest: readonly (Value | null)[],
  outputs: readonly TensorSpec[],
  attributes: Attributes = {},
): readonly Value[] {
  const dtype = xs[0]?.dtype;
  if (onnx.target !== 'webgpu' || (dtype !== 'bool' && dtype !== 'uint8'))
    return onnx.nodes(type, [...xs, ...rest], outputs, attributes);
  const wide = (spec: TensorSpec): TensorSpec => ({ dims: spec.dims, dtype: 'int32' });
  const carried = xs.map((x) => onnx.node('Cast', [x], wide(x), { to: castTargets.int32 }));
  const moved = onnx.nodes(type, [...carried, ...rest], outputs.map(wide), attributes);
  return moved.map((value, i) => onnx.node('Cast', [value], outputs[i] ?? value, { to: castTargets[dtype] }));
}
