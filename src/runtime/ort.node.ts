import { availableParallelism } from 'node:os';
import type { DType, Target, TypedArray } from '../graph/index.ts';
import { EngineError, internal } from '../utils/errors.ts';
import { blocksOf } from './blocks.node.ts';
import {
  type DirectSessions,
  directSessions,
  directTensor,
  dueTurn,
  type OpenSession,
  openDirect,
} from './direct.node.ts';
import { fetchingOf, runInto, runIntoAtOnce } from './fetching.node.ts';
import { identityModel } from './identity.ts';
import type {
  Engine,
  EngineSession,
  EngineTensor,
  Environment,
  Fetching,
  ProfilingSession,
  SessionSettings,
} from './ort.ts';
import { profilingSession } from './profiling.node.ts';

type Ort = typeof import('onnxruntime-node');

/** ONNX Runtime in Node: native, on the CPU or by WebGPU. */
export const environment: Environment = {
  targets: ['cpu', 'webgpu'],
  async load(target) {
    const ort = await importOrt();
    const floats = (data: Float32Array) => tensorOf(ort, 'float32', data, [data.length]);
    // On a GPU results may stay where they are, which is the package's business.
    return nodeEngine(ort, target, target === 'cpu' ? await directSessions(floats) : null);
  },
};

async function importOrt(): Promise<Ort> {
  try {
    return await import('onnxruntime-node');
  } catch (cause) {
    throw new EngineError('onnxruntime-node', {
      expected: 'the package to be installed',
      received: cause instanceof Error ? cause.message : String(cause),
      mend: 'Run: npm install onnxruntime-node@1.30.0 (with --ignore-scripts where the network is closed).',
      cause,
    });
  }
}

/** Settings of the engine's own little graphs. */
const plain: SessionSettings = { optimization: 'disabled', kept: [], threads: null, strict: false };

function nodeEngine(ort: Ort, target: Target, direct: DirectSessions | null): Engine {
  const tensor = (dtype: DType, data: TypedArray, dims: readonly number[]): EngineTensor =>
    direct === null ? tensorOf(ort, dtype, data, dims) : directTensor(dtype, data, dims);
  const open = async (
    model: Uint8Array,
    settings: SessionSettings,
    times: string | null = null,
  ): Promise<OpenSession> => {
    const options = {
      executionProviders: [target],
      graphOptimizationLevel: settings.optimization,
      // The engine's complaints are rethrown as errors: it need not print them as well.
      logSeverityLevel: 4,
      intraOpNumThreads: settings.threads ?? availableParallelism(),
      interOpNumThreads: 1,
      executionMode: 'sequential',
      ...(times !== null && { enableProfiling: true, profileFilePrefix: times }),
      ...(settings.kept.length > 0 && { preferredOutputLocation: onDevice(settings.kept) }),
      ...(settings.strict && { extra: { session: { disable_cpu_ep_fallback: '1' } } }),
    } as const;
    if (direct !== null) return openDirect(direct, model, options);
    return (await ort.InferenceSession.create(model, options)) as unknown as OpenSession; // the part of it that we use
  };
  let found: Promise<Fetching> | null = null;
  let known: Fetching = 'copied';
  const fetching = (): Promise<Fetching> => {
    if (target !== 'cpu') return Promise.resolve('copied');
    found ??= fetchingOf(
      (model) => open(model, plain),
      (data) => tensor('float32', data, [data.length]),
    ).then((answer) => {
      known = answer;
      return answer;
    });
    return found;
  };
  let size: Promise<number> | null = null;
  const blocks = (): Promise<number> => {
    if (target !== 'cpu') return Promise.resolve(0);
    size ??= blocksOf(
      (model) => open(model, plain),
      (data, dims) => tensor('float32', data, dims),
    );
    return size;
  };
  const session = async (model: Uint8Array, settings: SessionSettings): Promise<EngineSession> => {
    const opened = await open(model, settings);
    const { runAtOnce } = opened;
    return {
      run: async (feeds, into) =>
        into === undefined ? opened.run(feeds) : runInto(opened, feeds, into, await fetching()),
      ...(runAtOnce && {
        runAtOnce: (feeds, into) =>
          into === undefined ? runAtOnce(feeds) : runIntoAtOnce(runAtOnce, feeds, into, known),
      }),
      release: () => opened.release(),
    };
  };
  const downloads = new Map<string, Promise<EngineSession>>();
  const download = async (held: EngineTensor, dtype: DType): Promise<TypedArray> => {
    // getData() on a GPU tensor aborts the process in onnxruntime-node 1.30: values leave through an Identity graph.
    const key = `${dtype}${held.dims.length}`;
    let identity = downloads.get(key);
    if (identity === undefined) {
      identity = session(identityModel(dtype, held.dims.length), plain);
      downloads.set(key, identity);
    }
    const [y] = Object.values(await (await identity).run({ x: held }));
    return (y ?? internal('the identity graph gave nothing')).data;
  };
  const measured = (model: Uint8Array, settings: SessionSettings): Promise<ProfilingSession> =>
    profilingSession((prefix) => open(model, settings, prefix));
  return { tensor, session, download, fetching, blocks, profilingSession: measured, dueTurn };
}

function tensorOf(ort: Ort, dtype: DType, data: TypedArray, dims: readonly number[]): EngineTensor {
  // The constructor is overloaded by dtype, which is data here.
  return new ort.Tensor(dtype as 'float32', data as Float32Array, dims) as unknown as EngineTensor;
}

function onDevice(names: readonly string[]): Record<string, 'gpu-buffer'> {
  return Object.fromEntries(names.map((name) => [name, 'gpu-buffer' as const]));
}
