import type { GraphProto } from './proto/onnx_pb.ts';
import { bodiesOf } from './rename.ts';

/** The two spellings of the standard's own domain. */
export const standardDomains: readonly string[] = ['', 'ai.onnx'];

/** The domains whose operators a graph uses, besides the standard's: what a model file has to name. */
export function otherDomains(graph: GraphProto): readonly string[] {
  return domainsOf(graph).filter((domain) => !standardDomains.includes(domain));
}

function domainsOf(graph: GraphProto): readonly string[] {
  const domains = new Set<string>();
  const visit = ({ node: nodes }: GraphProto): void => {
    for (const node of nodes) {
      domains.add(node.domain);
      for (const body of bodiesOf(node)) visit(body);
    }
  };
  visit(graph);
  return [...domains];
}
