import { describe, expect, test } from 'vitest';
import { type Dim, Unknown } from '../graph/index.ts';
import type { Data } from '../runtime/index.ts';
import { expectClose, opTest, random } from '../testing/op-test.ts';
import { probe } from '../testing/probe.ts';
import { type ArrayData, sizeOf } from '../utils/arrays.ts';
import { type ConvTransposeOptions, convTranspose } from './conv-transpose.ts';

const picture = random([2, 3, 4, 3]);
const kernel = random([3, 2, 5, 3], { seed: 2, range: [-1, 1] });
const bias = random([5], { seed: 3 });

opTest('convTranspose of pictures', {
  run: (x, w) => convTranspose(x, w),
  inputs: [picture, kernel],
  expected: () => spread(picture, kernel, {}).y,
  symbolic: [true, false],
  bad: [
    {
      run: () => convTranspose([[[1], [2]]], [[[1, 1]]]),
      message:
        'convTranspose(inputs, kernel): expected a kernel [...size, filters, channels] with the channels of the inputs, received inputs float32[1, 2, 1] and kernel float32[1, 1, 2].',
    },
    {
      run: () => convTranspose(picture, kernel, { strides: 2, outputPadding: 2 }),
      message:
        'convTranspose(inputs, kernel): outputPadding: expected less than the strides, which are [2, 2], received 2.',
    },
    {
      run: () => convTranspose([[[1]]], [[[1]], [[1]]], { padding: 'same', outputPadding: 0 }),
      message: 'convTranspose(inputs, kernel): expected options that leave at least one place, received lengths of [0]',
    },
  ],
});
opTest('convTranspose with strides, padding and a bias', {
  run: (x, w, b) => convTranspose(x, w, { strides: [3, 2], padding: 'same', bias: b }),
  inputs: [picture, kernel, bias],
  expected: () => {
    const { y } = spread(picture, kernel, { strides: [3, 2], padding: 'same' });
    return {
      shape: y.shape,
      data: Float64Array.from(Array.from(y.data, Number), (value, i) => value + Number(bias.data[i % 5])),
    };
  },
  symbolic: [true, false, false],
});

test('convTranspose undoes what a strided convolution did to the lengths', () => {
  const x = random([1, 7, 2]);
  const w = random([3, 4, 2]);
  expect(convTranspose(x, w, { strides: 2 }).shape).toEqual([1, 15, 4]);
  expect(convTranspose(x, w, { strides: 2, padding: 'same' }).shape).toEqual([1, 14, 4]);
  expect(convTranspose(x, w, { strides: 2, padding: 'same', outputPadding: 0 }).shape).toEqual([1, 13, 4]);
});

describe('convTranspose, for random shapes and options,', () => {
  test.each(Array.from({ length: 20 }, (_, i) => i))('gives values and gradients of the definition: %i', async (i) => {
    const cases = Array.from({ length: 10 }, (_, j) => drawn(10 * i + j));
    const inputs = cases.flatMap((one) => [one.x, one.kernel]);
    const specs = cases.flatMap(({ x, kernel: w, unknown }) => [
      { dtype: 'float32' as const, dims: x.shape.map((n, axis): Dim => (unknown.includes(axis) ? new Unknown() : n)) },
      { dtype: 'float32' as const, dims: w.shape },
    ]);
    const answers = cases.map(({ x, kernel: w, options }) => {
      const seed = random(spread(x, w, options).y.shape, { seed: 99, range: [-1, 1] });
      return { seed, ...spread(x, w, options, seed) };
    });
    const { run } = await probe(
      (given) => cases.map(({ options }, j) => convTranspose(given[2 * j] ?? 0, given[2 * j + 1] ?? 0, options)),
      specs,
      inputs.map(() => true),
      answers.map(({ seed }) => floats(seed)),
    );
    const { outputs, grads } = await run(inputs.map(floats));
    for (const [j, { y, dx, dw }] of answers.entries()) {
      expectClose(outputs[j] ?? [], y, 1e-4);
      expectClose(grads[2 * j] ?? [], dx, 1e-4);
      expectClose(grads[2 * j + 1] ?? [], dw, 1e-4);
    }
  });
});

function floats({ data, shape }: ArrayData): Data {
  return { data: Float32Array.from(data, Number), shape };
}

interface Case {
  readonly x: ArrayData;
  readonly kernel: ArrayData;
  readonly options: ConvTransposeOptions;
  /** Axes of x whose length the graph does not know. */
  readonly unknown: readonly number[];
}

