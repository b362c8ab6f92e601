import { expect, test } from 'vitest';
import { tensor } from '../../graph/index.ts';
import { layerTest } from '../../testing/layer-test.ts';
import {
  cropping1D,
  cropping2D,
  cropping3D,
  flatten,
  input,
  permute,
  repeatVector,
  reshape,
  upSampling1D,
  upSampling2D,
  upSampling3D,
  zeroPadding1D,
  zeroPadding2D,
  zeroPadding3D,
} from '../index.ts';

layerTest('flatten', {
  make: () => flatten(),
  inputs: { shape: [2, 3, 4] },
  expectedShape: [2, 12],
  open: [1],
  mask: 'ends',
  bad: [
    {
      run: () => flatten({ name: 'a', dataFormat: 'chanelsLast' as never }),
      message: "flatten: dataFormat: expected 'channelsLast' or 'channelsFirst', received 'chanelsLast'.",
    },
    {
      run: () => flatten({ name: 'a' })(input({ batchShape: [] })),
      message: 'flatten "a": expected an input of at least 1 axis, received float32[]. The first axis is the batch.',
    },
  ],
});

layerTest('flatten with channels first', {
  make: () => flatten({ dataFormat: 'channelsFirst' }),
  inputs: { shape: [2, 3, 2, 2] },
  expectedShape: [2, 12],
});

layerTest('flatten of single numbers', { make: () => flatten(), inputs: { shape: [3] }, expectedShape: [3, 1] });

test('flatten takes an empty batch', async () => {
  const empty = tensor(new Float32Array(0), [0, 2, 3]);
  expect((await flatten()(empty).evaluated()).shape).toEqual([0, 6]);
});

layerTest('reshape', {
  make: () => reshape([-1, 6]),
  inputs: { shape: [2, 3, 4] },
  expectedShape: [2, 2, 6],
  open: [1],
  mask: 'ends',
  bad: [
    {
      run: () => reshape([-1, -1], { name: 'a' }),
      message:
        'reshape "a": targetShape: expected a list of whole axis lengths, of which one may be -1, without the batch axis, received [-1,-1].',
    },
    { run: () => reshape(3 as never, { name: 'a' }), message: 'reshape "a": targetShape: expected a list' },
    {
      run: () => reshape([5], { name: 'a' })(input({ shape: [2, 3] })),
      message: 'reshape "a": expected samples of 5 elements for [5], received samples of shape [2, 3].',
    },
    {
      run: () => reshape([4, -1], { name: 'a' })(input({ shape: [2, 3] })),
      message:
        'reshape "a": expected samples of a multiple of 4 elements for [4, -1], received samples of shape [2, 3].',
    },
  ],
});

layerTest('permute', {
  make: () => permute([3, 1, 2]),
  inputs: { shape: [2, 3, 4, 5] },
  expectedShape: [2, 5, 3, 4],
  open: [1, 2, 3],
  mask: 'ends',
  bad: [
    {
      run: () => permute([0, 1], { name: 'a' }),
      message:
        'permute "a": dims: expected each axis of a sample once, counted from 1, received [0,1]. To swap the two axes of a sample: [2, 1].',
    },
    {
      run: () => permute([2, 1], { name: 'a' })(input({ shape: [2] })),
      message: 'permute "a": expected an input of 3 axes, the batch and the 2 of dims, received float32[null, 2].',
    },
  ],
});

layerTest('repeatVector', {
  make: () => repeatVector(3),
  inputs: { shape: [2, 4] },
  expectedShape: [2, 3, 4],
  open: [1],
  bad: [
    {
      run: () => repeatVector(0, { name: 'a' }),
      message: 'repeatVector "a": n: expected a positive integer, received 0.',
    },
    {
      run: () => repeatVector(2, { name: 'a' })(input({ shape: [2, 3] })),
      message: 'repeatVector "a": expected an input of 2 axes, [batch, features], received float32[null, 2, 3].',
    },
  ],
});

