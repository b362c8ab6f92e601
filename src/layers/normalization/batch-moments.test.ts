import { describe, expect, test } from 'vitest';
import { gradients } from '../../autodiff/index.ts';
import type { Tensor } from '../../graph/index.ts';
import { add, batchNormalization, moments, multiply, reshape, square, sum, tensor } from '../../ops/index.ts';
import { type Affine, normalizedByBatch } from './batch-moments.ts';

const values = Array.from({ length: 24 }, (_, i) => Math.sin(3 * i) + i / 10);
const weights = tensor(
  values.map((x) => Math.cos(5 * x)),
  [2, 3, 4],
);
const epsilon = 0.01;

/** The same by mean and variance, with their gradients. */
function plain(x: Tensor, axis: number, { scale, offset }: Affine): Tensor {
  const [mean, variance] = moments(
    x,
    [0, 1, 2].filter((one) => one !== axis),
  );
  const vector = (one: Tensor | null) => one && reshape(one, [-1]);
  return batchNormalization(x, mean, variance, axis, vector(offset), vector(scale), epsilon);
}

describe.each([2, 1])('normalizing by the batch, features along axis %i', (axis) => {
  const length = axis === 2 ? 4 : 3;
  const shape = axis === 2 ? [4] : [1, 3, 1];
  const weight = (from: number) =>
    tensor(
      Array.from({ length }, (_, i) => from + i / 3),
      shape,
    );
  const affines: readonly (readonly [string, Affine])[] = [
    ['scaled and shifted', { scale: weight(0.5), offset: weight(-1) }],
    ['scaled', { scale: weight(-0.2), offset: null }],
    ['shifted', { scale: null, offset: weight(2) }],
    ['as it is', { scale: null, offset: null }],
  ];

  test.each(affines)('has the values and gradients that mean and variance give: %s', async (_, affine) => {
    const x = tensor(values, [2, 3, 4]);
    const given = [x, affine.scale, affine.offset].filter((one) => one !== null);
    const of = (y: Tensor) => [y, ...gradients(sum(multiply(square(y), weights)), given)];
    const ours = of(normalizedByBatch(x, axis, affine, epsilon)[0]);
    const known = of(plain(x, axis, affine));
    for (const [i, one] of ours.entries()) await expectClose(one, known[i]);
  });

  test('has second gradients, and those of mean and variance', async () => {
    const x = tensor(values, [2, 3, 4]);
    const affine = { scale: weight(0.5), offset: weight(-1) };
    const second = (y: Tensor, mean: Tensor, variance: Tensor) => {
      const loss = add(sum(multiply(square(y), weights)), add(sum(square(mean)), sum(square(variance))));
      return gradients(sum(square(gradients(loss, [x])[0] ?? loss)), [x]);
    };
    const axes = [0, 1, 2].filter((one) => one !== axis);
    const [ours] = second(...normalizedByBatch(x, axis, affine, epsilon));
    const [known] = second(plain(x, axis, affine), ...moments(x, axes));
    await expectClose(ours, known);
  });
});

async function expectClose(one: Tensor | undefined, other: Tensor | undefined): Promise<void> {
  const [a = [], b = []] = [await one?.data(), await other?.data()];
  expect(a.length).toBe(b.length);
  for (const [i, x] of a.entries())
    expect(Math.abs(Number(x) - Number(b[i]))).toBeLessThan(1e-4 * (1 + Math.abs(Number(b[i]))));
}
