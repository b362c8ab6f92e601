import * as activations from '../../activations/index.ts';
import type { Tensor } from '../../graph/index.ts';
import { notNegative } from '../checks.ts';
import { Layer } from '../layer.ts';
import type { Given, LayerConfig } from '../options.ts';

/** Options of a rectifier. */
export interface ReLUConfig extends LayerConfig {
  /** What larger values are cut to; null for no bound. Default `null`. */
  maxValue: number | null;
  /** Slope below the threshold. Default `0`. */
  negativeSlope: number;
  /** Up to this, values count as negative. Default `0`. */
  threshold: number;
}

/**
 * Rectified linear unit, `max(x, 0)`: any shape to the same shape. With options: `x` above the threshold, cut at `maxValue`,
 * and `negativeSlope · (x - threshold)` below it. No weights.
 *
 * @see https://keras.io/api/layers/activation_layers/relu/
 */
export class ReLU extends Layer<ReLUConfig> {
  static override readonly className = 'ReLU';
  static override readonly needed: readonly string[] = [];

  constructor(given: Given<ReLUConfig> = {}) {
    super(given, { maxValue: null, negativeSlope: 0, threshold: 0 });
    const { maxValue, negativeSlope, threshold } = this.config;
    if (maxValue !== null) notNegative(`${this.label}: maxValue`, maxValue);
    notNegative(`${this.label}: negativeSlope`, negativeSlope);
    notNegative(`${this.label}: threshold`, threshold);
  }

  protected override call(inputs: Tensor): Tensor {
    return activations.relu(inputs, this.config);
  }
}

/**
 * Rectified linear unit as a layer: negative values become 0.
 *
 * @param options - see `ReLUConfig`.
 * @throws {ArgumentError} for a negative bound, slope or threshold.
 * @example
 * await layers.relu({ maxValue: 1 })(ops.tensor([[-1, 0.5, 2]])).array() // => [[0, 0.5, 1]]
 * @see https://keras.io/api/layers/activation_layers/relu/
 */
export function relu(options: Given<ReLUConfig> = {}): ReLU {
  return new ReLU(options);
}
