import { type Node, reachable, Tensor, type TensorSpec, Unknown } from '../graph/index.ts';
import { internal } from '../utils/errors.ts';

/**
 * A text that is equal for equal graphs: leaves by position, ops by the identity of their records, constants of formulas by
 * value. User data and variables do not enter, so equal graphs over other data share one compilation.
 */
export function structureOf(
  nodes: readonly Node[],
  leaves: readonly Tensor[],
  roots: readonly Tensor[],
  updates: number,
): string {
  const text = new Structure();
  return `${text.graph(nodes, leaves, roots)}>${updates}`;
}

const opNumbers = new WeakMap<object, number>();
let opCount = 0;

function opNumber(op: object): number {
  let number = opNumbers.get(op);
  if (number === undefined) {
    number = opCount++;
    opNumbers.set(op, number);
  }
  return number;
}

class Structure {
  readonly #places = new Map<Tensor, string>();
  readonly #axes = new Map<Unknown, number>();
  #nodes = 0;

  graph(nodes: readonly Node[], leaves: readonly Tensor[], roots: readonly Tensor[]): string {
    const lines: string[] = [];
    for (const leaf of leaves) {
      this.#places.set(leaf, `L${this.#places.size}`);
      lines.push(this.#spec(leaf));
    }
    for (const node of nodes) {
      if (node.outputs.every((output) => this.#places.has(output))) continue;
      lines.push(this.#line(node));
      const number = this.#nodes++;
      for (const output of node.outputs) this.#places.set(output, `${number}.${output.index}`);
    }
    return `${lines.join(';')}>${roots.map((root) => this.#place(root)).join()}`;
  }

  #line(node: Node): string {
    if (node.kind === 'op') {
      const inputs = Object.values(node.slots).map((slot) => this.#slot(slot));
      return `${opNumber(node.op)}(${inputs.join()})${this.#attr(node.attrs)}`;
    }
    if (node.kind === 'value' && node.embedded) {
      const [output] = node.outputs;
      const numbers = Array.from(node.data as ArrayLike<number | bigint>, (x) => (Object.is(x, -0) ? '-0' : String(x)));
      return `c${output ? this.#spec(output) : ''}:${numbers.join()}`;
    }
    return internal(`a node of kind ${node.kind} is left in the graph of ops`);
  }

  #slot(slot: Tensor | readonly Tensor[] | null): string {
    if (slot === null) return '-';
    return slot instanceof Tensor ? this.#place(slot) : `[${slot.map((tensor) => this.#place(tensor)).join()}]`;
  }

  #place(tensor: Tensor): string {
    return this.#places.get(tensor) ?? internal('a tensor without a place');
  }

  #spec({ dtype, dims }: TensorSpec): string {
    return `${dtype}[${dims.map((dim) => (typeof dim === 'number' ? dim : this.#axis(dim))).join()}]`;
  }

  #axis(unknown: Unknown): string {
    let number = this.#axes.get(unknown);
    if (number === undefined) {
      number = this.#axes.size;
      this.#axes.set(unknown, number);
    }
    return `?${number}`;
  }

  /** Attributes, exactly: NaN, infinities and -0 are told apart; tensors (bodies of loops) enter by their structure. */
  #attr(attr: unknown): string {
    if (attr instanceof Tensor) return this.#place(attr);
    if (attr instanceof Unknown) return this.#axis(attr);
    if (typeof attr === 'number') return Object.is(attr, -0) ? '-0' : String(attr);
    if (typeof attr === 'string') return JSON.stringify(attr);
    if (attr === null || attr === undefined || typeof attr === 'boolean') return String(attr);
    if (Array.isArray(attr)) return `[${attr.map((part) => this.#attr(part)).join()}]`;
    if (typeof attr === 'object') {
      if (isBody(attr))
        return `{${this.graph(reachable(attr.outputs, placesOf(attr.inputs)), attr.inputs, attr.outputs)}}`;
      return `{${Object.entries(attr)
        .map(([key, part]) => `${key}:${this.#attr(part)}`)
        .join()}}`;
    }
    return internal(`a ${typeof attr} is no attribute`);
  }
}

function isBody(attr: object): attr is { readonly inputs: readonly Tensor[]; readonly outputs: readonly Tensor[] } {
  return (
    'inputs' in attr && 'outputs' in attr && Array.isArray(attr.inputs) && attr.inputs.every((x) => x instanceof Tensor)
  );
}

function placesOf(tensors: readonly Tensor[]): Map<Tensor, Tensor> {
  return new Map(tensors.map((tensor) => [tensor, tensor]));
}
