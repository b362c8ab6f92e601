import { describe, expect, test } from 'vitest';
import { tensor } from '../../graph/index.ts';
import { glorotUniform } from '../../initializers/index.ts';
import { model } from '../../models/index.ts';
import { layerTest } from '../../testing/layer-test.ts';
import {
  batchNormalization,
  dense,
  groupNormalization,
  input,
  layerNormalization,
  rmsNormalization,
  spectralNormalization,
  unitNormalization,
} from '../index.ts';

const statistics = [
  ['gamma', [3]],
  ['beta', [3]],
  ['moving_mean', [3]],
  ['moving_variance', [3]],
] as const;

layerTest('batchNormalization', {
  make: () => batchNormalization(),
  inputs: { shape: [4, 2, 3] },
  expectedShape: [4, 2, 3],
  open: [1],
  weights: statistics,
  mask: 'passes',
  bad: [
    {
      run: () => batchNormalization({ name: 'a', momentum: 2 }),
      message: 'batchNormalization "a": momentum: expected a number from 0 to 1',
    },
    {
      run: () => batchNormalization({ name: 'a', epsilon: -1 }),
      message: 'batchNormalization "a": epsilon: expected a number of at least 0',
    },
    {
      run: () => batchNormalization({ name: 'a', axis: [1] as never }),
      message: 'batchNormalization "a": axis: expected an axis, received [1].',
    },
    {
      run: () => batchNormalization({ name: 'a', renorm: true, renormClipping: { rmax: 1, rmin: 2 } }),
      message: 'batchNormalization "a": renormClipping: expected an rmax that is not below rmin',
    },
    {
      run: () => batchNormalization({ name: 'a', axis: 3 })(input({ shape: [2] })),
      message: 'batchNormalization "a": axis: expected an axis from -2 to 1, received 3.',
    },
    {
      run: () => batchNormalization({ name: 'a' })(input({ shape: [null] })),
      message: 'batchNormalization "a": expected an input whose axis 1 is known, received shape [null, null].',
    },
    {
      run: () => {
        const layer = batchNormalization({ name: 'a' });
        layer(input({ shape: [2] }));
        layer(input({ shape: [3] }));
      },
      message:
        'batchNormalization "a": expected an input whose axis 1 is 2, as when it was built, received float32[null, 3].',
    },
    {
      run: () => batchNormalization({ name: 'a' })(tensor([[1]]), { mask: tensor([[true]]) }),
      message:
        'batchNormalization "a": mask: expected a mask of one axis less than the inputs, float32[1, 1], received bool[1, 1].',
    },
  ],
});

layerTest('batchNormalization in training', {
  make: () => batchNormalization({ axis: 1 }),
  training: true,
  inputs: { shape: [4, 3, 2] },
  expectedShape: [4, 3, 2],
  open: [2],
  weights: statistics,
});

layerTest('batchNormalization with renorm', {
  make: () => batchNormalization({ renorm: true, renormClipping: { rmax: 3, dmax: 5 } }),
  inputs: { shape: [4, 3] },
  expectedShape: [4, 3],
  weights: [...statistics, ['moving_stddev', [3]], ['renorm_mean', [3]], ['renorm_stddev', [3]]],
});

describe('batch normalization', () => {
  const x = tensor([
    [1, 10],
    [3, 20],
  ]); // prettier-ignore

  test('moves its statistics towards those of the batch', async () => {
    const layer = batchNormalization({ momentum: 0.9 });
    layer(x, { training: true });
    expect(await layer.movingMean.data()).toEqual(Float32Array.of(0.2, 1.5));
    const [a = 0, b = 0] = await layer.movingVariance.data();
    expect([Number(a), Number(b)]).toEqual([expect.closeTo(0.9 + 0.1), expect.closeTo(0.9 + 2.5)]);
  });

  test('leaves its statistics alone in prediction', async () => {
    const layer = batchNormalization();
    layer(x);
    expect(await layer.movingMean.data()).toEqual(Float32Array.of(0, 0));
  });

  test('is frozen, statistics and all, while it is not trainable', async () => {
    const layer = batchNormalization({ trainable: false, epsilon: 0 });
    expect(await layer(x, { training: true }).array()).toEqual(await x.array());
    expect(await layer.movingMean.data()).toEqual(Float32Array.of(0, 0));
    expect(layer.trainableWeights).toEqual([]);
  });

  test('can be frozen and freed later', () => {
    const layer = batchNormalization();
    layer(x);
    layer.trainable = false;
    expect(layer.trainableWeights).toEqual([]);
    layer.trainable = true;
    expect(layer.trainableWeights.map(({ name }) => name)).toEqual(['gamma', 'beta']);
    expect(layer.nonTrainableWeights.map(({ name }) => name)).toEqual(['moving_mean', 'moving_variance']);
  });

  test('takes its statistics from the steps that count', async () => {
    const layer = batchNormalization({ momentum: 0, axis: -1 });
    layer(tensor([[[1], [3], [100]]]), { training: true, mask: tensor([[true, true, false]]) });
    expect(Number((await layer.movingMean.data())[0])).toBeCloseTo(2);
    expect(Number((await layer.movingVariance.data())[0])).toBeCloseTo(1);
  });

  test('keeps statistics over the batches of fit', async () => {
    const start = input({ shape: [2] });
    const layer = batchNormalization({ momentum: 0.5 });
    const net = model({ inputs: start, outputs: dense(1)(layer(start)) });
    net.compile({ optimizer: 'sgd', loss: 'mse' });
    const data = { data: Float32Array.of(2, 4, 2, 4, 2, 4, 2, 4), shape: [4, 2] };
    await net.fit(data, { data: new Float32Array(4), shape: [4, 1] }, { batchSize: 2, epochs: 1, verbose: 0 });
    expect(await layer.movingMean.data()).toEqual(Float32Array.of(1.5, 3));
  });
});

