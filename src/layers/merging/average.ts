import type { Tensor } from '../../graph/index.ts';
import { add, divide } from '../../ops/index.ts';
import type { Given, LayerConfig } from '../options.ts';
import { folded, Merge } from './merge.ts';

/**
 * Mean of a list of n tensors, `(a + b + …) / n`: shapes that broadcast to their common shape. No weights.
 *
 * @see https://keras.io/api/layers/merging_layers/average/
 */
export class Average extends Merge {
  static override readonly className = 'Average';
  static override readonly needed: readonly string[] = [];

  protected override merge(inputs: readonly Tensor[]): Tensor {
    return divide(folded(inputs, add), inputs.length);
  }
}

/**
 * Averages tensors: `layers.average()([x, y])`.
 *
 * @param options - `name` and the like.
 * @example
 * await layers.average()([ops.tensor([[1, 2]]), ops.tensor([[3, 4]])]).array() // => [[2, 3]]
 * @see https://keras.io/api/layers/merging_layers/average/
 */
export function average(options: Given<LayerConfig> = {}): Average {
  return new Average(options);
}
