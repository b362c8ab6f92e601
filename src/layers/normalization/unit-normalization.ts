import type { Tensor } from '../../graph/index.ts';
import { normalize } from '../../ops/index.ts';
import { wholeAxes } from '../checks.ts';
import { Layer } from '../layer.ts';
import type { Given, LayerConfig } from '../options.ts';
import { axesIn } from './along.ts';

/** Options of unit normalization. */
export interface UnitNormalizationConfig extends LayerConfig {
  /** The axis, or axes, along which vectors get length 1. Default `-1`. */
  axis: number | readonly number[];
}

/**
 * Scales vectors to length 1, `x / √Σx²`, along `axis`: any shape to the same shape; vectors of zeros stay. No weights.
 *
 * @see https://keras.io/api/layers/normalization_layers/unit_normalization/
 */
export class UnitNormalization extends Layer<UnitNormalizationConfig> {
  static override readonly className = 'UnitNormalization';
  static override readonly needed: readonly string[] = [];

  constructor(given: Given<UnitNormalizationConfig> = {}) {
    super(given, { axis: -1 });
    wholeAxes(`${this.label}: axis`, this.config.axis);
  }

  protected override call(inputs: Tensor): Tensor {
    return normalize(inputs, axesIn(this.label, inputs.rank, this.config.axis), 2, 1e-12);
  }
}

/**
 * Scales vectors to length 1.
 *
 * @param options - see `UnitNormalizationConfig`.
 * @throws {ArgumentError} for what is no axis.
 * @example
 * await layers.unitNormalization()(ops.tensor([[3, 4]])).array() // => [[0.6, 0.8]]
 * @see https://keras.io/api/layers/normalization_layers/unit_normalization/
 */
export function unitNormalization(options: Given<UnitNormalizationConfig> = {}): UnitNormalization {
  return new UnitNormalization(options);
}
