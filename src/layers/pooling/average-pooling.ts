import type { Tensor } from '../../graph/index.ts';
import { averagePool, type PerAxis } from '../../ops/index.ts';
import type { Given } from '../options.ts';
import { Pooling, type PoolingConfig } from './pooling.ts';

type PoolingGiven = Given<PoolingConfig, 'poolSize'>;
type PoolingOptions = Omit<PoolingGiven, 'poolSize'>;

/** What the three layers share. */
abstract class AveragePooling extends Pooling {
  protected override call(inputs: Tensor): Tensor {
    const { poolSize, strides, padding, dataFormat } = this.config;
    return averagePool(inputs, poolSize, { strides, padding, dataFormat });
  }
}

/**
 * The mean of each window of sequences, channel by channel: `[batch, steps, channels]` to
 * `[batch, newSteps, channels]`. No weights.
 *
 * @see https://keras.io/api/layers/pooling_layers/average_pooling1d/
 */
export class AveragePooling1D extends AveragePooling {
  static override readonly className = 'AveragePooling1D';

  constructor(given: PoolingGiven) {
    super('averagePooling1D', given, 1);
  }
}

/**
 * The mean of each window of pictures, channel by channel: `[batch, height, width, channels]` to
 * `[batch, newHeight, newWidth, channels]`. No weights.
 *
 * @see https://keras.io/api/layers/pooling_layers/average_pooling2d/
 */
export class AveragePooling2D extends AveragePooling {
  static override readonly className = 'AveragePooling2D';

  constructor(given: PoolingGiven) {
    super('averagePooling2D', given, 2);
  }
}

/**
 * The mean of each window of volumes, channel by channel: `[batch, depth, height, width, channels]` to
 * `[batch, newDepth, newHeight, newWidth, channels]`. No weights.
 *
 * @see https://keras.io/api/layers/pooling_layers/average_pooling3d/
 */
export class AveragePooling3D extends AveragePooling {
  static override readonly className = 'AveragePooling3D';

  constructor(given: PoolingGiven) {
    super('averagePooling3D', given, 3);
  }
}

/**
 * The mean of each window of sequences, channel by channel.
 *
 * @param poolSize - steps of the window.
 * @param options - see `PoolingConfig`.
 * @throws {ArgumentError} for sizes, strides or padding that make no sense.
 * @example
 * layers.averagePooling1D(2)(input({ shape: [8, 2] })).shape // => [null, 4, 2]
 * @see https://keras.io/api/layers/pooling_layers/average_pooling1d/
 */
export function averagePooling1D(poolSize: PerAxis, options: PoolingOptions = {}): AveragePooling1D {
  return new AveragePooling1D({ poolSize, ...options });
}

/**
 * The mean of each window of pictures, channel by channel.
 *
 * @param poolSize - height and width of the window.
 * @param options - see `PoolingConfig`.
 * @throws {ArgumentError} for sizes, strides or padding that make no sense.
 * @example
 * layers.averagePooling2D(2)(input({ shape: [28, 28, 3] })).shape // => [null, 14, 14, 3]
 * @see https://keras.io/api/layers/pooling_layers/average_pooling2d/
 */
export function averagePooling2D(poolSize: PerAxis, options: PoolingOptions = {}): AveragePooling2D {
  return new AveragePooling2D({ poolSize, ...options });
}

/**
 * The mean of each window of volumes, channel by channel.
 *
 * @param poolSize - depth, height and width of the window.
 * @param options - see `PoolingConfig`.
 * @throws {ArgumentError} for sizes, strides or padding that make no sense.
 * @example
 * layers.averagePooling3D(2)(input({ shape: [8, 8, 8, 1] })).shape // => [null, 4, 4, 4, 1]
 * @see https://keras.io/api/layers/pooling_layers/average_pooling3d/
 */
export function averagePooling3D(poolSize: PerAxis, options: PoolingOptions = {}): AveragePooling3D {
  return new AveragePooling3D({ poolSize, ...options });
}
