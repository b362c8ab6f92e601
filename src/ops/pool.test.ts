import { describe, expect, test } from 'vitest';
import { gradients } from '../autodiff/index.ts';
import { type Dim, placeholder, type TensorLike, tensor, Unknown } from '../graph/index.ts';
import type { Data } from '../runtime/index.ts';
import { expectClose, opTest, random } from '../testing/op-test.ts';
import { probe } from '../testing/probe.ts';
import { type ArrayData, sizeOf } from '../utils/arrays.ts';
import { multiply, square } from './arithmetic.ts';
import { relu } from './nn-rectifiers.ts';
import { averagePool, maxPool, type PoolOptions } from './pool.ts';
import { sum } from './reduce.ts';

// Distinct numbers, 0.15 apart: finite differences see no window change its largest.
const distinct = (shape: readonly number[]): ArrayData => {
  const order = Array.from(random([sizeOf(shape)], { seed: 8 }).data, Number).map((value, i) => [value, i] as const);
  const ranked = order.sort(([a], [b]) => a - b).map(([, i]) => i);
  return { shape, data: Float32Array.from(ranked, (_, i) => 0.15 * (ranked.indexOf(i) - ranked.length / 2)) };
};
const picture = distinct([2, 5, 4, 1]);

opTest('maxPool', {
  run: (x) => maxPool(x, 2),
  inputs: [picture],
  expected: () => pooled('max', picture, 2, {}).y,
  bad: [
    {
      run: () => maxPool([[1, 2]], 2),
      message:
        'maxPool(inputs, poolSize): expected inputs with a batch axis, one to three spatial axes, and a channel axis, received float32[1, 2].',
    },
    {
      run: () => maxPool([[[1], [2]]], 3),
      message:
        "maxPool(inputs, poolSize): expected spatial axes at least as long as the window, which covers [3], received [2]. Use a smaller window, or padding: 'same'.",
    },
    {
      run: () => maxPool([[[1], [2]]], 0),
      message: 'maxPool(inputs, poolSize): poolSize: expected a positive integer, received 0.',
    },
  ],
});
opTest('maxPool of windows that overlap', {
  run: (x) => maxPool(x, [3, 2], { strides: [1, 2], padding: 'same' }),
  inputs: [picture],
  expected: () => pooled('max', picture, [3, 2], { strides: [1, 2], padding: 'same' }).y,
});
opTest('averagePool', {
  run: (x) => averagePool(x, 2),
  inputs: [picture],
  expected: () => pooled('average', picture, 2, {}).y,
  bad: [
    {
      run: () => averagePool([[[1], [2]]], 1, { strides: [1, 1] }),
      message: 'averagePool(inputs, poolSize): strides: expected a positive integer, received [1,1].',
    },
  ],
});
opTest('averagePool of windows that overlap', {
  run: (x) => averagePool(x, 3, { strides: 2, padding: 'same' }),
  inputs: [picture],
  expected: () => pooled('average', picture, 3, { strides: 2, padding: 'same' }).y,
});

