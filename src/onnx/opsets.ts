import type { GraphProto, NodeProto } from './proto/onnx_pb.ts';

/** The opsets in which graphs can be written: those where the nodes we write mean the same as in our own. */
export const writableOpsets: readonly number[] = [18, 19, 20, 21, 22, 23, 24];

/** The version of the file format that belongs to an opset, so that readers of that opset's time open the file. */
export function irVersion(opset: number): number {
  if (opset <= 18) return 8;
  if (opset <= 20) return 9;
  if (opset <= 22) return 10;
  return opset === 23 ? 11 : 12;
}

/** A node that an opset does not have, and the first one that has it. */
export interface MissingNode {
  readonly node: NodeProto;
  readonly since: number;
}

/**
 * The first node of a graph that an opset does not have in the form in which it is written; null where all are there.
 *
 * Between 18 and 24 the specification mostly added dtypes; what it added beside them stands in `additions`.
 *
 * @see https://github.com/onnx/onnx/blob/main/docs/Changelog.md
 */
export function missingIn(graph: GraphProto, opset: number): MissingNode | null {
  for (const node of graph.node) {
    const since = Math.max(0, ...(additions[node.opType] ?? []).map((added) => added(node)));
    if (since > opset) return { node, since };
    for (const { g } of node.attribute) {
      const inner = g === undefined ? null : missingIn(g, opset);
      if (inner !== null) return inner;
    }
  }
  return null;
}

type Addition = (node: NodeProto) => number;

/** What came after opset 18, by operator: the opset in which a node's form is first known. */
const additions: Readonly<Record<string, readonly Addition[]>> = {
  Gelu: [() => 20],
  GridSample: [() => 20],
  DFT: [() => 20],
  GroupNormalization: [() => 21],
  DeformConv: [() => 19],
  Pad: [(node) => (textOf(node, 'mode') === 'wrap' ? 19 : 0)],
  AveragePool: [(node) => (has(node, 'dilations') ? 19 : 0)],
  Cast: [(node) => (has(node, 'saturate') ? 19 : 0)],
  Resize: [
    (node) => (has(node, 'antialias') || has(node, 'axes') || has(node, 'keep_aspect_ratio_policy') ? 18 : 0),
    (node) => (textOf(node, 'coordinate_transformation_mode') === 'half_pixel_symmetric' ? 19 : 0),
  ],
};

function has(node: NodeProto, name: string): boolean {
  return node.attribute.some((attribute) => attribute.name === name);
}

function textOf(node: NodeProto, name: string): string {
  const found = node.attribute.find((attribute) => attribute.name === name);
  return found === undefined ? '' : new TextDecoder().decode(found.s);
}
