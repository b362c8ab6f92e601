import { expect, test, vi } from 'vitest';
import type * as disk from '#files';
import { dense } from '../layers/index.ts';
import { sequential } from '../models/index.ts';
import { backupAndRestore, modelCheckpoint, tensorBoard } from './index.ts';

// As in a browser.
vi.mock('#files', async (importOriginal) => ({ ...(await importOriginal<typeof disk>()), canWriteFiles: false }));

test.each([
  [
    backupAndRestore('backup'),
    "BackupAndRestore: backupDir: expected a disk, as in Node, received 'backup' in a browser",
  ],
  [tensorBoard('logs'), "TensorBoard: logDir: expected a disk, as in Node, received 'logs' in a browser"],
  [modelCheckpoint('a.keras'), 'ModelCheckpoint: filepath: expected none, since a browser has no disk'],
])('without a disk files are refused before training: %#', async (callback, message) => {
  const model = sequential([dense(1, { inputShape: [1] })]);
  model.compile({ optimizer: 'sgd', loss: 'mse' });
  const before = await model.weights[0]?.array();
  await expect(model.fit([[1]], [[2]], { verbose: 0, callbacks: [callback] })).rejects.toThrow(message);
  expect(await model.weights[0]?.array()).toEqual(before);
});

test('without a disk a model checkpoint keeps weights in memory', async () => {
  const model = sequential([dense(1, { inputShape: [1] })]);
  model.compile({ optimizer: 'sgd', loss: 'mse' });
  const kept = modelCheckpoint(null);
  await model.fit([[1]], [[2]], { verbose: 0, callbacks: [kept] });
  expect(kept.bestWeights?.length).toBe(2);
});
