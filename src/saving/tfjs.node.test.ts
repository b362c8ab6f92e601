import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import * as layers from '../layers/index.ts';
import { input } from '../layers/index.ts';
import * as losses from '../losses/index.ts';
import { model, sequential } from '../models/index.ts';
import * as ops from '../ops/index.ts';
import * as optimizers from '../optimizers/index.ts';
import { loadModel } from './index.ts';
import { data, type Expected, furthest, type Loaded } from './recorded.ts';

// Files and answers are those of @tensorflow/tfjs 4.22; what is saved here was opened there.

const folder = new URL('fixtures/tfjs/', import.meta.url);
const fixture = (name: string) => readFile(new URL(name, folder));
const expected: Readonly<Record<string, Expected>> = JSON.parse((await fixture('expected.json')).toString());

describe.each(Object.entries(expected))('%s/model.json, written by TensorFlow.js', (name, { x, output }) => {
  const path = fileURLToPath(new URL(`${name}/model.json`, folder));

  test('gives the outputs that it gave there', async () => {
    const net: Loaded = await loadModel(path);
    expect(furthest(await net.predict(data(x)), output)).toBeLessThan(1e-5);
  });

  test('gives them again when it is saved in that form and loaded here', async () => {
    const net: Loaded = await loadModel(path);
    const kept = process.env.SAVE_TO; // for TensorFlow.js to judge
    const parent = kept ?? (await mkdtemp(join(tmpdir(), 'layerwise-tfjs-')));
    await mkdir(join(parent, name), { recursive: true });
    await net.save(join(parent, name, 'model.json'));
    const copy: Loaded = await loadModel(join(parent, name, 'model.json'));
    expect(furthest(await copy.predict(data(x)), output)).toBeLessThan(1e-5);
    if (kept === undefined) await rm(parent, { recursive: true });
  });

  test('may be given as files', async () => {
    const names = ['group1-shard1of2.bin', 'group1-shard2of2.bin'];
    const files = await Promise.all(
      names.map(async (shard) => new File([new Uint8Array(await fixture(`${name}/${shard}`))], shard)),
    );
    const net: Loaded = await loadModel(await fixture(`${name}/model.json`), { files });
    expect(furthest(await net.predict(data(x)), output)).toBeLessThan(1e-5);
  });
});

describe('a model.json', () => {
  const text = (file: object) => new TextEncoder().encode(JSON.stringify(file));

  test('is compiled as TensorFlow.js was', async () => {
    const optimizer = {
      class_name: 'Adam',
      config: { learning_rate: 0.25, beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7 },
    };
    const file = {
      modelTopology: { class_name: 'Sequential', config: { name: 'net', layers: [] } },
      trainingConfig: { loss: 'mean_squared_error', metrics: ['accuracy'], optimizer_config: optimizer },
      weightsManifest: [],
    };
    const net = await loadModel(text(file));
    expect([net.optimizer.className, net.optimizer.config.learningRate]).toEqual(['Adam', 0.25]);
  });

  test.each([
    ['Adam', { learningRate: 0.25, beta1: 0.8, beta2: 0.99, epsilon: 1e-7 }, 'Adam', { beta1: 0.8 }],
    ['Momentum', { learningRate: 0.25, momentum: 0.9, useNesterov: true }, 'SGD', { momentum: 0.9, nesterov: true }],
    [
      'RMSProp',
      { learningRate: 0.25, decay: 0.8, momentum: 0, epsilon: 1e-7, centered: true },
      'RMSprop',
      { rho: 0.8 },
    ],
    ['Adamax', { learningRate: 0.25, beta1: 0.9, beta2: 0.99, epsilon: 1e-7, decay: 0 }, 'Adamax', { beta2: 0.99 }],
    ['Adagrad', { learningRate: 0.25, initialAccumulatorValue: 0.2 }, 'Adagrad', { initialAccumulatorValue: 0.2 }],
    ['Adadelta', { learningRate: 0.25, rho: 0.9, epsilon: 1e-7 }, 'Adadelta', { rho: 0.9 }],
    ['SGD', { learningRate: 0.25 }, 'SGD', { momentum: 0 }],
  ])('is compiled with %s as its own model.save writes it', async (name, config, className, options) => {
    const net = await loadModel(
      text({
        modelTopology: { class_name: 'Sequential', config: { name: 'net', layers: [] } },
        trainingConfig: { loss: 'logcosh', metrics: ['acc'], optimizer_config: { class_name: name, config } },
        weightsManifest: [],
      }),
    );
    expect(net.optimizer.className).toBe(className);
    expect(net.optimizer.config).toMatchObject({ learningRate: 0.25, ...options });
  });

  test('names the file of weights that is missing', async () => {
    await expect(loadModel(await fixture('convnet/model.json'))).rejects.toThrow("'group1-shard1of2.bin'");
  });

  test('of a graph-model is refused', async () => {
    const file = { format: 'graph-model', modelTopology: {}, weightsManifest: [] };
    await expect(loadModel(text(file))).rejects.toThrow('a graph-model, which has no layers');
  });

  test('cannot name files elsewhere', async () => {
    const net = { class_name: 'Sequential', config: { name: 'x', layers: [] } };
    const manifest = [{ paths: ['../secret.bin'], weights: [] }];
    const file = { modelTopology: net, weightsManifest: manifest };
    await expect(loadModel(text(file))).rejects.toThrow('expected plain names of files in the same folder');
  });

  test('unpacks weights that were packed into bytes', async () => {
    const dense = {
      class_name: 'Dense',
      config: { name: 'd', units: 2, use_bias: false, batch_input_shape: [null, 1] },
    };
    const quantization = { dtype: 'uint8', scale: 0.5, min: -1 };
    const weights = [{ name: 'd/kernel', shape: [1, 2], dtype: 'float32', quantization }];
    const file = {
      modelTopology: { class_name: 'Sequential', config: { name: 'net', layers: [dense] } },
      weightsManifest: [{ paths: ['w.bin'], weights }],
    };
    const net = await loadModel(text(file), { files: [new File([Uint8Array.of(4, 1)], 'w.bin')] });
    expect(await net(ops.tensor([[2]])).array()).toEqual([[2, -1]]);
  });

  test('is refused for operations between layers', async () => {
    const x = input({ shape: [2] });
    const net = model({ inputs: x, outputs: ops.add(layers.dense(2)(x), 1) });
    await expect(net.save(join(tmpdir(), 'layerwise-never/model.json'))).rejects.toThrow('an operation between layers');
  });

  test('has files of 4 MiB', async () => {
    const net = sequential([input({ shape: [1100] }), layers.dense(1000, { useBias: false })]);
    const parent = await mkdtemp(join(tmpdir(), 'layerwise-tfjs-'));
    await net.save(join(parent, 'model.json'));
    expect((await readFile(join(parent, 'group1-shard1of2.bin'))).length).toBe(4 * 2 ** 20);
    expect((await loadModel(join(parent, 'model.json'))).countParams()).toBe(1_100_000);
    await rm(parent, { recursive: true });
  });
});

