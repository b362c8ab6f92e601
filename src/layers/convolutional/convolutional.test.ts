import { expect, test } from 'vitest';
import { tensor } from '../../graph/index.ts';
import { layerTest } from '../../testing/layer-test.ts';
import {
  conv1D,
  conv1DTranspose,
  conv2D,
  conv2DTranspose,
  conv3D,
  conv3DTranspose,
  depthwiseConv1D,
  depthwiseConv2D,
  input,
  separableConv1D,
  separableConv2D,
} from '../index.ts';

layerTest('conv1D', {
  make: () => conv1D(4, 3, { padding: 'causal', dilationRate: 2, activation: 'tanh' }),
  inputs: { shape: [2, 6, 2] },
  expectedShape: [2, 6, 4],
  open: [1],
  weights: [
    ['kernel', [3, 2, 4]],
    ['bias', [4]],
  ],
  mask: 'ends',
  bad: [
    {
      run: () => conv1D(4, 3, { padding: 'full' as never }),
      message: "conv1D: padding: expected one of 'valid', 'same', 'causal', received 'full'.",
    },
    {
      run: () => conv1D(4, [3, 3]),
      message: 'conv1D: kernelSize: expected a positive integer, received [3,3].',
    },
  ],
});
layerTest('conv2D', {
  make: () => conv2D(6, [3, 2], { strides: 2, padding: 'same', groups: 2 }),
  inputs: { shape: [2, 5, 4, 4] },
  expectedShape: [2, 3, 2, 6],
  open: [1, 2],
  weights: [
    ['kernel', [3, 2, 2, 6]],
    ['bias', [6]],
  ],
  mask: 'ends',
  bad: [
    {
      run: () => conv2D(0, 3, { name: 'a' }),
      message: 'conv2D "a": filters: expected a positive integer, received 0.',
    },
    {
      run: () => conv2D(4, 0),
      message: 'conv2D: kernelSize: expected a positive integer, or a list of 2, received 0.',
    },
    {
      run: () => conv2D(4, 3, { strides: [1, 0] }),
      message: 'conv2D: strides: expected a positive integer, or a list of 2, received [1,0].',
    },
    {
      run: () => conv2D(4, 3, { dilationRate: 1.5 }),
      message: 'conv2D: dilationRate: expected a positive integer, or a list of 2, received 1.5.',
    },
    {
      run: () => conv2D(4, 3, { padding: 'causal' as never }),
      message: "conv2D: padding: expected one of 'valid', 'same', received 'causal'.",
    },
    {
      run: () => conv2D(4, 3, { dataFormat: 'channelsMiddle' as never }),
      message: "conv2D: dataFormat: expected 'channelsLast' or 'channelsFirst', received 'channelsMiddle'.",
    },
    {
      run: () => conv2D(4, 3, { name: 'a', groups: 3 }),
      message: 'conv2D "a": filters: expected a multiple of the 3 groups, received 4.',
    },
    {
      run: () => conv2D(4, 3, { name: 'a', groups: 2 })(input({ shape: [8, 8, 3] })),
      message: 'conv2D "a": groups: expected a divisor of the 3 channels of the inputs, received 2.',
    },
    {
      run: () => conv2D(4, 3, { name: 'a' })(input({ shape: [8, 3] })),
      message:
        'conv2D "a": expected an input of 4 axes, [batch, height, width, channels], received float32[null, 8, 3].',
    },
    {
      run: () => conv2D(4, 3, { name: 'a' })(input({ shape: [8, 8, null] })),
      message:
        'conv2D "a": expected an input whose number of channels is known, received shape [null, 8, 8, null]. Give the input a shape, as in input({ shape: [28, 28, 1] }).',
    },
    {
      run: () => conv2D(4, 3, { name: 'a' })(input({ shape: [2, 8, 1] })),
      message:
        'conv2D "a": conv(inputs, kernel): expected spatial axes at least as long as the window, which covers [3, 3], received [2, 8].',
    },
    {
      run: () => {
        const layer = conv2D(4, 3, { name: 'a' });
        layer(input({ shape: [8, 8, 3] }));
        layer(input({ shape: [8, 8, 1] }));
      },
      message:
        'conv2D "a": expected an input whose last axis is 3, as when it was built, received float32[null, 8, 8, 1].',
    },
  ],
});
layerTest('conv2D with channels first and no bias', {
  make: () => conv2D(2, 2, { dataFormat: 'channelsFirst', useBias: false }),
  inputs: { shape: [2, 3, 4, 4] },
  expectedShape: [2, 2, 3, 3],
  open: [2, 3],
  weights: [['kernel', [2, 2, 3, 2]]],
});
layerTest('conv3D', {
  make: () => conv3D(2, 2, { strides: [1, 2, 1] }),
  inputs: { shape: [1, 3, 4, 3, 2] },
  expectedShape: [1, 2, 2, 2, 2],
  open: [1],
  weights: [
    ['kernel', [2, 2, 2, 2, 2]],
    ['bias', [2]],
  ],
});