test('averagePool counts no padding', async () => {
  expect(await averagePool([[[1], [2], [3]]], 2, { padding: 'same' }).array()).toEqual([[[1.5], [3]]]);
});
test('maxPool gives the gradient of equal elements to the first', async () => {
  const x = tensor([[[7], [7], [2], [2], [2]]]);
  const [side] = gradients(sum(maxPool(x, 2)), [x]);
  expect(await side?.array()).toEqual([[[1], [0], [1], [0], [0]]]);
  const [over] = gradients(sum(maxPool(x, 2, { strides: 1 })), [x]);
  expect(await over?.array()).toEqual([[[1], [1], [1], [1], [0]]]);
});
test('maxPool of rectified numbers has the gradient that it has of the two one after the other', async () => {
  const z = tensor([[[-1], [-2], [3], [3], [-1], [2], [0], [0]]]);
  const [whole] = gradients(sum(maxPool(relu(z), 2)), [z]);
  expect(await whole?.array()).toEqual([[[0], [0], [1], [0], [0], [1], [0], [0]]]);
});
test('maxPool has a gradient of its gradient', async () => {
  for (const strides of [2, 1]) {
    const x = tensor([[[1], [5], [2], [4]]]);
    const [first] = gradients(sum(square(maxPool(x, 2, { strides }))), [x]);
    const [second] = gradients(sum(multiply(first ?? x, [[[1], [10], [100], [1000]]])), [x]);
    // Σ wᵢ · ∂/∂xᵢ Σ max² = 2 · (count of windows) · max · w, whose slope is 2 · count · w
    expect(await second?.array()).toEqual([[[0], [strides === 1 ? 40 : 20], [0], [2000]]]);
  }
});
test('pools keep unknown axes that they do not change', () => {
  const [batch, steps] = [new Unknown(), new Unknown()];
  const x = placeholder({ dtype: 'float32', dims: [batch, steps, 3] });
  expect(maxPool(x, 3, { strides: 1, padding: 'same' }).dims).toEqual([batch, steps, 3]);
  expect(averagePool(x, 2).shape).toEqual([null, null, 3]);
});

describe.each(['max', 'rectified max', 'average'] as const)('the %s pool, for random shapes and options,', (kind) => {
  // Ten cases make one program: compiling is what takes time.
  test.each(Array.from({ length: 20 }, (_, i) => i))('gives values and gradients of the definition: %i', async (i) => {
    const cases = Array.from({ length: 10 }, (_, j) => drawn(10 * i + j));
    const answers = cases.map(({ x, size, options }) => {
      const seed = random(pooled(kind, x, size, options).y.shape, { seed: 99, range: [-1, 1] });
      return { seed, ...pooled(kind, x, size, options, seed) };
    });
    const { run } = await probe(
      (given) => cases.map(({ size, options }, j) => pools[kind](given[j] ?? 0, size, options)),
      cases.map(({ x, unknown }) => ({
        dtype: 'float32',
        dims: x.shape.map((n, axis): Dim => (unknown.includes(axis) ? new Unknown() : n)),
      })),
      cases.map(() => true),
      answers.map(({ seed }) => floats(seed)),
    );
    const { outputs, grads } = await run(cases.map(({ x }) => floats(x)));
    for (const [j, { y, dx }] of answers.entries()) {
      expectClose(outputs[j] ?? [], y);
      expectClose(grads[j] ?? [], dx);
    }
  });
});

const pools = {
  max: maxPool,
  'rectified max': (x: TensorLike, size: readonly number[], options: PoolOptions) => maxPool(relu(x), size, options),
  average: averagePool,
};

function floats({ data, shape }: ArrayData): Data {
  return { data: Float32Array.from(data, Number), shape };
}

interface Case {
  readonly x: ArrayData;
  readonly size: readonly number[];
  readonly options: PoolOptions;
  /** Axes of x whose length the graph does not know. */
  readonly unknown: readonly number[];
}

/** A random case over few different numbers, so that many are equal. */
function drawn(seed: number): Case {
  const numbers = random([64], { seed: 9000 + seed, range: [0, 9999], integers: true }).data;
  let next = 0;
  const pick = <T>(list: readonly T[]): T =>
    list[Number(numbers[next++]) % list.length] ?? expect.fail('nothing drawn');
  const rank = pick([1, 2, 2, 2, 3]);
  const last = pick([true, true, false]);
  const each = (list: readonly number[]) => Array.from({ length: rank }, () => pick(list));
  const size = each([1, 2, 2, 3]);
  const strides = pick([true, false]) ? each([1, 2, 3]) : null;
  const padding = pick(['valid', 'same'] as const);
  const spatial = size.map((length) => length + pick([0, 1, 2, 3, 4]));
  const [batch, channels] = [pick([1, 2, 3]), pick([1, 2, 5])];
  const shape = last ? [batch, ...spatial, channels] : [batch, channels, ...spatial];
  const open = pick(['none', 'batch', 'all'] as const);
  const channelAxis = last ? rank + 1 : 1;
  return {
    x: random(shape, { seed, range: [-2, 2], integers: true }),
    size,
    options: { strides, padding, dataFormat: last ? 'channels_last' : 'channelsFirst' },
    unknown: open === 'none' ? [] : open === 'batch' ? [0] : shape.map((_, a) => a).filter((a) => a !== channelAxis),
  };
}