describe('what a model is compiled with', () => {
  async function written(options: Parameters<Loaded['compile']>[0]): Promise<unknown> {
    const parent = await mkdtemp(join(tmpdir(), 'layerwise-tfjs-'));
    const net = sequential([input({ shape: [2] }), layers.dense(2)]);
    net.compile(options as Parameters<typeof net.compile>[0]);
    await net.save(join(parent, 'model.json'));
    const { trainingConfig = null } = JSON.parse(await readFile(join(parent, 'model.json'), 'utf8'));
    if (trainingConfig !== null) {
      const copy = await loadModel(join(parent, 'model.json'));
      expect(copy.optimizer.className).toBe(net.optimizer.className);
      expect(rounded(copy.optimizer.config)).toEqual(rounded(net.optimizer.config));
    }
    await rm(parent, { recursive: true });
    return trainingConfig;
  }

  test('is written in the spelling of TensorFlow.js', async () => {
    const optimizer = optimizers.sgd({ learningRate: 0.5, momentum: 0.25, nesterov: true });
    expect(await written({ optimizer, loss: 'mse', metrics: ['accuracy', 'mae'] })).toEqual({
      loss: 'mean_squared_error',
      metrics: ['accuracy', 'mae'],
      optimizer_config: {
        class_name: 'Momentum',
        config: { learningRate: 0.5, momentum: 0.25, useNesterov: true },
      },
    });
  });

  test.each([
    ['adam', 'sparseCategoricalCrossentropy', 'sparse_categorical_crossentropy'],
    ['rmsprop', losses.logCosh(), 'logcosh'],
    ['adagrad', ['cosineSimilarity'], ['cosine_proximity']],
    ['adamax', 'klDivergence', 'kullback_leibler_divergence'],
    ['adadelta', losses.meanSquaredError(), 'mean_squared_error'],
  ] as const)('is written for %s', async (optimizer, loss, expectedLoss) => {
    expect(await written({ optimizer, loss } as never)).toMatchObject({ loss: expectedLoss, metrics: [] }); // of two types
  });

  test.each([
    ['an optimizer that it lacks', { optimizer: 'adamW', loss: 'mse' }],
    [
      'a schedule',
      { optimizer: optimizers.sgd({ learningRate: optimizers.schedules.exponentialDecay(0.1, 10, 0.5) }), loss: 'mse' },
    ],
    ['clipped gradients', { optimizer: optimizers.adam({ clipnorm: 1 }), loss: 'mse' }],
    ['a loss of logits', { optimizer: 'adam', loss: losses.binaryCrossentropy({ fromLogits: true }) }],
    ['a loss that it lacks', { optimizer: 'adam', loss: 'huber' }],
    ['a metric that it lacks', { optimizer: 'adam', loss: 'mse', metrics: ['f1Score'] }],
    ['weights of losses', { optimizer: 'adam', loss: ['mse'], lossWeights: [2] }],
    ['weighted metrics', { optimizer: 'adam', loss: 'mse', weightedMetrics: ['mae'] }],
  ])('is left out for %s', async (_, options) => {
    expect(await written(options as never)).toBeNull(); // of many types
  });
});

/** Options as 32 bits hold them, in which the rate is kept. */
function rounded(config: object): unknown {
  return JSON.parse(JSON.stringify(config, (_, value) => (typeof value === 'number' ? Math.fround(value) : value)));
}
