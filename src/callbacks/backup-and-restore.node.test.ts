import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dense, dropout } from '../layers/index.ts';
import { sequential } from '../models/index.ts';
import { adam } from '../optimizers/index.ts';
import { setRandomSeed } from '../utils/seed-generator.ts';
import { type BackupAndRestoreConfig, backupAndRestore, lambdaCallback } from './index.ts';

// The same in one process; what a killed process leaves is the matter of test/interrupted.

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'layerwise-backup-'));
});
afterAll(() => rm(folder, { recursive: true }));

const x = Array.from({ length: 20 }, (_, i) => [Math.sin(i), Math.cos(3 * i)]);
const y = x.map(([a = 0, b = 0]) => [a * b]);

function network() {
  setRandomSeed(1);
  const model = sequential([dense(8, { inputShape: [2], activation: 'tanh' }), dropout(0.3), dense(1)]);
  model.compile({ optimizer: adam({ learningRate: 0.02 }), loss: 'mse', metrics: ['mae'] });
  return model;
}

async function weightsOf(model: ReturnType<typeof network>): Promise<readonly number[]> {
  return (await model.getWeights()).flatMap(({ data }) => Array.from(data, Number));
}

/** Trains until a batch of an epoch, where all ends; then trains again, with a new model, to the end. */
async function interrupted(name: string, options: Partial<BackupAndRestoreConfig>, epoch: number, batch: number) {
  const backupDir = join(folder, name);
  let now = 0;
  const interrupting = lambdaCallback({
    onEpochBegin: (begun) => {
      now = begun;
    },
    onTrainBatchBegin: (begun) => {
      if (now === epoch && begun === batch) throw new Error('Interrupting!');
    },
  });
  const given = { epochs: 6, batchSize: 4, verbose: 0, validationSplit: 0.25 } as const;
  const backup = backupAndRestore(backupDir, options);
  await expect(network().fit(x, y, { ...given, callbacks: [interrupting, backup] })).rejects.toThrow('Interrupting!');
  const files = await readdir(backupDir);
  const model = network();
  const batches: string[] = [];
  const noting = lambdaCallback({
    onEpochBegin: (begun) => {
      now = begun;
    },
    onTrainBatchBegin: (begun) => void batches.push(`${now}:${begun}`),
  });
  const { history, epoch: epochs } = await model.fit(x, y, {
    ...given,
    callbacks: [noting, backupAndRestore(backupDir, options)],
  });
  return { model, history, epochs, batches, files, backupDir };
}

async function uninterrupted() {
  const model = network();
  const { history } = await model.fit(x, y, { epochs: 6, batchSize: 4, verbose: 0, validationSplit: 0.25 });
  return { weights: await weightsOf(model), history };
}

test('goes on with the epoch that was cut off, as Keras does, and ends with the same weights', async () => {
  const { model, history, epochs, batches } = await interrupted('epochs', {}, 4, 2);
  const whole = await uninterrupted();
  expect(epochs).toEqual([4, 5]);
  expect(batches[0]).toBe('4:0');
  expect(await weightsOf(model)).toEqual(whole.weights);
  expect(history.loss).toEqual(whole.history.loss?.slice(4));
});

test('goes on with the next batch where batches are backed up, and logs the whole epoch', async () => {
  const { model, history, epochs, batches } = await interrupted('batches', { saveFreq: 3 }, 2, 3);
  const whole = await uninterrupted();
  // Four batches an epoch: the third backup was made after the ninth batch, the first of epoch 2.
  expect(batches[0]).toBe('2:1');
  expect(epochs).toEqual([2, 3, 4, 5]);
  expect(await weightsOf(model)).toEqual(whole.weights);
  for (const name of ['loss', 'mae', 'val_loss']) expect(history[name]).toEqual(whole.history[name]?.slice(2));
});

test('goes on after the last batch of an epoch with its validation', async () => {
  const { model, history, batches } = await interrupted('edges', { saveFreq: 4 }, 3, 0);
  const whole = await uninterrupted();
  expect(batches[0]).toBe('3:0');
  expect(await weightsOf(model)).toEqual(whole.weights);
  expect(history.val_mae).toEqual(whole.history.val_mae?.slice(2));
  expect(history.mae).toEqual(whole.history.mae?.slice(2));
});

test("keeps Keras's two files, and the older two where asked", async () => {
  const { files } = await interrupted('one', {}, 2, 0);
  expect(files.sort()).toEqual(['latest.weights.h5', 'training_metadata.json']);
  const two = await interrupted('two', { doubleCheckpoint: true }, 2, 0);
  expect(two.files.sort()).toEqual([
    'latest.weights.h5',
    'latest.weights.h5.bkp',
    'training_metadata.json',
    'training_metadata.json.bkp',
  ]);
});

