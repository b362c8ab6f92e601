// A workload in TensorFlow.js, by its layers and `fit`. Runs in Node and in the browser.
import { type Assignment, Epochs, type Finding, timesOf } from '../measure.ts';
import { type PlainLayer, plainLayers, samples, type Workload } from '../workloads.ts';

/** A tensor, as far as it is used here. */
interface Tensor {
  data(): Promise<unknown>;
  dispose(): void;
}

type Layer = object;

interface Network {
  add(layer: Layer): void;
  compile(options: object): void;
  fit(x: Tensor, y: Tensor, options: object): Promise<unknown>;
  predict(x: Tensor): Tensor;
  stopTraining: boolean;
}

/** TensorFlow.js, as far as it is used here: it is no dependency, so its types are not at hand. */
export interface TensorFlow {
  readonly version: { readonly tfjs: string };
  readonly layers: Readonly<Record<string, (options: object) => Layer>>;
  readonly train: { adam(learningRate: number): object };
  readonly losses: { softmaxCrossEntropy(labels: Tensor, logits: Tensor): Tensor };
  sequential(): Network;
  setBackend(name: string): Promise<boolean>;
  ready(): Promise<void>;
  getBackend(): string;
  tensor(values: Float32Array | Int32Array, shape: readonly number[], dtype: string): Tensor;
  oneHot(indices: Tensor, depth: number): Tensor;
}

function network(tf: TensorFlow, { input, layers, optimizer }: Workload): Network {
  const inputShape = { inputShape: [...input] };
  const make = (name: string, options: object): Layer => {
    const factory = tf.layers[name];
    if (factory === undefined) throw new Error(`TensorFlow.js has no layer ${name}`);
    return factory(options);
  };
  const made = (spec: PlainLayer, first: object): Layer[] => {
    switch (spec.kind) {
      case 'dense':
        return [make('dense', { units: spec.units, activation: spec.activation ?? 'linear', ...first })];
      case 'conv2D': {
        const { filters, kernel, activation = 'linear' } = spec;
        return [make('conv2d', { filters, kernelSize: kernel, activation, ...first })];
      }
      case 'maxPooling2D':
        return [make('maxPooling2d', { poolSize: spec.size, ...first })];
      case 'dropout':
        return [make('dropout', { rate: spec.rate })];
      case 'embeddingBag':
        return [
          make('embedding', { inputDim: spec.vocabulary, outputDim: spec.units, ...first }),
          make('globalAveragePooling1d', {}),
        ];
      default:
        return [make(spec.kind, {})];
    }
  };
  const net = tf.sequential();
  for (const [i, spec] of plainLayers(layers).entries())
    for (const layer of made(spec, i === 0 ? inputShape : {})) net.add(layer);
  // Its sparse crossentropy wants probabilities: this is the fused one, on logits.
  const loss = (labels: Tensor, logits: Tensor) => tf.losses.softmaxCrossEntropy(labels, logits);
  net.compile({ optimizer: tf.train.adam(optimizer.learningRate), loss, metrics: ['accuracy'] });
  return net;
}

function tensors(tf: TensorFlow, workload: Workload, count: number): { readonly x: Tensor; readonly y: Tensor } {
  const { x, shape, y } = samples(workload, count);
  return {
    x: tf.tensor(x, shape, workload.vocabulary === undefined ? 'float32' : 'int32'),
    y: tf.oneHot(tf.tensor(y, [count], 'int32'), workload.classes),
  };
}

/** Trains by `fit`. */
export async function train(tf: TensorFlow, given: Assignment): Promise<Finding> {
  const { workload, steps } = given;
  const all = tensors(tf, workload, workload.batch * steps);
  const one = tensors(tf, workload, workload.batch);
  const usual = { batchSize: workload.batch, shuffle: false, verbose: 0, yieldEvery: 'never' };
  const start = performance.now();
  const net = network(tf, workload);
  await net.fit(one.x, one.y, { ...usual, epochs: 1 });
  const firstStep = performance.now() - start;
  const epochs = new Epochs(given);
  const onEpochEnd = () => {
    net.stopTraining = epochs.ended();
  };
  if (!workload.compiling) await net.fit(all.x, all.y, { ...usual, epochs: 1_000_000, callbacks: { onEpochEnd } });
  return { version: tf.version.tfjs, firstStep, steps: epochs.times };
}

/** Predicts one sample, then the large batch, and waits for the values. */
export async function predict(tf: TensorFlow, { workload, seconds }: Assignment): Promise<Finding> {
  const net = network(tf, workload);
  const values = (x: Tensor) => async () => {
    const y = net.predict(x);
    await y.data();
    y.dispose();
  };
  const single = await timesOf(seconds, values(tensors(tf, workload, 1).x));
  const large = await timesOf(seconds, values(tensors(tf, workload, workload.large).x));
  return { version: tf.version.tfjs, single, large };
}
