import type { Tensor } from '../graph/index.ts';
import {
  activation,
  averagePooling2D,
  batchNormalization,
  concatenate,
  conv2D,
  maxPooling2D,
  zeroPadding2D,
} from '../layers/index.ts';
import { type Application, application } from './application.ts';

/** How many channels each layer adds. */
const growth = 32;

/** A network of four dense blocks of so many layers, with a narrowing between them. */
function denseNet(kerasName: string, depths: readonly number[]): Application {
  return application({
    kerasName,
    extras: {},
    preprocessing: 'torch',
    size: 224,
    namesPools: true,
    name: () => kerasName.toLowerCase(),
    features(pictures) {
      const padded = zeroPadding2D(3)(pictures);
      const stem = conv2D(64, 7, { strides: 2, useBias: false, name: 'conv1_conv' })(padded);
      let x = maxPooling2D(3, { strides: 2, name: 'pool1' })(zeroPadding2D(1)(active('conv1', stem)));
      for (const [stage, depth] of depths.entries()) {
        if (stage > 0) x = narrowed(x, `pool${stage + 1}`);
        for (let i = 1; i <= depth; i++) x = grown(x, `conv${stage + 2}_block${i}`);
      }
      return activation('relu', { name: 'relu' })(normalized('bn', x));
    },
  });
}

/** The inputs with a layer's output beside them. */
function grown(inputs: Tensor, name: string): Tensor {
  let x = conv2D(4 * growth, 1, { useBias: false, name: `${name}_1_conv` })(active(`${name}_0`, inputs));
  x = conv2D(growth, 3, { padding: 'same', useBias: false, name: `${name}_2_conv` })(active(`${name}_1`, x));
  return concatenate({ axis: 3, name: `${name}_concat` })([inputs, x]);
}

/** Half of the channels, and half of the height and width. */
function narrowed(inputs: Tensor, name: string): Tensor {
  const filters = Math.floor((inputs.shape.at(-1) ?? 0) / 2);
  const x = conv2D(filters, 1, { useBias: false, name: `${name}_conv` })(active(name, inputs));
  return averagePooling2D(2, { strides: 2, name: `${name}_pool` })(x);
}

function active(name: string, x: Tensor): Tensor {
  return activation('relu', { name: `${name}_relu` })(normalized(`${name}_bn`, x));
}

function normalized(name: string, x: Tensor): Tensor {
  return batchNormalization({ axis: 3, epsilon: 1.001e-5, name })(x);
}

/**
 * DenseNet121 (Huang et al., 2016): every layer sees what all layers before it in its block gave; 8 million weights.
 *
 * Pictures `[batch, height, width, 3]`, prepared by `denseNet121.preprocessInput`, to `[batch, classes]`.
 *
 * @param options - see `ApplicationOptions`; with `weights`, a `.weights.h5` or `.keras` file, the model comes as a promise.
 * @throws {ArgumentError} for options that make no sense, and for `weights: 'imagenet'`: nothing is downloaded by name.
 * @throws {ShapeError} for pictures below 32 by 32.
 * @example
 * applications.denseNet121({ includeTop: false }).outputs.shape // => [null, null, null, 1024]
 * @see https://keras.io/api/applications/densenet/#densenet121-function
 */
export const denseNet121: Application = denseNet('DenseNet121', [6, 12, 24, 16]);

/**
 * DenseNet169 (Huang et al., 2016): 14.3 million weights.
 *
 * @param options - see `denseNet121`.
 * @throws {ArgumentError} for options that make no sense, and for `weights: 'imagenet'`: nothing is downloaded by name.
 * @example
 * applications.denseNet169().countParams() // => 14307880
 * @see https://keras.io/api/applications/densenet/#densenet169-function
 */
export const denseNet169: Application = denseNet('DenseNet169', [6, 12, 32, 32]);

/**
 * DenseNet201 (Huang et al., 2016): 20.2 million weights.
 *
 * @param options - see `denseNet121`.
 * @throws {ArgumentError} for options that make no sense, and for `weights: 'imagenet'`: nothing is downloaded by name.
 * @example
 * applications.denseNet201().countParams() // => 20242984
 * @see https://keras.io/api/applications/densenet/#densenet201-function
 */
export const denseNet201: Application = denseNet('DenseNet201', [6, 12, 48, 32]);
