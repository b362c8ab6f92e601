import { describe, expect, test } from 'vitest';
import { tensor } from '../../graph/index.ts';
import { model } from '../../models/index.ts';
import { layerTest } from '../../testing/layer-test.ts';
import { sizeOf } from '../../utils/arrays.ts';
import {
  activityRegularization,
  alphaDropout,
  dropout,
  gaussianDropout,
  gaussianNoise,
  input,
  spatialDropout1D,
  spatialDropout2D,
  spatialDropout3D,
} from '../index.ts';

const rates = { dropout, alphaDropout, gaussianDropout };

for (const [name, make] of Object.entries(rates))
  layerTest(name, {
    make: () => make(0.4, { seed: 5 }),
    inputs: { shape: [2, 3, 4] },
    expectedShape: [2, 3, 4],
    open: [1, 2],
    mask: 'passes',
    bad: [
      { run: () => make(-0.1, { name: 'a' }), message: `${name} "a": rate: expected a number from 0 ` },
      { run: () => make(1.5, { name: 'a' }), message: 'received 1.5' },
      { run: () => make('half' as never, { name: 'a' }), message: 'received half' },
      { run: () => make(0.5, { name: 'a', seed: 0.5 }), message: /expected a whole number, received 0\.5/ },
    ],
  });

layerTest('gaussianNoise', {
  make: () => gaussianNoise(0.2, { seed: 5 }),
  inputs: { shape: [2, 3, 4] },
  expectedShape: [2, 3, 4],
  open: [1, 2],
  mask: 'passes',
  bad: [
    {
      run: () => gaussianNoise(2, { name: 'a' }),
      message: 'gaussianNoise "a": stddev: expected a number from 0 to 1, received 2.',
    },
  ],
});

layerTest('spatialDropout1D', {
  make: () => spatialDropout1D(0.4, { seed: 5 }),
  inputs: { shape: [2, 3, 4] },
  expectedShape: [2, 3, 4],
  open: [1],
  mask: 'passes',
  bad: [
    {
      run: () => spatialDropout1D(2, { name: 'a' }),
      message: 'spatialDropout1D "a": rate: expected a number from 0 to 1',
    },
    {
      run: () => spatialDropout1D(0.5, { name: 'a' })(input({ shape: [3] })),
      message:
        'spatialDropout1D "a": expected an input of 3 axes, [batch, steps, channels], received float32[null, 3].',
    },
  ],
});

layerTest('spatialDropout2D', {
  make: () => spatialDropout2D(0.4, { seed: 5, dataFormat: 'channelsFirst' }),
  inputs: { shape: [2, 3, 2, 2] },
  expectedShape: [2, 3, 2, 2],
  open: [2, 3],
});

layerTest('spatialDropout3D', {
  make: () => spatialDropout3D(0.4, { seed: 5 }),
  inputs: { shape: [1, 2, 2, 2, 3] },
  expectedShape: [1, 2, 2, 2, 3],
  open: [1],
});

layerTest('activityRegularization', {
  make: () => activityRegularization({ l1: 0.1, l2: 0.2 }),
  inputs: { shape: [2, 3] },
  expectedShape: [2, 3],
  open: [1],
  bad: [
    {
      run: () => activityRegularization({ l1: -1 }),
      message: 'activityRegularization: l1: expected a number of at least 0',
    },
  ],
});

test('a penalty on the activity is part of the loss', async () => {
  const x = input({ shape: [2] });
  const net = model({ inputs: x, outputs: activityRegularization({ l1: 1, l2: 1 })(x) });
  net.compile({ loss: 'mse' });
  // Two samples: (1 + 2 + 3 + 4) / 2 + (1 + 4 + 9 + 16) / 2, and no distance from the labels.
  const data = tensor([
    [1, 2],
    [3, 4],
  ]); // prettier-ignore
  expect((await net.testOnBatch(data, data)).loss).toBeCloseTo(20);
});

