import type { Structure, Tensor } from '../../graph/index.ts';
import { Layer } from '../layer.ts';
import type { Given, LayerConfig } from '../options.ts';

/**
 * Gives what it is given: tensors, lists or records of any shape. No weights.
 *
 * @see https://keras.io/api/layers/core_layers/identity/
 */
export class Identity<In extends Structure = Tensor> extends Layer<LayerConfig, never, In, In> {
  static override readonly className = 'Identity';
  static override readonly needed: readonly string[] = [];

  protected override call(inputs: In): In {
    return inputs;
  }
}

/**
 * Gives what it is given: a place in a model to name, or to put another layer later.
 *
 * @param options - `name` and the like.
 * @example
 * await layers.identity()(ops.tensor([1, 2])).array() // => [1, 2]
 * @see https://keras.io/api/layers/core_layers/identity/
 */
export function identity<In extends Structure = Tensor>(options: Given<LayerConfig> = {}): Identity<In> {
  return new Identity(options);
}
