import { describe, expect, test } from 'vitest';
import { conv2D, input } from '../layers/index.ts';
import { modelToKeras } from '../saving/keras-file.ts';
import { weightsToBytes } from '../saving/weights-file.ts';
import { knownPictures } from '../testing/known-numbers.ts';
import * as applications from './index.ts';

const { mobileNetV2, resNet50, vgg16, efficientNetB0, denseNet121, decodePredictions, preprocessInput } = applications;

const small = { alpha: 0.35, inputShape: [32, 32, 3], classes: 4 } as const;

describe('weights of a file', () => {
  const pictures = knownPictures([2, 32, 32, 3], [-1, 1]);

  test.each([
    ['.weights.h5', weightsToBytes],
    ['.keras', modelToKeras],
  ])('%s: the same outputs', async (_, bytesOf) => {
    const net = mobileNetV2(small);
    const copy = await mobileNetV2({ ...small, weights: await bytesOf(net) });
    expect((await copy.predict(pictures)).data).toEqual((await net.predict(pictures)).data);
  });

  test('are not downloaded by name', async () => {
    await expect(mobileNetV2({ weights: 'imagenet' })).rejects.toThrow(
      "mobileNetV2: weights: expected null for random weights, or a file: its path, URL, bytes or Blob, received 'imagenet'. " +
        'Nothing is downloaded by name. In Python, keras.applications.MobileNetV2(weights="imagenet").save("MobileNetV2.keras") ' +
        'writes a file for this option, and for loadModel.',
    );
  });

  test('of another network are refused', async () => {
    const bytes = await weightsToBytes(mobileNetV2({ ...small, classes: 5 }));
    await expect(mobileNetV2({ ...small, weights: bytes })).rejects.toThrow('predictions');
  });
});

describe('what it is built on', () => {
  test('a tensor computed from an input: the model begins at that input', () => {
    const picture = input({ shape: [40, 40, 1], name: 'grey' });
    const net = vgg16({ includeTop: false, inputTensor: conv2D(3, 1)(picture) });
    expect(net.inputs).toBe(picture);
    expect(net.outputs.shape).toEqual([null, 1, 1, 512]);
  });

  test('one model of the features of another', () => {
    const base = resNet50({ includeTop: false, pooling: 'max' });
    expect(base(input({ shape: [64, 64, 3] })).shape).toEqual([null, 2048]);
  });
});

describe('complaints', () => {
  test.each<[string, () => unknown, string]>([
    [
      'small pictures',
      () => resNet50({ inputShape: [31, 64, 3] }),
      'resNet50: inputShape: expected pictures of at least 32 by 32',
    ],
    ['no channels', () => vgg16({ inputShape: [64, 64] }), 'vgg16: inputShape: expected [height, width, channels]'],
    [
      'a classifier of any size',
      () => denseNet121({ inputShape: [null, null, 3] }),
      'expected a known height and width',
    ],
    [
      'a shape unlike the tensor',
      () => vgg16({ inputTensor: input({ shape: [64, 64, 3] }), inputShape: [32, 32, 3] }),
      'expected the shape of inputTensor, [64, 64, 3]',
    ],
    [
      'a tensor that is no picture',
      () => vgg16({ inputTensor: input({ shape: [64] }) }),
      'expected pictures, [batch, height, width, channels]',
    ],
    ['unknown options', () => vgg16({ poolin: 'avg' } as object), "Did you mean 'pooling'?"],
    [
      'unknown pooling',
      () => efficientNetB0({ includeTop: false, pooling: 'mean' as 'avg' }),
      "efficientNetB0: pooling: expected 'avg', 'max' or null, received 'mean'",
    ],
    ['no width', () => mobileNetV2({ alpha: 0 }), 'mobileNetV2: alpha: expected a number above 0'],
    ['unknown preprocessing', () => preprocessInput([[[0, 0, 0]]], { mode: 'jax' as 'tf' }), "received 'jax'"],
    ['grey pictures', () => preprocessInput([[[0], [0]]]), 'preprocessInput: images: expected [..., height, width, 3]'],
    [
      'too few labels',
      () => decodePredictions({ data: new Float32Array(3), shape: [1, 3] }, { labels: ['a'] }),
      'expected one for each of 3 classes, received 1',
    ],
    [
      'predictions of one picture without an axis',
      () => decodePredictions({ data: new Float32Array(3), shape: [3] }, { labels: [] }),
      'expected predictions [pictures, classes]',
    ],
  ])('%s', (_, run, message) => expect(run).toThrow(message));
});

describe('preprocessInput', () => {
  const images = [
    [
      [
        [10, 20, 30],
        [200, 100, 0],
      ],
    ],
  ];

  // What keras.applications.imagenet_utils.preprocess_input gives (3.15.1).
  test.each([
    ['caffe', [-73.939, -96.779, -113.68, -103.939, -16.779, 76.32]],
    ['tf', [-0.9215686, -0.8431373, -0.7647059, 0.5686276, -0.2156862, -1]],
    ['torch', [-1.9466565, -1.6855742, -1.2815685, 1.3070471, -0.2850138, -1.8044443]],
    ['none', [10, 20, 30, 200, 100, 0]],
  ] as const)('%s: as Keras', async (mode, expected) => {
    for (const dataFormat of ['channelsLast', 'channelsFirst'] as const) {
      const first = dataFormat === 'channelsFirst';
      const given = first
        ? [
            [10, 200],
            [20, 100],
            [30, 0],
          ].map((row) => [row])
        : images;
      const values = await preprocessInput(given, { mode, dataFormat }).data();
      const order = first ? [0, 3, 1, 4, 2, 5] : [0, 1, 2, 3, 4, 5];
      for (const [i, at] of order.entries()) expect(values[i]).toBeCloseTo(expected[at] ?? 0, 4);
    }
  });

  test('bytes become numbers', async () => {
    const pixels = { data: new Uint8Array([0, 255, 51]), shape: [1, 1, 1, 3] };
    expect(await mobileNetV2.preprocessInput(pixels).array()).toEqual([[[[-1, 1, Math.fround(-0.6)]]]]);
  });
});