/** Ones in a shape. */
function ones(shape: readonly number[]) {
  return { data: new Float32Array(sizeOf(shape)).fill(1), shape };
}

/** Mean, variance and the part of zeros of what a layer makes of ones in training. */
async function statistics(layer: ReturnType<typeof dropout>, shape: readonly number[]) {
  const values = Array.from(await layer(tensor(ones(shape)), { training: true }).data(), Number);
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length;
  return { mean, variance, zeros: values.filter((value) => value === 0).length / values.length, values };
}

describe('in training', () => {
  test('dropout drops its rate and divides the rest, so that the mean stays', async () => {
    const { mean, zeros, values } = await statistics(dropout(0.25, { seed: 1 }), [100, 200]);
    expect(zeros).toBeCloseTo(0.25, 1);
    expect(mean).toBeCloseTo(1, 1);
    expect(new Set(values)).toEqual(new Set([0, Math.fround(1 / 0.75)]));
  });

  test('dropout decides once along the axes of length 1 of its noise shape', async () => {
    const output = await dropout(0.5, { noiseShape: [null, 1], seed: 3 })(tensor(ones([20, 3])), {
      training: true,
    }).array();
    const rows = (output as number[][]).map((row) => new Set(row).size);
    expect(new Set(rows)).toEqual(new Set([1]));
  });

  test('dropout refuses a noise shape that is none', () => {
    expect(() => dropout(0.5, { name: 'a', noiseShape: [0] })).toThrow(
      'dropout "a": noiseShape: expected a list of positive axis lengths and nulls, received [0].',
    );
    expect(() => dropout(0.5, { name: 'a', noiseShape: [3] })(tensor(ones([2, 2])), { training: true })).toThrow(
      /^dropout "a": dropout/,
    );
  });

  test('dropout with rate 0 makes no draw, and with rate 1 drops all', async () => {
    expect(dropout(0).seedGenerator).toBeNull();
    expect((await statistics(dropout(1), [2, 3])).zeros).toBe(1);
  });

  test('the same seed gives the same draws, one after the other', async () => {
    const [a, b] = [dropout(0.5, { seed: 7 }), dropout(0.5, { seed: 7 })];
    const first = (await statistics(a, [4, 8])).values;
    expect((await statistics(b, [4, 8])).values).toEqual(first);
    expect((await statistics(a, [4, 8])).values).not.toEqual(first);
  });

  test('spatial dropout drops whole channels', async () => {
    const output = (await spatialDropout1D(0.5, { seed: 2 })(tensor(ones([4, 3, 6])), {
      training: true,
    }).array()) as number[][][];
    for (const [first, ...others] of output) for (const step of others) expect(step).toEqual(first);
    expect(new Set(output.flat(2))).toEqual(new Set([0, 2]));
  });

  test('Gaussian noise has its deviation', async () => {
    const { mean, variance } = await statistics(gaussianNoise(0.5, { seed: 1 }) as never, [100, 200]);
    expect(mean).toBeCloseTo(1, 1);
    expect(Math.sqrt(variance)).toBeCloseTo(0.5, 1);
  });

  test('Gaussian dropout has the variance rate / (1 - rate) around the value', async () => {
    const { mean, variance } = await statistics(gaussianDropout(0.2, { seed: 1 }) as never, [100, 200]);
    expect(mean).toBeCloseTo(1, 1);
    expect(variance).toBeCloseTo(0.25, 1);
  });

  test('alpha dropout keeps mean 0 and variance 1', async () => {
    const x = gaussianNoise(1, { seed: 4 })(tensor({ data: new Float32Array(20000), shape: [100, 200] }), {
      training: true,
    });
    const values = Array.from(await alphaDropout(0.3, { seed: 1 })(x, { training: true }).data(), Number);
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    expect(mean).toBeCloseTo(0, 1);
    expect(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length).toBeCloseTo(1, 1);
  });
});