function drawn(seed: number): Case {
  const numbers = random([64], { seed: 5000 + seed, range: [0, 9999], integers: true }).data;
  let next = 0;
  const pick = <T>(list: readonly T[]): T =>
    list[Number(numbers[next++]) % list.length] ?? expect.fail('nothing drawn');
  const rank = pick([1, 2, 2, 2, 3]);
  const last = pick([true, true, false]);
  const each = (list: readonly number[]) => Array.from({ length: rank }, () => pick(list));
  const padding = pick(['valid', 'same'] as const);
  // A kernel of one place and no padding added may leave nothing of 'same'.
  const size = each([1, 2, 3, 4]);
  const strides = pick([true, false]) ? each([1, 2, 3]) : 1;
  const dilationRate = pick([true, false]) ? each([1, 2]) : 1;
  const outputPadding = pick([true, false]) ? size.map((_, axis) => pick([0, 1, 2]) % at(strides, axis)) : null;
  const [channels, filters, batch] = [pick([1, 2, 9]), pick([1, 2, 8]), pick([1, 2])];
  const spatial = each([2, 3, 4]);
  const shape = last ? [batch, ...spatial, channels] : [batch, channels, ...spatial];
  const open = pick(['none', 'batch', 'all'] as const);
  const channelAxis = last ? rank + 1 : 1;
  return {
    x: random(shape, { seed: 2 * seed, range: [-1, 1] }),
    kernel: random([...size, filters, channels], { seed: 2 * seed + 1, range: [-1, 1] }),
    options: { strides, padding, dilationRate, outputPadding, dataFormat: last ? 'channels_last' : 'channels_first' },
    unknown: open === 'none' ? [] : open === 'batch' ? [0] : shape.map((_, a) => a).filter((a) => a !== channelAxis),
  };
}

function at(given: number | readonly number[], axis: number): number {
  return typeof given === 'number' ? given : (given[axis] ?? 1);
}

/** The transposed convolution by its definition, element by element, and the gradients of `Σ y · seed`. */
function spread(
  x: ArrayData,
  kernel: ArrayData,
  {
    strides = 1,
    padding = 'valid',
    dataFormat = 'channels_last',
    dilationRate = 1,
    outputPadding = null,
  }: ConvTransposeOptions,
  seed: ArrayData | null = null,
): { readonly y: ArrayData; readonly dx: ArrayData; readonly dw: ArrayData } {
  const last = dataFormat === 'channels_last';
  const rank = kernel.shape.length - 2;
  const size = kernel.shape.slice(0, rank);
  const [filters = 1, channels = 1] = kernel.shape.slice(rank);
  const spatial = last ? x.shape.slice(1, -1) : x.shape.slice(2);
  const along = spatial.map((length, axis) => {
    const stride = at(strides, axis);
    const reach = ((size[axis] ?? 1) - 1) * at(dilationRate, axis) + 1;
    const added = outputPadding === null ? null : at(outputPadding, axis);
    if (padding === 'valid')
      return { length: (length - 1) * stride + reach + (added ?? Math.max(stride - reach, 0)), cut: 0 };
    const result = added === null ? length * stride : (length - 1) * stride + (reach % 2) + added;
    // The whole result is cut on both sides; where zeros are needed, they come last.
    const surplus = (length - 1) * stride + reach - result;
    return { length: result, cut: Math.max(Math.floor(surplus / 2), 0) };
  });
  const lengths = along.map(({ length }) => length);
  const batch = x.shape[0] ?? 1;
  const indexer = (inner: readonly number[], depth: number) => (n: number, place: readonly number[], c: number) => {
    const flat = place.reduce((sum, i, axis) => sum * (inner[axis] ?? 1) + i, 0);
    return last ? (n * sizeOf(inner) + flat) * depth + c : (n * depth + c) * sizeOf(inner) + flat;
  };
  const from = indexer(spatial, channels);
  const to = indexer(lengths, filters);
  const shape = last ? [batch, ...lengths, filters] : [batch, filters, ...lengths];
  const y = new Float64Array(sizeOf(shape));
  const dx = new Float64Array(x.data.length);
  const dw = new Float64Array(kernel.data.length);
  for (let n = 0; n < batch; n++)
    for (const place of places(spatial))
      for (const [flat, tap] of places(size).entries()) {
        const target = tap.map(
          (i, axis) => (place[axis] ?? 0) * at(strides, axis) + i * at(dilationRate, axis) - (along[axis]?.cut ?? 0),
        );
        if (target.some((i, axis) => i < 0 || i >= (lengths[axis] ?? 1))) continue;
        for (let c = 0; c < channels; c++)
          for (let k = 0; k < filters; k++) {
            const [i, o, w] = [from(n, place, c), to(n, target, k), (flat * filters + k) * channels + c];
            y[o] = (y[o] ?? 0) + Number(x.data[i]) * Number(kernel.data[w]);
            if (seed === null) continue;
            dx[i] = (dx[i] ?? 0) + Number(seed.data[o]) * Number(kernel.data[w]);
            dw[w] = (dw[w] ?? 0) + Number(seed.data[o]) * Number(x.data[i]);
          }
      }
  return { y: { data: y, shape }, dx: { data: dx, shape: x.shape }, dw: { data: dw, shape: kernel.shape } };
}

function places(shape: readonly number[]): readonly (readonly number[])[] {
  return shape.reduce<readonly (readonly number[])[]>(
    (before, length) => before.flatMap((place) => Array.from({ length }, (_, i) => [...place, i])),
    [[]],
  );
}
