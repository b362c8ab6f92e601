import type { DType, OnnxAttribute, OnnxBuilder, TensorSpec, Value } from '../graph/index.ts';
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

/**
 * An Expand to the lengths in `target`. The engine's optimizer takes one from length 1 to 0 for one that changes nothing and
 * drops it, so such axes are cut off first.
 */
export function expandNode(onnx: OnnxBuilder, x: Value, target: Value, output: TensorSpec): Value {
  const extra = output.dims.length - x.dims.length;
  const empty = x.dims.flatMap((dim, axis) => (dim === 1 && output.dims[axis + extra] === 0 ? [axis] : []));
  if (empty.length === 0) return moveNode(onnx, 'Expand', x, [target], output);
  const none = onnx.ints(empty.map(() => 0));
  const dims = x.dims.map((dim, axis) => (empty.includes(axis) ? 0 : dim));
  const cut = moveNode(onnx, 'Slice', x, [none, none, onnx.ints(empty)], { dtype: x.dtype, dims });
  return moveNode(onnx, 'Expand', cut, [target], output);
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
  const write = (values: readonly Value[], specs: readonly TensorSpec[]): readonly Value[] =>
    onnx.nodes(type, [...values, ...rest], specs, attributes);
  return dtype === 'bool' || dtype === 'uint8'
    ? carried(onnx, onnx.target === 'webgpu' ? 'int32' : dtype, xs, outputs, write)
    : write(xs, outputs);
}

/** Nodes written for another dtype, which `xs` are cast to and the outputs from. */
export function carried(
  onnx: OnnxBuilder,
  via: DType,
  xs: readonly Value[],
  outputs: readonly TensorSpec[],
  write: (xs: readonly Value[], outputs: readonly TensorSpec[]) => readonly Value[],
): readonly Value[] {
  const as = (dtype: DType, value: Value): Value =>
    value.dtype === dtype ? value : onnx.node('Cast', [value], { dims: value.dims, dtype }, { to: castTargets[dtype] });
  const written = write(
    xs.map((x) => as(via, x)),
    outputs.map(({ dims }) => ({ dims, dtype: via })),
  );
  return written.map((value, i) => as(outputs[i]?.dtype ?? via, value));
}