function at(given: number | readonly number[], axis: number): number {
  return typeof given === 'number' ? given : (given[axis] ?? 1);
}

/** The pool by its definition, window by window, and the gradient of `Σ y · seed`. */
function pooled(
  kind: keyof typeof pools,
  x: ArrayData,
  poolSize: number | readonly number[],
  { strides = null, padding = 'valid', dataFormat = 'channels_last' }: PoolOptions,
  seed: ArrayData | null = null,
): { readonly y: ArrayData; readonly dx: ArrayData } {
  const last = dataFormat === 'channels_last';
  const spatial = last ? x.shape.slice(1, -1) : x.shape.slice(2);
  const size = spatial.map((_, axis) => at(poolSize, axis));
  const steps = spatial.map((_, axis) => at(strides ?? size, axis));
  const lengths = spatial.map((length, axis) => {
    const step = steps[axis] ?? 1;
    return padding === 'valid' ? Math.floor((length - (size[axis] ?? 1)) / step) + 1 : Math.ceil(length / step);
  });
  const before = spatial.map((length, axis) => {
    const needed = ((lengths[axis] ?? 1) - 1) * (steps[axis] ?? 1) + (size[axis] ?? 1) - length;
    return padding === 'valid' ? 0 : Math.floor(Math.max(needed, 0) / 2);
  });
  const [batch = 1, channels = 1] = [x.shape[0], x.shape[last ? spatial.length + 1 : 1]];
  const indexer = (inner: readonly number[]) => (n: number, place: readonly number[], c: number) => {
    const flat = place.reduce((all, i, axis) => all * (inner[axis] ?? 1) + i, 0);
    return last ? (n * sizeOf(inner) + flat) * channels + c : (n * channels + c) * sizeOf(inner) + flat;
  };
  const shape = last ? [batch, ...lengths, channels] : [batch, channels, ...lengths];
  const y = new Float64Array(sizeOf(shape));
  const dx = new Float64Array(x.data.length);
  for (let n = 0; n < batch; n++)
    for (const place of places(lengths))
      for (let c = 0; c < channels; c++) {
        const target = indexer(lengths)(n, place, c);
        const window = places(size)
          .map((tap) => tap.map((i, axis) => (place[axis] ?? 0) * (steps[axis] ?? 1) + i - (before[axis] ?? 0)))
          .filter((source) => source.every((i, axis) => i >= 0 && i < (spatial[axis] ?? 1)))
          .map((source) => indexer(spatial)(n, source, c));
        const floor = kind === 'rectified max' ? 0 : Number.NEGATIVE_INFINITY;
        const values = window.map((i) => Math.max(Number(x.data[i]), floor));
        const slope = Number(seed?.data[target] ?? 0);
        if (kind !== 'average') {
          y[target] = Math.max(...values);
          const first = window[values.indexOf(Math.max(...values))] ?? 0;
          if (Number(x.data[first]) > floor) dx[first] = (dx[first] ?? 0) + slope;
        } else {
          y[target] = values.reduce((a, b) => a + b, 0) / values.length;
          for (const i of window) dx[i] = (dx[i] ?? 0) + slope / values.length;
        }
      }
  return { y: { data: y, shape }, dx: { data: dx, shape: x.shape } };
}

function places(shape: readonly number[]): readonly (readonly number[])[] {
  return shape.reduce<readonly (readonly number[])[]>(
    (before, length) => before.flatMap((place) => Array.from({ length }, (_, i) => [...place, i])),
    [[]],
  );
}
