import { conv2D, dense, flatten, maxPooling2D } from '../layers/index.ts';
import { type Application, application } from './application.ts';

const widths = [64, 128, 256, 512, 512];

/** A network of five blocks of 3 by 3 convolutions, so many in each. */
function vgg(kerasName: string, depths: readonly number[]): Application {
  return application({
    kerasName,
    extras: {},
    preprocessing: 'caffe',
    size: 224,
    namesPools: false,
    name: () => kerasName.toLowerCase(),
    features(pictures) {
      let x = pictures;
      for (const [i, depth] of depths.entries()) {
        const name = `block${i + 1}`;
        for (let k = 1; k <= depth; k++)
          x = conv2D(widths[i] ?? 512, 3, { activation: 'relu', padding: 'same', name: `${name}_conv${k}` })(x);
        x = maxPooling2D(2, { strides: 2, name: `${name}_pool` })(x);
      }
      return x;
    },
    neck(features) {
      const x = dense(4096, { activation: 'relu', name: 'fc1' })(flatten({ name: 'flatten' })(features));
      return dense(4096, { activation: 'relu', name: 'fc2' })(x);
    },
  });
}

/**
 * VGG16 (Simonyan and Zisserman, 2014): thirteen 3 by 3 convolutions and three dense layers; 138 million weights, 15 million
 * without the top.
 *
 * Pictures `[batch, height, width, 3]`, prepared by `vgg16.preprocessInput`, to `[batch, classes]`.
 *
 * @param options - see `ApplicationOptions`; with `weights`, a `.weights.h5` or `.keras` file, the model comes as a promise.
 * @throws {ArgumentError} for options that make no sense, and for `weights: 'imagenet'`: nothing is downloaded by name.
 * @throws {ShapeError} for pictures below 32 by 32.
 * @example
 * applications.vgg16().countParams() // => 138357544
 * @see https://keras.io/api/applications/vgg/#vgg16-function
 */
export const vgg16: Application = vgg('VGG16', [2, 2, 3, 3, 3]);

/**
 * VGG19 (Simonyan and Zisserman, 2014): VGG16 with sixteen convolutions.
 *
 * @param options - see `vgg16`.
 * @throws {ArgumentError} for options that make no sense, and for `weights: 'imagenet'`: nothing is downloaded by name.
 * @example
 * applications.vgg19().countParams() // => 143667240
 * @see https://keras.io/api/applications/vgg/#vgg19-function
 */
export const vgg19: Application = vgg('VGG19', [2, 2, 4, 4, 4]);
