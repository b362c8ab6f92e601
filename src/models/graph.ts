import type { Node, Tensor } from '../graph/index.ts';
import { CallSite } from '../layers/call-site.ts';
import { inputLayerOf } from '../layers/core/input.ts';
import type { AnyLayer } from '../layers/layer.ts';
import { automaticName } from '../layers/naming.ts';
import { ArgumentError } from '../utils/errors.ts';
import { OperationSite } from './operation-site.ts';

/** One operation of a model: a layer with all its calls there, or an op that stands between layers. */
export interface Operation {
  readonly name: string;
  readonly className: string;
  /** The layer; null for an op. */
  readonly layer: AnyLayer | null;
  /** Its calls inside the model, in the order they were made. */
  readonly nodes: readonly Node[];
}

/** The part of a graph between inputs and outputs, as a model reads it. */
export interface ModelGraph {
  /** In Keras's order: by distance from the outputs, then by first visit. */
  readonly operations: readonly Operation[];
  /** The operation that a tensor comes from. */
  operationOf(tensor: Tensor): Operation | null;
}

/**
 * Maps the graph between inputs and outputs.
 *
 * @throws {ArgumentError} when the outputs depend on an input that is not listed.
 */
export function mapGraph(inputs: readonly Tensor[], outputs: readonly Tensor[]): ModelGraph {
  const starts = new Set(inputs.map((input) => input.node));
  // Calls of one layer belong together; an op, and whatever the model takes as its input, is its own operation.
  const keyOf = (node: Node): object =>
    node.kind === 'call' && node.callee instanceof CallSite && !starts.has(node) ? node.callee.layer : node;
  const finished = visit(outputs, starts);
  const order = new Map<object, number>();
  for (const node of finished.entered) if (!order.has(keyOf(node))) order.set(keyOf(node), order.size);
  const depths = depthsOf(finished.left, keyOf);
  const made = new Map<object, { readonly operation: Operation; readonly nodes: Node[] }>();
  for (const node of [...finished.left].sort((a, b) => a.id - b.id)) {
    const key = keyOf(node);
    const known = made.get(key);
    if (known !== undefined) known.nodes.push(node);
    else {
      const nodes = [node];
      made.set(key, { nodes, operation: { ...named(node, starts.has(node)), nodes } });
    }
  }
  const keys = [...made.keys()].sort(
    (a, b) => (depths.get(b) ?? 0) - (depths.get(a) ?? 0) || (order.get(a) ?? 0) - (order.get(b) ?? 0),
  );
  return {
    operations: keys.flatMap((key) => made.get(key)?.operation ?? []),
    operationOf: (tensor) => made.get(keyOf(tensor.node))?.operation ?? null,
  };
}

/** Depth first, inputs before what depends on them; by a stack of our own, so that deep models do not exhaust the engine's. */
function visit(outputs: readonly Tensor[], starts: ReadonlySet<Node>): Visited {
  const entered: Node[] = [];
  const left: Node[] = [];
  const seen = new Set<Node>();
  const stack = outputs.toReversed().map(({ node }) => ({ node, done: false }));
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { node, done } = next;
    if (done) left.push(node);
    // Values and variables are no operations: they stand in their call's arguments.
    else if (!seen.has(node) && node.kind !== 'value' && node.kind !== 'variable') {
      seen.add(node);
      if (node.kind === 'input' && !starts.has(node)) throw stray(node.name);
      entered.push(node);
      stack.push({ node, done: true });
      if (!starts.has(node))
        stack.push(...node.inputs.toReversed().map((tensor) => ({ node: tensor.node, done: false })));
    }
  }
  const unused = [...starts].filter((node) => !seen.has(node));
  return { entered: [...unused, ...entered], left: [...unused, ...left] };
}

interface Visited {
  /** Nodes in the order they were met, coming from the outputs. */
  readonly entered: readonly Node[];
  /** Nodes in the order they were done with: what a node depends on stands before it. */
  readonly left: readonly Node[];
}

/** The distance of each operation from the outputs: the longest way counts. */
function depthsOf(finished: readonly Node[], keyOf: (node: Node) => object): ReadonlyMap<object, number> {
  const nodeDepths = new Map<Node, number>();
  const depths = new Map<object, number>();
  for (const node of finished.toReversed()) {
    const depth = Math.max(nodeDepths.get(node) ?? 0, depths.get(keyOf(node)) ?? 0);
    depths.set(keyOf(node), depth);
    for (const input of node.inputs) nodeDepths.set(input.node, Math.max(depth + 1, nodeDepths.get(input.node) ?? 0));
  }
  return depths;
}

const opNames = new WeakMap<Node, string>();

function named(node: Node, isStart: boolean): Omit<Operation, 'nodes'> {
  if (node.kind === 'call' && node.callee instanceof CallSite) {
    const { layer } = node.callee;
    // A model that starts from an inner tensor of another has an input there, under Keras's name for it.
    if (isStart) return { name: `${layer.name}CLONE`, className: 'InputLayer', layer: null };
    return { name: layer.name, className: layer.className, layer };
  }
  if (node.kind === 'call' && node.callee instanceof OperationSite && !isStart)
    return { ...node.callee.kind, layer: null };
  const [output] = node.outputs;
  const inputLayer = output === undefined ? null : inputLayerOf(output);
  if (inputLayer !== null)
    return { name: inputLayer.name, className: inputLayer.className, layer: inputLayer as unknown as AnyLayer }; // seen without its types
  const kind = node.kind === 'op' ? node.op.name : node.kind === 'call' ? node.callee.name : 'input';
  const className = `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
  const name = opNames.get(node) ?? automaticName(className);
  opNames.set(node, name);
  return { name, className, layer: null };
}

function stray(name: string): ArgumentError {
  return new ArgumentError('model', {
    expected: 'outputs that depend on the listed inputs only',
    received: `a dependence on input "${name}", which is not listed`,
    mend: `Add it: model({ inputs: [..., ${name}], outputs }).`,
  });
}
