import type { Tensor } from '../../graph/index.ts';
import { add as addOp } from '../../ops/index.ts';
import type { Given, LayerConfig } from '../options.ts';
import { folded, Merge } from './merge.ts';

/**
 * Sum of a list of tensors, `a + b + …`: shapes that broadcast to their common shape. No weights.
 *
 * @see https://keras.io/api/layers/merging_layers/add/
 */
export class Add extends Merge {
  static override readonly className = 'Add';
  static override readonly needed: readonly string[] = [];

  protected override merge(inputs: readonly Tensor[]): Tensor {
    return folded(inputs, addOp);
  }
}

/**
 * Adds tensors up, as where a residual connection meets the main path: `layers.add()([x, y])`.
 *
 * @param options - `name` and the like.
 * @example
 * await layers.add()([ops.tensor([[1, 2]]), ops.tensor([[3, 4]])]).array() // => [[4, 6]]
 * @see https://keras.io/api/layers/merging_layers/add/
 */
export function add(options: Given<LayerConfig> = {}): Add {
  return new Add(options);
}
