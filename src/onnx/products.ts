import type { Value } from '../graph/index.ts';
import { message } from './message.ts';
import type { GraphProto, NodeProto } from './proto/onnx_pb.ts';
import { bodiesOf } from './rename.ts';

/**
 * Finds matrix products to which a vector is added, and writes each such pair as one `Gemm`. The engine does the same, but after every
 * kind of change that it makes it goes over the whole graph again, which takes longer than all else for deep models.
 */
export class Products {
  readonly #products = new Map<string, NodeProto>();
  readonly #sums = new Map<NodeProto, { readonly product: NodeProto; readonly vector: string }>();

  /** Notes a node that was written. */
  notice(node: NodeProto, inputs: readonly (Value | null)[]): void {
    const [a, b] = inputs;
    if (!a || !b || a.dtype !== 'float32') return;
    const [output = ''] = node.output;
    if (node.opType === 'MatMul' && a.dims.length === 2 && b.dims.length === 2) this.#products.set(output, node);
    if (node.opType !== 'Add') return;
    for (const [sum, vector] of [
      [a, b],
      [b, a],
    ] as const) {
      const product = this.#products.get(sum.name);
      const [length] = vector.dims;
      const fits = vector.dims.length === 1 && typeof length === 'number' && length === sum.dims[1];
      if (product !== undefined && fits) this.#sums.set(node, { product, vector: vector.name });
    }
  }

  /** The graph with pairs in one node each, where nothing else takes the product. */
  joined(graph: GraphProto): GraphProto {
    const uses = new Map<string, number>();
    const count = (name: string) => uses.set(name, (uses.get(name) ?? 0) + 1);
    const visit = ({ node, output }: GraphProto): void => {
      for (const { name } of output) count(name);
      for (const one of node) {
        one.input.forEach(count);
        bodiesOf(one).forEach(visit);
      }
    };
    visit(graph);
    const once = [...this.#sums].filter(([, { product }]) => uses.get(product.output[0] ?? '') === 1);
    if (once.length === 0) return graph;
    const dropped = new Set(once.map(([, { product }]) => product));
    const gone = new Set([...dropped].flatMap(({ output }) => output));
    const gemms = new Map(once.map(([sum, { product, vector }]) => [sum, gemmOf(sum, product, vector)]));
    const node = graph.node.filter((one) => !dropped.has(one)).map((one) => gemms.get(one) ?? one);
    return message('onnx.GraphProto', {
      ...graph,
      node,
      valueInfo: graph.valueInfo.filter(({ name }) => !gone.has(name)),
    });
  }
}

function gemmOf(sum: NodeProto, product: NodeProto, vector: string): NodeProto {
  const { name, input } = product;
  return message('onnx.NodeProto', { opType: 'Gemm', name, input: [...input, vector], output: sum.output });
}
