import { expect, test } from 'vitest';
import { lambdaCallback } from '../callbacks/index.ts';
import { dense } from '../layers/index.ts';
import { sequential } from '../models/index.ts';
import { BatchStream } from './batch-stream.ts';
import type { BatchLike } from './batches.ts';
import type { Batch } from './trainer.ts';

const pair: BatchLike = [[[1, 2]], [[1]]];

function network() {
  const net = sequential([dense(1, { inputShape: [2] })]);
  net.compile({ optimizer: 'sgd', loss: 'mse' });
  return net;
}

/** Batches, and what was done with their source. */
function watched(count: number, log: string[]) {
  return async function* batches() {
    try {
      for (let i = 0; i < count; i++) {
        log.push(`asked ${i}`);
        await Promise.resolve();
        yield pair;
      }
      log.push('end');
    } finally {
      log.push('closed');
    }
  };
}

const noting = (log: string[]) =>
  lambdaCallback({
    onTrainBatchBegin: (batch) => void log.push(`begin ${batch}`),
    onTrainBatchEnd: (batch) => void log.push(`done ${batch}`),
  });

const soon = () => new Promise((resolve) => setTimeout(resolve, 5));

test('asks for a batch while the one before is in use', async () => {
  const log: string[] = [];
  await network().fit(watched(3, log)(), null, { verbose: 0, callbacks: [noting(log)] });
  expect(log).toEqual([
    'asked 0',
    'begin 0',
    'asked 1',
    'done 0',
    'begin 1',
    'asked 2',
    'done 1',
    'begin 2',
    'end',
    'closed',
    'done 2',
  ]);
});

test('asks for no more batches than there are steps, so that another run can go on', async () => {
  const log: string[] = [];
  const net = network();
  const source = watched(10, log)();
  await net.fit(source, null, { verbose: 0, stepsPerEpoch: 2, epochs: 2 });
  expect(log).toEqual(['asked 0', 'asked 1', 'asked 2', 'asked 3']);
  await net.fit(source, null, { verbose: 0, stepsPerEpoch: 1 });
  expect(log.at(-1)).toBe('asked 4');
});

test('shows an error of the source where its batch is due', async () => {
  const log: string[] = [];
  async function* broken() {
    yield pair;
    yield pair;
    throw new Error('no third batch');
  }
  await expect(network().fit(broken(), null, { verbose: 0, callbacks: [noting(log)] })).rejects.toThrow(
    'no third batch',
  );
  expect(log).toEqual(['begin 0', 'done 0', 'begin 1', 'done 1']);
});

test('closes the source when training is aborted', async () => {
  const log: string[] = [];
  const controller = new AbortController();
  const aborting = lambdaCallback({ onTrainBatchEnd: () => controller.abort(new Error('enough')) });
  const options = { verbose: 0, callbacks: [aborting], signal: controller.signal } as const;
  await expect(network().fit(watched(9, log)(), null, options)).rejects.toThrow('enough');
  await soon();
  expect(log).toEqual(['asked 0', 'asked 1', 'closed']);
});

test('ends the waiting for a batch when training is aborted', async () => {
  const controller = new AbortController();
  async function* stuck() {
    yield pair;
    await new Promise(() => undefined);
  }
  setTimeout(() => controller.abort(new Error('enough')), 20);
  await expect(network().fit(stuck(), null, { verbose: 0, signal: controller.signal })).rejects.toThrow('enough');
});

test('closes the source when the loop over steps is left', async () => {
  const log: string[] = [];
  for await (const _ of network().steps(watched(9, log)())) break;
  await soon();
  expect(log).toEqual(['asked 0', 'asked 1', 'closed']);
});

test('closes the source after an error in a step', async () => {
  const log: string[] = [];
  const failing = lambdaCallback({
    onTrainBatchBegin: (batch) => {
      if (batch === 1) throw new Error('no');
    },
  });
  await expect(network().fit(watched(9, log)(), null, { verbose: 0, callbacks: [failing] })).rejects.toThrow('no');
  await soon();
  expect(log.at(-1)).toBe('closed');
});

test('looks ahead while it evaluates and predicts', async () => {
  const log: string[] = [];
  const callbacks = [
    lambdaCallback({
      onTestBatchEnd: (batch) => void log.push(`done ${batch}`),
      onPredictBatchEnd: (batch) => void log.push(`done ${batch}`),
    }),
  ];
  const net = network();
  await net.evaluate(watched(2, log)(), null, { verbose: 0, callbacks });
  expect(log).toEqual(['asked 0', 'asked 1', 'done 0', 'end', 'closed', 'done 1']);
  log.length = 0;
  await net.predict(watched(5, log)(), { callbacks, steps: 2 });
  expect(log).toEqual(['asked 0', 'asked 1', 'done 0', 'done 1', 'closed']);
});

test('never asks ahead for the end where the number of batches is known', async () => {
  const asked: number[] = [];
  const batch = { size: 1 } as Batch; // nothing is read of it
  const stream = new BatchStream({
    steps: 2,
    batchBytes: null,
    lasting: true,
    *batches() {
      for (let i = 0; i < 2; i++) {
        asked.push(i);
        yield batch;
      }
      asked.push(2);
    },
  });
  for (let i = 0; i < 2; i++) {
    await stream.next();
    stream.lookAhead();
  }
  expect(asked).toEqual([0, 1]);
  expect(await stream.next()).toBeNull();
  expect(asked).toEqual([0, 1, 2]);
});
