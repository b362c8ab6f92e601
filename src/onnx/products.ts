import type { Value } from '../graph/index.ts';
import { message } from './message.ts';
import type { NodeProto } from './proto/onnx_pb.ts';

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

  /**
   * Pairs in one node each, in the place of their sums, where nothing else takes the product: that is left without users then.
   *
   * @param uses - how often each value is taken.
   */
  joined(nodes: readonly NodeProto[], uses: ReadonlyMap<string, number>): readonly NodeProto[] {
    return nodes.map((node) => {
      const { product, vector } = this.#sums.get(node) ?? {};
      if (product === undefined || vector === undefined || uses.get(product.output[0] ?? '') !== 1) return node;
      const { name, input } = product;
      return message('onnx.NodeProto', { opType: 'Gemm', name, input: [...input, vector], output: node.output });
    });
  }
}
