import * as activations from '../../activations/index.ts';
import type { Tensor } from '../../graph/index.ts';
import { notNegative } from '../checks.ts';
import { Layer } from '../layer.ts';
import type { Given, LayerConfig } from '../options.ts';

/** Options of a leaky rectifier. */
export interface LeakyReLUConfig extends LayerConfig {
  /** Slope below 0. Default `0.3`; the activation called `'leakyRelu'` has 0.2. */
  negativeSlope: number;
}

/**
 * Rectified linear unit with a slope below zero, `x` if `x ≥ 0`, else `negativeSlope · x`: any shape to the same shape. No
 * weights.
 *
 * @see https://keras.io/api/layers/activation_layers/leaky_relu/
 */
export class LeakyReLU extends Layer<LeakyReLUConfig> {
  static override readonly className = 'LeakyReLU';
  static override readonly needed: readonly string[] = [];

  constructor(given: Given<LeakyReLUConfig> = {}) {
    super(given, { negativeSlope: 0.3 });
    notNegative(`${this.label}: negativeSlope`, this.config.negativeSlope);
  }

  protected override call(inputs: Tensor): Tensor {
    return activations.leakyRelu(inputs, this.config);
  }
}

/**
 * Rectified linear unit that lets a part of negative values through.
 *
 * @param options - see `LeakyReLUConfig`.
 * @throws {ArgumentError} for a negative slope.
 * @example
 * await layers.leakyRelu({ negativeSlope: 0.5 })(ops.tensor([[-2, 2]])).array() // => [[-1, 2]]
 * @see https://keras.io/api/layers/activation_layers/leaky_relu/
 */
export function leakyRelu(options: Given<LeakyReLUConfig> = {}): LeakyReLU {
  return new LeakyReLU(options);
}
