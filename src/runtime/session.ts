import { isStatic, type Target, type Tensor, type TypedArray, type Value } from '../graph/index.ts';
import { sizeOf } from '../utils/arrays.ts';
import { EngineError } from '../utils/errors.ts';
import type { CompiledKernel, Fused } from './arena.ts';
import { blocksFor } from './blocks.ts';
import { currentDevice, engineOf } from './device.ts';
import { type DrawnInput, drawnOf } from './drawing.ts';
import { type Fusion, fusionOf, type Kernel } from './fusion.ts';
import type { Engine, EngineSession } from './ort.ts';
import type { Program } from './program.ts';
import { SessionCache } from './session-cache.ts';
import { type Names, rootsOf, write } from './write.ts';

/** A compiled program, shared by all programs of the same structure. */
export interface Compiled {
  readonly target: Target;
  readonly engine: Engine;
  readonly session: EngineSession;
  readonly names: Names;
  /** What is done after the graph has run; null for nothing. */
  readonly fused: Fused | null;
  /** Random masks that are drawn before the graph runs. */
  readonly drawn: readonly DrawnInput[];
  /** What the engine writes into memory of ours, beside what it gives for the kernels; null where it does not. */
  readonly into: readonly Value[] | null;
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

/** Compiled programs that are kept. */
const cache = new SessionCache<Compiled>(128, release);

/** Number of programs compiled so far: what tests of the cache look at. */
export const compilations = { count: 0 };

/** Compiles a program for the device in use, or finds it compiled. */
export function compile(program: Program, options: CompileOptions = {}): Promise<Compiled> {
  const { device, threads } = currentDevice();
  const { strict = false, fuse = true } = options;
  const key = `${device}|${threads}|${strict}|${fuse}|${keyOf(program)}`;
  return cache.get(key, () => create(program, device, threads, { strict, fuse }));
}

/** Equal for programs that are compiled alike. */
export function keyOf(program: Program): string {
  const roles = [program.inputs, program.entries, program.values, program.draws].map(({ length }) => length);
  return `${roles.join()}|${program.structure}`;
}

/** Compiles a program with the values of variables inside, by their placeholders, for whoever releases it again. */
export async function compileWith(
  program: Program,
  target: Target,
  constants: ReadonlyMap<Tensor, TypedArray>,
): Promise<Compiled> {
  const engine = await engineOf(target);
  const { bytes, names } = write(program, target, { constants });
  const { threads } = currentDevice();
  const settings = { optimization: 'all', kept: [], threads, strict: false } as const;
  const session = await exclusively(() => engine.session(bytes, settings));
  return { target, engine, session, names, fused: null, drawn: [], into: null, released: false };
}

/** Gives up the session of a compiled program. */
export function release(compiled: Pick<Compiled, 'session' | 'released'>): Promise<void> {
  compiled.released = true;
  return exclusively(() => compiled.session.release());
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
  const engine = await engineOf(target);
  const roots = rootsOf(program, fusion);
  const fetching = isLarge(fusion) && roots.every(({ dims }) => isStatic(dims));
  const fetches = fetching ? await engine.fetching() : 'copied';
  const masks = fuse && target !== 'webgpu' ? drawnOf(program, roots) : [];
  const { bytes, names, results, drawn, ...given } = write(program, target, {
    fusion,
    drawn: masks,
    signal: fetches === 'signal',
    blocks: await blocksFor(engine, roots),
  });
  const kept = target === 'webgpu' ? names.updates.filter((name) => name !== null) : [];
  try {
    const session = await exclusively(() => engine.session(bytes, { optimization: 'extended', kept, threads, strict }));
    const fused = fusion && { ...given, computed: fusion.computed, kernels: await compiledKernels(fusion.kernels) };
    const into = fetches === 'copied' ? null : results;
    return { target, engine, session, names, fused, drawn, into, released: false };
  } catch (cause) {
    throw engineError(cause, `a graph that ${target} can compile`);
  }
}

/**
 * Less is copied faster than the engine says its refusal. That takes 20 µs; but whoever copies takes fresh memory at every step, and
 * collecting it keeps a core busy which the engine's threads then wait for.
 */
const worthIt = 2e5;

/** Whether so much is fetched that copies of it take long. */
function isLarge(fusion: Fusion | null): boolean {
  const lengths = fusion?.fetched.map(({ dims }) => (isStatic(dims) ? sizeOf(dims) : 0)) ?? [];
  return 4 * lengths.reduce((sum, length) => sum + length, 0) > worthIt;
}

/** Kernels that compute the same are compiled once. */
async function compiledKernels(kernels: readonly Kernel[]): Promise<readonly CompiledKernel[]> {
  const modules = new Map<Kernel['module'], Promise<WebAssembly.Module>>();
  return Promise.all(
    kernels.map(async ({ module, length, runs, scalars }) => {
      const compiled = modules.get(module) ?? WebAssembly.compile(module);
      modules.set(module, compiled);
      return { length, runs, scalars, module: await compiled };
    }),
  );
}

let last: Promise<unknown> | null = null;

/** One call into the engine at a time: WebAssembly builds refuse to be entered twice. */
export function exclusively<T>(work: () => Promise<T>): Promise<T> {
  const next = last === null ? work() : last.then(work, work);
  const done = (): void => {
    if (last === next) last = null;
  };
  last = next;
  next.then(done, done);
  return next;
}

/** An engine's complaint, with the layer and op it came from. */
export function engineError(cause: unknown, expected: string): EngineError {
  const message = cause instanceof Error ? cause.message : String(cause);
  const origin = /Name:'([^'#]*)#?\d*'/.exec(message)?.[1];
  const text = /Status Message: ([^\n]*)/.exec(message)?.[1] ?? message;
  return new EngineError(origin || 'engine', { expected, received: `the engine's refusal: ${text.trim()}`, cause });
}
