import { expect, test } from 'vitest';
import { backupAndRestore, lambdaCallback, terminateOnNaN } from '../callbacks/index.ts';
import { batchNormalization, dense, dropout } from '../layers/index.ts';
import { type Sequential, sequential } from '../models/index.ts';
import { adam } from '../optimizers/index.ts';
import { setRandomSeed } from '../utils/seed-generator.ts';
import type { BatchLike } from './batches.ts';
import type { StepsPerExecution } from './pace.ts';

const samples = 77; // nine batches of 8, and 5
const x = Float32Array.from({ length: 6 * samples }, (_, i) => Math.sin(i * i));
const y = Int32Array.from({ length: samples }, (_, i) => i % 3);
const data = { data: x, shape: [samples, 6] };

function network(stepsPerExecution: StepsPerExecution): Sequential {
  setRandomSeed(5);
  const net = sequential([
    dense(8, { activation: 'relu', inputShape: [6] }),
    batchNormalization(),
    dropout(0.25),
    dense(3, { activation: 'softmax' }),
  ]);
  net.compile({
    optimizer: adam({ learningRate: 0.01 }),
    loss: 'sparse_categorical_crossentropy',
    metrics: ['accuracy'],
    stepsPerExecution,
  });
  return net;
}

const weightsOf = async (net: Sequential) => (await net.getWeights()).map(({ data }) => [...data]);

/** Everything that training for two epochs shows: events, history, weights, an evaluation. */
async function trained(stepsPerExecution: StepsPerExecution, options = {}) {
  const net = network(stepsPerExecution);
  const events: unknown[] = [];
  const noted = lambdaCallback({
    onTrainBatchEnd: (batch, logs) => void events.push([batch, logs]),
    onTestBatchEnd: (batch, logs) => void events.push(['test', batch, logs]),
  });
  const { history } = await net.fit(data, y, {
    batchSize: 8,
    epochs: 2,
    verbose: 0,
    validationData: [data, y],
    callbacks: [noted],
    ...options,
  });
  const judged = await net.evaluate(data, y, { batchSize: 8, verbose: 0 });
  return { events, history, weights: await weightsOf(net), judged };
}

test.each([2, 4, 64])('%i batches at a time give what single batches give, to the last bit', async (count) => {
  const single = await trained(1);
  expect(await trained(count)).toEqual(single);
  expect(single.events).toHaveLength(2 * (10 + 10));
});

test('epochs of fewer steps than the data have, and of more', async () => {
  for (const stepsPerEpoch of [3, 14])
    expect(await trained(4, { stepsPerEpoch })).toEqual(await trained(1, { stepsPerEpoch }));
});

test('unshuffled batches, and batches of an iterable that uses its memory again', async () => {
  const single = await trained(1, { shuffle: false });
  expect(await trained(4, { shuffle: false })).toEqual(single);
  const net = network(4);
  const memory = new Float32Array(6 * 8);
  async function* batches(): AsyncGenerator<BatchLike> {
    for (let from = 0; from < samples; from += 8) {
      const to = Math.min(from + 8, samples);
      memory.set(x.subarray(6 * from, 6 * to));
      yield [{ data: memory.subarray(0, 6 * (to - from)), shape: [to - from, 6] }, y.slice(from, to)];
      await Promise.resolve();
    }
  }
  const source = { [Symbol.asyncIterator]: batches };
  await net.fit(source, null, { epochs: 2, verbose: 0, stepsPerEpoch: 10 });
  expect(await weightsOf(net)).toEqual(single.weights);
});

test('callbacks hear that batches begin, then that they end', async () => {
  const heard: string[] = [];
  const net = network(4);
  await net.fit(data, y, {
    batchSize: 16,
    verbose: 0,
    callbacks: [
      lambdaCallback({
        onTrainBatchBegin: (batch) => void heard.push(`begin ${batch}`),
        onTrainBatchEnd: (batch) => void heard.push(`end ${batch}`),
      }),
    ],
  });
  expect(heard.join()).toBe('begin 0,begin 1,begin 2,begin 3,end 0,end 1,end 2,end 3,begin 4,end 4');
});

test('stopping takes effect after the batches that were run together', async () => {
  const net = network(4);
  let batches = 0;
  const stop = lambdaCallback({
    onTrainBatchEnd: () => {
      batches++;
      net.stopTraining = true;
    },
  });
  await net.fit(data, y, { batchSize: 8, epochs: 3, verbose: 0, callbacks: [stop] });
  expect(batches).toBe(4);
  expect(await net.optimizer.iterations.item()).toBe(4);
});

test('a run that fails changes nothing, and training can go on', async () => {
  const net = network(3);
  await net.fit(data, y, { batchSize: 8, verbose: 0 });
  const before = await weightsOf(net);
  async function* broken(): AsyncGenerator<BatchLike> {
    yield [{ data: x.slice(0, 12), shape: [2, 6] }, y.slice(0, 2)];
    throw new Error('the source broke');
  }
  await expect(net.fit(broken(), null, { verbose: 0 })).rejects.toThrow('the source broke');
  expect(await weightsOf(net)).toEqual(before);
  await net.fit(data, y, { batchSize: 8, verbose: 0 });
  expect(await weightsOf(net)).not.toEqual(before);
});

test('callbacks say whether they need each batch', () => {
  expect(lambdaCallback({ onEpochEnd: () => undefined }).needsEachBatch).toBe(false);
  expect(lambdaCallback({ onTrainBatchEnd: () => undefined }).needsEachBatch).toBe(true);
  expect(terminateOnNaN().needsEachBatch).toBe(true);
  expect(backupAndRestore('never').needsEachBatch).toBe(false);
  expect(backupAndRestore('never', { saveFreq: 3 }).needsEachBatch).toBe(true);
});

test('refuses what is no number of batches', () => {
  expect(() => network(0)).toThrow(
    "compile: stepsPerExecution: expected a whole number of at least 1, or 'auto', received 0.",
  );
  expect(() => network(2.5)).toThrow('received 2.5');
  expect(() => network('many' as 'auto')).toThrow("received 'many'");
});
