import {
  type AddRows,
  type Filled,
  mapSlots,
  type Slots,
  sameDims,
  type Tensor,
  type TypedArray,
} from '../graph/index.ts';
import { sizeOf } from '../utils/arrays.ts';
import { internal } from '../utils/errors.ts';
import { type Expression, ExpressionReader, isVector, type Operation } from './expression.ts';
import { blockLength, KernelBuilder, kernelModule, kernelText, type Lane, type LaneUpdate } from './kernel.ts';
import { type PackingLimits, packed } from './packing.ts';
import type { Program } from './program.ts';

/**
 * Which updates of a program are done in place by kernels after the graph has run, rather than in the graph. These are the
 * updates that work element by element: the rules of most optimizers, moving averages, counts. The graph then gives what the
 * kernels cannot compute (gradients, and scalars such as a learning rate) and never touches the rest of the state.
 */
export interface Fusion {
  /** Updates left to the graph, by their places in the program. */
  readonly kept: readonly number[];
  /** What the graph must give. */
  readonly fetched: readonly Tensor[];
  /** What is computed in plain code between the graph and the kernels. */
  readonly computed: readonly Computed[];
  readonly kernels: readonly Kernel[];
}

/** The result of an op that is done in plain code. */
export interface Computed {
  readonly run: (inputs: Filled<Slots, TypedArray>, output: Float32Array, addRows: AddRows) => void;
  readonly inputs: Filled<Slots, Fetched>;
}

/** Something that the graph gives, by its place in the list of these. */
export interface Fetched {
  readonly place: number;
}

/** One pass over vectors of equal length. */
export interface Kernel {
  /** Kernels that compute the same share it. */
  readonly module: Uint8Array<ArrayBuffer>;
  /** Elements of each run. */
  readonly length: number;
  /** What it goes over, in the order in which it takes them. */
  readonly runs: readonly Run[];
  readonly scalars: readonly Fetched[];
  readonly rule: Rule;
}

/** What a kernel computes, as the graph says it. */
export interface Rule {
  /** The vectors of each run. */
  readonly vectors: readonly (readonly Tensor[])[];
  /** What becomes of those that the kernel changes, for the first vector of each run, with the places of the runs. */
  readonly updates: readonly { readonly run: number; readonly value: Tensor }[];
}

/** A vector of a kernel: a variable, or something fetched or computed, by its place in the list of these. */
export interface Vector {
  readonly kind: 'variable' | 'fetched' | 'computed';
  readonly place: number;
  readonly length: number;
}

/** Vectors of one kind that stand one behind another: most often just one. */
export type Run = readonly Vector[];

interface FusedUpdate {
  /** The variable's place in the program. */
  readonly place: number;
  readonly value: Operation;
}

/** Bytes that one memory of WebAssembly can have, less a little. */
const mostBytes = 3.9e9;

/**
 * The fusion of a program, or null where it has nothing to fuse.
 *
 * @param limits - of the runs of several vectors.
 */
export function fusionOf(program: Program, limits?: PackingLimits): Fusion | null {
  const reader = new ExpressionReader(new Map(program.entries.map((entry, place) => [entry, place])));
  const placeOf = new Map(program.variables.map((variable, place) => [variable, place]));
  const kept: number[] = [];
  const fused: FusedUpdate[] = [];
  for (const [i, [variable, given]] of program.updates.entries()) {
    const place = placeOf.get(variable) ?? internal('an update of a variable that the program does not have');
    const value = isVector(variable) && sameDims(given.dims, variable.dims) ? reader.read(given) : null;
    if (value?.kind === 'op') fused.push({ place, value });
    else kept.push(i);
  }
  if (fused.length === 0) return null;
  const writer = new FusionWriter(program.entries);
  const single = groups(fused).map((group) => {
    const shape = program.variables[group[0]?.place ?? 0]?.shape ?? [];
    return writer.kernel(group, sizeOf(shape.map(Number)));
  });
  const { fetched, computed } = writer;
  const kernels = packed(single, computed, limits);
  // The engine takes no graph that gives nothing.
  const given = kept.length + program.outputs.length + fetched.length;
  return given === 0 || bytesOf(kernels) > mostBytes ? null : { kept, fetched, computed, kernels };
}

/** Floats of a vector with its padding, which makes it whole blocks of a kernel. */
export function paddedLength(length: number): number {
  return Math.ceil(length / blockLength) * blockLength;
}

function bytesOf(kernels: readonly Kernel[]): number {
  return kernels.reduce((sum, { length, runs }) => sum + 4 * paddedLength(length) * runs.length, 0);
}

