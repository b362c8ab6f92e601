import { describe, expect, test } from 'vitest';
import { type Dim, placeholder, Unknown } from '../graph/index.ts';
import type { Data } from '../runtime/index.ts';
import { expectClose, opTest, random } from '../testing/op-test.ts';
import { probe } from '../testing/probe.ts';
import { type ArrayData, sizeOf } from '../utils/arrays.ts';
import { type ConvOptions, conv, depthwiseConv, separableConv } from './conv.ts';

const picture = random([2, 5, 4, 3]);
const kernel = random([3, 2, 3, 4], { seed: 2, range: [-1, 1] });

opTest('conv of pictures', {
  run: (x, w) => conv(x, w),
  inputs: [picture, kernel],
  expected: () => convolved(picture, kernel, {}).y,
  symbolic: [true, false],
  bad: [
    {
      run: () => conv([[1, 2]], [[[1]]]),
      message:
        'conv(inputs, kernel): expected inputs with a batch axis, one to three spatial axes, and a channel axis, received float32[1, 2]. Add the missing axis with expandDims, as in expandDims(images, -1) for grey pictures.',
    },
    {
      run: () => conv([[[1], [2]]], [[[[1]]]]),
      message:
        'conv(inputs, kernel): expected a kernel of 3 axes whose lengths are known, as the inputs have 1 spatial ones, received float32[1, 1, 1, 1].',
    },
    {
      run: () => conv([[[1], [2]]], [[[1], [1]]]),
      message:
        'conv(inputs, kernel): expected inputs whose channels are a multiple of the 2 that the kernel float32[1, 2, 1] has, received 1 channels. Check dataFormat, and the number of groups.',
    },
    {
      run: () =>
        conv(
          [
            [
              [1, 1],
              [2, 1],
            ],
          ],
          [[[1]]],
        ),
      message:
        'conv(inputs, kernel): expected filters in 2 equal groups, since the inputs have 2 times the channels of the kernel, received 1 filters.',
    },
    {
      run: () => conv([[[1], [2]]], [[[1]], [[1]], [[1]]]),
      message:
        "conv(inputs, kernel): expected spatial axes at least as long as the window, which covers [3], received [2]. Use a smaller window, or padding: 'same'.",
    },
    {
      run: () => conv([[[1], [2]]], [[[1]]], { strides: 0 }),
      message: 'conv(inputs, kernel): strides: expected a positive integer, received 0.',
    },
    {
      run: () => conv(picture, kernel, { dilationRate: [1, 1, 1] }),
      message: 'conv(inputs, kernel): dilationRate: expected a positive integer, or a list of 2, received [1,1,1].',
    },
    {
      run: () => conv(picture, kernel, { padding: 'causal' }),
      message: "conv(inputs, kernel): padding: expected one of 'valid', 'same', received 'causal'.",
    },
    {
      run: () => conv(picture, kernel, { bias: [1] }),
      message: 'conv(inputs, kernel): bias: expected float32[4], received float32[1].',
    },
  ],
});
opTest('conv with strides, padding, groups and a bias', {
  run: (x, w, bias) => conv(x, w, { strides: [2, 1], padding: 'same', dilationRate: [1, 2], bias }),
  inputs: [random([2, 5, 6, 4]), random([3, 2, 2, 6], { seed: 3, range: [-1, 1] }), random([6], { seed: 4 })],
  expected: () =>
    convolved(random([2, 5, 6, 4]), random([3, 2, 2, 6], { seed: 3, range: [-1, 1] }), {
      strides: [2, 1],
      padding: 'same',
      dilationRate: [1, 2],
      bias: random([6], { seed: 4 }),
    }).y,
  symbolic: [true, false, false],
});
opTest('depthwiseConv', {
  run: (x, w) => depthwiseConv(x, w, { padding: 'same' }),
  inputs: [picture, random([2, 2, 3, 2], { seed: 5, range: [-1, 1] })],
  expected: () => {
    const weights = random([2, 2, 3, 2], { seed: 5, range: [-1, 1] });
    return convolved(picture, { data: weights.data, shape: [2, 2, 1, 6] }, { padding: 'same' }).y;
  },
  symbolic: [true, false],
  bad: [
    {
      run: () => depthwiseConv(picture, [[[[1]]]]),
      message: 'depthwiseConv(inputs, kernel): expected a kernel [...size, channels, multiplier]',
    },
  ],
});
opTest('separableConv', {
  run: (x, each, mixed) => separableConv(x, each, mixed),
  inputs: [random([2, 5, 2]), random([2, 2, 2], { seed: 6 }), random([1, 4, 3], { seed: 7 })],
  expected: () => {
    const each = convolved(random([2, 5, 2]), { data: random([2, 2, 2], { seed: 6 }).data, shape: [2, 1, 4] }, {}).y;
    return convolved(each, random([1, 4, 3], { seed: 7 }), {}).y;
  },
  symbolic: [true, false, false],
});

