import { describe, expect, test } from 'vitest';
import { tensor } from '../graph/index.ts';
import { model } from '../models/index.ts';
import * as layers from './index.ts';
import { input } from './index.ts';

// Beside what each layer's own test refuses: what all of them refuse alike. TypeScript refuses most of it before.

const name = 'a';

/** Runs what TypeScript would not let through. */
function refuses(what: string, run: () => unknown, message: string | RegExp): void {
  test(what, () => expect(run).toThrow(message));
}

describe('options that a layer does not have', () => {
  const strange: readonly (readonly [label: string, make: (options: never) => unknown, key: string, mend: string])[] = [
    ['dense', (options) => layers.dense(3, options), 'activatoin', "Did you mean 'activation'?"],
    ['embedding', (options) => layers.embedding(3, 2, options), 'maskZeros', "Did you mean 'maskZero'?"],
    ['conv1D', (options) => layers.conv1D(3, 2, options), 'dilationRates', "Did you mean 'dilationRate'?"],
    ['conv2D', (options) => layers.conv2D(3, 2, options), 'stride', "Did you mean 'strides'?"],
    ['conv2DTranspose', (options) => layers.conv2DTranspose(3, 2, options), 'groups', 'Known: '],
    ['depthwiseConv2D', (options) => layers.depthwiseConv2D(2, options), 'filters', 'Known: '],
    ['separableConv1D', (options) => layers.separableConv1D(3, 2, options), 'kernelInitialiser', 'Known: '],
    ['maxPooling2D', (options) => layers.maxPooling2D(2, options), 'stride', "Did you mean 'strides'?"],
    ['globalMaxPooling1D', (options) => layers.globalMaxPooling1D(options), 'keepDim', "Did you mean 'keepdims'?"],
    ['adaptiveMaxPooling1D', (options) => layers.adaptiveMaxPooling1D(2, options), 'strides', 'Known: '],
    ['batchNormalization', (options) => layers.batchNormalization(options), 'eps', 'Known: '],
    ['layerNormalization', (options) => layers.layerNormalization(options), 'epsilo', "Did you mean 'epsilon'?"],
    ['groupNormalization', (options) => layers.groupNormalization(options), 'group', "Did you mean 'groups'?"],
    ['rmsNormalization', (options) => layers.rmsNormalization(options), 'axes', "Did you mean 'axis'?"],
    ['unitNormalization', (options) => layers.unitNormalization(options), 'order', 'Known: '],
    ['dropout', (options) => layers.dropout(0.5, options), 'noise_shape', "Did you mean 'noiseShape'?"],
    ['gaussianNoise', (options) => layers.gaussianNoise(0.5, options), 'rate', 'Known: '],
    ['spatialDropout2D', (options) => layers.spatialDropout2D(0.5, options), 'sed', "Did you mean 'seed'?"],
    ['activityRegularization', (options) => layers.activityRegularization(options), 'l3', "Did you mean 'l1'?"],
    ['reshape', (options) => layers.reshape([2], options), 'order', 'Known: '],
    ['flatten', (options) => layers.flatten(options), 'axis', 'Known: '],
    ['zeroPadding2D', (options) => layers.zeroPadding2D(1, options), 'mode', 'Known: '],
    ['cropping2D', (options) => layers.cropping2D(1, options), 'dataFormats', "Did you mean 'dataFormat'?"],
    ['upSampling2D', (options) => layers.upSampling2D(2, options), 'interpolate', "Did you mean 'interpolation'?"],
    ['resizing', (options) => layers.resizing(2, 2, options), 'antialiased', "Did you mean 'antialias'?"],
    ['centerCrop', (options) => layers.centerCrop(2, 2, options), 'interpolation', 'Known: '],
    ['relu', (options) => layers.relu(options), 'maxvalues', "Did you mean 'maxValue'?"],
    ['leakyRelu', (options) => layers.leakyRelu(options), 'alpha', 'Known: '],
    ['softmax', (options) => layers.softmax(options), 'axes', "Did you mean 'axis'?"],
    ['add', (options) => layers.add(options), 'axis', 'Known: '],
    ['concatenate', (options) => layers.concatenate(options), 'axes', "Did you mean 'axis'?"],
    ['dot', (options) => layers.dot(1, options), 'normalise', "Did you mean 'normalize'?"],
    ['rescaling', (options) => layers.rescaling(1, options), 'ofset', "Did you mean 'offset'?"],
    ['masking', (options) => layers.masking(options), 'value', 'Known: '],
  ];
  for (const [label, make, key, mend] of strange)
    refuses(
      `${label}: ${key}`,
      () => make({ name, [key]: 1 } as never), // not what it takes
      `${label} "a": expected options that it has, received '${key}'. ${mend}`,
    );

  test('classes of your own take what they take, unless they say what they need', () => {
    class Scale extends layers.Layer<layers.LayerConfig & { factor: number }, 'factor'> {
      static override readonly className = 'Scale';
      constructor(given: { factor: number }) {
        super(given, {});
      }
      protected override call(x: Parameters<layers.Layer['apply']>[0]) {
        return x;
      }
    }
    expect(new Scale({ factor: 2 }).config.factor).toBe(2);
  });
});

