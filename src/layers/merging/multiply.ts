import type { Tensor } from '../../graph/index.ts';
import { logicalOr, multiply as multiplyOp, where } from '../../ops/index.ts';
import type { Given, LayerConfig } from '../options.ts';
import { folded, type Masks, Merge, maskLike } from './merge.ts';

/**
 * Product of a list of tensors, element by element, `a · b · …`: shapes that broadcast to their common shape. No weights.
 *
 * A masked step counts as 1; where it is masked in all inputs, the result is 0.
 *
 * @see https://keras.io/api/layers/merging_layers/multiply/
 */
export class Multiply extends Merge {
  static override readonly className = 'Multiply';
  static override readonly needed: readonly string[] = [];

  protected override merge(inputs: readonly Tensor[], masks: Masks): Tensor {
    const factors = inputs.map((input, i) => {
      const mask = masks[i] ?? null;
      return mask === null ? input : where(maskLike(mask, input), input, 1);
    });
    const product = folded(factors, multiplyOp);
    const known = masks.flatMap((mask, i) => {
      const input = inputs[i];
      return mask === null || input === undefined ? [] : [maskLike(mask, input)];
    });
    return known.length < inputs.length ? product : where(folded(known, logicalOr), product, 0);
  }
}

/**
 * Multiplies tensors element by element, as a gate does: `layers.multiply()([x, gate])`.
 *
 * @param options - `name` and the like.
 * @example
 * await layers.multiply()([ops.tensor([[1, 2]]), ops.tensor([[3, 4]])]).array() // => [[3, 8]]
 * @see https://keras.io/api/layers/merging_layers/multiply/
 */
export function multiply(options: Given<LayerConfig> = {}): Multiply {
  return new Multiply(options);
}
