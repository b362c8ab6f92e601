import { describe, expect, test } from 'vitest';
import { gradients } from '../autodiff/index.ts';
import { placeholder, setMask, type Tensor, tensor, Unknown } from '../graph/index.ts';
import { abs, subtract } from '../ops/index.ts';
import { compile, evaluateRaw, run, trace } from '../runtime/index.ts';
import { internal } from '../utils/errors.ts';
import * as losses from './index.ts';
import { Loss } from './index.ts';

class Distance extends Loss {
  static override readonly className = 'Distance';

  protected override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return abs(subtract(yTrue, yPred));
  }
}

describe("a user's own loss", () => {
  test('is reduced and named like others', async () => {
    expect(await new Distance().apply([1, 2], [3, 6]).item()).toBe(3);
    expect(await new Distance({ reduction: 'sum' }).apply([1, 2], [3, 6]).item()).toBe(6);
    expect(new Distance().name).toBe('distance');
    expect(new Distance().getConfig()).toEqual({ name: 'distance', reduction: 'sum_over_batch_size' });
  });

  test('reads whole-number predictions as floats', async () => {
    expect(await new Distance().apply(Int32Array.of(1), Int32Array.of(4)).item()).toBe(3);
  });
});

describe('a mask on the predictions', () => {
  test('leaves the mean to what counts', async () => {
    const yPred = tensor([
      [3, 9],
      [6, 8],
    ]);
    setMask(
      yPred,
      tensor([
        [true, false],
        [true, false],
      ]),
    );
    expect(
      await new Distance()
        .apply(
          [
            [1, 0],
            [2, 0],
          ],
          yPred,
        )
        .item(),
    ).toBe(3);
  });

  test('that hides everything gives 0', async () => {
    const yPred = tensor([3, 9]);
    setMask(yPred, tensor([false, false]));
    expect(await new Distance().apply([1, 0], yPred).item()).toBe(0);
  });

  test('counts together with an ignored class', async () => {
    const loss = losses.sparseCategoricalCrossentropy({ fromLogits: true, ignoreClass: 1 });
    const yPred = tensor([
      [0, 0],
      [5, 0],
      [0, 0],
      [9, 9],
    ]);
    setMask(yPred, tensor([true, true, true, false]));
    expect(await loss.apply([0, 1, 0, 0], yPred).item()).toBeCloseTo(Math.LN2, 6);
  });
});

test('what an ignored class hides may be NaN', async () => {
  const loss = losses.sparseCategoricalCrossentropy({ fromLogits: true, ignoreClass: 1 });
  const yPred = tensor([
    [0, 0],
    [Number.NaN, Number.POSITIVE_INFINITY],
  ]);
  const value = loss.apply([0, 1], yPred);
  expect(await value.item()).toBeCloseTo(Math.LN2, 6);
  const [slope] = gradients(value, [yPred]);
  expect(await slope?.array()).toEqual([
    [-0.5, 0.5],
    [0, 0],
  ]);
});

test('weights that are all 0 give 0', async () => {
  const loss = losses.meanSquaredError({ reduction: 'mean_with_sample_weight' });
  expect(await loss.apply([[1], [2]], [[3], [3]], [0, 0]).item()).toBe(0);
});

test('the circle loss takes batches of any length', async () => {
  const batch = new Unknown();
  const yTrue = placeholder({ dtype: 'int32', dims: [batch] });
  const yPred = placeholder({ dtype: 'float32', dims: [batch, 2] });
  const program = trace([yTrue, yPred], false, () => {
    const loss = losses.circle({ gamma: 2 }).apply(yTrue, yPred);
    return [loss, gradients(loss, [yPred])[0] ?? internal('no slope')];
  });
  const compiled = await compile(program);
  for (const count of [2, 5]) {
    const points = Array.from({ length: count }, (_, i) => [Math.cos(i), Math.sin(i)]);
    const labels = Int32Array.from({ length: count }, (_, i) => i % 2);
    const inputs = [
      { data: labels, shape: [count] },
      { data: Float32Array.from(points.flat()), shape: [count, 2] },
    ];
    const [loss, slope] = await run(program, compiled, inputs, evaluateRaw);
    expect(Number(loss?.data[0])).toBeCloseTo(await losses.circle({ gamma: 2 }).apply(labels, points).item(), 5);
    expect(slope?.data.every((x) => Number.isFinite(Number(x)))).toBe(true);
  }
});

test('references of their own have no diagonal', async () => {
  const refs = {
    refLabels: [0, 1, 1],
    refEmbeddings: [
      [1, 0],
      [0, 1],
      [0.6, 0.8],
    ],
  };
  expect(() =>
    losses.functions.circle(
      [0, 1],
      [
        [1, 0],
        [0, 1],
      ],
      refs,
    ),
  ).toThrow('set removeDiagonal to false');
  const values = losses.functions.circle(
    [0, 1],
    [
      [1, 0],
      [0, 1],
    ],
    { ...refs, removeDiagonal: false },
  );
  expect(values.shape).toEqual([2]);
});
