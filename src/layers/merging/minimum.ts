import type { Tensor } from '../../graph/index.ts';
import { minimum as minimumOp } from '../../ops/index.ts';
import type { Given, LayerConfig } from '../options.ts';
import { extremum, type Masks, Merge } from './merge.ts';

/**
 * Smallest of a list of tensors, element by element: shapes that broadcast to their common shape. No weights.
 *
 * A step that is masked in one input is taken from the others.
 *
 * @see https://keras.io/api/layers/merging_layers/minimum/
 */
export class Minimum extends Merge {
  static override readonly className = 'Minimum';
  static override readonly needed: readonly string[] = [];

  protected override merge(inputs: readonly Tensor[], masks: Masks): Tensor {
    return extremum(minimumOp, inputs, masks);
  }
}

/**
 * Takes the smallest of several tensors, element by element: `layers.minimum()([x, y])`.
 *
 * @param options - `name` and the like.
 * @example
 * await layers.minimum()([ops.tensor([[1, 4]]), ops.tensor([[3, 2]])]).array() // => [[1, 2]]
 * @see https://keras.io/api/layers/merging_layers/minimum/
 */
export function minimum(options: Given<LayerConfig> = {}): Minimum {
  return new Minimum(options);
}
