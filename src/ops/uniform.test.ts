import { describe, expect, test } from 'vitest';
import { gradients } from '../autodiff/index.ts';
import { dimsOf, eagerScope, placeholder, reachable, type Tensor, tensor, within } from '../graph/index.ts';
import * as ops from './index.ts';
import { uniformOf } from './uniform.ts';

/** Names of the ops behind tensors, each as often as it stands there. */
const namesBehind = (tensors: readonly Tensor[]): readonly string[] =>
  reachable(tensors).flatMap((node) => (node.kind === 'op' ? [node.op.name] : []));

const loss = (x: Tensor): Tensor => ops.negative(ops.mean(ops.sum(ops.where(ops.greater(x, 0), ops.exp(x), 0), 1)));

describe('one number in all places', () => {
  test('is known for what it is', async () => {
    const x = tensor([
      [1, 2],
      [3, 4],
    ]);
    const spread = ops.negative(ops.expandDims(ops.broadcastLike(tensor(3), ops.sum(x, 0)), 0));
    expect(await uniformOf(spread)?.array()).toBe(-3);
    expect(uniformOf(x)).toBeNull();
  });

  test('is not written out in gradients of sums and means', () => {
    const x = placeholder({ dtype: 'float32', dims: dimsOf([null, 5]) });
    const slopes = within(eagerScope(false), () => gradients(loss(x), [x]));
    expect(namesBehind(slopes)).not.toContain('broadcastLike');
  });

  test('gives the gradients that the formula has', async () => {
    const x = tensor([
      [1, -2],
      [-3, 4],
    ]);
    const [slope = x] = gradients(loss(x), [x]);
    const expected = [-Math.exp(1) / 2, 0, 0, -Math.exp(4) / 2];
    for (const [i, value] of Array.from(await slope.data(), Number).entries())
      expect(value / (expected[i] || 1)).toBeCloseTo(expected[i] ? 1 : 0, 5);
  });

  test('keeps its shape where nothing beside it has one', async () => {
    const x = tensor([
      [1, 2],
      [3, 4],
    ]);
    const [slope = x] = gradients(ops.sum(ops.multiply(x, 3)), [x]);
    expect(await slope.array()).toEqual([
      [3, 3],
      [3, 3],
    ]);
    const ones = ops.broadcastLike(tensor(2), x);
    expect(await ops.multiply(ones, ones).array()).toEqual([
      [4, 4],
      [4, 4],
    ]);
  });
});

describe('a sum over no axes', () => {
  test('is the tensor itself', () => {
    const x = tensor(3);
    expect(ops.sum(x)).toBe(x);
  });
});