describe('numbers that make no sense', () => {
  const integer = 'expected a positive integer';
  for (const wrong of [0, -1, 2.5, Number.NaN]) {
    refuses(
      `dense units ${wrong}`,
      () => layers.dense(wrong, { name }),
      `dense "a": units: ${integer}, received ${wrong}.`,
    );
    refuses(`embedding ${wrong}`, () => layers.embedding(3, wrong, { name }), `embedding "a": outputDim: ${integer}`);
    refuses(`conv1D filters ${wrong}`, () => layers.conv1D(wrong, 2, { name }), `conv1D "a": filters: ${integer}`);
    refuses(
      `conv3D groups ${wrong}`,
      () => layers.conv3D(4, 2, { name, groups: wrong }),
      `conv3D "a": groups: ${integer}`,
    );
    refuses(`conv2D kernelSize ${wrong}`, () => layers.conv2D(2, wrong, { name }), `conv2D: kernelSize: ${integer}`);
    refuses(
      `conv3DTranspose filters ${wrong}`,
      () => layers.conv3DTranspose(wrong, 2, { name }),
      'conv3DTranspose "a": filters',
    );
    refuses(
      `separableConv2D filters ${wrong}`,
      () => layers.separableConv2D(wrong, 2, { name }),
      'separableConv2D "a": filters',
    );
    refuses(
      `averagePooling3D ${wrong}`,
      () => layers.averagePooling3D(wrong),
      `averagePooling3D: poolSize: ${integer}`,
    );
    refuses(
      `maxPooling1D strides ${wrong}`,
      () => layers.maxPooling1D(2, { strides: wrong }),
      `maxPooling1D: strides: ${integer}`,
    );
    refuses(
      `adaptiveAveragePooling2D ${wrong}`,
      () => layers.adaptiveAveragePooling2D(wrong),
      `adaptiveAveragePooling2D: outputSize: ${integer}`,
    );
    refuses(`upSampling3D ${wrong}`, () => layers.upSampling3D(wrong), `upSampling3D: size: ${integer}`);
    refuses(`repeatVector ${wrong}`, () => layers.repeatVector(wrong, { name }), `repeatVector "a": n: ${integer}`);
  }
  for (const rate of [-0.1, 1, 1.5, Number.NaN]) {
    const message = `expected a number from 0 up to, not including, 1, received ${rate}.`;
    refuses(
      `gaussianDropout ${rate}`,
      () => layers.gaussianDropout(rate, { name }),
      `gaussianDropout "a": rate: ${message}`,
    );
  }
  for (const rate of [-0.1, 1.5, Number.NaN]) {
    refuses(`dropout ${rate}`, () => layers.dropout(rate, { name }), 'dropout "a": rate: expected a number from 0');
    refuses(
      `alphaDropout ${rate}`,
      () => layers.alphaDropout(rate, { name }),
      'alphaDropout "a": rate: expected a number from 0',
    );
    refuses(
      `spatialDropout1D ${rate}`,
      () => layers.spatialDropout1D(rate, { name }),
      'spatialDropout1D "a": rate: expected a number from 0',
    );
    refuses(
      `spatialDropout3D ${rate}`,
      () => layers.spatialDropout3D(rate, { name }),
      'spatialDropout3D "a": rate: expected a number from 0',
    );
  }
  refuses('negative noise', () => layers.gaussianNoise(-1, { name }), 'gaussianNoise "a": stddev: expected a number');
});

describe('strides and dilation together', () => {
  const both = { name, strides: 2, dilationRate: 2 };
  for (const [label, make] of [
    ['conv1D', () => layers.conv1D(2, 2, both)],
    ['conv2D', () => layers.conv2D(2, 2, both)],
    ['conv3D', () => layers.conv3D(2, 2, both)],
    ['conv1DTranspose', () => layers.conv1DTranspose(2, 2, both)],
    ['conv2DTranspose', () => layers.conv2DTranspose(2, 2, both)],
    ['conv3DTranspose', () => layers.conv3DTranspose(2, 2, both)],
  ] as const)
    refuses(label, make, `${label} "a": expected strides or dilationRate of 1, received strides [2`);
});

