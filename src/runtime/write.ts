import { reachable, type Target, type Tensor, type TypedArray, type Value } from '../graph/index.ts';
import { GraphBuilder, lower, modelBytes, withSignal } from '../onnx/index.ts';
import { internal } from '../utils/errors.ts';
import type { Drawn, DrawnInput } from './drawing.ts';
import type { Fusion, Run } from './fusion.ts';
import { putTogether, takenApart, vectorOf } from './joining.ts';
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
  /** What it gives for the kernels; null for what stands in a run. */
  readonly fetched: readonly (Value | null)[];
  /** What it takes and gives for the runs of several vectors. */
  readonly packs: ReadonlyMap<Run, Value>;
  /** What is drawn before it runs. */
  readonly drawn: readonly DrawnInput[];
}

/** How a program is written, where it differs from the usual. */
export interface WriteOptions {
  /** What kernels do. Default `null`: nothing. */
  readonly fusion?: Fusion | null;
  /** Masks that are drawn before the graph runs. Default: none. */
  readonly drawn?: readonly Drawn[];
  /** Whether an output tells when all others are where they should be. Default `false`. */
  readonly signal?: boolean;
  /** Channels that convolutions take at a time. Default `0`: no form over blocks. */
  readonly blocks?: number;
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
  { fusion = null, drawn = [], signal = false, blocks = 0, constants = new Map() }: WriteOptions = {},
): Written {
  const roots = rootsOf(program, fusion);
  const onnx = new GraphBuilder(target, undefined, null, blocks);
  const values = new Map<Tensor, Value>();
  const leaf = (prefix: string) => (tensor: Tensor, i: number) => {
    const value = onnx.input(tensor, `${prefix}${i}`);
    values.set(tensor, value);
    return value.name;
  };
  const reached = fusion && new Set(reachable(roots));
  const entry = leaf('s');
  const packs = new Map<Run, Value>();
  const runs = fusion?.kernels.flatMap((kernel) => kernel.runs.filter((run) => run.length > 1)) ?? [];
  for (const run of runs) {
    const tensors = run.map(({ kind, place }) => (kind === 'variable' ? program.entries[place] : undefined));
    const read = tensors.map((tensor) => (tensor && reached?.has(tensor.node) ? tensor : null));
    if (read.filter((tensor) => tensor !== null).length < 2) continue;
    const pack = onnx.input(vectorOf(run), `p${packs.size}`);
    packs.set(run, pack);
    for (const [tensor, part] of takenApart(onnx, pack, run, read)) values.set(tensor, part);
  }
  const entries = program.entries.map((tensor, i) => {
    if (values.has(tensor)) return null;
    if (reached !== null && !reached.has(tensor.node)) return null;
    const data = constants.get(tensor);
    if (data === undefined) return entry(tensor, i);
    values.set(tensor, onnx.data(tensor, data, `s${i}`));
    return null;
  });
  const inputs = program.inputs.map(leaf('x'));
  const fed = program.values.map(leaf('c'));
  const masks = drawn.map(({ tensor, ...mask }, i) => ({ ...mask, name: leaf('d')(tensor, i) }));
  const keys = program.draws.length > 0 ? leaf('k')(program.keys, 0) : '';
  const taken = [...values.values()];
  const { updates, outputs } = program;
  const done = fusion?.kept ?? updates.map((_, i) => i);
  const given = lower(onnx, roots, values);
  const first = done.length + outputs.length;
  const single = new Map(given.slice(first).entries());
  const together = new Map<Run, Value>();
  for (const run of runs.filter(([vector]) => vector?.kind === 'fetched')) {
    together.set(
      run,
      putTogether(
        onnx,
        run.map(({ place }) => single.get(place) ?? internal('a vector stands twice')),
      ),
    );
    for (const { place } of run) single.delete(place);
  }
  const all = onnx.distinct([...given.slice(0, first), ...single.values(), ...together.values()], taken);
  const results = all.slice(0, first);
  const fetched: (Value | null)[] = given.slice(first).map(() => null);
  for (const [i, place] of [...single.keys()].entries()) fetched[place] = all[first + i] ?? null;
  for (const [i, run] of [...together.keys()].entries())
    packs.set(run, all[first + single.size + i] ?? internal('a run was lost'));
  const kept = new Map(done.map((update, i) => [update, results[i]?.name]));
  const names = {
    entries,
    inputs,
    values: fed,
    keys,
    updates: updates.map((_, i) => kept.get(i) ?? null),
    outputs: results.slice(kept.size).map(({ name }) => name),
  };
  const graph = onnx.compact(all);
  const bytes = modelBytes(signal ? withSignal(graph) : graph);
  return { bytes, names, results, fetched, packs, drawn: masks };
}
