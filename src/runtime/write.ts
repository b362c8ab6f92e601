import { reachable, type Target, type Tensor, type TypedArray, type Value } from '../graph/index.ts';
import { GraphBuilder, lower, modelBytes, withSignal } from '../onnx/index.ts';
import { internal } from '../utils/errors.ts';
import type { Fusion } from './fusion.ts';
import type { Program } from './program.ts';

/** The names of a compiled program's inputs and outputs, by role. */
export interface Names {
  /** Null for those that only kernels read, and for those that stand in the graph. */
  readonly entries: readonly (string | null)[];
  readonly inputs: readonly string[];
  readonly values: readonly string[];
  readonly keys: string;
  /** Null for those that kernels do. */
  readonly updates: readonly (string | null)[];
  readonly outputs: readonly string[];
}

/** A program as the engine takes it. */
export interface Written {
  /** The ONNX model. */
  readonly bytes: Uint8Array;
  readonly names: Names;
  /** What the graph gives for the updates that it does, and as outputs. */
  readonly results: readonly Value[];
  /** What it gives for the kernels. */
  readonly fetched: readonly Value[];
}

/** How a program is written, where it differs from the usual. */
export interface WriteOptions {
  /** What kernels do. Default `null`: nothing. */
  readonly fusion?: Fusion | null;
  /** Whether an output tells when all others are where they should be. Default `false`. */
  readonly signal?: boolean;
  /** Values of variables that are written into the graph, by their placeholders. Default: none. */
  readonly constants?: ReadonlyMap<Tensor, TypedArray>;
}

/** The tensors that a program's graph must give: updates first, then outputs, then what kernels need. */
export function rootsOf({ updates, outputs }: Program, fusion: Fusion | null): readonly Tensor[] {
  const kept = fusion?.kept.map((i) => updates[i] ?? internal('an update is missing')) ?? updates;
  return [...kept.map(([, value]) => value), ...outputs, ...(fusion?.fetched ?? [])];
}

/** Writes a program's ONNX model, without what is done by kernels. */
export function write(
  program: Program,
  target: Target,
  { fusion = null, signal = false, constants = new Map() }: WriteOptions = {},
): Written {
  const roots = rootsOf(program, fusion);
  const onnx = new GraphBuilder(target);
  const values = new Map<Tensor, Value>();
  const leaf = (prefix: string) => (tensor: Tensor, i: number) => {
    const value = onnx.input(tensor, `${prefix}${i}`);
    values.set(tensor, value);
    return value.name;
  };
  const reached = fusion && new Set(reachable(roots));
  const entry = leaf('s');
  const entries = program.entries.map((tensor, i) => {
    if (reached !== null && !reached.has(tensor.node)) return null;
    const data = constants.get(tensor);
    if (data === undefined) return entry(tensor, i);
    values.set(tensor, onnx.data(tensor, data, `s${i}`));
    return null;
  });
  const inputs = program.inputs.map(leaf('x'));
  const given = program.values.map(leaf('c'));
  const keys = program.draws.length > 0 ? leaf('k')(program.keys, 0) : '';
  const taken = [...values.values()];
  const all = onnx.distinct(lower(onnx, roots, values), taken);
  const { updates, outputs } = program;
  const kept = new Map((fusion?.kept ?? updates.map((_, i) => i)).map((update, i) => [update, all[i]?.name]));
  const results = all.slice(0, kept.size + outputs.length);
  const names = {
    entries,
    inputs,
    values: given,
    keys,
    updates: updates.map((_, i) => kept.get(i) ?? null),
    outputs: results.slice(kept.size).map(({ name }) => name),
  };
  const graph = onnx.graph(all);
  const bytes = modelBytes(signal ? withSignal(graph) : graph);
  return { bytes, names, results, fetched: all.slice(results.length) };
}
