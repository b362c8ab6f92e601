import { mapSlots, type Node, reachable, type Tensor, type Value } from '../graph/index.ts';
import { internal } from '../utils/errors.ts';
import type { GraphBuilder } from './builder.ts';

/** Writes the ops behind `roots`; `values` holds the leaves' values and receives all others. */
export function lower(onnx: GraphBuilder, roots: readonly Tensor[], values: Map<Tensor, Value>): Value[] {
  for (const node of reachable(roots, values)) lowerNode(onnx, node, values);
  return roots.map((root) => found(values, root));
}

function lowerNode(onnx: GraphBuilder, node: Node, values: Map<Tensor, Value>): void {
  if (node.outputs.every((output) => values.has(output))) return;
  if (node.kind === 'value') {
    for (const output of node.outputs)
      values.set(output, node.embedded ? onnx.embedded(output, node.data) : onnx.data(output, node.data));
    return;
  }
  if (node.kind !== 'op') internal(`a node of kind ${node.kind} is left in the graph of ops`);
  onnx.origin = node.origin ? `${node.origin}/${node.op.name}` : node.op.name;
  const inputs = mapSlots(node.slots, (tensor: Tensor) => found(values, tensor));
  const outputs = node.op.lower(onnx, inputs, node.attrs, node.outputs);
  for (const [i, output] of node.outputs.entries())
    values.set(output, outputs[i] ?? internal(`${node.op.name} lost an output`));
}

function found(values: ReadonlyMap<Tensor, Value>, tensor: Tensor): Value {
  return values.get(tensor) ?? internal(`no value for the output of a node of kind ${tensor.node.kind}`);
}
