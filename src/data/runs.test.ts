import { describe, expect, test } from 'vitest';
import { layers, optimizers, sequential, utils } from '../index.ts';

const numbers = (count: number, scale: number) => Float32Array.from({ length: count }, (_, i) => Math.sin(i * scale));
const x = { data: numbers(40 * 3, 1.7), shape: [40, 3] };
const y = { data: numbers(40, 0.9), shape: [40, 1] };

/** Batches of 8, by number, that note what they are asked for. */
class Noted extends utils.PyDataset {
  readonly length: number | null;
  readonly asked: (number | string)[] = [];

  constructor(length: number | null = 5) {
    super();
    this.length = length;
  }

  async getItem(index: number) {
    this.asked.push(index);
    const at = (index % 5) * 8;
    return [
      { data: x.data.subarray(at * 3, (at + 8) * 3), shape: [8, 3] },
      { data: y.data.subarray(at, at + 8), shape: [8, 1] },
    ] as const;
  }

  override onEpochBegin() {
    this.asked.push('begin');
  }

  override onEpochEnd() {
    this.asked.push('end');
  }
}

function made() {
  const net = sequential([
    layers.dense(6, { activation: 'relu', inputShape: [3] }),
    layers.dropout(0.4),
    layers.gaussianNoise(0.1),
    layers.dense(1),
  ]);
  net.compile({ optimizer: 'adam', loss: 'mse' });
  return net;
}

describe('one seed for all', () => {
  const run = async (): Promise<readonly unknown[]> => {
    utils.setRandomSeed(17);
    const net = made();
    const { history } = await net.fit(x, y, { epochs: 3, batchSize: 8, validationSplit: 0.2, verbose: 0 });
    return [history, (await net.getWeights()).map(({ data }) => Array.from(data, Number))];
  };

  test('repeats a whole run bit for bit: initial weights, dropout, noise, shuffling', async () => {
    const first = await run();
    expect(await run()).toEqual(first);
  });

  test('and another seed gives another run', async () => {
    const first = await run();
    utils.setRandomSeed(18);
    const net = made();
    const { history } = await net.fit(x, y, { epochs: 3, batchSize: 8, validationSplit: 0.2, verbose: 0 });
    expect(history).not.toEqual(first[0]);
  });
});

describe('PyDataset', () => {
  test('trains as the same arrays do, in order', async () => {
    const losses: unknown[] = [];
    for (const data of [x, new Noted()]) {
      utils.setRandomSeed(2);
      const net = sequential([layers.dense(1, { inputShape: [3] })]);
      net.compile({ optimizer: 'sgd', loss: 'mse' });
      const options = { epochs: 2, shuffle: false, verbose: 0 } as const;
      const batches = data instanceof Noted;
      const { history } = await net.fit(data, batches ? null : y, batches ? options : { ...options, batchSize: 8 });
      losses.push(history.loss);
    }
    expect(losses[1]).toEqual(losses[0]);
  });

  test('is gone through in a new order each epoch, with its two calls around', async () => {
    utils.setRandomSeed(3);
    const data = new Noted();
    await made().fit(data, null, { epochs: 2, verbose: 0 });
    const [first, second] = [data.asked.slice(0, 7), data.asked.slice(7)];
    for (const epoch of [first, second]) {
      expect([epoch[0], epoch.at(-1)]).toEqual(['begin', 'end']);
      expect(epoch.slice(1, -1).sort()).toEqual([0, 1, 2, 3, 4]);
    }
    expect(second).not.toEqual(first);
  });

  test('is evaluated and predicted in order', async () => {
    const net = made();
    const data = new Noted();
    const { loss } = await net.evaluate(data, null, { verbose: 0 });
    expect(loss).toBeCloseTo((await net.evaluate(x, y, { verbose: 0 })).loss ?? Number.NaN, 5);
    const [byBatch, atOnce] = [await net.predict(data), await net.predict(x)];
    expect(byBatch.shape).toEqual(atOnce.shape);
    for (const [i, value] of byBatch.data.entries()) expect(value).toBeCloseTo(Number(atOnce.data[i]), 6);
    expect(data.asked).toEqual(['begin', 0, 1, 2, 3, 4, 'end', 'begin', 0, 1, 2, 3, 4, 'end']);
  });

  test('validates', async () => {
    const { history } = await made().fit(x, y, { validationData: new Noted(), verbose: 0 });
    expect(history.val_loss).toHaveLength(1);
  });

  test('without end needs the steps of an epoch', async () => {
    const data = new Noted(null);
    await expect(made().fit(data, null, { verbose: 0 })).rejects.toThrow(
      'fit: expected a number of steps for a dataset without end, received none. Give stepsPerEpoch.',
    );
    const { history } = await made().fit(data, null, { epochs: 2, stepsPerEpoch: 3, verbose: 0 });
    expect(history.loss).toHaveLength(2);
    expect(data.asked).toEqual(['begin', 0, 1, 2, 3, 4, 5]);
  });

  test('of windows of a time series trains', async () => {
    const series = numbers(60, 0.3);
    const windows = utils.timeseriesDatasetFromArray(series, series.subarray(4), 4, { batchSize: 16, shuffle: true });
    const net = sequential([layers.dense(1, { inputShape: [4] })]);
    net.compile({ optimizer: optimizers.sgd({ learningRate: 0.1 }), loss: 'mse' });
    const { history } = await net.fit(windows, null, { epochs: 30, verbose: 0 });
    expect(history.loss?.at(-1)).toBeLessThan((history.loss?.[0] ?? 0) / 2);
  });
});

describe('interactive logging', () => {
  test('off, progress goes to console.info in whole lines', async () => {
    const lines: string[] = [];
    const info = console.info;
    console.info = (line: string) => void lines.push(line);
    try {
      utils.disableInteractiveLogging();
      expect(utils.isInteractiveLoggingEnabled()).toBe(false);
      await made().fit(x, y, { epochs: 1, verbose: 2 });
    } finally {
      console.info = info;
      utils.enableInteractiveLogging();
    }
    expect(lines).toEqual([expect.stringMatching(/^2\/2 - \d+s - \S+\/step - loss: \d\.\d{4}$/)]);
  });
});
