import type { Tensor } from '../../graph/index.ts';
import type { Interpolation } from '../../ops/image/kernels.ts';
import { checkOptions, resize, spaceOf } from '../../ops/image/resize.ts';
import { ArgumentError } from '../../utils/errors.ts';
import { positiveInteger } from '../checks.ts';
import { type DataFormat, dataFormatOf } from '../data-format.ts';
import { Layer } from '../layer.ts';
import type { Given, LayerConfig } from '../options.ts';

/** Options of resizing images. */
export interface ResizingConfig extends LayerConfig {
  /** Height of the result. */
  height: number;
  /** Width of the result. */
  width: number;
  /** How new pixels are found. Default `'bilinear'`. */
  interpolation: Interpolation;
  /** Whether images of another aspect ratio are cut to that of the result, in the middle. Default `false`: they are distorted. */
  cropToAspectRatio: boolean;
  /** Whether they are padded to it, at both sides. Needs images of known size. Default `false`. */
  padToAspectRatio: boolean;
  /** What is padded: only `'constant'` is known. */
  fillMode: 'constant';
  /** The number to pad with. Default `0`. */
  fillValue: number;
  /** Whether pixels that become fewer are means of all they cover. Default `false`. */
  antialias: boolean;
  /** Default `'channelsLast'`. */
  dataFormat: DataFormat;
}

type ResizingGiven = Given<ResizingConfig, 'height' | 'width'>;

/**
 * Images of another size: `[batch, anyHeight, anyWidth, channels]`, or one without `batch`, to
 * `[batch, height, width, channels]` of the same dtype. No weights.
 *
 * @see https://keras.io/api/layers/preprocessing_layers/image_preprocessing/resizing/
 */
export class Resizing extends Layer<ResizingConfig, 'height' | 'width'> {
  static override readonly className = 'Resizing';
  static override readonly needed: readonly string[] = ['height', 'width'];

  constructor(given: ResizingGiven) {
    const dataFormat = dataFormatOf('resizing', given.dataFormat);
    super(
      { ...given, dataFormat },
      {
        interpolation: 'bilinear',
        cropToAspectRatio: false,
        padToAspectRatio: false,
        fillMode: 'constant',
        fillValue: 0,
        antialias: false,
        dataFormat,
      },
    );
    positiveInteger(`${this.label}: height`, this.config.height);
    positiveInteger(`${this.label}: width`, this.config.width);
    checkOptions(this.label, this.config);
    if (!Number.isFinite(this.config.fillValue))
      throw new ArgumentError(`${this.label}: fillValue`, {
        expected: 'a number',
        received: String(this.config.fillValue),
      });
  }

  override get supportsMasking(): boolean {
    return false;
  }

  protected override check(inputs: Tensor): void {
    spaceOf(this.label, inputs, this.config.dataFormat);
  }

  protected override call(inputs: Tensor): Tensor {
    const { height, width, ...options } = this.config;
    return resize(inputs, [height, width], options);
  }
}

/**
 * Resizes images, as in front of a network that was made for one size.
 *
 * @param height - of the result.
 * @param width - of the result.
 * @param options - see `ResizingConfig`.
 * @throws {ArgumentError} for sizes and options that make no sense.
 * @example
 * layers.resizing(96, 96)(input({ shape: [28, 28, 1] })).shape // => [null, 96, 96, 1]
 * @see https://keras.io/api/layers/preprocessing_layers/image_preprocessing/resizing/
 */
export function resizing(
  height: number,
  width: number,
  options: Omit<ResizingGiven, 'height' | 'width'> = {},
): Resizing {
  return new Resizing({ height, width, ...options });
}