test('removes the backup at the end, or keeps it', async () => {
  const removed = await interrupted('removed', {}, 1, 0);
  await expect(readdir(removed.backupDir)).rejects.toThrow('ENOENT');
  const kept = await interrupted('kept', { deleteCheckpoint: false }, 1, 0);
  expect(await readdir(kept.backupDir)).toContain('latest.weights.h5');
  // All epochs are done, so that nothing is left to train.
  const model = network();
  const { epoch } = await model.fit(x, y, { epochs: 6, verbose: 0, callbacks: [backupAndRestore(kept.backupDir)] });
  expect(epoch).toEqual([]);
  expect(await weightsOf(model)).toEqual(await weightsOf(kept.model));
});

test('stays stopped where training was told to stop', async () => {
  const backupDir = join(folder, 'stopped');
  const model = network();
  const stopping = lambdaCallback({
    onEpochEnd: (epoch) => {
      model.stopTraining = epoch === 1;
    },
  });
  const options = { deleteCheckpoint: false };
  await model.fit(x, y, { epochs: 6, verbose: 0, callbacks: [stopping, backupAndRestore(backupDir, options)] });
  const again = network();
  const { epoch } = await again.fit(x, y, { epochs: 6, verbose: 0, callbacks: [backupAndRestore(backupDir)] });
  expect(epoch).toEqual([]);
});

test("goes on from a backup of Keras's, which knows the epoch alone", async () => {
  const backupDir = join(folder, 'keras');
  const model = network();
  await model.fit(x, y, { epochs: 2, verbose: 0 });
  await model.saveWeights(join(backupDir, 'latest.weights.h5'));
  await writeFile(join(backupDir, 'training_metadata.json'), '{"epoch": 2, "batch": 0}');
  const again = network();
  const seen: (readonly number[])[] = [];
  const noting = lambdaCallback({ onEpochBegin: async () => void seen.push(await weightsOf(again)) });
  const callbacks = [backupAndRestore(backupDir), noting];
  const { epoch } = await again.fit(x, y, { epochs: 4, verbose: 0, callbacks });
  expect(epoch).toEqual([2, 3]);
  expect(seen[0]).toEqual(await weightsOf(model));
});

describe('refuses', () => {
  test('a model that is not built', async () => {
    const model = sequential([dense(1)]);
    model.compile({ optimizer: 'sgd', loss: 'mse' });
    async function* batches() {
      yield [x, y] as const;
    }
    const run = model.fit({ [Symbol.asyncIterator]: batches }, null, {
      verbose: 0,
      callbacks: [backupAndRestore(join(folder, 'unbuilt'))],
    });
    await expect(run).rejects.toThrow(
      /BackupAndRestore: expected a model that is built, received "sequential.*", which is not/,
    );
  });

  test('the backup of another model, and leaves it as it is', async () => {
    const { backupDir } = await interrupted('another', { deleteCheckpoint: false }, 1, 0);
    const before = await readFile(join(backupDir, 'latest.weights.h5'));
    const model = sequential([dense(3, { inputShape: [2] }), dense(1)]);
    model.compile({ optimizer: 'sgd', loss: 'mse' });
    const run = model.fit(x, y, { verbose: 0, callbacks: [backupAndRestore(backupDir)] });
    await expect(run).rejects.toThrow(/FileError|expected .* received/);
    expect(await readFile(join(backupDir, 'latest.weights.h5'))).toEqual(before);
  });

  test('the backup of a model with another optimizer', async () => {
    const { backupDir } = await interrupted('optimizer', { deleteCheckpoint: false }, 1, 0);
    const model = network();
    model.compile({ optimizer: 'sgd', loss: 'mse' });
    const run = model.fit(x, y, { verbose: 0, callbacks: [backupAndRestore(backupDir)] });
    await expect(run).rejects.toThrow(
      /BackupAndRestore: expected a backup of the model as it is compiled, received one that does not fit its sgd/,
    );
  });

  test.each([
    [{ saveFreq: 0 }, "BackupAndRestore: saveFreq: expected 'epoch', or a number of batches, received 0."],
    [{ doubleCheckpoint: 1 }, 'BackupAndRestore: doubleCheckpoint: expected true or false, received 1.'],
    [{ deletecheckpoint: true }, "BackupAndRestore: options: expected known options, received 'deletecheckpoint'."],
  ])('%o', (options, message) => {
    expect(() => backupAndRestore('backup', options as Partial<BackupAndRestoreConfig>)).toThrow(message);
  });

  test('a folder without a name', () => {
    expect(() => backupAndRestore('')).toThrow('BackupAndRestore: backupDir: expected a text');
  });
});
