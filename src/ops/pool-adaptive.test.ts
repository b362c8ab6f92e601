import { expect, test } from 'vitest';
import { gradients } from '../autodiff/index.ts';
import { placeholder, tensor, Unknown } from '../graph/index.ts';
import { expectClose, opTest, random } from '../testing/op-test.ts';
import { probe } from '../testing/probe.ts';
import { type ArrayData, sizeOf } from '../utils/arrays.ts';
import { adaptiveAveragePool, adaptiveMaxPool } from './pool-adaptive.ts';
import { sum } from './reduce.ts';

const picture: ArrayData = {
  shape: [1, 5, 7, 1],
  // 0.15 apart, in no order: finite differences see no window change its largest.
  data: Float32Array.from({ length: 35 }, (_, i) => 0.15 * ((i * 17) % 35) - 2.5),
};
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const largest = (values: readonly number[]) => Math.max(...values);

opTest('adaptiveAveragePool', {
  run: (x) => adaptiveAveragePool(x, [2, 7]),
  inputs: [picture],
  expected: () => adapted(picture, [2, 7], mean),
  bad: [
    {
      run: () => adaptiveAveragePool([[[1]]], 0),
      message: 'adaptiveAveragePool(inputs, outputSize): outputSize: expected a positive integer, received 0.',
    },
  ],
});
opTest('adaptiveAveragePool to more places than there are', {
  run: (x) => adaptiveAveragePool(x, [8, 3]),
  inputs: [picture],
  expected: () => adapted(picture, [8, 3], mean),
});
opTest('adaptiveMaxPool', {
  run: (x) => adaptiveMaxPool(x, [3, 1]),
  inputs: [picture],
  expected: () => adapted(picture, [3, 1], largest),
  bad: [
    {
      run: () => adaptiveMaxPool([[1]], 1),
      message: 'adaptiveMaxPool(inputs, outputSize): expected inputs with a batch axis, one to three spatial axes',
    },
  ],
});
opTest('adaptiveMaxPool to more places than there are', {
  run: (x) => adaptiveMaxPool(x, [7, 4]),
  inputs: [picture],
  expected: () => adapted(picture, [7, 4], largest),
});

test.each([
  ['adaptiveAveragePool', adaptiveAveragePool, mean],
  ['adaptiveMaxPool', adaptiveMaxPool, largest],
] as const)('%s of lengths known at run time is that of known ones', async (_, op, reduce) => {
  const open = { dtype: 'float32' as const, dims: [new Unknown(), new Unknown(), new Unknown(), 1] };
  const seed = random([1, 3, 4, 1], { seed: 4 });
  const weights = { data: Float32Array.from(seed.data, Number), shape: seed.shape };
  const data = { data: Float32Array.from(picture.data, Number), shape: picture.shape };
  const [free, known] = await Promise.all(
    [open, { dtype: 'float32' as const, dims: picture.shape }].map(async (spec) => {
      const { run } = await probe(([x]) => [op(x ?? 0, [3, 4])], [spec], [true], [weights]);
      return run([data]);
    }),
  );
  expectClose(free?.outputs[0] ?? [], adapted(picture, [3, 4], reduce));
  expectClose(free?.grads[0] ?? [], known?.grads[0] ?? []);
});
test('adaptive pools know the lengths of their result', () => {
  const open = placeholder({ dtype: 'float32', dims: [new Unknown(), new Unknown(), new Unknown(), 2] });
  expect(adaptiveAveragePool(open, 3).shape).toEqual([null, 3, 3, 2]);
  expect(adaptiveMaxPool(open, [1, 2]).shape).toEqual([null, 1, 2, 2]);
});
test('adaptiveMaxPool gives the gradient of equal elements to the first', async () => {
  const x = tensor([[[7], [7], [7], [2], [2]]]);
  const [slope] = gradients(sum(adaptiveMaxPool(x, 3)), [x]);
  expect(await slope?.array()).toEqual([[[1], [1], [0], [1], [0]]]);
});

/** Window by window, over two spatial axes. */
function adapted(
  x: ArrayData,
  counts: readonly [number, number],
  reduce: (values: readonly number[]) => number,
): ArrayData {
  const [batch = 1, height = 1, width = 1, channels = 1] = x.shape;
  const range = (i: number, length: number, count: number): readonly number[] => {
    const start = Math.floor((i * length) / count);
    return Array.from({ length: Math.ceil(((i + 1) * length) / count) - start }, (_, k) => start + k);
  };
  const shape = [batch, ...counts, channels];
  const data = Float64Array.from({ length: sizeOf(shape) }, (_, flat) => {
    const c = flat % channels;
    const j = Math.floor(flat / channels) % counts[1];
    const i = Math.floor(flat / channels / counts[1]) % counts[0];
    const n = Math.floor(flat / channels / counts[1] / counts[0]);
    // One axis after the other: windows of equal size make the mean of means the mean.
    return reduce(
      range(i, height, counts[0]).map((row) =>
        reduce(
          range(j, width, counts[1]).map((column) =>
            Number(x.data[((n * height + row) * width + column) * channels + c]),
          ),
        ),
      ),
    );
  });
  return { data, shape };
}
