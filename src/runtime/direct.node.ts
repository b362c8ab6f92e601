import type { DType, TypedArray } from '../graph/index.ts';
import { identityModel } from './identity.ts';
import type { EngineTensor } from './ort.ts';

type Tensors = Readonly<Record<string, EngineTensor>>;
type Fetches = Readonly<Record<string, EngineTensor | null>>;

/** A session as the native part of onnxruntime-node has it: it runs at once, on the thread that calls. */
export interface DirectSession {
  readonly outputMetadata: readonly { readonly name: string }[];
  loadModel(buffer: ArrayBufferLike, offset: number, length: number, options: object): void;
  run(feeds: Tensors, fetches: Fetches, options: object): Tensors;
  endProfiling(): void;
  dispose(): void;
}

/** Makes empty sessions of the native part. */
export type DirectSessions = new () => DirectSession;

/**
 * Finds the native part of onnxruntime-node. The package wraps it in checks of names that we write ourselves and in a turn of the
 * event loop for each run: a quarter of the time in which a small model answers. Where a version has it in another place or form, there
 * is none, and the package's own sessions are taken.
 *
 * @param tensor - makes a tensor of the package.
 * @param load - how the module is found, for tests.
 */
export async function directSessions(
  tensor: (data: Float32Array) => EngineTensor,
  load: () => Promise<unknown> = nativePart,
): Promise<DirectSessions | null> {
  try {
    const module = await load();
    const { binding, initOrt } = inner(module) ?? inner(property(module, 'default')) ?? {};
    const sessions = property(binding, 'InferenceSession');
    if (typeof initOrt !== 'function' || typeof sessions !== 'function') return null;
    const prototype = property(sessions, 'prototype');
    const whole = (['loadModel', 'run', 'endProfiling', 'dispose'] as const).every(
      (method) => typeof property(prototype, method) === 'function',
    );
    if (!whole) return null;
    initOrt();
    const found = sessions as DirectSessions; // it has the methods of one
    return runsAtOnce(found, tensor) ? found : null;
  } catch {
    return null;
  }
}

/** Tries it: a later version may give promises. */
function runsAtOnce(Sessions: DirectSessions, tensor: (data: Float32Array) => EngineTensor): boolean {
  const session = openDirect(Sessions, identityModel('float32', 1), {
    executionProviders: ['cpu'],
    logSeverityLevel: 4,
  });
  const results: unknown = session.runAtOnce?.({ x: tensor(Float32Array.of(3)) });
  void session.release();
  if (typeof results !== 'object' || results === null) return false;
  const [y] = Object.values(results);
  const data = property(y, 'data');
  return data instanceof Float32Array && data[0] === 3;
}

/** Names are written out, so that what joins the package's files sees the dependency. */
function nativePart(): Promise<unknown> {
  return import('onnxruntime-node/dist/binding.js');
}

function inner(module: unknown): { readonly binding: unknown; readonly initOrt: unknown } | null {
  const binding = property(module, 'binding');
  return binding === undefined ? null : { binding, initOrt: property(module, 'initOrt') };
}

function property(from: unknown, name: string): unknown {
  const isObject = (typeof from === 'object' && from !== null) || typeof from === 'function';
  return isObject ? Reflect.get(from, name) : undefined;
}

/** What both kinds of sessions are to us. */
export interface OpenSession {
  run(feeds: Tensors, fetches?: Fetches): Promise<Tensors>;
  /** Runs on this thread before anything else does; only where that is how the session runs. */
  runAtOnce?(feeds: Tensors, fetches?: Fetches): Tensors;
  release(): Promise<void>;
  endProfiling(): void;
}

/** Opens a graph. */
export function openDirect(Sessions: DirectSessions, model: Uint8Array, options: object): OpenSession {
  const session = new Sessions();
  session.loadModel(model.buffer, model.byteOffset, model.byteLength, options);
  const all = Object.fromEntries(session.outputMetadata.map(({ name }) => [name, null]));
  return {
    // At once: what was laid ready for the run must be what it finds.
    run: async (feeds, fetches = all) => session.run(feeds, fetches, {}),
    runAtOnce: (feeds, fetches = all) => session.run(feeds, fetches, {}),
    release: async () => session.dispose(),
    endProfiling: () => session.endProfiling(),
  };
}

/** A tensor as the native part reads it: what the package's class adds takes time with each property that is read. */
interface DirectTensor extends EngineTensor {
  readonly type: DType;
}

/** A tensor in main memory for direct sessions. */
export function directTensor(type: DType, data: TypedArray, dims: readonly number[]): DirectTensor {
  return { type, data, dims, location: 'cpu', dispose: nothing };
}

function nothing(): void {}

/** Milliseconds for which runs may follow each other before timers and sockets have their turn. */
const longest = 4;

let lastTurn = 0;

/** Waits for a turn of the event loop, where one is due; null where none is. */
export function dueTurn(): Promise<void> | null {
  if (performance.now() - lastTurn <= longest) return null;
  return new Promise((resolve) => {
    setImmediate(() => {
      lastTurn = performance.now();
      resolve();
    });
  });
}
