import { createServer } from 'node:http';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { dense } from '../layers/index.ts';
import { sequential } from '../models/index.ts';
import { adam, multiOptimizer, type Optimizer, optimizerMap, schedules, sgd } from '../optimizers/index.ts';
import {
  Callback,
  earlyStopping,
  lambdaCallback,
  learningRateScheduler,
  modelCheckpoint,
  reduceLROnPlateau,
  remoteMonitor,
  swapEMAWeights,
  terminateOnNaN,
} from './index.ts';

const x = [[0], [1], [2], [3]];
const y = [[1], [3], [5], [7]];

function line(optimizer: Optimizer = sgd({ learningRate: 0.05 })) {
  const model = sequential([dense(1, { inputShape: [1], kernelInitializer: 'zeros' })]);
  model.compile({ optimizer, loss: 'mse' });
  return model;
}

async function weightsOf(model: ReturnType<typeof line>): Promise<number[]> {
  return (await model.getWeights()).flatMap(({ data }) => Array.from(data, Number));
}

afterEach(() => vi.restoreAllMocks());

describe('fit', () => {
  test('passes on what a callback throws, and leaves the model usable', async () => {
    const model = line();
    const broken = lambdaCallback({
      onTrainBatchEnd: (batch) => {
        if (batch === 2) throw new Error('stop here');
      },
    });
    await expect(model.fit(x, y, { batchSize: 1, verbose: 0, shuffle: false, callbacks: [broken] })).rejects.toThrow(
      'stop here',
    );
    const other = line();
    await other.fit(x.slice(0, 3), y.slice(0, 3), { batchSize: 1, verbose: 0, shuffle: false });
    expect(await weightsOf(model)).toEqual(await weightsOf(other));
    const { history } = await model.fit(x, y, { verbose: 0, epochs: 2 });
    expect(history.loss?.[1]).toBeLessThan(history.loss?.[0] ?? 0);
  });

  test('passes on what an asynchronous callback rejects', async () => {
    const broken = lambdaCallback({ onEpochEnd: () => Promise.reject(new Error('late')) });
    await expect(line().fit(x, y, { verbose: 0, callbacks: [broken] })).rejects.toThrow('late');
  });

  test('puts what callbacks add to the logs of an epoch into the history', async () => {
    class Added extends Callback {
      override onEpochEnd(epoch: number, logs: Record<string, number>): void {
        logs.extra = epoch * 2;
      }
    }
    const { history } = await line().fit(x, y, { verbose: 0, epochs: 2, callbacks: [new Added()] });
    expect(history.extra).toEqual([0, 2]);
  });
});

describe('earlyStopping', () => {
  test('ends training and puts the best weights back', async () => {
    // The first steps go down, then the rate is far too high.
    const rates = learningRateScheduler((epoch) => (epoch < 3 ? 0.05 : 0.9));
    const stopping = earlyStopping({ monitor: 'loss', patience: 2, restoreBestWeights: true });
    const model = line();
    const seen: number[][] = [];
    const noted = lambdaCallback({ onEpochEnd: async () => void seen.push(await weightsOf(model)) });
    const { epoch } = await model.fit(x, y, { verbose: 0, epochs: 20, callbacks: [rates, noted, stopping] });
    expect(stopping.stoppedEpoch).toBe(epoch.at(-1));
    expect(epoch.length).toBeLessThan(20);
    expect(await weightsOf(model)).toEqual(seen[stopping.bestEpoch]);
  });

  test('asks for a direction where none is known', async () => {
    const monitored = earlyStopping({ monitor: 'speed' });
    const added = lambdaCallback({ onEpochEnd: (_epoch, logs) => void Object.assign(logs, { speed: 1 }) });
    await expect(line().fit(x, y, { verbose: 0, callbacks: [added, monitored] })).rejects.toThrow(
      "EarlyStopping: mode: expected 'min' or 'max', received 'auto' with 'speed'",
    );
  });

  test('knows the direction of a metric that comes with batches', async () => {
    const model = sequential([dense(1, { inputShape: [1] })]);
    model.compile({ optimizer: 'sgd', loss: 'mse', metrics: ['accuracy'] });
    const stopping = earlyStopping({ monitor: 'accuracy', patience: 0 });
    const batches = {
      *[Symbol.iterator]() {
        yield [x, [[5], [5], [5], [5]]] as const;
      },
    };
    const { epoch } = await model.fit(batches, null, { verbose: 0, epochs: 5, callbacks: [stopping] });
    // It stays 0, so the second epoch is no better than the first.
    expect(epoch).toEqual([0, 1]);
  });

  test('warns of a value that the logs lack', async () => {
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    await line().fit(x, y, { verbose: 0, callbacks: [earlyStopping()] });
    expect(warned.mock.calls).toEqual([
      ["EarlyStopping: training shall stop by a value, but the logs have no 'val_loss'. They have 'loss'."],
    ]);
  });

  test('refuses options that make no sense', () => {
    expect(() => earlyStopping({ patience: -1 })).toThrow(
      'EarlyStopping: patience: expected a whole number of at least 0, received -1.',
    );
    expect(() => earlyStopping({ patiense: 1 } as object)).toThrow("Did you mean 'patience'?");
    expect(() => earlyStopping({ mode: 'up' as 'max' })).toThrow(
      "EarlyStopping: mode: expected one of 'auto', 'min', 'max'",
    );
  });
});

