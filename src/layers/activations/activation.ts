import { type Activation as ActivationName, activationOf } from '../../activations/index.ts';
import type { Tensor } from '../../graph/index.ts';
import { Layer } from '../layer.ts';
import type { Given, LayerConfig } from '../options.ts';

/** Options of an activation layer. */
export interface ActivationConfig extends LayerConfig {
  /** A name in either spelling, or a function of a tensor. */
  activation: ActivationName;
}

/**
 * Applies an activation function: any shape to the same shape. No weights.
 *
 * @see https://keras.io/api/layers/core_layers/activation/
 */
export class Activation extends Layer<ActivationConfig, 'activation'> {
  static override readonly className = 'Activation';
  static override readonly needed: readonly string[] = ['activation'];

  constructor(given: Given<ActivationConfig, 'activation'>) {
    super(given, {});
  }

  protected override call(inputs: Tensor): Tensor {
    return activationOf(this.config.activation)(inputs);
  }
}

/**
 * Applies an activation function, as a layer of its own.
 *
 * @param activation - a name, as `'relu'` or `'leaky_relu'`, or a function.
 * @param options - `name` and the like.
 * @throws {ArgumentError} for an unknown name, with the nearest known one.
 * @example
 * await layers.activation('relu')(ops.tensor([[-1, 2]])).array() // => [[0, 2]]
 * @see https://keras.io/api/layers/core_layers/activation/
 */
export function activation(
  activation: ActivationName,
  options: Omit<Given<ActivationConfig, 'activation'>, 'activation'> = {},
): Activation {
  return new Activation({ activation, ...options });
}
