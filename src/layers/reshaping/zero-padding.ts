import type { Tensor } from '../../graph/index.ts';
import { pad } from '../../ops/index.ts';
import { hasRank } from '../checks.ts';
import { type DataFormat, dataFormatOf } from '../data-format.ts';
import { Layer } from '../layer.ts';
import type { Given, LayerConfig } from '../options.ts';
import {
  alongSpace,
  axesNames,
  type Ends,
  endsOf,
  type Sides1D,
  type Sides2D,
  type Sides3D,
  sidesOf,
} from './sides.ts';

/** Options of zero padding. */
export interface ZeroPaddingConfig<Padding> extends LayerConfig {
  /** How many zeros are added at the ends of the axes of space. */
  padding: Padding;
  /** Default `'channelsLast'`. */
  dataFormat: DataFormat;
}

/** What the three layers share. */
abstract class ZeroPadding<Padding> extends Layer<ZeroPaddingConfig<Padding>> {
  static override readonly needed: readonly string[] = [];
  readonly #ends: readonly Ends[];

  constructor(given: Given<ZeroPaddingConfig<Padding>>, padding: Padding, ends: readonly Ends[]) {
    const dataFormat = dataFormatOf('zeroPadding', given.dataFormat);
    super({ ...given, padding, dataFormat }, { padding, dataFormat });
    this.#ends = ends;
  }

  override get supportsMasking(): boolean {
    return false;
  }

  protected override check(inputs: Tensor): void {
    const space = this.#ends.length;
    hasRank(this.label, inputs, space + 2, axesNames(space, this.config.dataFormat));
  }

  protected override call(inputs: Tensor): Tensor {
    return pad(inputs, alongSpace<Ends>(this.#ends, [0, 0], this.config.dataFormat));
  }
}

/**
 * Adds zeros around sequences `[batch, steps, channels]`: an axis of length n becomes `before + n + after`. No weights.
 *
 * @see https://keras.io/api/layers/reshaping_layers/zero_padding1d/
 */
export class ZeroPadding1D extends ZeroPadding<Sides1D> {
  static override readonly className = 'ZeroPadding1D';

  constructor(given: Given<ZeroPaddingConfig<Sides1D>> = {}) {
    const ends = endsOf('zeroPadding1D: padding', given.padding ?? 1);
    super(given, ends, [ends]);
  }
}

/**
 * Adds zeros around images `[batch, height, width, channels]`: an axis of length n becomes `before + n + after`. No weights.
 *
 * @see https://keras.io/api/layers/reshaping_layers/zero_padding2d/
 */
export class ZeroPadding2D extends ZeroPadding<Sides2D> {
  static override readonly className = 'ZeroPadding2D';

  constructor(given: Given<ZeroPaddingConfig<Sides2D>> = {}) {
    const ends = sidesOf('zeroPadding2D: padding', given.padding ?? 1, 2);
    super(given, ends as unknown as Sides2D, ends); // as many entries as axes
  }
}

/**
 * Adds zeros around volumes `[batch, depth, height, width, channels]`: an axis of length n becomes `before + n + after`. No weights.
 *
 * @see https://keras.io/api/layers/reshaping_layers/zero_padding3d/
 */
export class ZeroPadding3D extends ZeroPadding<Sides3D> {
  static override readonly className = 'ZeroPadding3D';

  constructor(given: Given<ZeroPaddingConfig<Sides3D>> = {}) {
    const ends = sidesOf('zeroPadding3D: padding', given.padding ?? 1, 3);
    super(given, ends as unknown as Sides3D, ends); // as many entries as axes
  }
}

/**
 * Adds zeros around sequences `[batch, steps, channels]`.
 *
 * @param padding - how many. Default `1`, at all ends.
 * @param options - see `ZeroPaddingConfig`.
 * @throws {ArgumentError} for what is no whole number, or not as many as axes.
 * @example
 * layers.zeroPadding1D(2)(input({ shape: [10, 3] })).shape // => [null, 14, 3]
 * @see https://keras.io/api/layers/reshaping_layers/zero_padding1d/
 */
export function zeroPadding1D(
  padding: Sides1D = 1,
  options: Omit<Given<ZeroPaddingConfig<Sides1D>>, 'padding'> = {},
): ZeroPadding1D {
  return new ZeroPadding1D({ padding, ...options });
}

/**
 * Adds zeros around images `[batch, height, width, channels]`.
 *
 * @param padding - how many. Default `1`, at all ends.
 * @param options - see `ZeroPaddingConfig`.
 * @throws {ArgumentError} for what is no whole number, or not as many as axes.
 * @example
 * layers.zeroPadding2D([[1, 0], 2])(input({ shape: [8, 8, 3] })).shape // => [null, 9, 12, 3]
 * @see https://keras.io/api/layers/reshaping_layers/zero_padding2d/
 */
export function zeroPadding2D(
  padding: Sides2D = 1,
  options: Omit<Given<ZeroPaddingConfig<Sides2D>>, 'padding'> = {},
): ZeroPadding2D {
  return new ZeroPadding2D({ padding, ...options });
}

/**
 * Adds zeros around volumes `[batch, depth, height, width, channels]`.
 *
 * @param padding - how many. Default `1`, at all ends.
 * @param options - see `ZeroPaddingConfig`.
 * @throws {ArgumentError} for what is no whole number, or not as many as axes.
 * @example
 * layers.zeroPadding3D()(input({ shape: [4, 8, 8, 3] })).shape // => [null, 6, 10, 10, 3]
 * @see https://keras.io/api/layers/reshaping_layers/zero_padding3d/
 */
export function zeroPadding3D(
  padding: Sides3D = 1,
  options: Omit<Given<ZeroPaddingConfig<Sides3D>>, 'padding'> = {},
): ZeroPadding3D {
  return new ZeroPadding3D({ padding, ...options });
}
