import { describe, expect, test } from 'vitest';
import { type Tensor, Unknown } from '../graph/index.ts';
import { expectClose, random } from '../testing/op-test.ts';
import { probe } from '../testing/probe.ts';
import { type ConvOptions, conv } from './conv.ts';
import { concatenate } from './joining.ts';
import { getItem } from './slicing.ts';

interface Case {
  readonly channels: number;
  readonly filters: number;
  readonly size: readonly [number, number];
  readonly options: ConvOptions;
}

const cases: readonly Case[] = [
  { channels: 16, filters: 32, size: [3, 3], options: {} },
  { channels: 32, filters: 16, size: [3, 3], options: { padding: 'same' } },
  { channels: 16, filters: 16, size: [1, 1], options: {} },
  { channels: 48, filters: 16, size: [2, 3], options: { padding: 'same' } },
  { channels: 16, filters: 48, size: [3, 2], options: { strides: 2 } },
  { channels: 16, filters: 16, size: [3, 3], options: { strides: [1, 2], padding: 'same' } },
  { channels: 32, filters: 32, size: [3, 3], options: { dilationRate: 2 } },
  { channels: 16, filters: 16, size: [5, 5], options: { padding: 'same', dataFormat: 'channelsFirst' } },
];

/** Filters in two parts of odd numbers, for which there are no blocks: otherwise the same. */
function inParts(x: Tensor, kernel: Tensor, bias: Tensor, options: ConvOptions): Tensor {
  const parts = [{ stop: 5 }, { start: 5 }].map((range) =>
    conv(x, getItem(kernel, ['...', range]), { ...options, bias: getItem(bias, [range]) }),
  );
  return concatenate(parts, options.dataFormat === 'channelsFirst' ? 1 : -1);
}

describe.each([false, true])('a convolution over blocks of channels, with an unknown batch: %s,', (open) => {
  test.each(cases)('gives what others give: %j', async ({ channels, filters, size, options }) => {
    const shape = options.dataFormat === 'channelsFirst' ? [3, channels, 9, 8] : [3, 9, 8, channels];
    const given = [
      random(shape, { seed: 1, range: [-1, 1] }),
      random([...size, channels, filters], { seed: 2, range: [-1, 1] }),
      random([filters], { seed: 3, range: [-1, 1] }),
    ].map(({ data, shape: dims }) => ({ data: Float32Array.from(data, Number), shape: dims }));
    const batch = new Unknown();
    const specs = given.map(({ shape: dims }, i) => ({
      dtype: 'float32' as const,
      dims: i === 0 && open ? [batch, ...dims.slice(1)] : dims,
    }));
    const all = [true, true, true];
    const plain = await probe(([x, k, b]) => (x && k && b ? [inParts(x, k, b, options)] : []), specs, all, [null]);
    const [{ shape: outcome } = { shape: [] }] = (await plain.run(given)).outputs;
    const weights = random(outcome, { seed: 4, range: [-1, 1] });
    const seed = { data: Float32Array.from(weights.data, Number), shape: outcome };
    const answers = await Promise.all(
      [inParts, (x: Tensor, k: Tensor, bias: Tensor) => conv(x, k, { ...options, bias })].map(async (one) => {
        const { run } = await probe(([x, k, b]) => (x && k && b ? [one(x, k, b, options)] : []), specs, all, [seed]);
        const { outputs, grads } = await run(given);
        return [...outputs, ...grads];
      }),
    );
    const [expected = [], received = []] = answers;
    expect(received.length).toBe(4);
    for (const [i, { data }] of received.entries()) expectClose(data, expected[i]?.data ?? []);
  });
});
