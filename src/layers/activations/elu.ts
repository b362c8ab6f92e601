import * as activations from '../../activations/index.ts';
import type { Tensor } from '../../graph/index.ts';
import { ArgumentError } from '../../utils/errors.ts';
import { Layer } from '../layer.ts';
import type { Given, LayerConfig } from '../options.ts';

/** Options of an exponential linear unit. */
export interface ELUConfig extends LayerConfig {
  /** What very negative values go to, negated. Default `1`. */
  alpha: number;
}

/**
 * Exponential linear unit, `x` if `x > 0`, else `alpha · (eˣ - 1)`: any shape to the same shape. No weights.
 *
 * @see https://keras.io/api/layers/activation_layers/elu/
 */
export class ELU extends Layer<ELUConfig> {
  static override readonly className = 'ELU';
  static override readonly needed: readonly string[] = [];

  constructor(given: Given<ELUConfig> = {}) {
    super(given, { alpha: 1 });
    if (!Number.isFinite(this.config.alpha))
      throw new ArgumentError(`${this.label}: alpha`, { expected: 'a number', received: String(this.config.alpha) });
  }

  protected override call(inputs: Tensor): Tensor {
    return activations.elu(inputs, this.config);
  }
}

/**
 * Exponential linear unit as a layer.
 *
 * @param options - see `ELUConfig`.
 * @throws {ArgumentError} when `alpha` is no number.
 * @example
 * await layers.elu({ alpha: 2 })(ops.tensor([[-100, 3]])).array() // => [[-2, 3]]
 * @see https://keras.io/api/layers/activation_layers/elu/
 */
export function elu(options: Given<ELUConfig> = {}): ELU {
  return new ELU(options);
}
