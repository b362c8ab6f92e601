import { internal } from '../utils/errors.ts';
import { applyAll, mapSlots } from './apply.ts';
import { call } from './call.ts';
import { read } from './scope.ts';
import type { Node, Tensor } from './tensor.ts';

/**
 * The nodes that `roots` depend on, in the order they were recorded: a topological order, and the order of side effects.
 * Nothing behind a tensor in `stop` is visited.
 */
export function reachable(roots: readonly Tensor[], stop?: ReadonlyMap<Tensor, unknown>): Node[] {
  const seen = new Map<number, Node>();
  const stack = [...roots];
  for (let tensor = stack.pop(); tensor !== undefined; tensor = stack.pop()) {
    const { node } = tensor;
    if (seen.has(node.id) || stop?.has(tensor)) continue;
    seen.set(node.id, node);
    for (const input of node.inputs) if (!seen.has(input.node.id)) stack.push(input);
  }
  // Numbers alone are sorted without calls of a function that compares.
  return Array.from(Float64Array.from(seen.keys()).sort(), (id) => seen.get(id) ?? internal('a node was lost'));
}

/**
 * Rewrites the graph under `roots` in the scope in force: tensors in `given` are replaced, calls expanded, variables read.
 * Nested models, sub-models, clones and scan bodies are all this.
 */
export function expand(roots: readonly Tensor[], given: ReadonlyMap<Tensor, Tensor> = new Map()): Tensor[] {
  const known = new Map<Tensor, Tensor>(given);
  const get = (tensor: Tensor): Tensor => read(known.get(tensor) ?? tensor);
  for (const node of reachable(roots, given)) {
    const outputs = rewritten(node, get);
    if (outputs === null) continue;
    for (const [i, output] of node.outputs.entries()) known.set(output, outputs[i] ?? internal('an output was lost'));
  }
  return roots.map(get);
}

/** New outputs of a node, or null where it can stay as it is. */
function rewritten(node: Node, get: (tensor: Tensor) => Tensor): readonly Tensor[] | null {
  if (node.kind === 'call') return call(node.callee, node.inputs.map(get), node.training);
  if (node.kind !== 'op' || node.inputs.every((tensor) => get(tensor) === tensor)) return null;
  return applyAll(node.op, mapSlots(node.slots, get), node.attrs);
}
