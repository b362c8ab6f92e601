import type { Tensor } from '../../graph/index.ts';
import { maxPool, type PerAxis } from '../../ops/index.ts';
import type { Given } from '../options.ts';
import { Pooling, type PoolingConfig } from './pooling.ts';

type PoolingGiven = Given<PoolingConfig, never>;
type PoolingOptions = Omit<PoolingGiven, 'poolSize'>;

/** What the three layers share. */
abstract class MaxPooling extends Pooling {
  protected override call(inputs: Tensor): Tensor {
    const { poolSize, strides, padding, dataFormat } = this.config;
    return maxPool(inputs, poolSize, { strides, padding, dataFormat });
  }
}

/**
 * The largest element of each window of sequences, channel by channel: `[batch, steps, channels]` to
 * `[batch, newSteps, channels]`. No weights.
 *
 * @see https://keras.io/api/layers/pooling_layers/max_pooling1d/
 */
export class MaxPooling1D extends MaxPooling {
  static override readonly className = 'MaxPooling1D';

  constructor(given: PoolingGiven = {}) {
    super('maxPooling1D', { poolSize: 2, ...given }, 1);
  }
}

/**
 * The largest element of each window of pictures, channel by channel: `[batch, height, width, channels]` to
 * `[batch, newHeight, newWidth, channels]`. No weights.
 *
 * @see https://keras.io/api/layers/pooling_layers/max_pooling2d/
 */
export class MaxPooling2D extends MaxPooling {
  static override readonly className = 'MaxPooling2D';

  constructor(given: PoolingGiven = {}) {
    super('maxPooling2D', { poolSize: 2, ...given }, 2);
  }
}

/**
 * The largest element of each window of volumes, channel by channel: `[batch, depth, height, width, channels]` to
 * `[batch, newDepth, newHeight, newWidth, channels]`. No weights.
 *
 * @see https://keras.io/api/layers/pooling_layers/max_pooling3d/
 */
export class MaxPooling3D extends MaxPooling {
  static override readonly className = 'MaxPooling3D';

  constructor(given: PoolingGiven = {}) {
    super('maxPooling3D', { poolSize: 2, ...given }, 3);
  }
}

/**
 * The largest element of each window of sequences, channel by channel.
 *
 * @param poolSize - steps of the window. Default `2`.
 * @param options - see `PoolingConfig`.
 * @throws {ArgumentError} for sizes, strides or padding that make no sense.
 * @example
 * layers.maxPooling1D()(input({ shape: [8, 2] })).shape // => [null, 4, 2]
 * @see https://keras.io/api/layers/pooling_layers/max_pooling1d/
 */
export function maxPooling1D(poolSize: PerAxis = 2, options: PoolingOptions = {}): MaxPooling1D {
  return new MaxPooling1D({ poolSize, ...options });
}

/**
 * The largest element of each window of pictures, channel by channel.
 *
 * @param poolSize - height and width of the window. Default `2`.
 * @param options - see `PoolingConfig`.
 * @throws {ArgumentError} for sizes, strides or padding that make no sense.
 * @example
 * layers.maxPooling2D()(input({ shape: [28, 28, 3] })).shape // => [null, 14, 14, 3]
 * @see https://keras.io/api/layers/pooling_layers/max_pooling2d/
 */
export function maxPooling2D(poolSize: PerAxis = 2, options: PoolingOptions = {}): MaxPooling2D {
  return new MaxPooling2D({ poolSize, ...options });
}

/**
 * The largest element of each window of volumes, channel by channel.
 *
 * @param poolSize - depth, height and width of the window. Default `2`.
 * @param options - see `PoolingConfig`.
 * @throws {ArgumentError} for sizes, strides or padding that make no sense.
 * @example
 * layers.maxPooling3D()(input({ shape: [8, 8, 8, 1] })).shape // => [null, 4, 4, 4, 1]
 * @see https://keras.io/api/layers/pooling_layers/max_pooling3d/
 */
export function maxPooling3D(poolSize: PerAxis = 2, options: PoolingOptions = {}): MaxPooling3D {
  return new MaxPooling3D({ poolSize, ...options });
}
