import { Tensor } from '../../graph/index.ts';
import { cast, divide, expandDims, mean, sum, where } from '../../ops/index.ts';
import { checkMask } from '../checks.ts';
import type { CallOptions, Given } from '../options.ts';
import { GlobalPooling, type GlobalPoolingConfig } from './pooling.ts';

/** What the three layers share. */
abstract class GlobalAveragePooling extends GlobalPooling {
  protected override call(inputs: Tensor): Tensor {
    return mean(inputs, this.spatialAxes, this.config.keepdims);
  }
}

/**
 * The mean of each channel over all steps of sequences, or over those that a mask counts: `[batch, steps, channels]` to
 * `[batch, channels]`. No weights. No mask comes out.
 *
 * @see https://keras.io/api/layers/pooling_layers/global_average_pooling1d/
 */
export class GlobalAveragePooling1D extends GlobalAveragePooling {
  static override readonly className = 'GlobalAveragePooling1D';

  constructor(given: Given<GlobalPoolingConfig> = {}) {
    super('globalAveragePooling1D', given, 1);
  }

  protected override call(inputs: Tensor, { mask = null }: CallOptions = {}): Tensor {
    if (!(mask instanceof Tensor)) return super.call(inputs);
    checkMask(this.label, inputs, mask, this.config.dataFormat === 'channels_first' ? 2 : 1);
    const counted = expandDims(mask, this.config.dataFormat === 'channels_first' ? 1 : 2);
    const { spatialAxes } = this;
    const { keepdims } = this.config;
    const total = sum(where(counted, inputs, 0), spatialAxes, keepdims);
    return divide(total, sum(cast(counted, inputs.dtype), spatialAxes, keepdims));
  }
}

/**
 * The mean of each channel over all of pictures: `[batch, height, width, channels]` to `[batch, channels]`. No weights.
 *
 * @see https://keras.io/api/layers/pooling_layers/global_average_pooling2d/
 */
export class GlobalAveragePooling2D extends GlobalAveragePooling {
  static override readonly className = 'GlobalAveragePooling2D';

  constructor(given: Given<GlobalPoolingConfig> = {}) {
    super('globalAveragePooling2D', given, 2);
  }
}

/**
 * The mean of each channel over all of volumes: `[batch, depth, height, width, channels]` to `[batch, channels]`. No weights.
 *
 * @see https://keras.io/api/layers/pooling_layers/global_average_pooling3d/
 */
export class GlobalAveragePooling3D extends GlobalAveragePooling {
  static override readonly className = 'GlobalAveragePooling3D';

  constructor(given: Given<GlobalPoolingConfig> = {}) {
    super('globalAveragePooling3D', given, 3);
  }
}

/**
 * The mean of each channel over all of sequences.
 *
 * @param options - see `GlobalPoolingConfig`.
 * @example
 * layers.globalAveragePooling1D()(input({ shape: [8, 2] })).shape // => [null, 2]
 * @see https://keras.io/api/layers/pooling_layers/global_average_pooling1d/
 */
export function globalAveragePooling1D(options: Given<GlobalPoolingConfig> = {}): GlobalAveragePooling1D {
  return new GlobalAveragePooling1D(options);
}

/**
 * The mean of each channel over all of pictures.
 *
 * @param options - see `GlobalPoolingConfig`.
 * @example
 * layers.globalAveragePooling2D()(input({ shape: [28, 28, 3] })).shape // => [null, 3]
 * @see https://keras.io/api/layers/pooling_layers/global_average_pooling2d/
 */
export function globalAveragePooling2D(options: Given<GlobalPoolingConfig> = {}): GlobalAveragePooling2D {
  return new GlobalAveragePooling2D(options);
}

/**
 * The mean of each channel over all of volumes.
 *
 * @param options - see `GlobalPoolingConfig`.
 * @example
 * layers.globalAveragePooling3D()(input({ shape: [8, 8, 8, 1] })).shape // => [null, 1]
 * @see https://keras.io/api/layers/pooling_layers/global_average_pooling3d/
 */
export function globalAveragePooling3D(options: Given<GlobalPoolingConfig> = {}): GlobalAveragePooling3D {
  return new GlobalAveragePooling3D(options);
}
