import type { Tensor } from '../../graph/index.ts';
import { max } from '../../ops/index.ts';
import type { Given } from '../options.ts';
import { GlobalPooling, type GlobalPoolingConfig } from './pooling.ts';

/** What the three layers share. */
abstract class GlobalMaxPooling extends GlobalPooling {
  protected override call(inputs: Tensor): Tensor {
    return max(inputs, this.spatialAxes, this.config.keepdims);
  }
}

/**
 * The largest element of each channel over all of sequences: `[batch, steps, channels]` to `[batch, channels]`. No weights.
 *
 * @see https://keras.io/api/layers/pooling_layers/global_max_pooling1d/
 */
export class GlobalMaxPooling1D extends GlobalMaxPooling {
  static override readonly className = 'GlobalMaxPooling1D';

  constructor(given: Given<GlobalPoolingConfig> = {}) {
    super('globalMaxPooling1D', given, 1);
  }
}

/**
 * The largest element of each channel over all of pictures: `[batch, height, width, channels]` to `[batch, channels]`. No weights.
 *
 * @see https://keras.io/api/layers/pooling_layers/global_max_pooling2d/
 */
export class GlobalMaxPooling2D extends GlobalMaxPooling {
  static override readonly className = 'GlobalMaxPooling2D';

  constructor(given: Given<GlobalPoolingConfig> = {}) {
    super('globalMaxPooling2D', given, 2);
  }
}

/**
 * The largest element of each channel over all of volumes: `[batch, depth, height, width, channels]` to `[batch, channels]`. No weights.
 *
 * @see https://keras.io/api/layers/pooling_layers/global_max_pooling3d/
 */
export class GlobalMaxPooling3D extends GlobalMaxPooling {
  static override readonly className = 'GlobalMaxPooling3D';

  constructor(given: Given<GlobalPoolingConfig> = {}) {
    super('globalMaxPooling3D', given, 3);
  }
}

/**
 * The largest element of each channel over all of sequences.
 *
 * @param options - see `GlobalPoolingConfig`.
 * @example
 * layers.globalMaxPooling1D()(input({ shape: [8, 2] })).shape // => [null, 2]
 * @see https://keras.io/api/layers/pooling_layers/global_max_pooling1d/
 */
export function globalMaxPooling1D(options: Given<GlobalPoolingConfig> = {}): GlobalMaxPooling1D {
  return new GlobalMaxPooling1D(options);
}

/**
 * The largest element of each channel over all of pictures.
 *
 * @param options - see `GlobalPoolingConfig`.
 * @example
 * layers.globalMaxPooling2D()(input({ shape: [28, 28, 3] })).shape // => [null, 3]
 * @see https://keras.io/api/layers/pooling_layers/global_max_pooling2d/
 */
export function globalMaxPooling2D(options: Given<GlobalPoolingConfig> = {}): GlobalMaxPooling2D {
  return new GlobalMaxPooling2D(options);
}

/**
 * The largest element of each channel over all of volumes.
 *
 * @param options - see `GlobalPoolingConfig`.
 * @example
 * layers.globalMaxPooling3D()(input({ shape: [8, 8, 8, 1] })).shape // => [null, 1]
 * @see https://keras.io/api/layers/pooling_layers/global_max_pooling3d/
 */
export function globalMaxPooling3D(options: Given<GlobalPoolingConfig> = {}): GlobalMaxPooling3D {
  return new GlobalMaxPooling3D(options);
}
