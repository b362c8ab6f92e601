// A workload as a network of ours. Runs in Node and in the browser.
import type { Sequential } from 'layerwise';
import { type Assignment, Epochs, type Finding, timesOf } from './measure.ts';
import { type PlainLayer, plainLayers, samples, type Workload } from './workloads.ts';

type Layerwise = typeof import('layerwise');
type Part = NonNullable<Parameters<Layerwise['sequential']>[0]>[number];

/** The network, compiled. */
export function network({ input, layers, losses, optimizers, sequential }: Layerwise, workload: Workload): Sequential {
  const { batchNormalization, conv2D, dense, dropout, embedding, flatten } = layers;
  const { globalAveragePooling1D, layerNormalization, maxPooling2D } = layers;
  const made = (spec: PlainLayer): readonly Part[] => {
    switch (spec.kind) {
      case 'dense':
        return [dense(spec.units, { activation: spec.activation ?? 'linear' })];
      case 'conv2D':
        return [conv2D(spec.filters, spec.kernel, { activation: spec.activation ?? 'linear' })];
      case 'maxPooling2D':
        return [maxPooling2D(spec.size)];
      case 'flatten':
        return [flatten()];
      case 'dropout':
        return [dropout(spec.rate)];
      case 'layerNormalization':
        return [layerNormalization()];
      case 'batchNormalization':
        return [batchNormalization()];
      case 'embeddingBag':
        return [embedding(spec.vocabulary, spec.units), globalAveragePooling1D()];
    }
  };
  const dtype = workload.vocabulary === undefined ? 'float32' : 'int32';
  const net = sequential([input({ shape: [...workload.input], dtype }), ...plainLayers(workload.layers).flatMap(made)]);
  net.compile({
    optimizer: optimizers.adam({ learningRate: workload.optimizer.learningRate }),
    loss: losses.sparseCategoricalCrossentropy({ fromLogits: true }),
    metrics: ['accuracy'],
  });
  return net;
}

/** Trains by `fit`, batches cut, metrics and logs included. */
export async function train(library: Layerwise, given: Assignment): Promise<Finding> {
  const { workload, steps } = given;
  const { x, shape, y } = samples(workload, workload.batch * (workload.compiling ? 1 : steps));
  const data = { data: x, shape };
  const start = performance.now();
  const net = network(library, workload);
  if (workload.compiling) {
    await net.trainOnBatch(data, y);
    return { firstStep: performance.now() - start, steps: [] };
  }
  const epochs = new Epochs(given);
  const onEpochEnd = (): void => {
    net.stopTraining = epochs.ended();
  };
  const callbacks = [library.callbacks.lambdaCallback({ onEpochEnd })];
  await net.fit(data, y, { batchSize: workload.batch, epochs: 1_000_000, shuffle: false, verbose: 0, callbacks });
  return { steps: epochs.times };
}

/** Predicts one sample, then the large batch, as `predict` does. */
export async function predict(library: Layerwise, { workload, seconds }: Assignment): Promise<Finding> {
  const net = network(library, workload);
  const one = samples(workload, 1);
  const many = samples(workload, workload.large);
  const single = await timesOf(seconds, () => net.predict({ data: one.x, shape: one.shape }));
  const large = await timesOf(seconds, () =>
    net.predict({ data: many.x, shape: many.shape }, { batchSize: workload.large }),
  );
  return { single, large };
}