describe('terminateOnNaN', () => {
  const far = () => line(sgd({ learningRate: 1e30 }));

  test('ends training after the batch', async () => {
    const printed = vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
    const { epoch } = await far().fit(x, y, { verbose: 0, batchSize: 1, epochs: 9, callbacks: [terminateOnNaN()] });
    expect(epoch).toEqual([0]);
    expect(printed.mock.calls.join('')).toMatch(/^Batch \d: Invalid loss, terminating training\n/);
  });

  test('throws when told to', async () => {
    const strict = terminateOnNaN({ raiseError: true });
    await expect(far().fit(x, y, { verbose: 0, batchSize: 1, epochs: 9, callbacks: [strict] })).rejects.toThrow(
      /^fit: expected a loss that is a finite number, received (NaN|Infinity) at batch \d/,
    );
  });
});

describe('learningRateScheduler', () => {
  test('sets the rate of each epoch and logs it', async () => {
    const halving = learningRateScheduler((epoch, rate) => (epoch === 0 ? rate : rate / 2));
    const { history } = await line(sgd({ learningRate: 0.5 })).fit(x, y, {
      verbose: 0,
      epochs: 3,
      callbacks: [halving],
    });
    expect(history.learning_rate).toEqual([0.5, 0.25, 0.125]);
  });

  test('trains by the rate that it sets', async () => {
    const model = line();
    await model.fit(x, y, { verbose: 0, epochs: 2, callbacks: [learningRateScheduler(() => 0)] });
    expect(await weightsOf(model)).toEqual([0, 0]);
  });

  test('sets the rates of several optimizers, under their names', async () => {
    const both = multiOptimizer(optimizerMap(adam({ learningRate: 0.25 }), { '.*bias': sgd({ learningRate: 0.5 }) }));
    const halving = learningRateScheduler((_epoch, rate) => rate / 2);
    const { history } = await line(both).fit(x, y, { verbose: 0, epochs: 2, callbacks: [halving] });
    expect(history.learning_rate_sgd).toEqual([0.25, 0.125]);
    expect(history.learning_rate_adam).toEqual([0.125, 0.0625]);
  });

  test('refuses what is no rate, and an optimizer with a schedule', async () => {
    const wrong = learningRateScheduler(() => Number.NaN);
    await expect(line().fit(x, y, { verbose: 0, callbacks: [wrong] })).rejects.toThrow('received NaN for epoch 0');
    const scheduled = line(sgd({ learningRate: schedules.cosineDecay(0.1, 10) }));
    await expect(scheduled.fit(x, y, { verbose: 0, callbacks: [learningRateScheduler(() => 0.1)] })).rejects.toThrow(
      'expected an optimizer with a fixed learning rate',
    );
  });
});

describe('reduceLROnPlateau', () => {
  test('reduces the rate that training uses', async () => {
    const model = line(sgd({ learningRate: 0.01 }));
    const { history } = await model.fit(x, y, {
      verbose: 0,
      epochs: 4,
      shuffle: false,
      callbacks: [reduceLROnPlateau({ monitor: 'loss', minDelta: 1000, patience: 1, factor: 0 })],
    });
    // With a rate of 0 nothing moves.
    expect(history.learning_rate?.map((rate) => Number(rate.toFixed(6)))).toEqual([0.01, 0.01, 0, 0]);
    expect(history.loss?.[3]).toBe(history.loss?.[2]);
  });

  test('refuses a factor that does not reduce', () => {
    expect(() => reduceLROnPlateau({ factor: 1 })).toThrow(
      'expected a number from 0 up to, not including, 1, received 1',
    );
  });
});

describe('modelCheckpoint', () => {
  test('keeps the best weights in memory', async () => {
    const model = line();
    const seen: number[][] = [];
    const noted = lambdaCallback({ onEpochEnd: async () => void seen.push(await weightsOf(model)) });
    const kept = modelCheckpoint(null, { monitor: 'loss', saveBestOnly: true });
    const jump = learningRateScheduler((epoch) => (epoch === 2 ? 10 : 0.05));
    const { history } = await model.fit(x, y, { verbose: 0, epochs: 4, callbacks: [jump, noted, kept] });
    const losses = history.loss ?? [];
    const best = losses.indexOf(Math.min(...losses));
    expect(kept.bestWeights?.flatMap(({ data }) => Array.from(data, Number))).toEqual(seen[best]);
  });

  test('refuses a name of the wrong kind, and placeholders without a value', async () => {
    expect(() => modelCheckpoint('weights.bin')).toThrow('expected a name that ends in .keras, received');
    expect(() => modelCheckpoint('a.keras', { saveWeightsOnly: true })).toThrow('ends in .weights.h5');
    const model = Object.assign(line(), { save: async () => undefined });
    const named = modelCheckpoint('{val_los}.keras');
    await expect(model.fit(x, y, { verbose: 0, validationData: [x, y], callbacks: [named] })).rejects.toThrow(
      "received {val_los} in '{val_los}.keras'. Did you mean 'val_loss'?",
    );
  });
});

