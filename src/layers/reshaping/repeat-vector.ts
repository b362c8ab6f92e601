import type { Tensor } from '../../graph/index.ts';
import { expandDims, repeat } from '../../ops/index.ts';
import { hasRank, positiveInteger } from '../checks.ts';
import { Layer } from '../layer.ts';
import type { Given, LayerConfig } from '../options.ts';

/** Options of a repeating layer. */
export interface RepeatVectorConfig extends LayerConfig {
  /** How often each vector stands in the output. */
  n: number;
}

/**
 * Repeats each sample's vector: `[batch, features]` to `[batch, n, features]`. No weights.
 *
 * @see https://keras.io/api/layers/reshaping_layers/repeat_vector/
 */
export class RepeatVector extends Layer<RepeatVectorConfig, 'n'> {
  static override readonly className = 'RepeatVector';
  static override readonly needed: readonly string[] = ['n'];

  constructor(given: Given<RepeatVectorConfig, 'n'>) {
    super(given, {});
    positiveInteger(`${this.label}: n`, this.config.n);
  }

  override get supportsMasking(): boolean {
    return false;
  }

  protected override check(inputs: Tensor): void {
    hasRank(this.label, inputs, 2, '[batch, features]');
  }

  protected override call(inputs: Tensor): Tensor {
    return repeat(expandDims(inputs, 1), this.config.n, 1);
  }
}

/**
 * Repeats each sample's vector, as for a decoder that takes the same vector at every step.
 *
 * @param n - how often.
 * @param options - `name` and the like.
 * @throws {ArgumentError} when `n` is no positive integer.
 * @example
 * layers.repeatVector(3)(input({ shape: [32] })).shape // => [null, 3, 32]
 * @see https://keras.io/api/layers/reshaping_layers/repeat_vector/
 */
export function repeatVector(n: number, options: Omit<Given<RepeatVectorConfig, 'n'>, 'n'> = {}): RepeatVector {
  return new RepeatVector({ n, ...options });
}
