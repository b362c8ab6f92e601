import type { Target, Tensor, Value } from '../graph/index.ts';
import { GraphBuilder, lower, modelBytes } from '../onnx/index.ts';
import { EngineError } from '../utils/errors.ts';
import { currentDevice, engineOf } from './device.ts';
import type { Engine, EngineSession } from './ort.ts';
import type { Program } from './program.ts';

/** The names of a compiled program's inputs and outputs, by role. */
interface Names {
  readonly entries: readonly string[];
  readonly inputs: readonly string[];
  readonly values: readonly string[];
  readonly keys: string;
  readonly updates: readonly string[];
  readonly outputs: readonly string[];
}

/** A compiled program, shared by all programs of the same structure. */
export interface Compiled {
  readonly target: Target;
  readonly engine: Engine;
  readonly session: EngineSession;
  readonly names: Names;
  /** Whether the session was given up to make room: whoever kept this compiles again. */
  released: boolean;
}

/** How a program is compiled, where it differs from the usual. */
export interface CompileOptions {
  /** Fail where the device cannot run a node itself. Default `false`. */
  readonly strict?: boolean;
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
  const key = `${device}|${threads}|${options.strict ?? false}|${roles.join()}|${program.structure}`;
  const known = cache.get(key);
  cache.delete(key);
  const compiled = known ?? create(program, device, threads, options.strict ?? false);
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

async function create(program: Program, target: Target, threads: number | null, strict: boolean): Promise<Compiled> {
  compilations.count++;
  const { bytes, names } = write(program, target);
  const engine = await engineOf(target);
  const kept = target === 'webgpu' ? names.updates : [];
  try {
    const session = await exclusively(() => engine.session(bytes, { optimization: 'extended', kept, threads, strict }));
    return { target, engine, session, names, released: false };
  } catch (cause) {
    throw engineError(cause, `a graph that ${target} can compile`);
  }
}

/** The bytes of a program's ONNX model. */
export function write(program: Program, target: Target): { readonly bytes: Uint8Array; readonly names: Names } {
  const onnx = new GraphBuilder(target);
  const values = new Map<Tensor, Value>();
  const leaf = (prefix: string) => (tensor: Tensor, i: number) => {
    const value = onnx.input(tensor, `${prefix}${i}`);
    values.set(tensor, value);
    return value.name;
  };
  const entries = program.entries.map(leaf('s'));
  const inputs = program.inputs.map(leaf('x'));
  const given = program.values.map(leaf('c'));
  const keys = program.draws.length > 0 ? leaf('k')(program.keys, 0) : '';
  const taken = [...values.values()];
  const roots = [...program.updates.map(([, value]) => value), ...program.outputs];
  const results = onnx.distinct(lower(onnx, roots, values), taken);
  const updates = results.slice(0, program.updates.length).map((value) => value.name);
  const outputs = results.slice(program.updates.length).map((value) => value.name);
  return { bytes: modelBytes(onnx.graph(results)), names: { entries, inputs, values: given, keys, updates, outputs } };
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
