import type { Tensor } from '../../graph/index.ts';
import { adaptiveMaxPool, type PerAxis } from '../../ops/index.ts';
import type { Given } from '../options.ts';
import { AdaptivePooling, type AdaptivePoolingConfig } from './pooling.ts';

type AdaptiveGiven = Given<AdaptivePoolingConfig, 'outputSize'>;
type AdaptiveOptions = Omit<AdaptiveGiven, 'outputSize'>;

/** What the three layers share. */
abstract class AdaptiveMaxPooling extends AdaptivePooling {
  protected override call(inputs: Tensor): Tensor {
    const { outputSize, dataFormat } = this.config;
    return adaptiveMaxPool(inputs, outputSize, { dataFormat });
  }
}

/**
 * The largest element of each of a fixed number of windows of sequences, whatever their length: `[batch, steps, channels]` to
 * `[batch, newSteps, channels]`. No weights.
 *
 * @see https://keras.io/api/layers/pooling_layers/adaptive_max_pooling1d/
 */
export class AdaptiveMaxPooling1D extends AdaptiveMaxPooling {
  static override readonly className = 'AdaptiveMaxPooling1D';

  constructor(given: AdaptiveGiven) {
    super('adaptiveMaxPooling1D', given, 1);
  }
}

/**
 * The largest element of each of a fixed number of windows of pictures, whatever their length: `[batch, height, width, channels]` to
 * `[batch, newHeight, newWidth, channels]`. No weights.
 *
 * @see https://keras.io/api/layers/pooling_layers/adaptive_max_pooling2d/
 */
export class AdaptiveMaxPooling2D extends AdaptiveMaxPooling {
  static override readonly className = 'AdaptiveMaxPooling2D';

  constructor(given: AdaptiveGiven) {
    super('adaptiveMaxPooling2D', given, 2);
  }
}

/**
 * The largest element of each of a fixed number of windows of volumes, whatever their length: `[batch, depth, height, width, channels]` to
 * `[batch, newDepth, newHeight, newWidth, channels]`. No weights.
 *
 * @see https://keras.io/api/layers/pooling_layers/adaptive_max_pooling3d/
 */
export class AdaptiveMaxPooling3D extends AdaptiveMaxPooling {
  static override readonly className = 'AdaptiveMaxPooling3D';

  constructor(given: AdaptiveGiven) {
    super('adaptiveMaxPooling3D', given, 3);
  }
}

/**
 * The largest element of each of a fixed number of windows of sequences, whatever their length.
 *
 * @param outputSize - steps of the output.
 * @param options - see `AdaptivePoolingConfig`.
 * @throws {ArgumentError} for a size that is no positive integer, or not as many as axes.
 * @example
 * layers.adaptiveMaxPooling1D(3)(input({ shape: [8, 2] })).shape // => [null, 3, 2]
 * @see https://keras.io/api/layers/pooling_layers/adaptive_max_pooling1d/
 */
export function adaptiveMaxPooling1D(outputSize: PerAxis, options: AdaptiveOptions = {}): AdaptiveMaxPooling1D {
  return new AdaptiveMaxPooling1D({ outputSize, ...options });
}

/**
 * The largest element of each of a fixed number of windows of pictures, whatever their length.
 *
 * @param outputSize - height and width of the output.
 * @param options - see `AdaptivePoolingConfig`.
 * @throws {ArgumentError} for a size that is no positive integer, or not as many as axes.
 * @example
 * layers.adaptiveMaxPooling2D(3)(input({ shape: [28, 28, 3] })).shape // => [null, 3, 3, 3]
 * @see https://keras.io/api/layers/pooling_layers/adaptive_max_pooling2d/
 */
export function adaptiveMaxPooling2D(outputSize: PerAxis, options: AdaptiveOptions = {}): AdaptiveMaxPooling2D {
  return new AdaptiveMaxPooling2D({ outputSize, ...options });
}

/**
 * The largest element of each of a fixed number of windows of volumes, whatever their length.
 *
 * @param outputSize - depth, height and width of the output.
 * @param options - see `AdaptivePoolingConfig`.
 * @throws {ArgumentError} for a size that is no positive integer, or not as many as axes.
 * @example
 * layers.adaptiveMaxPooling3D(3)(input({ shape: [8, 8, 8, 1] })).shape // => [null, 3, 3, 3, 1]
 * @see https://keras.io/api/layers/pooling_layers/adaptive_max_pooling3d/
 */
export function adaptiveMaxPooling3D(outputSize: PerAxis, options: AdaptiveOptions = {}): AdaptiveMaxPooling3D {
  return new AdaptiveMaxPooling3D({ outputSize, ...options });
}
