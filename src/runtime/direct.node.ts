import type { EngineTensor } from './ort.ts';

type Tensors = Readonly<Record<string, EngineTensor>>;
type Fetches = Readonly<Record<string, EngineTensor | null>>;

/** A session as the native part of onnxruntime-node has it: it runs at once, on the thread that calls. */
export interface DirectSession {
  readonly outputMetadata: readonly { readonly name: string }[];
  loadModel(buffer: ArrayBufferLike, offset: number, length: number, options: object): void;
  run(feeds: Tensors, fetches: Fetches, options: object): Tensors | Promise<Tensors>;
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
 * @param load - how the module is found, for tests.
 */
export async function directSessions(load: () => Promise<unknown> = nativePart): Promise<DirectSessions | null> {
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
    return sessions as DirectSessions; // it has the methods of one
  } catch {
    return null;
  }
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

/** Opens a graph. */
export function openDirect(Sessions: DirectSessions, model: Uint8Array, options: object): OpenSession {
  const session = new Sessions();
  session.loadModel(model.buffer, model.byteOffset, model.byteLength, options);
  const all = Object.fromEntries(session.outputMetadata.map(({ name }) => [name, null]));
  return {
    run: async (feeds, fetches = all) => {
      if (performance.now() - lastTurn > longest) await turn();
      return session.run(feeds, fetches, {});
    },
    release: async () => session.dispose(),
    endProfiling: () => session.endProfiling(),
  };
}

/** What both kinds of sessions are to us. */
export interface OpenSession {
  run(feeds: Tensors, fetches?: Fetches): Promise<Tensors>;
  release(): Promise<void>;
  endProfiling(): void;
}

/** Milliseconds for which runs may follow each other before timers and sockets have their turn. */
const longest = 4;

let lastTurn = 0;

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(() => {
      lastTurn = performance.now();
      resolve();
    });
  });
}
