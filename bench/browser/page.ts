// What runs in the page: one measurement, of ours or of TensorFlow.js. The page's driver (rows.ts) calls `measure`.
import type { Assignment, Finding } from '../measure.ts';
import { predict as ourPredict, train as ourTrain } from '../network.ts';
import { predict, type TensorFlow, train } from '../rivals/tensorflow.ts';

/** A library on a device; `files` is where TensorFlow.js's WASM lies. */
export interface Place {
  readonly library: 'layerwise' | 'tensorflow';
  readonly device: 'wasm' | 'webgl' | 'webgpu';
  readonly files: string;
}

interface Wasm {
  setWasmPaths(path: string): void;
  setThreadsCount(threads: number): void;
}

async function measure({ library, device, files }: Place, given: Assignment): Promise<Finding> {
  if (!globalThis.crossOriginIsolated) throw new Error('the page is not isolated, so there are no WASM threads');
  if (library === 'layerwise') {
    if (device === 'webgl') throw new Error('Layerwise has no WebGL');
    const start = performance.now();
    const ours = await import('layerwise');
    const imported = performance.now() - start;
    ours.setDevice(device, { threads: given.threads });
    const found = await (given.kind === 'train' ? ourTrain(ours, given) : ourPredict(ours, given));
    return { imported, ...found };
  }
  const tf: TensorFlow & { readonly wasm?: Wasm } = Reflect.get(globalThis, 'tf');
  if (device === 'wasm') {
    tf.wasm?.setWasmPaths(files);
    tf.wasm?.setThreadsCount(given.threads);
  }
  if (!(await tf.setBackend(device))) throw new Error(`the backend ${device} did not start`);
  await tf.ready();
  if (tf.getBackend() !== device) throw new Error(`the backend ${device} did not start`);
  return given.kind === 'train' ? train(tf, given) : predict(tf, given);
}

Object.assign(globalThis, { measure });
