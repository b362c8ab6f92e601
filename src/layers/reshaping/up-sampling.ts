import type { Tensor } from '../../graph/index.ts';
import { checkInterpolation, type Interpolation } from '../../ops/image/kernels.ts';
import { type Resized, resizeAxes } from '../../ops/image/resize.ts';
import { repeat } from '../../ops/index.ts';
import { ArgumentError } from '../../utils/errors.ts';
import { hasRank, positiveInteger } from '../checks.ts';
import { type DataFormat, dataFormatOf } from '../data-format.ts';
import { Layer } from '../layer.ts';
import type { Given, LayerConfig } from '../options.ts';
import { axesNames } from './sides.ts';

/** Options of repeating steps. */
export interface UpSampling1DConfig extends LayerConfig {
  /** How often each step stands in the output. Default `2`. */
  size: number;
}

/** Options of enlarging images. */
export interface UpSampling2DConfig extends LayerConfig {
  /** Factor of height and width, or of each. Default `[2, 2]`. */
  size: number | readonly [height: number, width: number];
  /** Default `'channelsLast'`. */
  dataFormat: DataFormat;
  /** How new pixels are found. Default `'nearest'`. */
  interpolation: Interpolation;
}

/** Options of enlarging volumes. */
export interface UpSampling3DConfig extends LayerConfig {
  /** Factor of depth, height and width, or of each. Default `[2, 2, 2]`. */
  size: number | readonly [depth: number, height: number, width: number];
  /** Default `'channelsLast'`. */
  dataFormat: DataFormat;
}

/**
 * Repeats every step: `[batch, steps, channels]` to `[batch, size · steps, channels]`. No weights.
 *
 * @see https://keras.io/api/layers/reshaping_layers/up_sampling1d/
 */
export class UpSampling1D extends Layer<UpSampling1DConfig> {
  static override readonly className = 'UpSampling1D';
  static override readonly needed: readonly string[] = [];

  constructor(given: Given<UpSampling1DConfig> = {}) {
    super(given, { size: 2 });
    positiveInteger(`${this.label}: size`, this.config.size);
  }

  override get supportsMasking(): boolean {
    return false;
  }

  protected override check(inputs: Tensor): void {
    hasRank(this.label, inputs, 3, axesNames(1));
  }

  protected override call(inputs: Tensor): Tensor {
    return repeat(inputs, this.config.size, 1);
  }
}

/**
 * Enlarges images: `[batch, height, width, channels]` to `[batch, size[0] · height, size[1] · width, channels]`. No weights.
 *
 * @see https://keras.io/api/layers/reshaping_layers/up_sampling2d/
 */
export class UpSampling2D extends Layer<UpSampling2DConfig> {
  static override readonly className = 'UpSampling2D';
  static override readonly needed: readonly string[] = [];

  constructor(given: Given<UpSampling2DConfig> = {}) {
    const [height = 2, width = 2] = factors('upSampling2D: size', given.size, 2);
    const dataFormat = dataFormatOf('upSampling2D', given.dataFormat);
    super(
      { ...given, size: [height, width], dataFormat },
      { size: [2, 2], dataFormat: 'channels_last', interpolation: 'nearest' },
    );
    checkInterpolation(this.label, this.config.interpolation);
  }

  override get supportsMasking(): boolean {
    return false;
  }

  protected override check(inputs: Tensor): void {
    hasRank(this.label, inputs, 4, axesNames(2, this.config.dataFormat));
  }

  protected override call(inputs: Tensor): Tensor {
    const { interpolation, size, dataFormat } = this.config;
    const times = factors(`${this.label}: size`, size, 2);
    if (interpolation === 'nearest') return repeated(inputs, times, dataFormat);
    const first = dataFormat === 'channels_first' ? 2 : 1;
    const axes = times.map((factor, i): Resized => {
      const length = inputs.dims[i + first];
      return { axis: i + first, target: typeof length === 'number' ? { to: factor * length } : { times: factor } };
    });
    return resizeAxes(inputs, axes, interpolation);
  }
}

