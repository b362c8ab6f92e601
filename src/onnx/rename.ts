import { copied } from './message.ts';
import type { GraphProto, NodeProto } from './proto/onnx_pb.ts';

/** Gives values of a graph other names, wherever they stand, in bodies of control flow as well. The graph itself changes. */
export function renameValues(graph: GraphProto, names: ReadonlyMap<string, string>): void {
  const renamed = (name: string): string => names.get(name) ?? name;
  for (const value of [...graph.input, ...graph.output, ...graph.valueInfo, ...graph.initializer])
    value.name = renamed(value.name);
  for (const node of graph.node) renameInNode(node, names);
}

/** A copy of a node in which values have other names. */
export function renamedNode(node: NodeProto, names: ReadonlyMap<string, string>): NodeProto {
  const copy = copied(node);
  renameInNode(copy, names);
  return copy;
}

/** All names of values that a graph defines, those inside its bodies included. */
export function definedIn(graph: GraphProto): readonly string[] {
  return [
    ...graph.input.map(({ name }) => name),
    ...graph.initializer.map(({ name }) => name),
    ...graph.node.flatMap((node) => [...node.output, ...bodiesOf(node).flatMap(definedIn)]),
  ].filter((name) => name !== '');
}

/** The bodies of a control-flow node. */
export function bodiesOf(node: NodeProto): readonly GraphProto[] {
  return node.attribute.flatMap(({ g }) => g ?? []);
}

function renameInNode(node: NodeProto, names: ReadonlyMap<string, string>): void {
  const renamed = (name: string): string => names.get(name) ?? name;
  node.input = node.input.map(renamed);
  node.output = node.output.map(renamed);
  for (const body of bodiesOf(node)) renameValues(body, names);
}