test('conv pads all before the first step when causal', async () => {
  const y = conv([[[1], [2], [3]]], [[[1]], [[10]]], { padding: 'causal' });
  expect(await y.array()).toEqual([[[10], [21], [32]]]);
});
test('conv keeps the unknown axes that it does not change', () => {
  const [batch, height] = [new Unknown(), new Unknown()];
  const open = placeholder({ dtype: 'float32', dims: [batch, height, 8, 3] });
  expect(conv(open, kernel, { padding: 'same' }).dims.slice(0, 2)).toEqual([batch, height]);
  expect(conv(open, kernel).shape).toEqual([null, null, 7, 4]);
});

describe('conv, for random shapes and options,', () => {
  // Ten cases make one program: compiling is what takes time.
  test.each(Array.from({ length: 20 }, (_, i) => i))('gives values and gradients of the definition: %i', async (i) => {
    const cases = Array.from({ length: 10 }, (_, j) => drawn(10 * i + j));
    const inputs = cases.flatMap((one) => [one.x, one.kernel]);
    const specs = cases.flatMap(({ x, kernel: w, unknown }) => [
      { dtype: 'float32' as const, dims: x.shape.map((n, axis): Dim => (unknown.includes(axis) ? new Unknown() : n)) },
      { dtype: 'float32' as const, dims: w.shape },
    ]);
    const answers = cases.map(({ x, kernel: w, options }) => {
      const seed = random(convolved(x, w, options).y.shape, { seed: 99, range: [-1, 1] });
      return { seed, ...convolved(x, w, options, seed) };
    });
    const { run } = await probe(
      (given) => cases.map(({ options }, j) => conv(given[2 * j] ?? 0, given[2 * j + 1] ?? 0, options)),
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
  readonly options: ConvOptions;
  /** Axes of x whose length the graph does not know. */
  readonly unknown: readonly number[];
}

/** A random case: one to three spatial axes, everything else likewise. */
function drawn(seed: number): Case {
  const numbers = random([64], { seed: 1000 + seed, range: [0, 9999], integers: true }).data;
  let next = 0;
  const pick = <T>(list: readonly T[]): T =>
    list[Number(numbers[next++]) % list.length] ?? expect.fail('nothing drawn');
  const rank = pick([1, 2, 2, 2, 3]);
  const last = pick([true, true, false]);
  const each = () => Array.from({ length: rank }, () => pick([1, 1, 2, 3]));
  const padding = pick(rank === 1 ? (['valid', 'same', 'causal'] as const) : (['valid', 'same'] as const));
  const size = each();
  const dilationRate = pick([true, false]) ? each() : 1;
  const strides = pick([true, false]) ? each() : 1;
  const groups = pick([1, 1, 2, 3]);
  const channels = groups * pick([1, 2, 4, 9]);
  const filters = groups * pick([1, 2, 3]);
  const spatial = size.map((length, axis) => (length - 1) * at(dilationRate, axis) + pick([1, 2, 3, 4, 5]));
  const batch = pick([1, 2, 3]);
  const shape = last ? [batch, ...spatial, channels] : [batch, channels, ...spatial];
  const open = pick(['none', 'batch', 'all'] as const);
  const channelAxis = last ? rank + 1 : 1;
  return {
    x: random(shape, { seed: 2 * seed, range: [-1, 1] }),
    kernel: random([...size, channels / groups, filters], { seed: 2 * seed + 1, range: [-1, 1] }),
    options: { strides, padding, dilationRate, dataFormat: last ? 'channels_last' : 'channelsFirst' },
    unknown:
      open === 'none' ? [] : open === 'batch' ? [0] : shape.map((_, axis) => axis).filter((a) => a !== channelAxis),
  };
}

function at(given: number | readonly number[], axis: number): number {
  return typeof given === 'number' ? given : (given[axis] ?? 1);
}

/** The convolution by its definition, one product after the other, and the gradients of `Σ y · seed`. */
function convolved(
  x: ArrayData,
  kernel: ArrayData,
  { strides = 1, padding = 'valid', dataFormat = 'channels_last', dilationRate = 1, bias = null }: ConvOptions,
  seed: ArrayData | null = null,
): { readonly y: ArrayData; readonly dx: ArrayData; readonly dw: ArrayData } {
  const last = dataFormat === 'channels_last';
  const rank = kernel.shape.length - 2;
  const size = kernel.shape.slice(0, rank);
  const [inGroup = 1, filters = 1] = kernel.shape.slice(rank);
  const spatial = last ? x.shape.slice(1, -1) : x.shape.slice(2);
  const channels = x.shape[last ? rank + 1 : 1] ?? 1;
  const perGroup = filters / (channels / inGroup);
  const reach = size.map((length, axis) => (length - 1) * at(dilationRate, axis) + 1);
  const lengths = spatial.map((length, axis) =>
    padding === 'valid'
      ? Math.floor((length - (reach[axis] ?? 1)) / at(strides, axis)) + 1
      : Math.ceil(length / at(strides, axis)),
  );
  const before = spatial.map((length, axis) => {
    const needed = ((lengths[axis] ?? 1) - 1) * at(strides, axis) + (reach[axis] ?? 1) - length;
    if (padding === 'causal') return (reach[axis] ?? 1) - 1;
    return padding === 'valid' ? 0 : Math.floor(Math.max(needed, 0) / 2);
  });
  const batch = x.shape[0] ?? 1;
  const indexer = (inner: readonly number[], depth: number) => (n: number, place: readonly number[], c: number) => {
    const flat = place.reduce((sum, i, axis) => sum * (inner[axis] ?? 1) + i, 0);
    return last ? (n * sizeOf(inner) + flat) * depth + c : (n * depth + c) * sizeOf(inner) + flat;
  };
  const from = indexer(spatial, channels);
  const to = indexer(lengths, filters);
  const shape = last ? [batch, ...lengths, filters] : [batch, filters, ...lengths];
  const offsets = bias === null ? null : (bias as ArrayData).data; // the tests give a bias in this form
  const y = new Float64Array(sizeOf(shape));
  const dx = new Float64Array(x.data.length);
  const dw = new Float64Array(kernel.data.length);
  for (let n = 0; n < batch; n++)
    for (const place of places(lengths))
      for (let k = 0; k < filters; k++) {
        const target = to(n, place, k);
        y[target] = Number(offsets?.[k] ?? 0);
        for (const [flat, tap] of places(size).entries()) {
          const source = tap.map(
            (i, axis) => (place[axis] ?? 0) * at(strides, axis) + i * at(dilationRate, axis) - (before[axis] ?? 0),
          );
          if (source.some((i, axis) => i < 0 || i >= (spatial[axis] ?? 1))) continue;
          for (let c = 0; c < inGroup; c++) {
            const i = from(n, source, Math.floor(k / perGroup) * inGroup + c);
            const w = (flat * inGroup + c) * filters + k;
            y[target] = (y[target] ?? 0) + Number(x.data[i]) * Number(kernel.data[w]);
            if (seed === null) continue;
            dx[i] = (dx[i] ?? 0) + Number(seed.data[target]) * Number(kernel.data[w]);
            dw[w] = (dw[w] ?? 0) + Number(seed.data[target]) * Number(x.data[i]);
          }
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