describe('swapEMAWeights', () => {
  test('evaluates with the averages and puts the weights back', async () => {
    const model = line(sgd({ learningRate: 0.05, useEma: true, emaMomentum: 0.9 }));
    const seen: number[][] = [];
    const noted = lambdaCallback({ onTestBegin: async () => void seen.push(await weightsOf(model)) });
    const swap = swapEMAWeights();
    const weights: number[][] = [];
    const after = lambdaCallback({ onEpochEnd: async () => void weights.push(await weightsOf(model)) });
    await model.fit(x, y, {
      verbose: 0,
      epochs: 2,
      batchSize: 2,
      shuffle: false,
      validationData: [x, y],
      callbacks: [swap, noted, after],
    });
    const plain = line();
    const own: number[][] = [];
    const same = lambdaCallback({ onEpochEnd: async () => void own.push(await weightsOf(plain)) });
    await plain.fit(x, y, { verbose: 0, epochs: 2, batchSize: 2, shuffle: false, callbacks: [same] });
    expect(weights).toEqual(own);
    expect(seen[1]).not.toEqual(own[1]);
    // At its end fit puts the averages into the model: those that the last validation saw.
    expect(await weightsOf(model)).toEqual(seen[1]);
  });

  test('shows the averages to callbacks after it at the end of an epoch', async () => {
    const model = line(sgd({ learningRate: 0.05, useEma: true, emaMomentum: 0.9 }));
    const seen: number[][] = [];
    const noted = lambdaCallback({ onEpochEnd: async () => void seen.push(await weightsOf(model)) });
    const callbacks = [swapEMAWeights({ swapOnEpoch: true }), noted];
    await model.fit(x, y, { verbose: 0, epochs: 3, batchSize: 2, shuffle: false, callbacks });
    expect(await weightsOf(model)).toEqual(seen[2]);
    const plain = line(sgd({ learningRate: 0.05, useEma: true, emaMomentum: 0.9 }));
    await plain.fit(x, y, { verbose: 0, epochs: 3, batchSize: 2, shuffle: false });
    expect(await weightsOf(plain)).toEqual(seen[2]);
  });

  test('asks for an optimizer that keeps averages', async () => {
    await expect(
      line().fit(x, y, { verbose: 0, validationData: [x, y], callbacks: [swapEMAWeights()] }),
    ).rejects.toThrow('SwapEMAWeights: expected an optimizer that keeps averages');
  });
});

describe('lambdaCallback', () => {
  test('calls its functions in the order of training', async () => {
    const moments: string[] = [];
    const note = (moment: string) => () => void moments.push(moment);
    const noted = lambdaCallback({
      onTrainBegin: note('train'),
      onEpochBegin: note('epoch'),
      onTrainBatchBegin: note('batch'),
      onTrainBatchEnd: note('batch end'),
      onTestBegin: note('test'),
      onTestEnd: note('test end'),
      onEpochEnd: note('epoch end'),
      onTrainEnd: note('train end'),
    });
    await line().fit(x, y, { verbose: 0, validationData: [x, y], callbacks: [noted] });
    expect(moments.join(', ')).toBe('train, epoch, batch, batch end, test, test end, epoch end, train end');
  });

  test('refuses a moment that there is not', () => {
    expect(() => lambdaCallback({ onEpochsEnd: () => undefined } as object)).toThrow("Did you mean 'onEpochEnd'?");
    expect(() => lambdaCallback({ onEpochEnd: 3 as never })).toThrow(
      'onEpochEnd: expected a function, received number',
    );
  });
});

describe('remoteMonitor', () => {
  test('sends a form, or JSON', async () => {
    const received: string[] = [];
    const server = createServer((request, response) => {
      request.on('data', (chunk) => received.push(`${request.url} ${request.headers['content-type']} ${chunk}`));
      request.on('end', () => response.end());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const root = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
    await remoteMonitor({ root }).onEpochEnd(1, { loss: 0.5 });
    await remoteMonitor({ root, path: '/logs', sendAsJson: true }).onEpochEnd(2, { loss: 0.25 });
    server.close();
    expect(received).toEqual([
      `/publish/epoch/end/ application/x-www-form-urlencoded;charset=UTF-8 data=${encodeURIComponent('{"epoch":1,"loss":0.5}')}`,
      '/logs application/json {"epoch":2,"loss":0.25}',
    ]);
  });

  test('warns of a server that is not there', async () => {
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    await remoteMonitor({ root: 'http://127.0.0.1:1' }).onEpochEnd(0, {});
    expect(warned.mock.calls).toEqual([['Could not reach RemoteMonitor root server at http://127.0.0.1:1']]);
  });
});