/**
 * Enlarges volumes by repeating: `[batch, depth, height, width, channels]` to the same with each axis of space `size` times
 * as long. No weights.
 *
 * @see https://keras.io/api/layers/reshaping_layers/up_sampling3d/
 */
export class UpSampling3D extends Layer<UpSampling3DConfig> {
  static override readonly className = 'UpSampling3D';
  static override readonly needed: readonly string[] = [];

  constructor(given: Given<UpSampling3DConfig> = {}) {
    const [depth = 2, height = 2, width = 2] = factors('upSampling3D: size', given.size, 3);
    const dataFormat = dataFormatOf('upSampling3D', given.dataFormat);
    super({ ...given, size: [depth, height, width], dataFormat }, { size: [2, 2, 2], dataFormat: 'channels_last' });
  }

  override get supportsMasking(): boolean {
    return false;
  }

  protected override check(inputs: Tensor): void {
    hasRank(this.label, inputs, 5, axesNames(3, this.config.dataFormat));
  }

  protected override call(inputs: Tensor): Tensor {
    return repeated(inputs, factors(`${this.label}: size`, this.config.size, 3), this.config.dataFormat);
  }
}

/** The factor of each axis. */
function factors(where: string, size: number | readonly number[] | undefined, axes: number): readonly number[] {
  const list = typeof size === 'object' ? size : Array.from({ length: axes }, () => size ?? 2);
  if (list.length === axes && list.every((factor) => Number.isInteger(factor) && factor > 0)) return list;
  throw new ArgumentError(where, {
    expected: `a positive integer, or one for each of the ${axes} axes`,
    received: JSON.stringify(size),
  });
}

function repeated(x: Tensor, times: readonly number[], dataFormat: DataFormat): Tensor {
  const first = dataFormat === 'channels_first' ? 2 : 1;
  return times.reduce((y, factor, i) => (factor === 1 ? y : repeat(y, factor, first + i)), x);
}

/**
 * Repeats every step of sequences.
 *
 * @param size - how often. Default `2`.
 * @param options - `name` and the like.
 * @throws {ArgumentError} when it is no positive integer.
 * @example
 * await layers.upSampling1D(2)(ops.tensor([[[1], [2]]])).array() // => [[[1], [1], [2], [2]]]
 * @see https://keras.io/api/layers/reshaping_layers/up_sampling1d/
 */
export function upSampling1D(size = 2, options: Omit<Given<UpSampling1DConfig>, 'size'> = {}): UpSampling1D {
  return new UpSampling1D({ size, ...options });
}

/**
 * Enlarges images by whole factors.
 *
 * @param size - factor of height and width, or of each. Default `2`.
 * @param options - see `UpSampling2DConfig`.
 * @throws {ArgumentError} for factors that are no positive integers, or an unknown interpolation.
 * @example
 * layers.upSampling2D([2, 3])(input({ shape: [4, 4, 1] })).shape // => [null, 8, 12, 1]
 * @see https://keras.io/api/layers/reshaping_layers/up_sampling2d/
 */
export function upSampling2D(
  size: UpSampling2DConfig['size'] = 2,
  options: Omit<Given<UpSampling2DConfig>, 'size'> = {},
): UpSampling2D {
  return new UpSampling2D({ size, ...options });
}

/**
 * Enlarges volumes by whole factors.
 *
 * @param size - factor of depth, height and width, or of each. Default `2`.
 * @param options - see `UpSampling3DConfig`.
 * @throws {ArgumentError} for factors that are no positive integers.
 * @example
 * layers.upSampling3D()(input({ shape: [2, 4, 4, 1] })).shape // => [null, 4, 8, 8, 1]
 * @see https://keras.io/api/layers/reshaping_layers/up_sampling3d/
 */
export function upSampling3D(
  size: UpSampling3DConfig['size'] = 2,
  options: Omit<Given<UpSampling3DConfig>, 'size'> = {},
): UpSampling3D {
  return new UpSampling3D({ size, ...options });
}
