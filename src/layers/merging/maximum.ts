import type { Tensor } from '../../graph/index.ts';
import { maximum as maximumOp } from '../../ops/index.ts';
import type { Given, LayerConfig } from '../options.ts';
import { extremum, type Masks, Merge } from './merge.ts';

/**
 * Largest of a list of tensors, element by element: shapes that broadcast to their common shape. No weights.
 *
 * A step that is masked in one input is taken from the others.
 *
 * @see https://keras.io/api/layers/merging_layers/maximum/
 */
export class Maximum extends Merge {
  static override readonly className = 'Maximum';
  static override readonly needed: readonly string[] = [];

  protected override merge(inputs: readonly Tensor[], masks: Masks): Tensor {
    return extremum(maximumOp, inputs, masks);
  }
}

/**
 * Takes the largest of several tensors, element by element: `layers.maximum()([x, y])`.
 *
 * @param options - `name` and the like.
 * @example
 * await layers.maximum()([ops.tensor([[1, 4]]), ops.tensor([[3, 2]])]).array() // => [[3, 4]]
 * @see https://keras.io/api/layers/merging_layers/maximum/
 */
export function maximum(options: Given<LayerConfig> = {}): Maximum {
  return new Maximum(options);
}
