import type { Tensor } from '../../graph/index.ts';
import { adaptiveAveragePool, type PerAxis } from '../../ops/index.ts';
import type { Given } from '../options.ts';
import { AdaptivePooling, type AdaptivePoolingConfig } from './pooling.ts';

type AdaptiveGiven = Given<AdaptivePoolingConfig, 'outputSize'>;
type AdaptiveOptions = Omit<AdaptiveGiven, 'outputSize'>;

/** What the three layers share. */
abstract class AdaptiveAveragePooling extends AdaptivePooling {
  protected override call(inputs: Tensor): Tensor {
    const { outputSize, dataFormat } = this.config;
    return adaptiveAveragePool(inputs, outputSize, { dataFormat });
  }
}

/**
 * The mean of each of a fixed number of windows of sequences, whatever their length: `[batch, steps, channels]` to
 * `[batch, newSteps, channels]`. No weights.
 *
 * @see https://keras.io/api/layers/pooling_layers/adaptive_average_pooling1d/
 */
export class AdaptiveAveragePooling1D extends AdaptiveAveragePooling {
  static override readonly className = 'AdaptiveAveragePooling1D';

  constructor(given: AdaptiveGiven) {
    super('adaptiveAveragePooling1D', given, 1);
  }
}

/**
 * The mean of each of a fixed number of windows of pictures, whatever their length: `[batch, height, width, channels]` to
 * `[batch, newHeight, newWidth, channels]`. No weights.
 *
 * @see https://keras.io/api/layers/pooling_layers/adaptive_average_pooling2d/
 */
export class AdaptiveAveragePooling2D extends AdaptiveAveragePooling {
  static override readonly className = 'AdaptiveAveragePooling2D';

  constructor(given: AdaptiveGiven) {
    super('adaptiveAveragePooling2D', given, 2);
  }
}

/**
 * The mean of each of a fixed number of windows of volumes, whatever their length: `[batch, depth, height, width, channels]` to
 * `[batch, newDepth, newHeight, newWidth, channels]`. No weights.
 *
 * @see https://keras.io/api/layers/pooling_layers/adaptive_average_pooling3d/
 */
export class AdaptiveAveragePooling3D extends AdaptiveAveragePooling {
  static override readonly className = 'AdaptiveAveragePooling3D';

  constructor(given: AdaptiveGiven) {
    super('adaptiveAveragePooling3D', given, 3);
  }
}

/**
 * The mean of each of a fixed number of windows of sequences, whatever their length.
 *
 * @param outputSize - steps of the output.
 * @param options - see `AdaptivePoolingConfig`.
 * @throws {ArgumentError} for a size that is no positive integer, or not as many as axes.
 * @example
 * layers.adaptiveAveragePooling1D(3)(input({ shape: [8, 2] })).shape // => [null, 3, 2]
 * @see https://keras.io/api/layers/pooling_layers/adaptive_average_pooling1d/
 */
export function adaptiveAveragePooling1D(outputSize: PerAxis, options: AdaptiveOptions = {}): AdaptiveAveragePooling1D {
  return new AdaptiveAveragePooling1D({ outputSize, ...options });
}

/**
 * The mean of each of a fixed number of windows of pictures, whatever their length.
 *
 * @param outputSize - height and width of the output.
 * @param options - see `AdaptivePoolingConfig`.
 * @throws {ArgumentError} for a size that is no positive integer, or not as many as axes.
 * @example
 * layers.adaptiveAveragePooling2D(3)(input({ shape: [28, 28, 3] })).shape // => [null, 3, 3, 3]
 * @see https://keras.io/api/layers/pooling_layers/adaptive_average_pooling2d/
 */
export function adaptiveAveragePooling2D(outputSize: PerAxis, options: AdaptiveOptions = {}): AdaptiveAveragePooling2D {
  return new AdaptiveAveragePooling2D({ outputSize, ...options });
}

/**
 * The mean of each of a fixed number of windows of volumes, whatever their length.
 *
 * @param outputSize - depth, height and width of the output.
 * @param options - see `AdaptivePoolingConfig`.
 * @throws {ArgumentError} for a size that is no positive integer, or not as many as axes.
 * @example
 * layers.adaptiveAveragePooling3D(3)(input({ shape: [8, 8, 8, 1] })).shape // => [null, 3, 3, 3, 1]
 * @see https://keras.io/api/layers/pooling_layers/adaptive_average_pooling3d/
 */
export function adaptiveAveragePooling3D(outputSize: PerAxis, options: AdaptiveOptions = {}): AdaptiveAveragePooling3D {
  return new AdaptiveAveragePooling3D({ outputSize, ...options });
}
