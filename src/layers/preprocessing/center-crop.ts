import type { Tensor } from '../../graph/index.ts';
import { aspectWindow, type Resized, resizeAxes, spaceOf } from '../../ops/image/resize.ts';
import { whole } from '../../ops/image/sampling.ts';
import { cast, divide, floor, getItem, greaterEqual, logicalAnd, subtract, where } from '../../ops/index.ts';
import { positiveInteger } from '../checks.ts';
import { type DataFormat, dataFormatOf } from '../data-format.ts';
import { Layer } from '../layer.ts';
import type { Given, LayerConfig } from '../options.ts';

/** Options of cutting out the middle. */
export interface CenterCropConfig extends LayerConfig {
  /** Height of the result. */
  height: number;
  /** Width of the result. */
  width: number;
  /** Default `'channelsLast'`. */
  dataFormat: DataFormat;
}

type CenterCropGiven = Given<CenterCropConfig, 'height' | 'width'>;

/**
 * The middle of images: `[batch, anyHeight, anyWidth, channels]`, or one without `batch`, to float32
 * `[batch, height, width, channels]`. Of images that are smaller, the largest window of that aspect ratio is enlarged,
 * bilinearly. No weights.
 *
 * @see https://keras.io/api/layers/preprocessing_layers/image_preprocessing/center_crop/
 */
export class CenterCrop extends Layer<CenterCropConfig, 'height' | 'width'> {
  static override readonly className = 'CenterCrop';
  static override readonly needed: readonly string[] = ['height', 'width'];

  constructor(given: CenterCropGiven) {
    const dataFormat = dataFormatOf('centerCrop', given.dataFormat);
    super({ ...given, dataFormat }, { dataFormat });
    positiveInteger(`${this.label}: height`, this.config.height);
    positiveInteger(`${this.label}: width`, this.config.width);
  }

  override get supportsMasking(): boolean {
    return false;
  }

  protected override check(inputs: Tensor): void {
    spaceOf(this.label, inputs, this.config.dataFormat);
  }

  protected override call(inputs: Tensor): Tensor {
    const { height, width, dataFormat } = this.config;
    const x = cast(inputs, 'float32');
    const space = spaceOf(this.label, x, dataFormat);
    const size = [height, width] as const;
    const known = space.map((axis) => x.dims[axis]);
    const smaller = known.some((dim, i) => typeof dim === 'number' && dim < (size[i] ?? 1));
    if (!smaller && known.every((dim) => typeof dim === 'number')) return middle(x, space, size);
    // Whether the images are large enough may be known at run time only: a window says both, cutting out and enlarging.
    const lengths = space.map((axis) => whole(x, axis).length);
    const [enough = true, andEnough = true] = lengths.map((length, i) => greaterEqual(length, size[i] ?? 1));
    const axes = space.map((axis, i): Resized => {
      const to = size[i] ?? 1;
      const enlarged = aspectWindow(x, space, size, i);
      if (smaller) return { axis, target: { to }, window: enlarged };
      const cut = floor(divide(subtract(lengths[i] ?? to, to), 2));
      const large = logicalAnd(enough, andEnough);
      return {
        axis,
        target: { to },
        window: { start: where(large, cut, enlarged.start), length: where(large, to, enlarged.length) },
      };
    });
    return resizeAxes(x, axes, 'bilinear');
  }
}

function middle(x: Tensor, space: readonly number[], size: readonly number[]): Tensor {
  return getItem(
    x,
    x.dims.map((dim, axis) => {
      const to = size[space.indexOf(axis)];
      if (to === undefined || typeof dim !== 'number') return {};
      const start = Math.floor((dim - to) / 2);
      return { start, stop: start + to };
    }),
  );
}

/**
 * Cuts out the middle of images, and enlarges those that are smaller.
 *
 * @param height - of the result.
 * @param width - of the result.
 * @param options - see `CenterCropConfig`.
 * @throws {ArgumentError} for sizes that are no positive whole numbers.
 * @example
 * layers.centerCrop(24, 24)(input({ shape: [28, 28, 1] })).shape // => [null, 24, 24, 1]
 * @see https://keras.io/api/layers/preprocessing_layers/image_preprocessing/center_crop/
 */
export function centerCrop(
  height: number,
  width: number,
  options: Omit<CenterCropGiven, 'height' | 'width'> = {},
): CenterCrop {
  return new CenterCrop({ height, width, ...options });
}
