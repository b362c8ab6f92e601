import { reachable, type Target, type Tensor, type Value } from '../graph/index.ts';
import { GraphBuilder, lower, modelBytes } from '../onnx/index.ts';
import { EngineError, internal } from '../utils/errors.ts';
import type { CompiledKernel, Fused } from './arena.ts';
import { currentDevice, engineOf } from './device.ts';
import { type Fusion, fusionOf, type Kernel } from './fusion.ts';
import type { Engine, EngineSession } from './ort.ts';
import type { Program } from './program.ts';

/** The names of a compiled program's inputs and outputs, by role. */
interface Names {
  /** Null for those that only kernels read. */
  readonly entries: readonly (string | null)[];
  readonly inputs: readonly string[];
  readonly values: readonly string[];
  readonly keys: string;
  /** Null for those that kernels do. */
  readonly updates: readonly (string | null)[];
  readonly outputs: readonly string[];
  /** What the graph gives for the kernels. */
  readonly fetched: readonly string[];
}

/** A compiled program, shared by all programs of the same structure. */
export interface Compiled {
  readonly target: Target;
  readonly engine: Engine;
  readonly session: EngineSession;
  readonly names: Names;
  /** What is done after the graph has run; null for nothing. */
  readonly fused: Fused | null;
  /** Whether the session was given up to make room: whoever kept this compiles again. */
  released: boolean;
}

/** How a program is compiled, where it differs from the usual. */
export interface CompileOptions {
  /** Fail where the device cannot run a node itself. Default `false`. */
  readonly strict?: boolean;
  /** Do what kernels can do by kernels, where the device has them. Default `true`. */
  readonly fuse?: boolean;
}

/** Compiled programs kept at most; the one unused for longest goes first. */
const capacity = 128;
const cache = new Map<string, Promise<Compiled>>();

/** Number of programs compiled so far: what tests of the cache look at. */
export const compilations = { count: 0 };

/** Compiles a program for the device in use, or finds it compiled. */
export function compile(program: Program, options: CompileOptions = {}): Promise<Compiled> {
  const { device, threads } = currentDevice();
  const roles = [program.inputs, program.entries, program.values, program.draws].map(({ length }) => length);
  const { strict = false, fuse = true } = options;
  const key = `${device}|${threads}|${strict}|${fuse}|${roles.join()}|${program.structure}`;
  const known = cache.get(key);
  cache.delete(key);
  const compiled = known ?? create(program, device, threads, { strict, fuse });
  cache.set(key, compiled);
  if (known === undefined) {
    compiled.catch(() => cache.delete(key));
    for (const [oldest, session] of cache) {
      if (cache.size <= capacity) break;
      cache.delete(oldest);
      void session.then((unused) => {
        unused.released = true;
        return exclusively(() => unused.session.release());
      });
    }
  }
  return compiled;
}

async function create(
  program: Program,
  target: Target,
  threads: number | null,
  { strict, fuse }: Required<CompileOptions>,
): Promise<Compiled> {
  compilations.count++;
  // Values on a GPU stay there: its graphs update them themselves.
  const fusion = fuse && target !== 'webgpu' ? fusionOf(program) : null;
  const { bytes, names } = write(program, target, fusion);
  const engine = await engineOf(target);
  const kept = target === 'webgpu' ? names.updates.filter((name) => name !== null) : [];
  try {
    const session = await exclusively(() => engine.session(bytes, { optimization: 'extended', kept, threads, strict }));
    const fused = fusion && { fetched: names.fetched, kernels: await compiledKernels(fusion.kernels) };
    return { target, engine, session, names, fused, released: false };
  } catch (cause) {
    throw engineError(cause, `a graph that ${target} can compile`);
  }
}

/** Kernels that compute the same are compiled once. */
async function compiledKernels(kernels: readonly Kernel[]): Promise<readonly CompiledKernel[]> {
  const modules = new Map<string, Promise<WebAssembly.Module>>();
  return Promise.all(
    kernels.map(async ({ module, ...kernel }) => {
      const key = module.join();
      const compiled = modules.get(key) ?? WebAssembly.compile(module);
      modules.set(key, compiled);
      return { ...kernel, module: await compiled };
    }),
  );
}

/** The bytes of a program's ONNX model, without what is done by kernels. */
export function write(
  program: Program,
  target: Target,
  fusion: Fusion | null = null,
): { readonly bytes: Uint8Array; readonly names: Names } {
  const { updates, outputs } = program;
  const kept = fusion?.kept ?? updates.map((_, i) => i);
  const roots = [
    ...kept.map((i) => updates[i]?.[1] ?? internal('an update is missing')),
    ...outputs,
    ...(fusion?.fetched ?? []),
  ];
  const onnx = new GraphBuilder(target);
  const values = new Map<Tensor, Value>();
  const leaf = (prefix: string) => (tensor: Tensor, i: number) => {
    const value = onnx.input(tensor, `${prefix}${i}`);
    values.set(tensor, value);
    return value.name;
  };
  const reached = fusion && new Set(reachable(roots));
  const entries = program.entries.map((entry, i) =>
    reached === null || reached.has(entry.node) ? leaf('s')(entry, i) : null,
  );
  const inputs = program.inputs.map(leaf('x'));
  const given = program.values.map(leaf('c'));
  const keys = program.draws.length > 0 ? leaf('k')(program.keys, 0) : '';
  const taken = [...values.values()];
  const results = onnx.distinct(lower(onnx, roots, values), taken);
  const nameOf = ({ name }: Value): string => name;
  const names = {
    entries,
    inputs,
    values: given,
    keys,
    updates: updates.map((_, i) => results[kept.indexOf(i)]?.name ?? null),
    outputs: results.slice(kept.length, kept.length + outputs.length).map(nameOf),
    fetched: results.slice(kept.length + outputs.length).map(nameOf),
  };
  return { bytes: modelBytes(onnx.graph(results)), names };
}

let last: Promise<unknown> = Promise.resolve();

/** One call into the engine at a time: WebAssembly builds refuse to be entered twice. */
export function exclusively<T>(work: () => Promise<T>): Promise<T> {
  const next = last.then(work, work);
  last = next.catch(() => undefined);
  return next;
}

/** An engine's complaint, with the layer and op it came from. */
export function engineError(cause: unknown, expected: string): EngineError {
  const message = cause instanceof Error ? cause.message : String(cause);
  const origin = /Name:'([^'#]*)#?\d*'/.exec(message)?.[1];
  const text = /Status Message: ([^\n]*)/.exec(message)?.[1] ?? message;
  return new EngineError(origin || 'engine', { expected, received: `the engine's refusal: ${text.trim()}`, cause });
}