layerTest('conv1DTranspose', {
  make: () => conv1DTranspose(3, 2, { strides: 3, outputPadding: 2 }),
  inputs: { shape: [2, 4, 2] },
  expectedShape: [2, 13, 3],
  open: [1],
  weights: [
    ['kernel', [2, 3, 2]],
    ['bias', [3]],
  ],
  mask: 'ends',
  bad: [
    {
      run: () => conv1DTranspose(3, 2, { name: 'a', strides: 2, outputPadding: 2 }),
      message: 'conv1DTranspose "a": outputPadding: expected less than the strides, which are [2], received 2.',
    },
    {
      run: () => conv1DTranspose(3, 2, { outputPadding: -1 }),
      message: 'conv1DTranspose: outputPadding: expected an integer of at least 0, received -1.',
    },
    {
      run: () => conv1DTranspose(-3, 2, { name: 'a' }),
      message: 'conv1DTranspose "a": filters: expected a positive integer, received -3.',
    },
  ],
});
layerTest('conv2DTranspose', {
  make: () => conv2DTranspose(2, 3, { strides: 2, padding: 'same' }),
  inputs: { shape: [2, 3, 2, 4] },
  expectedShape: [2, 6, 4, 2],
  open: [1, 2],
  weights: [
    ['kernel', [3, 3, 2, 4]],
    ['bias', [2]],
  ],
  bad: [
    {
      run: () => conv2DTranspose(2, 2, { name: 'a', padding: 'same', outputPadding: 0 })(input({ shape: [1, 1, 1] })),
      message: 'expected options that leave at least one place, received lengths of [0, 0]',
    },
  ],
});
layerTest('conv3DTranspose', {
  make: () => conv3DTranspose(2, [1, 2, 2], { dilationRate: [1, 2, 1] }),
  inputs: { shape: [1, 2, 2, 3, 1] },
  expectedShape: [1, 2, 4, 4, 2],
  weights: [
    ['kernel', [1, 2, 2, 2, 1]],
    ['bias', [2]],
  ],
});

layerTest('depthwiseConv1D', {
  make: () => depthwiseConv1D(2, { depthMultiplier: 3, strides: 2 }),
  inputs: { shape: [2, 5, 2] },
  expectedShape: [2, 2, 6],
  open: [1],
  weights: [
    ['kernel', [2, 2, 3]],
    ['bias', [6]],
  ],
  mask: 'ends',
  bad: [
    {
      run: () => depthwiseConv1D(2, { name: 'a', depthMultiplier: 0 }),
      message: 'depthwiseConv1D "a": depthMultiplier: expected a positive integer, received 0.',
    },
    {
      run: () => depthwiseConv1D(2, { padding: 'causal' as never }),
      message: "depthwiseConv1D: padding: expected one of 'valid', 'same', received 'causal'.",
    },
  ],
});
layerTest('depthwiseConv2D', {
  make: () => depthwiseConv2D([2, 3], { padding: 'same', dataFormat: 'channelsFirst' }),
  inputs: { shape: [2, 3, 3, 4] },
  expectedShape: [2, 3, 3, 4],
  open: [2, 3],
  weights: [
    ['kernel', [2, 3, 3, 1]],
    ['bias', [3]],
  ],
});

layerTest('separableConv1D', {
  make: () => separableConv1D(4, 3, { depthMultiplier: 2, padding: 'same' }),
  inputs: { shape: [2, 4, 2] },
  expectedShape: [2, 4, 4],
  open: [1],
  weights: [
    ['depthwise_kernel', [3, 2, 2]],
    ['pointwise_kernel', [1, 4, 4]],
    ['bias', [4]],
  ],
  mask: 'ends',
  bad: [
    {
      run: () => separableConv1D(0, 3, { name: 'a' }),
      message: 'separableConv1D "a": filters: expected a positive integer, received 0.',
    },
    {
      run: () => separableConv1D(4, 3, { name: 'a', depthMultiplier: 0 }),
      message: 'separableConv1D "a": depthMultiplier: expected a positive integer, received 0.',
    },
  ],
});
layerTest('separableConv2D', {
  make: () => separableConv2D(3, 2, { strides: 2, useBias: false }),
  inputs: { shape: [2, 4, 5, 2] },
  expectedShape: [2, 2, 2, 3],
  weights: [
    ['depthwise_kernel', [2, 2, 2, 1]],
    ['pointwise_kernel', [1, 1, 2, 3]],
  ],
});

test('depthwise convolutions with both strides and dilation follow the definition', async () => {
  const layer = depthwiseConv1D(2, { strides: 2, dilationRate: 2, depthwiseInitializer: 'ones', useBias: false });
  const x = tensor([[[1], [10], [100], [1000], [10000]]]);
  expect(await layer(x).array()).toEqual([[[101], [10100]]]);
});
