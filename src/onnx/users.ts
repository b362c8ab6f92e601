import type { GraphProto, NodeProto } from './proto/onnx_pb.ts';
import { bodiesOf } from './rename.ts';

/** How often each value of a graph is taken: by nodes, those in bodies of control flow included, and as an output. */
export function usesOf(graph: GraphProto): ReadonlyMap<string, number> {
  const uses = new Map<string, number>();
  const count = (name: string): void => void uses.set(name, (uses.get(name) ?? 0) + 1);
  const visit = ({ node, output }: GraphProto): void => {
    for (const { name } of output) count(name);
    for (const one of node) {
      one.input.forEach(count);
      bodiesOf(one).forEach(visit);
    }
  };
  visit(graph);
  return uses;
}

/** The nodes behind some values, those that they are made of first. */
export function behind(nodes: readonly NodeProto[], outputs: readonly string[]): NodeProto[] {
  const needed = new Set(outputs);
  const take = (node: NodeProto): void => {
    for (const name of node.input) needed.add(name);
    for (const { node: inner, output } of bodiesOf(node)) {
      inner.forEach(take);
      for (const { name } of output) needed.add(name);
    }
  };
  const kept: NodeProto[] = [];
  for (const node of nodes.toReversed()) {
    if (!node.output.some((name) => needed.has(name))) continue;
    take(node);
    kept.push(node);
  }
  return kept.reverse();
}
