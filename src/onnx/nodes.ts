import type { OnnxAttribute } from '../graph/index.ts';
import { attributeOf } from './attributes.ts';
import { message } from './message.ts';
import type { GraphProto, NodeProto } from './proto/onnx_pb.ts';
import { bodiesOf } from './rename.ts';

/** A node by itself, for those who rewrite a graph that is already written. */
export function makeNode(
  type: string,
  name: string,
  input: readonly string[],
  output: readonly string[],
  attributes: Readonly<Record<string, OnnxAttribute>> = {},
): NodeProto {
  return message('onnx.NodeProto', {
    opType: type,
    name,
    input: [...input],
    output: [...output],
    attribute: Object.entries(attributes).map(attributeOf),
  });
}

/** The nodes that take each value, those in bodies of control flow included. */
export function usersOf(graph: GraphProto): ReadonlyMap<string, readonly NodeProto[]> {
  const users = new Map<string, NodeProto[]>();
  const visit = ({ node: nodes }: GraphProto): void => {
    for (const node of nodes) {
      for (const input of node.input) users.set(input, [...(users.get(input) ?? []), node]);
      for (const body of bodiesOf(node)) visit(body);
    }
  };
  visit(graph);
  return users;
}

/** An integer attribute, or null where the node has none of that name. */
export function attributeNumber(node: NodeProto, name: string): number | null {
  const found = node.attribute.find((attribute) => attribute.name === name);
  return found === undefined ? null : Number(found.i);
}
