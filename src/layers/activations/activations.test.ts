import { describe, expect, test } from 'vitest';
import { tensor } from '../../graph/index.ts';
import * as initializers from '../../initializers/index.ts';
import { layerTest } from '../../testing/layer-test.ts';
import { activation, elu, input, leakyRelu, prelu, relu, softmax } from '../index.ts';

/** Away from 0, where slopes jump. */
const x = { shape: [2, 3], data: Float32Array.of(-2, -1.2, -0.4, 0.5, 1.1, 2.3) };

layerTest('activation', {
  make: () => activation('tanh'),
  inputs: { shape: [2, 3, 4] },
  expectedShape: [2, 3, 4],
  open: [1, 2],
  mask: 'passes',
  bad: [
    {
      run: () => activation('sigmoyd' as never, { name: 'a' }),
      message: /^activation "a": activation: expected .* received 'sigmoyd'\. Did you mean 'sigmoid'\?$/,
    },
  ],
});

test('an activation may be any function with a name', () => {
  const swoosh = (y: Parameters<ReturnType<typeof relu>>[0]) => y;
  expect(activation(swoosh).getConfig()).toMatchObject({ activation: { class_name: 'function', config: 'swoosh' } });
});

layerTest('relu', {
  make: () => relu({ maxValue: 2, negativeSlope: 0.1, threshold: 0.2 }),
  inputs: x,
  expectedShape: [2, 3],
  bad: [
    {
      run: () => relu({ name: 'a', maxValue: -1 }),
      message: 'relu "a": maxValue: expected a number of at least 0, received -1.',
    },
    { run: () => relu({ name: 'a', negativeSlope: -1 }), message: 'relu "a": negativeSlope: expected a number' },
    { run: () => relu({ name: 'a', threshold: Number.NaN }), message: 'relu "a": threshold: expected a number' },
  ],
});

layerTest('leakyRelu', {
  make: () => leakyRelu(),
  inputs: x,
  expectedShape: [2, 3],
  bad: [
    {
      run: () => leakyRelu({ name: 'a', negativeSlope: -0.1 }),
      message: 'leakyRelu "a": negativeSlope: expected a number of at least 0, received -0.1.',
    },
  ],
});

test('leakyRelu has a slope of 0.3, unlike the activation', async () => {
  expect(await leakyRelu()(tensor([[-1]])).item()).toBeCloseTo(-0.3);
});

layerTest('elu', {
  make: () => elu({ alpha: 0.7 }),
  inputs: x,
  expectedShape: [2, 3],
  bad: [{ run: () => elu({ name: 'a', alpha: 'x' as never }), message: 'elu "a": alpha: expected a number' }],
});

layerTest('prelu', {
  make: () => prelu({ alphaInitializer: initializers.constant(0.3) }),
  inputs: x,
  expectedShape: [2, 3],
  weights: [['alpha', [3]]],
  bad: [
    {
      run: () => prelu({ name: 'a', sharedAxes: 0 }),
      message: 'prelu "a": sharedAxes: expected axes of a sample, counted from 1, received 0.',
    },
    {
      run: () => prelu({ name: 'a', sharedAxes: [3] })(input({ shape: [2] })),
      message: 'prelu "a": expected an input of at least 4 axes, received float32[null, 2].',
    },
    {
      run: () => prelu({ name: 'a' })(input({ shape: [null, 2] })),
      message: /^prelu "a": weight alpha: expected a shape whose axes are all known/,
    },
    {
      run: () => {
        const slopes = prelu({ name: 'a' });
        slopes(input({ shape: [2] }));
        slopes(input({ shape: [3] }));
      },
      message: 'prelu "a": expected an input whose axis 1 is 2, as when it was built, received float32[null, 3].',
    },
  ],
});

layerTest('prelu with shared axes', {
  make: () => prelu({ alphaInitializer: initializers.constant(0.3), sharedAxes: [1] }),
  inputs: { shape: [2, 3, 1], data: x.data },
  expectedShape: [2, 3, 1],
  open: [1],
  weights: [['alpha', [1, 1]]],
});

layerTest('softmax', {
  make: () => softmax({ axis: 1 }),
  inputs: { shape: [2, 3, 2] },
  expectedShape: [2, 3, 2],
  open: [1, 2],
  bad: [
    {
      run: () => softmax({ name: 'a', axis: 'last' as never }),
      message: 'softmax "a": axis: expected an axis, or a list of axes, received "last".',
    },
    {
      run: () => softmax({ name: 'a', axis: 2 })(input({ shape: [3] })),
      message: 'softmax "a": softmax: axis: expected an axis from -2 to 1, received 2.',
    },
    {
      run: () => softmax({ name: 'a' })(input({ shape: [3] }), { mask: tensor([[true]]) && tensor([true, false]) }),
      message:
        /^softmax "a": mask: expected a mask that broadcasts to the inputs, float32\[null, 3\], received bool\[2\]/,
    },
  ],
});

describe('softmax with a mask', () => {
  test('gives 0 where the mask is false, and 1 in all elsewhere', async () => {
    const output = softmax()(tensor([[1, 1, 5]]), { mask: tensor([[true, true, false]]) });
    expect(await output.array()).toEqual([[0.5, 0.5, 0]]);
  });

  test('gives 0 everywhere where nothing counts', async () => {
    const output = softmax()(tensor([[1, 1]]), { mask: tensor([[false, false]]) });
    expect(await output.array()).toEqual([[0, 0]]);
  });
});
