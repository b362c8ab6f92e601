import { expect, test } from 'vitest';
import { dense, dropout } from '../layers/index.ts';
import { sequential } from '../models/index.ts';
import { Profile } from './profile.ts';

const x = { data: Float32Array.from({ length: 8 * 20 }, (_, i) => Math.sin(i)), shape: [8, 20] };
const y = { data: new Float32Array(8), shape: [8, 1] };

function network() {
  const layers = [dense(32, { activation: 'relu', inputShape: [20], name: 'first' }), dropout(0.5), dense(1)];
  const net = sequential(layers, { name: 'net' });
  net.compile({ optimizer: 'adam', loss: 'mse' });
  return net;
}

test('a profile of predicting has each layer that computes, forward alone', async () => {
  const { layers, total } = await network().profile(x, null, { runs: 3 });
  expect(layers.map(({ layer }) => layer)).toEqual(['net/first', expect.stringMatching(/^net\/dense/)]);
  for (const { forward, backward, update } of layers) {
    expect(forward).toBeGreaterThanOrEqual(0);
    expect([backward, update]).toEqual([0, 0]);
  }
  expect(total).toBeGreaterThanOrEqual(0);
});

test('a profile of training has the ways forward and back of a layer, and the update of its weights', async () => {
  const { operations } = await network().profile(x, y, { runs: 3 });
  const phases = (layer: string) => new Set(operations.filter((one) => one.layer === layer).map(({ phase }) => phase));
  expect(phases('net/first')).toEqual(new Set(['forward', 'backward', 'update']));
});

test('a profile leaves weights and random draws as they are', async () => {
  const [touched, untouched] = [network(), network()];
  await untouched.setWeights(await touched.getWeights());
  const weights = await touched.getWeights();
  await touched.profile(x, y, { runs: 2 });
  expect(await touched.getWeights()).toEqual(weights);
});

test('fit gives a profile where it is asked for one', async () => {
  const asked = await network().fit(x, y, { verbose: 0, profile: true });
  expect(asked.profile?.layers.some(({ layer }) => layer === 'net/first')).toBe(true);
  expect((await network().fit(x, y, { verbose: 0 })).profile).toBeNull();
});

test('the table has a line for each layer, and one for all', () => {
  const node = (name: string, microseconds: number) => ({ name, microseconds });
  const profile = new Profile({
    runs: 2,
    nodes: [
      node('net/dense/matmul#1/MatMulAddFusion', 1000),
      node('net/dense/matmul#1/MatMulAddFusion', 3000),
      node('net/dense/gradient/matmul#2', 500),
      node('net/dense/gradient/matmul#2', 500),
      node('update/dense/kernel/subtract#3', 250),
      node('update/dense/kernel/subtract#3', 250),
      node('mean#4', 0),
      node('mean#4', 0),
    ],
  });
  expect(String(profile).split('\n').slice(3, -2)).toEqual([
    '│ net/dense        │   3.000 │    0.500 │  0.250 │       3.750 │ 100.0 % │',
    '│ loss and metrics │         │          │        │             │   0.0 % │',
    '│ all              │   3.000 │    0.500 │  0.250 │       3.750 │ 100.0 % │',
  ]);
});

test('a number of runs that is none is refused', async () => {
  await expect(network().profile(x, y, { runs: 0 })).rejects.toThrow('profile: runs: expected a whole number');
});
