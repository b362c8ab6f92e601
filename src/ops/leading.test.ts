import { describe, expect, test } from 'vitest';
import { gradients } from '../autodiff/index.ts';
import { eagerScope, placeholder, type Tensor, type TensorLike, tensor, Unknown, within } from '../graph/index.ts';
import { expectClose, random } from '../testing/op-test.ts';
import { add, square } from './arithmetic.ts';
import { conv } from './conv.ts';
import { relu } from './nn-rectifiers.ts';
import { averagePool, maxPool, type PoolOptions } from './pool.ts';
import { sum } from './reduce.ts';

const kernels = [random([3, 3, 2, 4], { seed: 2 }), random([3, 3, 4, 3], { seed: 3 })] as const;

/** Two blocks of a convolution and a pool; with a `wall` between them, every element of the convolutions is computed. */
function blocks(
  x: TensorLike,
  pool: (x: TensorLike, size: number, options?: PoolOptions) => Tensor,
  padding: 'valid' | 'same',
  wall: boolean,
): Tensor {
  const seen = (y: Tensor): Tensor => (wall ? add(y, 0) : y);
  const first = pool(seen(relu(conv(x, kernels[0], { padding }))), 2);
  return pool(seen(relu(conv(first, kernels[1], { padding, strides: padding === 'same' ? 2 : 1 }))), 2);
}

describe.each(['valid', 'same'] as const)('what no window of a pool reaches after a convolution (%s)', (padding) => {
  test.each([
    ['max', maxPool],
    ['average', averagePool],
  ] as const)('changes neither values nor gradients when it is left out: %s', async (_, pool) => {
    const x = tensor(random([2, 15, 13, 2], { seed: 1 }));
    const [short, whole] = [false, true].map((wall) => blocks(x, pool, padding, wall));
    if (short === undefined || whole === undefined) return expect.fail('no blocks');
    expectClose(await short.data(), await whole.data());
    const [a, b] = [short, whole].map((y) => gradients(sum(square(y)), [x])[0]);
    expectClose((await a?.data()) ?? [], (await b?.data()) ?? [1]);
  });
});

test('is not computed', () => {
  const x = placeholder({ dtype: 'float32', dims: [new Unknown(), 28, 28, 2] });
  expect(behind(() => blocks(x, maxPool, 'valid', true))).toEqual([
    [4, 26, 26],
    [3, 11, 11],
  ]);
  expect(behind(() => blocks(x, maxPool, 'valid', false))).toEqual([
    [4, 24, 24],
    [3, 10, 10],
  ]);
});

test('is computed where lengths are unknown', () => {
  const x = placeholder({ dtype: 'float32', dims: [new Unknown(), new Unknown(), new Unknown(), 2] });
  expect(blocks(x, maxPool, 'valid', false).shape).toEqual([null, null, null, 3]);
});

/** Channels and lengths of the convolutions behind a tensor, the first one first. */
function convolutions({ node, dims }: Tensor): readonly (readonly unknown[])[] {
  const before = node.inputs.slice(0, 1).flatMap(convolutions);
  return node.kind === 'op' && node.op.name === 'conv' ? [...before, dims.slice(1)] : before;
}

/** The same for what is built as inside a program, where calls are ops. */
function behind(build: () => Tensor): readonly (readonly unknown[])[] {
  return convolutions(within(eagerScope(false), build));
}
