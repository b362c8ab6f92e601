import { describe, expect, test } from 'vitest';
import { tensor } from '../../graph/index.ts';
import { layerTest } from '../../testing/layer-test.ts';
import { input, normalization, rescaling } from '../index.ts';

layerTest('rescaling', {
  make: () => rescaling(0.5, { offset: -1 }),
  inputs: { shape: [2, 3, 4] },
  expectedShape: [2, 3, 4],
  open: [1, 2],
  mask: 'passes',
  bad: [
    {
      run: () => rescaling('x' as never, { name: 'a' }),
      message: 'rescaling "a": scale: expected a number, or nested arrays of numbers, received "x".',
    },
  ],
});

layerTest('rescaling of channels', {
  make: () => rescaling([0.5, 1, 2], { offset: [0, 1, -1] }),
  inputs: { shape: [2, 2, 3] },
  expectedShape: [2, 2, 3],
  open: [1],
});

layerTest('normalization', {
  make: () => normalization({ mean: [1, 0, 2], variance: [1, 4, 0.25] }),
  inputs: { shape: [2, 2, 3] },
  expectedShape: [2, 2, 3],
  open: [1],
  mask: 'passes',
  bad: [
    {
      run: () => normalization({ name: 'a', mean: [1] }),
      message:
        'normalization "a": mean and variance: expected both or none, of one shape, with no more axes than axis has, received [1] and null.',
    },
    {
      run: () => normalization({ name: 'a', mean: [[1]], variance: [[1]] }),
      message: 'normalization "a": mean and variance: expected both or none',
    },
    {
      run: () => normalization({ name: 'a' })(input({ shape: [null] })),
      message: 'normalization "a": expected an input whose axis 1 is known, received shape [null, null].',
    },
    {
      run: () => normalization({ name: 'a', mean: 1, variance: 1 }).adapt([[1]]),
      message: 'normalization "a".adapt: expected a layer whose statistics are to be found',
    },
  ],
});

layerTest('normalization whose statistics are to be found', {
  make: () => normalization({ axis: 1 }),
  inputs: { shape: [2, 3, 2] },
  expectedShape: [2, 3, 2],
  open: [2],
  weights: [
    ['mean', [3]],
    ['variance', [3]],
    ['count', []],
  ],
});

describe('normalization', () => {
  test('finds the statistics of data', async () => {
    const layer = normalization();
    await layer.adapt([
      [1, 10],
      [3, 30],
    ]); // prettier-ignore
    expect(await layer(tensor([[1, 30]])).array()).toEqual([[-1, 1]]);
  });

  test('has one mean and variance of everything without axes', async () => {
    const layer = normalization({ axis: null });
    await layer.adapt([
      [1, 3],
      [1, 3],
    ]); // prettier-ignore
    expect(await layer(tensor([[3, 1]])).array()).toEqual([[1, -1]]);
  });

  test('goes back from normalized values', async () => {
    const layer = normalization({ mean: 10, variance: 4, invert: true });
    expect(await layer(tensor([[-1, 1]])).array()).toEqual([[8, 12]]);
  });
});
