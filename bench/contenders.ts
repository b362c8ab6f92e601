// Who is measured: how each is started. What is not installed is found out by starting it.
import { env, execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { root } from './command-line.ts';
import type { Workload } from './workloads.ts';

/** A library in one of its forms, in a process of its own for each measurement. */
export interface Contender {
  readonly name: string;
  /** Whether it is ours, to which the others are compared. */
  readonly ours?: true;
  /** Whether it can only predict. */
  readonly predictsOnly?: true;
  /** What makes it slow by design: it is given few steps for an epoch, or an epoch would last minutes. */
  readonly slow?: true;
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Arguments after the common ones. */
  readonly extra?: (workload: Workload) => readonly string[];
}

/** The Python that has the rivals; LAYERWISE_PYTHON names it. */
export const python = env['LAYERWISE_PYTHON'] ?? 'python3';

const compiled = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const script = (name: string): string => `${root}bench/rivals/${name}`;

/** All that run outside a browser. `graphs` is the folder of our exported models. */
export function contenders(graphs: string): readonly Contender[] {
  return [
    { name: 'Layerwise', ours: true, program: execPath, args: [compiled('./ours.js')] },
    { name: 'PyTorch eager', program: python, args: [script('torch_runner.py')] },
    { name: 'PyTorch compiled', program: python, args: [script('torch_runner.py')], extra: () => ['compile'] },
    { name: 'Keras on JAX', program: python, args: [script('keras_runner.py')], env: { KERAS_BACKEND: 'jax' } },
    {
      name: 'Keras on TensorFlow',
      program: python,
      args: [script('keras_runner.py')],
      env: { KERAS_BACKEND: 'tensorflow' },
    },
    {
      name: 'TensorFlow.js WASM',
      slow: true,
      program: execPath,
      args: [compiled('./rivals/tensorflow-node.js')],
      extra: () => ['wasm'],
    },
    {
      name: 'TensorFlow.js plain CPU',
      slow: true,
      program: execPath,
      args: [compiled('./rivals/tensorflow-node.js')],
      extra: () => ['cpu'],
    },
    { name: 'jax-js WASM', slow: true, program: execPath, args: [compiled('./rivals/jax-js.js')] },
    {
      name: 'ONNX Runtime, Python',
      predictsOnly: true,
      program: python,
      args: [script('onnxruntime_runner.py')],
      extra: ({ name }) => [`${graphs}/${name}.onnx`],
    },
  ];
}
