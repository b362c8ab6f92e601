import type { Tensor } from '../../graph/index.ts';
import { subtract as subtractOp } from '../../ops/index.ts';
import type { Given, LayerConfig } from '../options.ts';
import { checkList, folded, Merge } from './merge.ts';

/**
 * Difference of two tensors, `a - b`: shapes that broadcast to their common shape. No weights.
 *
 * @see https://keras.io/api/layers/merging_layers/subtract/
 */
export class Subtract extends Merge {
  static override readonly className = 'Subtract';
  static override readonly needed: readonly string[] = [];

  protected override check(inputs: readonly Tensor[]): void {
    checkList(this.label, inputs, 2);
    super.check(inputs);
  }

  protected override merge(inputs: readonly Tensor[]): Tensor {
    return folded(inputs, subtractOp);
  }
}

/**
 * Subtracts the second of two tensors from the first: `layers.subtract()([x, y])`.
 *
 * @param options - `name` and the like.
 * @example
 * await layers.subtract()([ops.tensor([[3, 4]]), ops.tensor([[1, 2]])]).array() // => [[2, 2]]
 * @see https://keras.io/api/layers/merging_layers/subtract/
 */
export function subtract(options: Given<LayerConfig> = {}): Subtract {
  return new Subtract(options);
}
