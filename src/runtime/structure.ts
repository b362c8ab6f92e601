import { type Node, Tensor, type TensorSpec, Unknown } from '../graph/index.ts';
import { internal } from '../utils/errors.ts';

/**
 * A text that is equal for equal graphs: leaves by position, ops by the identity of their records, constants of formulas by
 * value. User data and variables do not enter, so equal graphs over other data share one compilation.
 */
export function structureOf(leaves: readonly Tensor[], roots: readonly Tensor[], updates: number): string {
  return `${new Structure().graph(leaves, roots)}>${updates}`;
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
  readonly #places = new Map<Tensor, number>();
  readonly #axes = new Map<Unknown, number>();

  graph(leaves: readonly Tensor[], roots: readonly Tensor[]): string {
    let text = `${leaves.length}:`;
    for (const leaf of leaves) {
      this.#places.set(leaf, this.#places.size);
      text += `${this.#spec(leaf)};`;
    }
    for (const node of postorder(roots, this.#places)) {
      text += `${this.#line(node)};`;
      for (const output of node.outputs) this.#places.set(output, this.#places.size);
    }
    return `${text}>${roots.map((root) => this.#place(root))}`;
  }

  #line(node: Node): string {
    if (node.kind === 'op') {
      let text = `${opNumber(node.op)}(`;
      for (const name in node.slots) text += `${this.#slot(node.slots[name] ?? null)},`;
      return `${text})${this.#attr(node.attrs)}`;
    }
    if (node.kind === 'value' && node.embedded) {
      const [output] = node.outputs;
      const numbers = Array.from(node.data as ArrayLike<number | bigint>, (x) => (Object.is(x, -0) ? '-0' : String(x)));
      return `c${output ? this.#spec(output) : ''}:${numbers.join()}`;
    }
    return internal(`a node of kind ${node.kind} is left in the graph of ops`);
  }

  #slot(slot: Tensor | readonly Tensor[] | null): string | number {
    if (slot === null) return '-';
    return slot instanceof Tensor ? this.#place(slot) : `[${slot.map((tensor) => this.#place(tensor))}]`;
  }

  #place(tensor: Tensor): number {
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
    if (attr instanceof Tensor) return `t${this.#place(attr)}`;
    if (attr instanceof Unknown) return this.#axis(attr);
    if (typeof attr === 'number') return Object.is(attr, -0) ? '-0' : String(attr);
    if (typeof attr === 'string') return JSON.stringify(attr);
    if (attr === null || attr === undefined || typeof attr === 'boolean') return String(attr);
    if (Array.isArray(attr)) return `[${attr.map((part) => this.#attr(part)).join()}]`;
    if (typeof attr === 'object') {
      if (isBody(attr)) return `{${this.graph(attr.inputs, attr.outputs)}}`;
      let text = '{';
      for (const [key, part] of Object.entries(attr)) text += `${key}:${this.#attr(part)},`;
      return `${text}}`;
    }
    return internal(`a ${typeof attr} is no attribute`);
  }
}

function isBody(attr: object): attr is { readonly inputs: readonly Tensor[]; readonly outputs: readonly Tensor[] } {
  return (
    'inputs' in attr && 'outputs' in attr && Array.isArray(attr.inputs) && attr.inputs.every((x) => x instanceof Tensor)
  );
}

/**
 * The nodes behind `roots`, each after those it depends on, in an order that follows from the graph alone: equal graphs give
 * equal orders, whenever their nodes were made.
 */
function postorder(roots: readonly Tensor[], known: ReadonlyMap<Tensor, unknown>): Node[] {
  const order: Node[] = [];
  const seen = new Set<Node>();
  const done = new Set<Node>();
  const stack: Node[] = [];
  const push = (tensors: readonly Tensor[]): void => {
    for (let i = tensors.length - 1; i >= 0; i--) {
      const tensor = tensors[i];
      if (tensor !== undefined && !seen.has(tensor.node) && !known.has(tensor)) stack.push(tensor.node);
    }
  };
  push(roots);
  for (let node = stack.at(-1); node !== undefined; node = stack.at(-1)) {
    if (!seen.has(node)) {
      seen.add(node);
      push(node.inputs);
      continue;
    }
    // All that it depends on stood above it.
    stack.pop();
    if (done.has(node)) continue;
    done.add(node);
    order.push(node);
  }
  return order;
}
