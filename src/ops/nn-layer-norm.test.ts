import { describe, expect, test } from 'vitest';
import { gradients } from '../autodiff/index.ts';
import { type Tensor, tensor } from '../graph/index.ts';
import * as ops from './index.ts';

const epsilon = 1e-3;
const x = tensor([
  [0.5, -1.5, 2, 0.25],
  [3, 1, -2, 7],
  [-1, 0.5, 0.75, -4],
]);
const gamma = tensor([1, -0.5, 2, 0.25]);
const beta = tensor([0.5, 0, -1, 3]);
const weights = tensor([
  [1, 2, -1, 0.5],
  [0.25, -1, 3, 1],
  [2, 1, 1, -2],
]);

/** The formula, op by op. */
function written(x: Tensor, gamma: Tensor, beta: Tensor): Tensor {
  const centered = ops.subtract(x, ops.mean(x, -1, true));
  const variance = ops.mean(ops.square(centered), -1, true);
  return ops.add(ops.multiply(ops.multiply(centered, ops.rsqrt(ops.add(variance, epsilon))), gamma), beta);
}

const whole = (x: Tensor, gamma: Tensor, beta: Tensor) => ops.layerNormalization(x, gamma, beta, -1, epsilon);

const numbers = async (tensors: readonly Tensor[]) =>
  Promise.all(tensors.map(async (one) => Array.from(await one.data(), Number)));

async function agree(of: (form: typeof whole) => readonly Tensor[]): Promise<void> {
  const [ours, expected] = [await numbers(of(whole)), await numbers(of(written))];
  for (const [i, list] of expected.entries())
    for (const [j, value] of list.entries()) expect(ours[i]?.[j]).toBeCloseTo(value, 4);
  expect(expected.flat().some((value) => Math.abs(value) > 0.01)).toBe(true);
}

describe('layer normalization in one node', () => {
  test('gives what its formula gives', () => agree((form) => [form(x, gamma, beta)]));

  test('has the gradients of its formula', () =>
    agree((form) => gradients(ops.sum(ops.multiply(form(x, gamma, beta), weights)), [x, gamma, beta])));

  test('has the gradients of its gradients', () =>
    agree((form) => {
      const [first = x] = gradients(ops.sum(ops.multiply(ops.square(form(x, gamma, beta)), weights)), [x]);
      return gradients(ops.sum(ops.square(first)), [x, gamma, beta]);
    }));

  test('does without weights, and takes several axes', async () => {
    const cube = ops.reshape(ops.concatenate([x, weights], 0), [2, 3, 4]);
    const plain = ops.layerNormalization(cube, null, null, [1, 2], epsilon);
    const [slope = cube] = gradients(ops.sum(ops.multiply(plain, cube)), [cube]);
    const flat = ops.layerNormalization(ops.reshape(cube, [2, 12]), null, null, -1, epsilon);
    const [expected = cube] = gradients(ops.sum(ops.multiply(flat, ops.reshape(cube, [2, 12]))), [cube]);
    const [a = [], b = [], c = [], d = []] = await numbers([plain, flat, slope, expected]);
    expect(a).toEqual(b);
    for (const [i, value] of d.entries()) expect(c[i]).toBeCloseTo(value, 5);
  });

  test('keeps its digits far from 0', async () => {
    const [far = []] = await numbers([ops.layerNormalization(ops.add(x, 4096), null, null, -1, epsilon)]);
    const [near = []] = await numbers([ops.layerNormalization(x, null, null, -1, epsilon)]);
    for (const [i, value] of near.entries()) expect(far[i]).toBeCloseTo(value, 3);
  });
});
