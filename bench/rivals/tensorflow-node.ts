// One measurement of TensorFlow.js in Node, on the backend that the last argument names: wasm or cpu.
import { argv } from 'node:process';
import { assignment, report } from '../command-line.ts';
import { folder, rival } from './install.ts';
import { predict, type TensorFlow, train } from './tensorflow.ts';

const given = assignment();
const backend = argv[7] ?? 'wasm';
const start = performance.now();
// Its ES modules name folders, which Node does not resolve; the CommonJS build is the default export.
const { default: tf }: { default: TensorFlow } = await import(rival('@tensorflow/tfjs'));
if (backend === 'wasm') {
  const { default: wasm }: { default: { setWasmPaths(path: string): void } } = await import(
    rival('@tensorflow/tfjs-backend-wasm')
  );
  wasm.setWasmPaths(`${folder}/node_modules/@tensorflow/tfjs-backend-wasm/dist/`);
}
await tf.setBackend(backend);
await tf.ready();
if (tf.getBackend() !== backend) throw new Error(`the backend ${backend} did not start`);
const imported = performance.now() - start;
const found = given.kind === 'train' ? await train(tf, given) : await predict(tf, given);
report({ imported, ...found });
