import { type Filled, flatSlots, isStatic, mapSlots, type Slots, sameDims, type Tensor } from '../graph/index.ts';
import { sizeOf } from '../utils/arrays.ts';
import { internal } from '../utils/errors.ts';
import { blockLength, KernelBuilder, kernelModule, type Lane } from './kernel.ts';
import type { Program } from './program.ts';

/**
 * Which updates of a program are done in place by kernels after the graph has run, rather than in the graph. These are the
 * updates that work element by element: the rules of most optimizers, moving averages, counts. The graph then gives what the
 * kernels cannot compute (gradients, and scalars such as a learning rate) and never touches the rest of the state.
 */
export interface Fusion {
  /** Updates left to the graph, by their place in the program. */
  readonly kept: readonly number[];
  /** What the graph must give for the kernels. */
  readonly fetched: readonly Tensor[];
  readonly kernels: readonly Kernel[];
}

/** One pass over vectors of equal length. */
export interface Kernel {
  readonly module: Uint8Array<ArrayBuffer>;
  /** Elements of each vector. */
  readonly length: number;
  /** What its vectors are, in the order in which it takes them. */
  readonly vectors: readonly Vector[];
  /** Its scalars, by their places among what is fetched. */
  readonly scalars: readonly number[];
}

/** A vector of a kernel: a variable, by its place in the program, or something fetched, by its place there. */
export type Vector =
  | { readonly kind: 'variable'; readonly index: number }
  | { readonly kind: 'fetched'; readonly place: number };

/** How a tensor comes to be, as far as kernels can follow. */
type Expression =
  | { readonly kind: 'variable'; readonly index: number }
  | { readonly kind: 'fetched'; readonly tensor: Tensor }
  | { readonly kind: 'scalar'; readonly tensor: Tensor }
  | { readonly kind: 'constant'; readonly value: number }
  | {
      readonly kind: 'op';
      readonly tensor: Tensor;
      readonly inputs: Filled<Slots, Expression>;
      readonly leaves: Leaves;
    };

interface Leaves {
  readonly variables: ReadonlySet<number>;
  readonly fetched: ReadonlySet<Tensor>;
}

interface FusedUpdate {
  /** The variable's place in the program. */
  readonly index: number;
  readonly value: Extract<Expression, { kind: 'op' }>;
}

/** Bytes that one memory of WebAssembly can have, less a little. */
const mostBytes = 3.9e9;

/** The fusion of a program, or null where it has nothing to fuse. */
export function fusionOf(program: Program): Fusion | null {
  const places = new Map(program.entries.map((entry, index) => [entry, index]));
  const indexOf = new Map(program.variables.map((variable, index) => [variable, index]));
  const reader = new Reader(places);
  const kept: number[] = [];
  const fused: FusedUpdate[] = [];
  for (const [i, [variable, value]] of program.updates.entries()) {
    const index = indexOf.get(variable) ?? internal('an update of a variable that the program does not have');
    const expression = isVector(variable) ? reader.read(value) : null;
    if (expression?.kind === 'op' && sameDims(value.dims, variable.dims)) fused.push({ index, value: expression });
    else kept.push(i);
  }
  if (fused.length === 0) return null;
  const fetched = new Map<Tensor, number>();
  const lengthOf = (index: number): number => sizeOf(program.variables[index]?.shape.map(Number) ?? []);
  const kernels = groups(fused).map((group) => kernelOf(group, fetched, lengthOf(group[0]?.index ?? 0)));
  // The engine takes no graph that gives nothing.
  const given = kept.length + program.outputs.length + fetched.size;
  return given === 0 || bytesOf(kernels) > mostBytes ? null : { kept, fetched: [...fetched.keys()], kernels };
}

/** Floats of a vector with its padding: a cache line, and the block of a kernel. */
export function paddedLength(length: number): number {
  return Math.ceil(length / blockLength) * blockLength;
}

function bytesOf(kernels: readonly Kernel[]): number {
  return kernels.reduce((sum, { length, vectors }) => sum + 4 * paddedLength(length) * vectors.length, 0);
}

function isVector({ dtype, dims }: Tensor): boolean {
  return dtype === 'float32' && dims.length > 0 && isStatic(dims) && sizeOf(dims) > 0;
}

/** A part that reads no state is worth following only while it saves what must be fetched. */
const longest = 32;

