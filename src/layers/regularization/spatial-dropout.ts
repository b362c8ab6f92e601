import type { Tensor } from '../../graph/index.ts';
import { random } from '../../ops/index.ts';
import type { Json } from '../../utils/json.ts';
import { SeedGenerator } from '../../utils/seed-generator.ts';
import { hasRank, numberBetween } from '../checks.ts';
import { type DataFormat, dataFormatOf } from '../data-format.ts';
import { Layer } from '../layer.ts';
import type { Given, LayerConfig } from '../options.ts';

/** Options of spatial dropout. */
export interface SpatialDropoutConfig extends LayerConfig {
  /** The part of the channels that is dropped, from 0 to 1. */
  rate: number;
  /** A whole number: the same draws in every run. Default `null`: other ones, unless `setRandomSeed` was called. */
  seed: number | null;
}

/** Options of spatial dropout where channels may come first. */
export interface SpatialDropoutImageConfig extends SpatialDropoutConfig {
  /** Default `'channelsLast'`. */
  dataFormat: DataFormat;
}

/** What the three layers share: whole channels are dropped. */
abstract class SpatialDropout<Config extends SpatialDropoutConfig> extends Layer<Config, 'rate'> {
  static override readonly needed: readonly string[] = ['rate'];
  /** Where the draws come from; null where there are none. */
  readonly seedGenerator: SeedGenerator | null;
  /** Number of axes of the input, and how they are called. */
  protected abstract readonly axes: readonly [rank: number, names: string];

  constructor(given: Given<Config, 'rate'>, defaults: object) {
    super(...([given, { seed: null, ...defaults }] as never)); // complete: the subclasses say what they add
    const { rate, seed } = this.config;
    numberBetween(`${this.label}: rate`, rate, 0, 1);
    this.seedGenerator = rate > 0 ? new SeedGenerator(seed) : null;
  }

  protected get channelsFirst(): boolean {
    return false;
  }

  protected override check(inputs: Tensor): void {
    hasRank(this.label, inputs, ...this.axes);
  }

  protected override call(inputs: Tensor): Tensor {
    if (!this.isTraining || this.seedGenerator === null) return inputs;
    const channel = this.channelsFirst ? 1 : inputs.rank - 1;
    const noiseShape = inputs.dims.map((_, axis) => (axis === 0 || axis === channel ? null : 1));
    return random.dropout(inputs, this.config.rate, { noiseShape, seed: this.seedGenerator });
  }

  /** Keras's own layers of this family take no other options than these. */
  override getConfig(): Readonly<Record<string, Json>> {
    const { name = null, rate = null, seed = null, data_format } = super.getConfig();
    return { name, rate, seed, ...(data_format !== undefined && { data_format }) };
  }
}

/**
 * Dropout of whole channels of sequences `[batch, steps, channels]`: in training, a random part `rate` of them is 0 at all
 * steps, and the others are divided by `1 - rate`. No weights.
 *
 * @see https://keras.io/api/layers/regularization_layers/spatial_dropout1d/
 */
export class SpatialDropout1D extends SpatialDropout<SpatialDropoutConfig> {
  static override readonly className = 'SpatialDropout1D';
  protected readonly axes = [3, '[batch, steps, channels]'] as const;

  constructor(given: Given<SpatialDropoutConfig, 'rate'>) {
    super(given, {});
  }
}

abstract class SpatialDropoutOfImages extends SpatialDropout<SpatialDropoutImageConfig> {
  constructor(given: Given<SpatialDropoutImageConfig, 'rate'>) {
    const dataFormat = dataFormatOf('spatialDropout', given.dataFormat);
    super({ ...given, dataFormat }, { dataFormat });
  }

  protected override get channelsFirst(): boolean {
    return this.config.dataFormat === 'channels_first';
  }
}

/**
 * Dropout of whole channels of images `[batch, height, width, channels]`: in training, a random part `rate` of them is 0
 * everywhere, and the others are divided by `1 - rate`. No weights.
 *
 * @see https://keras.io/api/layers/regularization_layers/spatial_dropout2d/
 */
export class SpatialDropout2D extends SpatialDropoutOfImages {
  static override readonly className = 'SpatialDropout2D';
  protected readonly axes = [4, '[batch, height, width, channels]'] as const;
}

/**
 * Dropout of whole channels of volumes `[batch, depth, height, width, channels]`, as `SpatialDropout2D` of images.
 *
 * @see https://keras.io/api/layers/regularization_layers/spatial_dropout3d/
 */
export class SpatialDropout3D extends SpatialDropoutOfImages {
  static override readonly className = 'SpatialDropout3D';
  protected readonly axes = [5, '[batch, depth, height, width, channels]'] as const;
}

/**
 * Drops whole channels of sequences in training.
 *
 * @param rate - the part that is dropped, from 0 to 1.
 * @param options - see `SpatialDropoutConfig`.
 * @throws {ArgumentError} for a rate beyond 0 and 1.
 * @example
 * layers.spatialDropout1D(0.2)(input({ shape: [10, 16] })).shape // => [null, 10, 16]
 * @see https://keras.io/api/layers/regularization_layers/spatial_dropout1d/
 */
export function spatialDropout1D(
  rate: number,
  options: Omit<Given<SpatialDropoutConfig, 'rate'>, 'rate'> = {},
): SpatialDropout1D {
  return new SpatialDropout1D({ rate, ...options });
}

/**
 * Drops whole channels of images in training.
 *
 * @param rate - the part that is dropped, from 0 to 1.
 * @param options - see `SpatialDropoutImageConfig`.
 * @throws {ArgumentError} for a rate beyond 0 and 1, or an unknown data format.
 * @example
 * layers.spatialDropout2D(0.2)(input({ shape: [8, 8, 3] })).shape // => [null, 8, 8, 3]
 * @see https://keras.io/api/layers/regularization_layers/spatial_dropout2d/
 */
export function spatialDropout2D(
  rate: number,
  options: Omit<Given<SpatialDropoutImageConfig, 'rate'>, 'rate'> = {},
): SpatialDropout2D {
  return new SpatialDropout2D({ rate, ...options });
}

/**
 * Drops whole channels of volumes in training.
 *
 * @param rate - the part that is dropped, from 0 to 1.
 * @param options - see `SpatialDropoutImageConfig`.
 * @throws {ArgumentError} for a rate beyond 0 and 1, or an unknown data format.
 * @example
 * layers.spatialDropout3D(0.2)(input({ shape: [8, 8, 8, 3] })).shape // => [null, 8, 8, 8, 3]
 * @see https://keras.io/api/layers/regularization_layers/spatial_dropout3d/
 */
export function spatialDropout3D(
  rate: number,
  options: Omit<Given<SpatialDropoutImageConfig, 'rate'>, 'rate'> = {},
): SpatialDropout3D {
  return new SpatialDropout3D({ rate, ...options });
}
