import type { Tensor } from '../graph/index.ts';
import { activation, add, batchNormalization, conv2D, maxPooling2D, zeroPadding2D } from '../layers/index.ts';
import { type Application, application } from './application.ts';

const widths = [64, 128, 256, 512];

/** A network of four stages of bottleneck blocks, so many in each. */
function resNet(kerasName: string, depths: readonly number[]): Application {
  return application({
    kerasName,
    extras: {},
    preprocessing: 'caffe',
    size: 224,
    namesPools: true,
    name: () => kerasName.toLowerCase(),
    features(pictures) {
      let x = zeroPadding2D(3, { name: 'conv1_pad' })(pictures);
      x = rectified('conv1_relu', normalized('conv1_bn', conv2D(64, 7, { strides: 2, name: 'conv1_conv' })(x)));
      x = maxPooling2D(3, { strides: 2, name: 'pool1_pool' })(zeroPadding2D(1, { name: 'pool1_pad' })(x));
      for (const [stage, depth] of depths.entries()) for (let i = 1; i <= depth; i++) x = bottleneck(x, stage, i);
      return x;
    },
  });
}

/** Narrows, convolves, widens fourfold; the first block of a stage brings its inputs into shape by a convolution, others leave them. */
function bottleneck(inputs: Tensor, stage: number, index: number): Tensor {
  const filters = widths[stage] ?? 0;
  const name = `conv${stage + 2}_block${index}`;
  const strides = index === 1 && stage > 0 ? 2 : 1;
  const convolved = (x: Tensor, part: number, to: number, size: number, options: { readonly strides?: number } = {}) =>
    normalized(
      `${name}_${part}_bn`,
      conv2D(to, size, { ...options, padding: size === 1 ? 'valid' : 'same', name: `${name}_${part}_conv` })(x),
    );
  const shortcut = index === 1 ? convolved(inputs, 0, 4 * filters, 1, { strides }) : inputs;
  let x = rectified(`${name}_1_relu`, convolved(inputs, 1, filters, 1, { strides }));
  x = rectified(`${name}_2_relu`, convolved(x, 2, filters, 3));
  x = convolved(x, 3, 4 * filters, 1);
  return rectified(`${name}_out`, add({ name: `${name}_add` })([shortcut, x]));
}

function normalized(name: string, x: Tensor): Tensor {
  return batchNormalization({ axis: 3, epsilon: 1.001e-5, name })(x);
}

function rectified(name: string, x: Tensor): Tensor {
  return activation('relu', { name })(x);
}

/**
 * ResNet50 (He et al., 2015): fifty layers in bottleneck blocks with shortcuts; 25.6 million weights.
 *
 * Pictures `[batch, height, width, 3]`, prepared by `resNet50.preprocessInput`, to `[batch, classes]`.
 *
 * @param options - see `ApplicationOptions`; with `weights`, a `.weights.h5` or `.keras` file, the model comes as a promise.
 * @throws {ArgumentError} for options that make no sense, and for `weights: 'imagenet'`: nothing is downloaded by name.
 * @throws {ShapeError} for pictures below 32 by 32.
 * @example
 * applications.resNet50({ includeTop: false }).outputs.shape // => [null, null, null, 2048]
 * @see https://keras.io/api/applications/resnet/#resnet50-function
 */
export const resNet50: Application = resNet('ResNet50', [3, 4, 6, 3]);

/**
 * ResNet101 (He et al., 2015): 44.7 million weights.
 *
 * @param options - see `resNet50`.
 * @throws {ArgumentError} for options that make no sense, and for `weights: 'imagenet'`: nothing is downloaded by name.
 * @example
 * applications.resNet101().countParams() // => 44707176
 * @see https://keras.io/api/applications/resnet/#resnet101-function
 */
export const resNet101: Application = resNet('ResNet101', [3, 4, 23, 3]);

/**
 * ResNet152 (He et al., 2015): 60.4 million weights.
 *
 * @param options - see `resNet50`.
 * @throws {ArgumentError} for options that make no sense, and for `weights: 'imagenet'`: nothing is downloaded by name.
 * @example
 * applications.resNet152().countParams() // => 60419944
 * @see https://keras.io/api/applications/resnet/#resnet152-function
 */
export const resNet152: Application = resNet('ResNet152', [3, 8, 36, 3]);
