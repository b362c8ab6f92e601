import { describe, expect, test } from 'vitest';
import { dimsOf, placeholder, type Tensor, tensor, Unknown, Variable } from '../graph/index.ts';
import * as ops from '../ops/index.ts';
import { compile, evaluateRaw, run, trace } from '../runtime/index.ts';
import { gradients } from './index.ts';

/** Values and gradient of a function of two arrays whose shapes are known at run time only. */
async function dynamic(
  body: (a: Tensor, b: Tensor) => Tensor,
  shapes: readonly [readonly (number | null)[], readonly (number | null)[]],
  given: readonly [Tensor, Tensor],
): Promise<readonly { readonly data: ArrayLike<unknown>; readonly shape: readonly number[] }[]> {
  const inputs = shapes.map((shape) => placeholder({ dtype: 'float32', dims: dimsOf(shape) }));
  const [a, b] = inputs as [Tensor, Tensor];
  const program = trace(inputs, false, () => gradients(ops.sum(body(a, b)), [a, b]));
  return run(program, await compile(program), await Promise.all(given.map((one) => one.evaluated())), evaluateRaw);
}

describe('gradients', () => {
  test('add up where a tensor is used twice', async () => {
    const x = tensor([1, 2, 3]);
    const [slope] = gradients(ops.sum(ops.add(ops.square(x), ops.multiply(x, 3))), [x]);
    expect(await slope?.array()).toEqual([5, 7, 9]);
  });

  test('are zero for what the loss does not depend on', async () => {
    const [slope] = gradients(ops.sum(tensor([1, 2])), [tensor([[1], [2]])]);
    expect(await slope?.array()).toEqual([[0], [0]]);
  });

  test('reach variables', async () => {
    const weight = new Variable([2], 'float32', () => Float32Array.of(3, 4));
    const [slope] = gradients(ops.sum(ops.square(weight)), [weight]);
    expect(await slope?.array()).toEqual([6, 8]);
  });

  test('go through gradients', async () => {
    const x = tensor([2]);
    const [first] = gradients(ops.sum(ops.power(x, 3)), [x]);
    const [second] = gradients(ops.sum(first ?? x), [x]);
    expect(await second?.array()).toEqual([12]);
  });

  test('undo broadcasting along an axis whose length shows at run time only', async () => {
    const one = await dynamic(
      ops.multiply,
      [
        [null, 2],
        [null, 2],
      ],
      [
        tensor([[1, 2]]),
        tensor([
          [3, 4],
          [5, 6],
        ]),
      ],
    );
    expect(one[0]?.shape).toEqual([1, 2]);
    expect(Array.from(one[0]?.data ?? [])).toEqual([8, 10]);
    expect(one[1]?.shape).toEqual([2, 2]);
    const same = await dynamic(
      ops.multiply,
      [
        [null, 2],
        [null, 2],
      ],
      [tensor([[1, 2]]), tensor([[3, 4]])],
    );
    expect(Array.from(same[0]?.data ?? [])).toEqual([3, 4]);
  });

  test('stop at stopGradient', async () => {
    const x = tensor([2]);
    const [slope] = gradients(ops.sum(ops.multiply(x, ops.stopGradient(x))), [x]);
    expect(await slope?.array()).toEqual([2]);
  });

  test('need a scalar of floats', () => {
    const x = tensor([1, 2]);
    expect(() => gradients(x, [x])).toThrow(
      'expected a loss that is a float scalar, received float32[2]. Reduce it first',
    );
    expect(() => gradients(ops.sum(x), [ops.cast(x, 'int32')])).toThrow(
      'expected targets of a float dtype, received int32[2]',
    );
  });

  test('need no identity of the batch axis to be summed over', async () => {
    const batch = new Unknown();
    const x = placeholder({ dtype: 'float32', dims: [batch, 2] });
    const weight = new Variable([2], 'float32', () => Float32Array.of(1, 1));
    const program = trace([x], false, () => gradients(ops.sum(ops.multiply(x, weight)), [weight]));
    const compiled = await compile(program);
    for (const rows of [1, 3]) {
      const data = new Float32Array(rows * 2).fill(2);
      const [slope] = await run(program, compiled, [{ data, shape: [rows, 2] }], evaluateRaw);
      expect(Array.from(slope?.data ?? [], Number)).toEqual([2 * rows, 2 * rows]);
    }
  });
});