/** Updates that read or write the same variables, together: in one pass none sees what another has written. */
function groups(updates: readonly FusedUpdate[]): readonly (readonly FusedUpdate[])[] {
  const groupOf = new Map<number, FusedUpdate[]>();
  const touched = ({ place, value }: FusedUpdate): readonly number[] => [place, ...value.variables];
  for (const update of updates) {
    const found = new Set(touched(update).map((place) => groupOf.get(place)));
    const joined = [...[...found].flatMap((group) => group ?? []), update];
    for (const place of joined.flatMap(touched)) groupOf.set(place, joined);
  }
  return [...new Set(groupOf.values())];
}

/** Writes kernels, and collects what they need of the graph. */
class FusionWriter {
  readonly #fetched = new Map<Tensor, Fetched>();
  readonly #computedOf = new Map<Tensor, number>();
  readonly #modules = new Map<string, Uint8Array<ArrayBuffer>>();
  readonly computed: Computed[] = [];
  readonly #entries: readonly Tensor[];

  /** @param entries - the placeholders of the program's variables. */
  constructor(entries: readonly Tensor[]) {
    this.#entries = entries;
  }

  get fetched(): readonly Tensor[] {
    return [...this.#fetched.keys()];
  }

  kernel(group: readonly FusedUpdate[], length: number): Kernel {
    const builder = new KernelBuilder();
    const runs: Run[] = [];
    const vectors: Tensor[] = [];
    const scalars: Fetched[] = [];
    const leaves = new Map<number | Tensor, Lane>();
    const lanes = new Map<Expression, Lane>();
    const leaf = (key: number | Tensor, make: () => Lane): Lane => {
      const lane = leaves.get(key) ?? make();
      leaves.set(key, lane);
      return lane;
    };
    const vector = (source: Omit<Vector, 'length'>, tensor: Tensor): Lane => {
      runs.push([{ ...source, length }]);
      vectors.push(tensor);
      return builder.vector();
    };
    const entry = (place: number): Tensor => this.#entries[place] ?? internal('a variable without placeholder');
    const variable = (place: number): Lane => leaf(place, () => vector({ kind: 'variable', place }, entry(place)));
    const written = (expression: Expression): Lane => {
      const lane = lanes.get(expression) ?? write(expression);
      lanes.set(expression, lane);
      return lane;
    };
    const write = (expression: Expression): Lane => {
      if (expression.kind === 'variable') return variable(expression.place);
      if (expression.kind === 'constant') return builder.constant(expression.value);
      const { tensor } = expression;
      if (expression.kind === 'fetched') return leaf(tensor, () => vector(this.#source(tensor), tensor));
      if (expression.kind === 'scalar')
        return leaf(tensor, () => {
          scalars.push(this.#fetch(tensor));
          const number = builder.scalar();
          return tensor.dtype === 'bool' ? builder.not(builder.equal(number, builder.constant(0))) : number;
        });
      const { node } = tensor;
      if (node.kind !== 'op') return internal('a kernel computes ops only');
      const inputs = mapSlots(expression.inputs, written);
      return node.op.lanes?.(builder, inputs, node.attrs) ?? internal(`${node.op.name} has no lanes`);
    };
    const updates = group.map(({ place, value }) => {
      const into = variable(place);
      return { into, value: builder.settled(into, written(value)) };
    });
    const rule: Rule = {
      vectors: vectors.map((tensor) => [tensor]),
      updates: group.map(({ place, value }) => ({ run: vectors.indexOf(entry(place)), value: value.tensor })),
    };
    return { module: this.#module(builder, updates), length, runs, scalars, rule };
  }

  /** Kernels that compute the same are written once. */
  #module(builder: KernelBuilder, updates: readonly LaneUpdate[]): Uint8Array<ArrayBuffer> {
    const text = kernelText(builder, updates);
    const module = this.#modules.get(text) ?? kernelModule(builder, updates);
    this.#modules.set(text, module);
    return module;
  }

  /** Where a vector comes from that the graph could give: it, or plain code on what is behind it. */
  #source(tensor: Tensor): Omit<Vector, 'length'> {
    const { node } = tensor;
    if (node.kind !== 'op' || node.op.host === undefined) return { kind: 'fetched', place: this.#fetch(tensor).place };
    const known = this.#computedOf.get(tensor);
    if (known !== undefined) return { kind: 'computed', place: known };
    const { host } = node.op;
    const { attrs } = node;
    const inputs = mapSlots(node.slots, (input: Tensor) => this.#fetch(input));
    const place =
      this.computed.push({ run: (given, output, addRows) => host(given, attrs, output, addRows), inputs }) - 1;
    this.#computedOf.set(tensor, place);
    return { kind: 'computed', place };
  }

  #fetch(tensor: Tensor): Fetched {
    const fetched = this.#fetched.get(tensor) ?? { place: this.#fetched.size };
    this.#fetched.set(tensor, fetched);
    return fetched;
  }
}
