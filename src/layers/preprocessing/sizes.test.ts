import { describe, expect, test } from 'vitest';
import { tensor } from '../../graph/index.ts';
import { layerTest } from '../../testing/layer-test.ts';
import { centerCrop, input, resizing } from '../index.ts';

layerTest('resizing', {
  make: () => resizing(4, 3),
  inputs: { shape: [2, 2, 6, 2] },
  expectedShape: [2, 4, 3, 2],
  open: [1, 2],
  mask: 'ends',
  bad: [
    {
      run: () => resizing(0, 3, { name: 'a' }),
      message: 'resizing "a": height: expected a positive integer, received 0.',
    },
    {
      run: () => resizing(2, 3.5, { name: 'a' }),
      message: 'resizing "a": width: expected a positive integer, received 3.5.',
    },
    {
      run: () => resizing(2, 2, { name: 'a', interpolation: 'bicubc' as never }),
      message: /^resizing "a": interpolation: expected one of .* received 'bicubc'\. Did you mean 'bicubic'\?$/,
    },
    {
      run: () => resizing(2, 2, { name: 'a', cropToAspectRatio: true, padToAspectRatio: true }),
      message: 'resizing "a": expected cropToAspectRatio or padToAspectRatio, received both.',
    },
    {
      run: () => resizing(2, 2, { name: 'a', fillMode: 'reflect' as never }),
      message: "resizing \"a\": fillMode: expected 'constant', received 'reflect'.",
    },
    {
      run: () => resizing(2, 2, { name: 'a' })(input({ shape: [3] })),
      message: 'resizing "a": expected one image (3 axes) or a batch of images (4 axes), received float32[null, 3].',
    },
    {
      run: () => resizing(2, 2, { name: 'a', padToAspectRatio: true })(input({ shape: [null, 4, 1] })),
      message: 'expected images of known height and width, received float32[null, null, 4, 1].',
    },
  ],
});

layerTest('resizing, cut to the aspect ratio', {
  make: () => resizing(3, 3, { cropToAspectRatio: true, antialias: true }),
  inputs: { shape: [1, 5, 8, 1] },
  expectedShape: [1, 3, 3, 1],
  open: [1, 2],
});

layerTest('resizing, the nearest', {
  make: () => resizing(3, 5, { interpolation: 'nearest', dataFormat: 'channelsFirst' }),
  inputs: { shape: [1, 1, 4, 4] },
  expectedShape: [1, 1, 3, 5],
  open: [2, 3],
});

layerTest('centerCrop', {
  make: () => centerCrop(3, 2),
  inputs: { shape: [2, 4, 5, 1] },
  expectedShape: [2, 3, 2, 1],
  open: [1, 2],
  mask: 'ends',
  bad: [
    {
      run: () => centerCrop(-1, 3, { name: 'a' }),
      message: 'centerCrop "a": height: expected a positive integer, received -1.',
    },
    {
      run: () => centerCrop(2, 2, { name: 'a' })(input({ shape: [3] })),
      message: 'centerCrop "a": expected one image (3 axes) or a batch of images (4 axes), received float32[null, 3].',
    },
  ],
});

layerTest('centerCrop of images that are smaller', {
  make: () => centerCrop(5, 4, { dataFormat: 'channelsFirst' }),
  inputs: { shape: [1, 1, 4, 6] },
  expectedShape: [1, 1, 5, 4],
  open: [2, 3],
});

describe('resizing', () => {
  test('gives whole numbers for whole numbers, cut to their range', async () => {
    const pixels = tensor({ data: Uint8Array.of(0, 255, 255, 0), shape: [1, 2, 2, 1] });
    const resized = resizing(2, 6, { interpolation: 'lanczos3' })(pixels);
    expect(resized.dtype).toBe('uint8');
    expect(Math.max(...Array.from(await resized.data(), Number))).toBeLessThanOrEqual(255);
  });
});
