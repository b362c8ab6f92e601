import { expect, test } from 'vitest';
import { setMask, tensor } from '../../graph/index.ts';
import { layerTest } from '../../testing/layer-test.ts';
import { sizeOf } from '../../utils/arrays.ts';
import * as layers from '../index.ts';

const { input } = layers;

/** Numbers in no order, so far apart that finite differences see no window change its largest. */
function distinct(shape: readonly number[]) {
  const length = sizeOf(shape);
  const step = [7, 11, 13, 17].find((prime) => length % prime !== 0) ?? 1;
  return { shape, data: Float32Array.from({ length }, (_, i) => 0.13 * ((i * step) % length) - 1.5) };
}

const shapes = [
  [1, 7, 2],
  [1, 5, 4, 1],
  [1, 3, 2, 3, 2],
] as const;
const outputs = {
  windows: [
    [1, 3, 2],
    [1, 2, 2, 1],
    [1, 1, 1, 1, 2],
  ],
  adaptive: [
    [1, 2, 2],
    [1, 2, 2, 1],
    [1, 2, 2, 2, 2],
  ],
};
const spatialAxes = [[1], [1, 2], [1, 2, 3]];

const makers = {
  maxPooling: [layers.maxPooling1D, layers.maxPooling2D, layers.maxPooling3D],
  averagePooling: [layers.averagePooling1D, layers.averagePooling2D, layers.averagePooling3D],
  adaptiveMaxPooling: [layers.adaptiveMaxPooling1D, layers.adaptiveMaxPooling2D, layers.adaptiveMaxPooling3D],
  adaptiveAveragePooling: [
    layers.adaptiveAveragePooling1D,
    layers.adaptiveAveragePooling2D,
    layers.adaptiveAveragePooling3D,
  ],
} as const;
const globals = {
  globalMaxPooling: [layers.globalMaxPooling1D, layers.globalMaxPooling2D, layers.globalMaxPooling3D],
  globalAveragePooling: [layers.globalAveragePooling1D, layers.globalAveragePooling2D, layers.globalAveragePooling3D],
} as const;

for (const [i, shape] of shapes.entries()) {
  const rank = i + 1;
  const open = spatialAxes[i] ?? [];
  for (const [name, list] of Object.entries(makers)) {
    const make = list[i] ?? expect.fail('no such rank');
    const expected = outputs[name.startsWith('adaptive') ? 'adaptive' : 'windows'][i] ?? [];
    layerTest(`${name}${rank}D`, {
      make: () => make(2),
      inputs: distinct(shape),
      expectedShape: expected,
      open,
      mask: 'ends',
      bad: [
        {
          run: () => make(0),
          message: `${name}${rank}D: ${name.startsWith('adaptive') ? 'outputSize' : 'poolSize'}: expected a positive integer`,
        },
        {
          run: () => make(2, { name: 'a' })(input({ shape: [8] })),
          message: `"a": expected an input of ${rank + 2} axes, [batch,`,
        },
        {
          run: () => make(2, { dataFormat: 'last' as never }),
          message: `${name}${rank}D: dataFormat: expected 'channelsLast' or 'channelsFirst', received 'last'.`,
        },
      ],
    });
  }
  for (const [name, list] of Object.entries(globals)) {
    const make = list[i] ?? expect.fail('no such rank');
    layerTest(`${name}${rank}D`, {
      make: () => make(),
      inputs: distinct(shape),
      expectedShape: [1, shape.at(-1) ?? 0],
      open,
      mask: 'ends',
      bad: [
        {
          run: () => make({ name: 'a' })(input({ shape: [8] })),
          message: `"a": expected an input of ${rank + 2} axes, [batch,`,
        },
      ],
    });
  }
}

layerTest('globalMaxPooling2D with channels first, axes kept', {
  make: () => layers.globalMaxPooling2D({ dataFormat: 'channelsFirst', keepdims: true }),
  inputs: distinct([1, 2, 4, 5]),
  expectedShape: [1, 2, 1, 1],
  open: [2, 3],
});
layerTest('maxPooling1D of windows that overlap', {
  make: () => layers.maxPooling1D(3, { strides: 2, padding: 'same', dataFormat: 'channelsFirst' }),
  inputs: distinct([1, 2, 8]),
  expectedShape: [1, 2, 4],
  open: [2],
  bad: [
    {
      run: () => layers.maxPooling1D(2, { strides: 0 }),
      message: 'maxPooling1D: strides: expected a positive integer, received 0.',
    },
    {
      run: () => layers.maxPooling1D(2, { padding: 'causal' as never }),
      message: "maxPooling1D: padding: expected one of 'valid', 'same', received 'causal'.",
    },
    {
      run: () => layers.maxPooling1D(3, { name: 'a' })(input({ shape: [2, 1] })),
      message:
        'maxPooling1D "a": maxPool(inputs, poolSize): expected spatial axes at least as long as the window, which covers [3], received [2].',
    },
  ],
});

test('globalAveragePooling1D leaves out the steps that a mask does not count', async () => {
  const x = tensor([[[1], [3], [100]]]);
  setMask(x, tensor([[true, true, false]]));
  expect(await layers.globalAveragePooling1D()(x).array()).toEqual([[2]]);
});
