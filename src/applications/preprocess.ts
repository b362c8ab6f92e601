import type { Tensor, TensorLike } from '../graph/index.ts';
import { type DataFormat, dataFormatOf } from '../layers/data-format.ts';
import { cast, divide, flip, subtract, tensor } from '../ops/index.ts';
import { ArgumentError, ShapeError } from '../utils/errors.ts';

/** How pixel values from 0 to 255 become a network's inputs; see `preprocessInput`. */
export type Preprocessing = 'caffe' | 'tf' | 'torch' | 'none';

/** How `preprocessInput` reads pictures. */
export interface PreprocessingOptions {
  /** Default `'caffe'`. */
  readonly mode?: Preprocessing;
  /** Default `'channelsLast'`. */
  readonly dataFormat?: DataFormat;
}

interface Recipe {
  /** Whether red, green, blue become blue, green, red. */
  readonly reverses: boolean;
  /** What values are divided by first. */
  readonly scale: number;
  /** Then subtracted, for each channel. */
  readonly mean: readonly number[];
  /** Then divided by, for each channel; null for nothing. */
  readonly deviation: readonly number[] | null;
}

/** Means and deviations are those of ImageNet's pictures. */
const recipes: Readonly<Record<Preprocessing, Recipe | null>> = {
  caffe: { reverses: true, scale: 1, mean: [103.939, 116.779, 123.68], deviation: null },
  tf: { reverses: false, scale: 127.5, mean: [1, 1, 1], deviation: null },
  torch: { reverses: false, scale: 255, mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] },
  none: null,
};

/**
 * Pictures as a pretrained network was shown them. `'tf'`: from -1 to 1. `'torch'`: from 0 to 1, then each channel less
 * ImageNet's mean, divided by its deviation. `'caffe'`: channels in the order blue, green, red, each less ImageNet's mean.
 * `'none'`: as they are.
 *
 * @param images - values from 0 to 255, channels red, green, blue: `[..., height, width, 3]`, or `[..., 3, height, width]` with
 *   `channelsFirst`. The result has the same shape, float32.
 * @param options - `mode` (default `'caffe'`), `dataFormat` (default `'channelsLast'`).
 * @throws {ArgumentError} for an unknown mode.
 * @throws {ShapeError} for pictures without three channels.
 * @example
 * await applications.preprocessInput([[[[0, 127.5, 255]]]], { mode: 'tf' }).array() // => [[[[-1, 0, 1]]]]
 * @see https://keras.io/api/applications/
 */
export function preprocessInput(images: TensorLike, options: PreprocessingOptions = {}): Tensor {
  const { mode = 'caffe', dataFormat } = options;
  const recipe = recipes[mode];
  if (recipe === undefined)
    throw new ArgumentError('preprocessInput: mode', {
      expected: "'caffe', 'tf', 'torch' or 'none'",
      received: `'${String(mode)}'`,
    });
  const x = cast(tensor(images), 'float32');
  if (recipe === null) return x;
  const isLast = dataFormatOf('preprocessInput', dataFormat) === 'channels_last';
  const axis = isLast ? -1 : -3;
  if (x.shape.at(axis) !== 3)
    throw new ShapeError('preprocessInput: images', {
      expected: isLast ? '[..., height, width, 3]' : '[..., 3, height, width]',
      received: String(x),
    });
  const along = (values: readonly number[]) => tensor(values, isLast ? [3] : [3, 1, 1], 'float32');
  const turned = recipe.reverses ? flip(x, axis) : x;
  const centred = subtract(divide(turned, recipe.scale), along(recipe.mean));
  return recipe.deviation === null ? centred : divide(centred, along(recipe.deviation));
}
