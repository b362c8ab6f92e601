import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadModel } from '../index.ts';
import { dense } from '../layers/index.ts';
import { sequential } from '../models/index.ts';
import { adam } from '../optimizers/index.ts';
import { fileName } from './file-name.ts';
import { lambdaCallback, type ModelCheckpointConfig, modelCheckpoint } from './index.ts';

// Real files; what is decided, and what is printed, is compared with Keras in decisions.node.test.ts.

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'layerwise-checkpoint-'));
});
afterEach(() => rm(folder, { recursive: true }));

const x = Array.from({ length: 12 }, (_, i) => [Math.sin(i), Math.cos(2 * i)]);
const y = x.map(([a = 0, b = 0]) => [a - b]);

function network() {
  const model = sequential([dense(4, { inputShape: [2], activation: 'tanh' }), dense(1)]);
  model.compile({ optimizer: adam({ learningRate: 0.05 }), loss: 'mse', metrics: ['mae'] });
  return model;
}

type Network = ReturnType<typeof network>;

async function weightsOf(model: Pick<Network, 'getWeights'>): Promise<readonly number[]> {
  return (await model.getWeights()).flatMap(({ data }) => Array.from(data, Number));
}

/** Trains 3 epochs of 3 batches, and gives the weights after each batch. */
async function trained(name: string, options: Partial<ModelCheckpointConfig>) {
  const model = network();
  const after: (readonly number[])[] = [];
  const noting = lambdaCallback({ onTrainBatchEnd: async () => void after.push(await weightsOf(model)) });
  const checkpoint = modelCheckpoint(join(folder, 'kept', name), options);
  const { history } = await model.fit(x, y, {
    epochs: 3,
    batchSize: 4,
    verbose: 0,
    validationData: [x, y],
    callbacks: [noting, checkpoint],
  });
  const files = await readdir(join(folder, 'kept')).catch(() => []);
  return { model, history, after, checkpoint, files: files.sort() };
}

describe('files', () => {
  test('of whole models are opened with their optimizer, and go on training', async () => {
    const { model, after, files } = await trained('{epoch:02d}.keras', {});
    expect(files).toEqual(['01.keras', '02.keras', '03.keras']);
    const second = await loadModel(join(folder, 'kept', '02.keras'));
    expect(await weightsOf(second)).toEqual(after[5]);
    await second.fit(x, y, { epochs: 1, batchSize: 4, verbose: 0, shuffle: false });
    const last = await loadModel(join(folder, 'kept', '03.keras'));
    expect(await last.optimizer.iterations.item()).toBe(9);
    expect(await second.optimizer.iterations.item()).toBe(9);
    expect(await last.predict(x)).toEqual(await model.predict(x));
  });

  test('of weights are loaded by a model of the same layers, with the state of its optimizer', async () => {
    const { after, files } = await trained('{epoch}-{batch}.weights.h5', { saveWeightsOnly: true, saveFreq: 4 });
    expect(files).toEqual(['2-1.weights.h5', '3-2.weights.h5']);
    const other = network();
    expect(await other.loadWeights(join(folder, 'kept', '3-2.weights.h5'))).toEqual([]);
    expect(await weightsOf(other)).toEqual(after[7]);
    expect(await other.optimizer.iterations.item()).toBe(8);
  });

  test('are called by their epoch and the values of its logs', async () => {
    const { history, files } = await trained('{epoch:02d}-{val_loss:.4f}-{mae:.2e}.keras', {});
    const wanted = [0, 1, 2].map((i) =>
      fileName('{epoch:02d}-{val_loss:.4f}-{mae:.2e}.keras', {
        epoch: i + 1,
        val_loss: history.val_loss?.[i] ?? 0,
        mae: history.mae?.[i] ?? 0,
      }),
    );
    expect(files).toEqual(wanted.sort());
  });

  test('are written for the best epochs alone where asked', async () => {
    const { history, files } = await trained('{epoch}.keras', { saveBestOnly: true, monitor: 'val_mae' });
    const errors = history.val_mae ?? [];
    const best = errors.flatMap((error, i) => (error < Math.min(99, ...errors.slice(0, i)) ? [`${i + 1}.keras`] : []));
    expect(files).toEqual(best);
  });

  test('are not written while the threshold is not reached', async () => {
    const { files, checkpoint } = await trained('{epoch}.keras', { saveBestOnly: true, initialValueThreshold: 0 });
    expect(files).toEqual([]);
    expect(checkpoint.best).toBe(0);
  });

  test('are written for what is largest where asked', async () => {
    const { history, files } = await trained('{epoch}.keras', { saveBestOnly: true, monitor: 'loss', mode: 'max' });
    const losses = history.loss ?? [];
    const best = losses.flatMap((loss, i) => (loss > Math.max(-1, ...losses.slice(0, i)) ? [`${i + 1}.keras`] : []));
    expect(files).toEqual(best);
  });

  test('that are there stay as they are when a new one cannot be written', async () => {
    await trained('a.keras', {});
    const before = await loadModel(join(folder, 'kept', 'a.keras'));
    const model = network();
    const refused = lambdaCallback({
      onEpochEnd: () => {
        Object.defineProperty(model, 'compileSettings', {
          get: () => {
            throw new Error('no settings');
          },
        });
      },
    });
    const kept = modelCheckpoint(join(folder, 'kept', 'a.keras'));
    await expect(model.fit(x, y, { verbose: 0, callbacks: [refused, kept] })).rejects.toThrow('no settings');
    expect(await weightsOf(await loadModel(join(folder, 'kept', 'a.keras')))).toEqual(await weightsOf(before));
    expect(await readdir(join(folder, 'kept'))).toEqual(['a.keras']);
  });
});

// Answers of Python's str.format.
test.each([
  ['{epoch:02d}', '03'],
  ['{epoch}', '3'],
  ['{epoch:4d}|', '   3|'],
  ['{val_loss:.2f}', '0.12'],
  ['{val_loss:08.3f}', '0000.125'],
  ['{val_loss:.1e}', '1.2e-01'],
  ['{accuracy:.1%}', '93.8%'],
  ['{accuracy:%}', '93.750000%'],
  ['{val_loss}', '0.125'],
])('%s is written as %s', (template, written) => {
  expect(fileName(template, { epoch: 3, val_loss: 0.125, accuracy: 0.9375 })).toBe(written);
});