describe('outputs that would be empty', () => {
  const short = input({ shape: [2, 3] });
  const small = input({ shape: [2, 2, 3] });
  const fits = 'expected spatial axes at least as long as the window, which covers';
  refuses(
    'conv1D',
    () => layers.conv1D(2, 3, { name })(short),
    `conv1D "a": conv(inputs, kernel): ${fits} [3], received [2].`,
  );
  refuses('conv2D', () => layers.conv2D(2, 2, { name, dilationRate: 2 })(small), `${fits} [3, 3], received [2, 2].`);
  refuses('depthwiseConv2D', () => layers.depthwiseConv2D(3, { name })(small), `${fits} [3, 3], received [2, 2].`);
  refuses('separableConv1D', () => layers.separableConv1D(2, 3, { name })(short), `${fits} [3], received [2].`);
  refuses('maxPooling1D', () => layers.maxPooling1D(3, { name })(short), `maxPooling1D "a": `);
  refuses('averagePooling2D', () => layers.averagePooling2D(3, { name })(small), `averagePooling2D "a": `);
  refuses(
    'cropping1D',
    () => layers.cropping1D(1, { name })(short),
    'cropping1D "a": expected more than 2 along axis 1',
  );
});

describe('inputs of another shape', () => {
  const flat = input({ shape: [3] });
  for (const [label, layer] of [
    ['conv1D', layers.conv1D(2, 2, { name })],
    ['conv2D', layers.conv2D(2, 2, { name })],
    ['conv3D', layers.conv3D(2, 2, { name })],
    ['conv1DTranspose', layers.conv1DTranspose(2, 2, { name })],
    ['depthwiseConv1D', layers.depthwiseConv1D(2, { name })],
    ['separableConv2D', layers.separableConv2D(2, 2, { name })],
    ['maxPooling1D', layers.maxPooling1D(2, { name })],
    ['averagePooling3D', layers.averagePooling3D(2, { name })],
    ['globalMaxPooling2D', layers.globalMaxPooling2D({ name })],
    ['adaptiveMaxPooling1D', layers.adaptiveMaxPooling1D(2, { name })],
    ['spatialDropout1D', layers.spatialDropout1D(0.5, { name })],
    ['upSampling2D', layers.upSampling2D(2, { name })],
    ['zeroPadding1D', layers.zeroPadding1D(1, { name })],
    ['cropping3D', layers.cropping3D(1, { name })],
  ] as const)
    refuses(
      label,
      () => layer.apply(flat),
      new RegExp(`^${label} "a": expected an input of \\d axes, \\[batch, .*\\], received float32\\[null, 3\\]\\.`),
    );

  const built: readonly (readonly [string, () => unknown, string])[] = [
    [
      'dense',
      () => {
        const layer = layers.dense(2, { name });
        layer(input({ shape: [3] }));
        return layer(input({ shape: [4] }));
      },
      'dense "a": expected an input whose last axis is 3, as when it was built, received float32[null, 4].',
    ],
    [
      'conv2D',
      () => {
        const layer = layers.conv2D(2, 2, { name });
        layer(input({ shape: [4, 4, 3] }));
        return layer(input({ shape: [4, 4, 1] }));
      },
      'conv2D "a": expected an input whose last axis is 3, as when it was built, received float32[null, 4, 4, 1].',
    ],
    [
      'depthwiseConv1D, channels first',
      () => {
        const layer = layers.depthwiseConv1D(2, { name, dataFormat: 'channelsFirst' });
        layer(input({ shape: [3, 4] }));
        return layer(input({ shape: [2, 4] }));
      },
      'depthwiseConv1D "a": expected an input whose axis 1 is 3, as when it was built, received float32[null, 2, 4].',
    ],
    [
      'batchNormalization',
      () => {
        const layer = layers.batchNormalization({ name });
        layer(input({ shape: [3] }));
        return layer(input({ shape: [4] }));
      },
      'batchNormalization "a": expected an input whose',
    ],
  ];
  for (const [what, run, message] of built) refuses(`${what}, once built`, run, message);
});

describe('masks of another shape', () => {
  const x = tensor({ data: new Float32Array(12), shape: [2, 3, 2] });
  const mask = tensor([true, false, true], undefined, 'bool');
  refuses(
    'globalAveragePooling1D',
    () => layers.globalAveragePooling1D({ name })(x, { mask }),
    'globalAveragePooling1D "a": mask: expected a mask [batch, steps] for inputs float32[2, 3, 2], received bool[3].',
  );
  refuses(
    'batchNormalization',
    () => layers.batchNormalization({ name })(x, { mask }),
    'batchNormalization "a": mask: expected a mask of one axis less than the inputs, float32[2, 3, 2], received bool[3].',
  );
  refuses(
    'softmax',
    () => layers.softmax({ name })(x, { mask }),
    'softmax "a": mask: expected a mask that broadcasts to the inputs, float32[2, 3, 2], received bool[3].',
  );
});

test('a refused layer leaves a model that works', async () => {
  const x = input({ shape: [4] });
  expect(() => layers.conv1D(2, 2)(x)).toThrow('expected an input of 3 axes');
  const net = model({ inputs: x, outputs: layers.dense(1, { kernelInitializer: 'ones' })(x) });
  expect(Array.from((await net.predict([[1, 2, 3, 4]])).data)).toEqual([10]);
});
