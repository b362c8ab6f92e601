import { expect, test } from 'vitest';
import { gradients } from '../autodiff/index.ts';
import { tensor, Variable } from '../graph/index.ts';
import * as ops from '../ops/index.ts';
import { compilations, devices } from './index.ts';

test('evaluates', async () => {
  const x = tensor([[1, 2], [3, 4]]);
  expect(await ops.add(x, 1).array()).toEqual([[2, 3], [4, 5]]);
  expect(await ops.matmul(x, x).array()).toEqual([[7, 10], [15, 22]]);
  const [g] = gradients(ops.sum(ops.multiply(x, ops.matmul(x, x))), [x]);
  expect((await g?.data())?.length).toBe(4);
  const [m] = gradients(ops.mean(ops.square(x)), [x]);
  expect(await m?.array()).toEqual([[0.5, 1], [1.5, 2]]);
});
test('variables', async () => {
  const v = new Variable([2], 'float32', () => Float32Array.of(1, 2));
  v.assign(ops.add(v, 1));
  v.assign(ops.multiply(v, 2));
  expect(await v.array()).toEqual([4, 6]);
  const before = compilations.count;
  expect(await ops.add(v, 5).array()).toEqual([9, 11]);
  expect(await ops.add(v, 5).array()).toEqual([9, 11]);
  expect(compilations.count - before).toBeLessThan(2);
});
test('devices', async () => {
  console.log(await devices());
});
