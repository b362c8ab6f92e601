import { setMask, type Tensor } from '../../graph/index.ts';
import { any, expandDims, notEqual, where } from '../../ops/index.ts';
import { ArgumentError } from '../../utils/errors.ts';
import { hasRankOfAtLeast } from '../checks.ts';
import { Layer } from '../layer.ts';
import type { Given, LayerConfig } from '../options.ts';

/** Options of a masking layer. */
export interface MaskingConfig extends LayerConfig {
  /** A step all of whose features are this number does not count. Default `0`. */
  maskValue: number;
}

/**
 * Marks the steps of a sequence that are padding: `[batch, steps, ...features]` to the same shape, masked steps set to 0. The
 * layers behind leave masked steps out. No weights.
 *
 * @see https://keras.io/api/layers/core_layers/masking/
 */
export class Masking extends Layer<MaskingConfig> {
  static override readonly className = 'Masking';
  static override readonly needed: readonly string[] = [];

  constructor(given: Given<MaskingConfig> = {}) {
    super(given, { maskValue: 0 });
    if (typeof this.config.maskValue !== 'number')
      throw new ArgumentError(`${this.label}: maskValue`, {
        expected: 'a number',
        received: String(this.config.maskValue),
      });
  }

  protected override check(inputs: Tensor): void {
    hasRankOfAtLeast(this.label, inputs, 2);
  }

  protected override call(inputs: Tensor): Tensor {
    const counts = any(notEqual(inputs, this.config.maskValue), -1);
    const output = where(expandDims(counts, -1), inputs, 0);
    setMask(output, counts);
    return output;
  }
}

/**
 * Marks steps that are padding, so that the layers behind leave them out.
 *
 * @param options - see `MaskingConfig`.
 * @throws {ArgumentError} when the mask value is no number.
 * @example
 * layers.masking()(input({ shape: [10, 8] })).shape // => [null, 10, 8]
 * @see https://keras.io/api/layers/core_layers/masking/
 */
export function masking(options: Given<MaskingConfig> = {}): Masking {
  return new Masking(options);
}
