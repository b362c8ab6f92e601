import { describe, expect, test } from 'vitest';
import { blocksOf } from './blocks.node.ts';
import { engineOf } from './device.ts';

describe('channels that convolutions over blocks take at a time', () => {
  test('are what the processor has', async () => {
    expect([0, 8, 16]).toContain(await (await engineOf('cpu')).blocks());
  });

  const tensor = (data: Float32Array, dims: readonly number[]) =>
    ({ data, dims, location: 'cpu', dispose: () => undefined }) as const;

  test('are none where an engine has no such convolutions', async () => {
    expect(await blocksOf(() => Promise.reject(new Error('no kernel')), tensor)).toBe(0);
  });

  test('are none where results differ from those of a plain convolution', async () => {
    const results = [1, 1.01].map((value) => tensor(new Float32Array(144).fill(value), [1, 16, 3, 3]));
    const session = { run: async () => Object.fromEntries(results.entries()) };
    expect(await blocksOf(async () => session, tensor)).toBe(0);
  });
});
