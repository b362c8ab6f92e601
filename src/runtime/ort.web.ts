import type { DType, Target, TypedArray } from '../graph/index.ts';
import { EngineError } from '../utils/errors.ts';
import type { Engine, EngineSession, EngineTensor, Environment, SessionSettings } from './ort.ts';

type Ort = typeof import('onnxruntime-web/wasm');

/** ONNX Runtime in the browser: WebAssembly, or WebGPU. */
export const environment: Environment = {
  targets: ['wasm', 'webgpu'],
  async load(target) {
    if (target === 'webgpu' && !('gpu' in navigator))
      throw new EngineError('device webgpu', {
        expected: 'a browser with WebGPU',
        received: 'none (navigator.gpu is missing)',
        mend: "Use setDevice('wasm'), or a browser that has WebGPU switched on.",
      });
    return webEngine(await importOrt(target), target);
  },
};

async function importOrt(target: Target): Promise<Ort> {
  try {
    // The package's default entry is its old WebGPU backend, which gives wrong results for some ops: never that one.
    return target === 'webgpu' ? await import('onnxruntime-web/webgpu') : await import('onnxruntime-web/wasm');
  } catch (cause) {
    throw new EngineError('onnxruntime-web', {
      expected: 'the package to be installed',
      received: cause instanceof Error ? cause.message : String(cause),
      mend: 'Run: npm install onnxruntime-web@1.30.0.',
      cause,
    });
  }
}

function webEngine(ort: Ort, target: Target): Engine {
  ort.env.logLevel = 'fatal';
  return {
    // Its results lie in the memory of WebAssembly: they are copied out in any case.
    fetching: async () => 'copied',
    blocks: async () => 0,
    tensor: (dtype: DType, data: TypedArray, dims: readonly number[]): EngineTensor =>
      // The constructor is overloaded by dtype, which is data here.
      new ort.Tensor(dtype as 'float32', data as Float32Array, dims) as unknown as EngineTensor,
    session: async (model: Uint8Array, settings: SessionSettings): Promise<EngineSession> => {
      if (settings.threads !== null) ort.env.wasm.numThreads = settings.threads;
      return (await ort.InferenceSession.create(model, {
        executionProviders: [target],
        graphOptimizationLevel: settings.optimization,
        // The engine's complaints are rethrown as errors: it need not print them as well.
        logSeverityLevel: 4,
        ...(settings.kept.length > 0 && {
          preferredOutputLocation: Object.fromEntries(settings.kept.map((name) => [name, 'gpu-buffer' as const])),
        }),
        ...(settings.strict && { extra: { session: { disable_cpu_ep_fallback: '1' } } }),
      })) as unknown as EngineSession; // our interface is the part of ONNX Runtime's that we use
    },
    download: async (tensor) => (tensor as unknown as { getData(): Promise<TypedArray> }).getData(),
  };
}