layerTest('cropping1D', {
  make: () => cropping1D([1, 2]),
  inputs: { shape: [2, 6, 3] },
  expectedShape: [2, 3, 3],
  open: [1],
  mask: 'ends',
  bad: [
    {
      run: () => cropping1D(2, { name: 'a' })(input({ shape: [4, 3] })),
      message:
        'cropping1D "a": expected more than 4 along axis 1, of which 2 and 2 are cut off, received float32[null, 4, 3].',
    },
    {
      run: () => cropping1D(-1),
      message:
        'cropping1D: cropping: expected a whole number of at least 0, or two of them: [before, after], received -1.',
    },
    {
      run: () => cropping1D(1, { name: 'a' })(input({ shape: [4] })),
      message: 'cropping1D "a": expected an input of 3 axes, [batch, steps, channels], received float32[null, 4].',
    },
  ],
});

layerTest('cropping2D', {
  make: () => cropping2D([[1, 0], 1], { dataFormat: 'channels_first' }),
  inputs: { shape: [1, 2, 4, 5] },
  expectedShape: [1, 2, 3, 3],
  open: [2, 3],
  bad: [
    {
      run: () => cropping2D([1, 2, 3] as never),
      message: 'cropping2D: cropping: expected a whole number, or one entry for each of the 2 axes, received [1,2,3].',
    },
  ],
});

layerTest('cropping3D', {
  make: () => cropping3D([1, [0, 1], 0]),
  inputs: { shape: [1, 3, 2, 2, 2] },
  expectedShape: [1, 1, 1, 2, 2],
  open: [1],
});

layerTest('zeroPadding1D', {
  make: () => zeroPadding1D([1, 2]),
  inputs: { shape: [2, 3, 2] },
  expectedShape: [2, 6, 2],
  open: [1],
  mask: 'ends',
  bad: [
    {
      run: () => zeroPadding1D([1, 2, 3] as never),
      message: 'zeroPadding1D: padding: expected a whole number of at least 0',
    },
    { run: () => zeroPadding1D('same' as never), message: 'received "same"' },
  ],
});

layerTest('zeroPadding2D', {
  make: () => zeroPadding2D([[1, 0], 2]),
  inputs: { shape: [1, 3, 2, 2] },
  expectedShape: [1, 4, 6, 2],
  open: [1, 2],
  bad: [
    {
      run: () => zeroPadding2D(1, { name: 'a' })(input({ shape: [3, 3] })),
      message:
        'zeroPadding2D "a": expected an input of 4 axes, [batch, height, width, channels], received float32[null, 3, 3].',
    },
  ],
});

layerTest('zeroPadding3D', {
  make: () => zeroPadding3D(1, { dataFormat: 'channelsFirst' }),
  inputs: { shape: [1, 2, 2, 1, 2] },
  expectedShape: [1, 2, 4, 3, 4],
  open: [2, 3, 4],
});

layerTest('upSampling1D', {
  make: () => upSampling1D(3),
  inputs: { shape: [2, 3, 2] },
  expectedShape: [2, 9, 2],
  open: [1],
  mask: 'ends',
  bad: [{ run: () => upSampling1D(0, { name: 'a' }), message: 'upSampling1D "a": size: expected a positive integer' }],
});

layerTest('upSampling2D', {
  make: () => upSampling2D([2, 3]),
  inputs: { shape: [1, 2, 3, 2] },
  expectedShape: [1, 4, 9, 2],
  open: [1, 2],
  bad: [
    {
      run: () => upSampling2D([2] as never),
      message: 'upSampling2D: size: expected a positive integer, or one for each of the 2 axes, received [2].',
    },
    {
      run: () => upSampling2D(2, { name: 'a', interpolation: 'bilinar' as never }),
      message: /^upSampling2D "a": interpolation: expected one of .* received 'bilinar'\. Did you mean 'bilinear'\?$/,
    },
  ],
});

layerTest('upSampling2D, bilinear', {
  make: () => upSampling2D(2, { interpolation: 'bilinear', dataFormat: 'channelsFirst' }),
  inputs: { shape: [1, 2, 3, 2] },
  expectedShape: [1, 2, 6, 4],
  open: [2, 3],
});

layerTest('upSampling3D', {
  make: () => upSampling3D([1, 2, 3]),
  inputs: { shape: [1, 2, 2, 1, 2] },
  expectedShape: [1, 2, 4, 3, 2],
  open: [1],
});