/** Reads tensors as expressions, each once. */
class Reader {
  readonly #places: ReadonlyMap<Tensor, number>;
  readonly #read = new Map<Tensor, Expression | null>();

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
    const fetched: Expression | null = isVector(tensor) ? { kind: 'fetched', tensor } : null;
    const index = this.#places.get(tensor);
    if (index !== undefined) return isVector(tensor) ? { kind: 'variable', index } : null;
    const { node } = tensor;
    if (node.kind !== 'op' || node.op.lanes === undefined || !isLanes(tensor)) return fetched;
    if (!node.inputs.every((input) => isLanes(input) && (input.dims.length === 0 || sameDims(input.dims, tensor.dims))))
      return fetched;
    const inputs = node.inputs.map((input) => this.read(input));
    if (inputs.includes(null)) return fetched;
    const given = mapSlots(node.slots, (input: Tensor) => this.read(input) ?? internal('an input was lost'));
    const leaves = leavesOf(flatSlots(given));
    // What reads no state and is made of several tensors is a tensor itself: one to fetch rather than several.
    if (fetched !== null && leaves.variables.size === 0 && (leaves.fetched.size > 1 || stepsOf(tensor) > longest))
      return fetched;
    return { kind: 'op', tensor, inputs: given, leaves };
  }
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

function leavesOf(inputs: readonly Expression[]): Leaves {
  const variables = new Set<number>();
  const fetched = new Set<Tensor>();
  for (const input of inputs) {
    if (input.kind === 'variable') variables.add(input.index);
    if (input.kind === 'fetched') fetched.add(input.tensor);
    if (input.kind !== 'op') continue;
    for (const index of input.leaves.variables) variables.add(index);
    for (const tensor of input.leaves.fetched) fetched.add(tensor);
  }
  return { variables, fetched };
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

/** Updates that read or write the same variables, together: in one pass none sees what another has written. */
function groups(updates: readonly FusedUpdate[]): readonly (readonly FusedUpdate[])[] {
  const groupOf = new Map<number, FusedUpdate[]>();
  for (const update of updates) {
    const touched = [update.index, ...update.value.leaves.variables];
    const found = new Set(touched.map((index) => groupOf.get(index)).filter((group) => group !== undefined));
    const joined = [...[...found].flat(), update];
    for (const { index, value } of joined)
      for (const one of [index, ...value.leaves.variables]) groupOf.set(one, joined);
  }
  return [...new Set(groupOf.values())];
}

/** Writes one kernel; `fetched` collects what it needs of the graph. */
function kernelOf(group: readonly FusedUpdate[], fetched: Map<Tensor, number>, length: number): Kernel {
  const builder = new KernelBuilder();
  const vectors: Vector[] = [];
  const scalars: number[] = [];
  const leaves = new Map<number | Tensor, Lane>();
  const lanes = new Map<Expression, Lane>();
  const leaf = (key: number | Tensor, make: () => Lane): Lane => {
    const lane = leaves.get(key) ?? make();
    leaves.set(key, lane);
    return lane;
  };
  const placeOf = (tensor: Tensor): number => {
    const place = fetched.get(tensor) ?? fetched.size;
    fetched.set(tensor, place);
    return place;
  };
  const vector = (source: Vector): Lane => {
    vectors.push(source);
    return builder.vector();
  };
  const variable = (index: number): Lane => leaf(index, () => vector({ kind: 'variable', index }));
  const written = (expression: Expression): Lane => {
    const lane = lanes.get(expression) ?? write(expression);
    lanes.set(expression, lane);
    return lane;
  };
  const write = (expression: Expression): Lane => {
    if (expression.kind === 'variable') return variable(expression.index);
    if (expression.kind === 'constant') return builder.constant(expression.value);
    const { tensor } = expression;
    if (expression.kind === 'fetched') return leaf(tensor, () => vector({ kind: 'fetched', place: placeOf(tensor) }));
    if (expression.kind === 'scalar')
      return leaf(tensor, () => {
        scalars.push(placeOf(tensor));
        const number = builder.scalar();
        return tensor.dtype === 'bool' ? builder.not(builder.equal(number, builder.constant(0))) : number;
      });
    const { node } = tensor;
    if (node.kind !== 'op') return internal('a kernel computes ops only');
    const inputs = mapSlots(expression.inputs, written);
    return node.op.lanes?.(builder, inputs, node.attrs) ?? internal(`${node.op.name} has no lanes`);
  };
  const updates = group.map(({ index, value }) => ({ into: variable(index), value: written(value) }));
  return { module: kernelModule(builder, updates), length, vectors, scalars };
}