layerTest('layerNormalization', {
  make: () => layerNormalization(),
  inputs: { shape: [2, 3, 4] },
  expectedShape: [2, 3, 4],
  open: [1],
  weights: [
    ['gamma', [4]],
    ['beta', [4]],
  ],
  mask: 'passes',
  bad: [
    {
      run: () => layerNormalization({ name: 'a', epsilon: -1 }),
      message: 'layerNormalization "a": epsilon: expected a number of at least 0',
    },
    {
      run: () => layerNormalization({ name: 'a', axis: 0.5 }),
      message: 'layerNormalization "a": axis: expected an axis, or a list of axes',
    },
    {
      run: () => layerNormalization({ name: 'a', axis: [1, 1] })(input({ shape: [2] })),
      message: 'layerNormalization "a": axis: expected axes without repeats, received [1, 1].',
    },
    {
      run: () => {
        const layer = layerNormalization({ name: 'a' });
        layer(input({ shape: [2] }));
        layer(input({ shape: [3] }));
      },
      message:
        'layerNormalization "a": expected an input whose axis 1 is 2, as when it was built, received float32[null, 3].',
    },
  ],
});

layerTest('layerNormalization over several axes', {
  make: () => layerNormalization({ axis: [1, 3] }),
  inputs: { shape: [2, 2, 3, 2] },
  expectedShape: [2, 2, 3, 2],
  open: [2],
  weights: [
    ['gamma', [2, 2]],
    ['beta', [2, 2]],
  ],
});

layerTest('rmsNormalization', {
  make: () => rmsNormalization(),
  inputs: { shape: [2, 3, 4] },
  expectedShape: [2, 3, 4],
  open: [1],
  weights: [['scale', [4]]],
  bad: [
    {
      run: () => rmsNormalization({ name: 'a', epsilon: -1 }),
      message: 'rmsNormalization "a": epsilon: expected a number',
    },
  ],
});

layerTest('groupNormalization', {
  make: () => groupNormalization({ groups: 2 }),
  inputs: { shape: [2, 3, 4] },
  expectedShape: [2, 3, 4],
  open: [1],
  weights: [
    ['gamma', [4]],
    ['beta', [4]],
  ],
  mask: 'passes',
  bad: [
    {
      run: () => groupNormalization({ name: 'a', groups: 0 }),
      message:
        'groupNormalization "a": groups: expected a positive integer, or -1 for one group for each channel, received 0.',
    },
    {
      run: () => groupNormalization({ name: 'a' })(input({ shape: [3, 4] })),
      message:
        'groupNormalization "a": expected a number of channels that 32 groups can share evenly, received 4, in shape [null, 3, 4].',
    },
  ],
});

layerTest('groupNormalization with channels first', {
  make: () => groupNormalization({ groups: -1, axis: 1 }),
  inputs: { shape: [2, 3, 2, 2] },
  expectedShape: [2, 3, 2, 2],
  open: [2, 3],
  weights: [
    ['gamma', [3]],
    ['beta', [3]],
  ],
});

layerTest('unitNormalization', {
  make: () => unitNormalization({ axis: [1, 2] }),
  inputs: { shape: [2, 3, 4] },
  expectedShape: [2, 3, 4],
  open: [1, 2],
  mask: 'passes',
});

layerTest('spectralNormalization', {
  make: () => spectralNormalization(dense(3, { kernelInitializer: glorotUniform({ seed: 2 }), name: 'inner' })),
  inputs: { shape: [2, 4] },
  expectedShape: [2, 3],
  weights: [
    ['kernel', [4, 3]],
    ['vector_u', [1, 3]],
    ['bias', [3]],
  ],
  bad: [
    {
      run: () => spectralNormalization(dense(3), { name: 'a', powerIterations: 0 }),
      message: 'spectralNormalization "a": powerIterations: expected a positive integer, received 0.',
    },
    {
      run: () => spectralNormalization(unitNormalization({ name: 'b' }), { name: 'a' })(input({ shape: [3] })),
      message:
        'spectralNormalization "a": layer: expected a layer with a kernel or embeddings, received unitNormalization "b".',
    },
  ],
});

test('spectral normalization brings the largest singular value to 1', async () => {
  const layer = spectralNormalization(dense(2, { useBias: false }), { powerIterations: 20 });
  layer(tensor([[1, 1]]));
  layer.setWeights([
    [
      [3, 0],
      [0, 1],
    ],
    [[1, 1]],
  ]); // prettier-ignore
  const output = layer(
    tensor([
      [1, 0],
      [0, 1],
    ]),
    { training: true },
  ); // prettier-ignore
  for (const [i, row] of ((await output.array()) as number[][]).entries())
    for (const [j, value] of row.entries())
      expect(value).toBeCloseTo(
        [
          [1, 0],
          [0, 1 / 3],
        ][i]?.[j] ?? 0,
        4,
      ); // prettier-ignore
});
