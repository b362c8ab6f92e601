import { shown, type Tensor } from '../../graph/index.ts';
import { getItem } from '../../ops/index.ts';
import { ShapeError } from '../../utils/errors.ts';
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

/** Options of cropping sequences. */
export interface Cropping1DConfig extends LayerConfig {
  /** How many steps are cut off at the ends. Default `[1, 1]`. */
  cropping: Sides1D;
}

/** Options of cropping images or volumes. */
export interface CroppingConfig<Cropping> extends LayerConfig {
  /** How much is cut off at the ends of the axes of space. */
  cropping: Cropping;
  /** Default `'channelsLast'`. */
  dataFormat: DataFormat;
}

/** What the three layers share. */
abstract class Cropping<Config extends LayerConfig> extends Layer<Config> {
  static override readonly needed: readonly string[] = [];
  readonly #ends: readonly Ends[];
  readonly #dataFormat: DataFormat;

  constructor(given: Given<Config>, defaults: object, ends: readonly Ends[], dataFormat: DataFormat) {
    super(...([{ ...given, ...defaults }, defaults] as never)); // what the subclass made of its options
    this.#ends = ends;
    this.#dataFormat = dataFormat;
  }

  override get supportsMasking(): boolean {
    return false;
  }

  protected override check(inputs: Tensor): void {
    const space = this.#ends.length;
    hasRank(this.label, inputs, space + 2, axesNames(space, this.#dataFormat));
    for (const [axis, [before, after]] of alongSpace<Ends>(this.#ends, [0, 0], this.#dataFormat).entries()) {
      const dim = inputs.dims[axis];
      if (before + after === 0 || typeof dim !== 'number' || dim > before + after) continue;
      throw new ShapeError(this.label, {
        expected: `more than ${before + after} along axis ${axis}, of which ${before} and ${after} are cut off`,
        received: shown(inputs),
      });
    }
  }

  protected override call(inputs: Tensor): Tensor {
    const ranges = alongSpace<Ends>(this.#ends, [0, 0], this.#dataFormat).map(([before, after]) => ({
      start: before,
      stop: after === 0 ? null : -after,
    }));
    return getItem(inputs, ranges);
  }
}

/**
 * Cuts steps off the ends of sequences `[batch, steps, channels]`: length n becomes `n - before - after`. No weights.
 *
 * @see https://keras.io/api/layers/reshaping_layers/cropping1d/
 */
export class Cropping1D extends Cropping<Cropping1DConfig> {
  static override readonly className = 'Cropping1D';

  constructor(given: Given<Cropping1DConfig> = {}) {
    const cropping = endsOf('cropping1D: cropping', given.cropping ?? 1);
    super(given, { cropping }, [cropping], 'channels_last');
  }
}

/**
 * Cuts the edges off images `[batch, height, width, channels]`: length n becomes `n - before - after`. No weights.
 *
 * @see https://keras.io/api/layers/reshaping_layers/cropping2d/
 */
export class Cropping2D extends Cropping<CroppingConfig<Sides2D>> {
  static override readonly className = 'Cropping2D';

  constructor(given: Given<CroppingConfig<Sides2D>> = {}) {
    const cropping = sidesOf('cropping2D: cropping', given.cropping ?? 0, 2);
    const dataFormat = dataFormatOf('cropping2D', given.dataFormat);
    super(given, { cropping, dataFormat }, cropping, dataFormat);
  }
}

/**
 * Cuts the edges off volumes `[batch, depth, height, width, channels]`: length n becomes `n - before - after`. No weights.
 *
 * @see https://keras.io/api/layers/reshaping_layers/cropping3d/
 */
export class Cropping3D extends Cropping<CroppingConfig<Sides3D>> {
  static override readonly className = 'Cropping3D';

  constructor(given: Given<CroppingConfig<Sides3D>> = {}) {
    const cropping = sidesOf('cropping3D: cropping', given.cropping ?? 1, 3);
    const dataFormat = dataFormatOf('cropping3D', given.dataFormat);
    super(given, { cropping, dataFormat }, cropping, dataFormat);
  }
}

/**
 * Cuts the ends off sequences `[batch, steps, channels]`.
 *
 * @param cropping - how much. Default `1`, at all ends.
 * @param options - see `Cropping1DConfig`.
 * @throws {ArgumentError} for what is no whole number, or not as many as axes.
 * @throws {ShapeError} when it is called, for an input of which nothing would be left.
 * @example
 * layers.cropping1D([2, 0])(input({ shape: [10, 3] })).shape // => [null, 8, 3]
 * @see https://keras.io/api/layers/reshaping_layers/cropping1d/
 */
export function cropping1D(cropping: Sides1D = 1, options: Omit<Given<Cropping1DConfig>, 'cropping'> = {}): Cropping1D {
  return new Cropping1D({ cropping, ...options });
}

/**
 * Cuts the edges off images `[batch, height, width, channels]`.
 *
 * @param cropping - how much. Default `0`, at all ends.
 * @param options - see `CroppingConfig`.
 * @throws {ArgumentError} for what is no whole number, or not as many as axes.
 * @throws {ShapeError} when it is called, for an input of which nothing would be left.
 * @example
 * layers.cropping2D([[1, 0], 2])(input({ shape: [8, 8, 3] })).shape // => [null, 7, 4, 3]
 * @see https://keras.io/api/layers/reshaping_layers/cropping2d/
 */
export function cropping2D(
  cropping: Sides2D = 0,
  options: Omit<Given<CroppingConfig<Sides2D>>, 'cropping'> = {},
): Cropping2D {
  return new Cropping2D({ cropping, ...options });
}

/**
 * Cuts the edges off volumes `[batch, depth, height, width, channels]`.
 *
 * @param cropping - how much. Default `1`, at all ends.
 * @param options - see `CroppingConfig`.
 * @throws {ArgumentError} for what is no whole number, or not as many as axes.
 * @throws {ShapeError} when it is called, for an input of which nothing would be left.
 * @example
 * layers.cropping3D()(input({ shape: [4, 8, 8, 3] })).shape // => [null, 2, 6, 6, 3]
 * @see https://keras.io/api/layers/reshaping_layers/cropping3d/
 */
export function cropping3D(
  cropping: Sides3D = 1,
  options: Omit<Given<CroppingConfig<Sides3D>>, 'cropping'> = {},
): Cropping3D {
  return new Cropping3D({ cropping, ...options });
}
