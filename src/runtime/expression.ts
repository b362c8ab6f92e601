import { type Filled, flatSlots, isStatic, mapSlots, type Slots, sameDims, type Tensor } from '../graph/index.ts';
import { sizeOf } from '../utils/arrays.ts';
import { internal } from '../utils/errors.ts';

/** How a tensor comes to be, as far as kernels can follow. */
export type Expression =
  /** A variable's value at the start, by its place in the program. */
  | { readonly kind: 'variable'; readonly place: number }
  /** A vector that the graph gives. */
  | { readonly kind: 'fetched'; readonly tensor: Tensor }
  /** A scalar that the graph gives. */
  | { readonly kind: 'scalar'; readonly tensor: Tensor }
  | { readonly kind: 'constant'; readonly value: number }
  | Operation;

/** An elementwise op on vectors of its own shape, and scalars. */
export interface Operation {
  readonly kind: 'op';
  readonly tensor: Tensor;
  readonly inputs: Filled<Slots, Expression>;
  /** Variables that it reads, by their places. */
  readonly variables: ReadonlySet<number>;
  /** Vectors of the graph that it reads. */
  readonly fetched: ReadonlySet<Tensor>;
  /** Whether it reads a scalar of the graph. */
  readonly scaled: boolean;
}

/** A part that reads no variable is followed this far at most. */
const longest = 32;

/** Vectors up to this length are put together with others (`packing.ts`). */
const short = 4096;

/** Reads tensors as expressions, each once. */
export class ExpressionReader {
  readonly #places: ReadonlyMap<Tensor, number>;
  readonly #read = new Map<Tensor, Expression | null>();

  /** @param places - the placeholders of the program's variables, with their places. */
  constructor(places: ReadonlyMap<Tensor, number>) {
    this.#places = places;
  }

  /** How a tensor comes to be; null where kernels have no form of it. */
  read(tensor: Tensor): Expression | null {
    let expression = this.#read.get(tensor);
    if (expression === undefined) {
      expression = tensor.dims.length === 0 ? scalar(tensor) : this.#vector(tensor);
      this.#read.set(tensor, expression);
    }
    return expression;
  }

  #vector(tensor: Tensor): Expression | null {
    const place = this.#places.get(tensor);
    if (place !== undefined) return isVector(tensor) ? { kind: 'variable', place } : null;
    const fetched: Expression | null = isVector(tensor) ? { kind: 'fetched', tensor } : null;
    const { node } = tensor;
    if (node.kind !== 'op' || node.op.lanes === undefined || !isLanes(tensor)) return fetched;
    const fits = ({ dims }: Tensor): boolean => dims.length === 0 || sameDims(dims, tensor.dims);
    if (!node.inputs.every((input) => fits(input) && this.read(input) !== null)) return fetched;
    const inputs = mapSlots(node.slots, (input: Tensor) => this.read(input) ?? internal('an input was lost'));
    const operation = operationOf(tensor, inputs);
    if (fetched === null || operation.variables.size > 0) return operation;
    // What reads no variable and is made of several vectors is a vector itself: one to fetch rather than several. So is a short
    // one that takes a scalar of its own, which would keep it from being put together with others.
    const isOwn = operation.fetched.size > 1 || stepsOf(tensor) > longest;
    return isOwn || (operation.scaled && sizeOf(tensor.dims.map(Number)) <= short) ? fetched : operation;
  }
}

/** Whether kernels can have a tensor as a vector. */
export function isVector({ dtype, dims }: Tensor): boolean {
  return dtype === 'float32' && dims.length > 0 && isStatic(dims) && sizeOf(dims) > 0;
}

function isLanes({ dtype }: Tensor): boolean {
  return dtype === 'float32' || dtype === 'bool';
}

function scalar(tensor: Tensor): Expression | null {
  if (!isLanes(tensor)) return null;
  const { node } = tensor;
  if (node.kind === 'value' && node.embedded && tensor.dtype === 'float32')
    return { kind: 'constant', value: Number(node.data[0]) };
  return { kind: 'scalar', tensor };
}

function operationOf(tensor: Tensor, inputs: Filled<Slots, Expression>): Operation {
  const variables = new Set<number>();
  const fetched = new Set<Tensor>();
  let scaled = false;
  for (const input of flatSlots(inputs)) {
    if (input.kind === 'variable') variables.add(input.place);
    if (input.kind === 'fetched') fetched.add(input.tensor);
    if (input.kind === 'scalar') scaled = true;
    if (input.kind !== 'op') continue;
    scaled ||= input.scaled;
    for (const place of input.variables) variables.add(place);
    for (const one of input.fetched) fetched.add(one);
  }
  return { kind: 'op', tensor, inputs, variables, fetched, scaled };
}

/** Ops of this shape behind a tensor, counted up to the longest that are followed. */
function stepsOf(root: Tensor): number {
  const seen = new Set<Tensor>();
  const stack = [root];
  for (let tensor = stack.pop(); tensor !== undefined && seen.size <= longest; tensor = stack.pop()) {
    if (seen.has(tensor) || tensor.node.kind !== 'op' || tensor.node.op.lanes === undefined) continue;
    seen.add(tensor);
    stack.push(...tensor.node.inputs.filter((input) => sameDims(input.dims, root.dims)));
  }
  return seen.size;
}
