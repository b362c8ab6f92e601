import type { Shape, Tensor } from '../../graph/index.ts';
import { add, cast, fillLike, greater, multiply, random, where } from '../../ops/index.ts';
import { SeedGenerator } from '../../utils/seed-generator.ts';
import { rateBelow1 } from '../checks.ts';
import { Layer } from '../layer.ts';
import type { Given, LayerConfig } from '../options.ts';

/** Options of alpha dropout. */
export interface AlphaDropoutConfig extends LayerConfig {
  /** The part of the inputs that is dropped, from 0 up to 1. */
  rate: number;
  /** The shape in which is decided what to drop, as in `dropout`. Default `null`. */
  noiseShape: Shape | null;
  /** A whole number: the same draws in every run. Default `null`: other ones, unless `setRandomSeed` was called. */
  seed: number | null;
}

/** What `selu` goes to for very negative values: `-scale · alpha`. */
const lowest = -1.0507009873554805 * 1.6732632423543772;

/**
 * Dropout for `selu`: in training, sets a random part `rate` of the inputs to the lowest value of selu, and scales and shifts
 * all so that mean 0 and variance 1 stay; else it gives the inputs as they are. Any shape to the same shape, no weights.
 *
 * @see https://keras.io/api/layers/regularization_layers/alpha_dropout/
 */
export class AlphaDropout extends Layer<AlphaDropoutConfig, 'rate'> {
  static override readonly className = 'AlphaDropout';
  static override readonly needed: readonly string[] = ['rate'];
  /** Where the draws come from; null where there are none. */
  readonly seedGenerator: SeedGenerator | null;

  constructor(given: Given<AlphaDropoutConfig, 'rate'>) {
    super(given, { noiseShape: null, seed: null });
    const { rate, seed } = this.config;
    rateBelow1(`${this.label}: rate`, rate);
    this.seedGenerator = rate > 0 ? new SeedGenerator(seed) : null;
  }

  protected override call(inputs: Tensor): Tensor {
    if (!this.isTraining || this.seedGenerator === null) return inputs;
    const { rate, noiseShape } = this.config;
    const x = cast(inputs, 'float32');
    const kept = greater(random.dropout(fillLike(1, x), rate, { noiseShape, seed: this.seedGenerator }), 0);
    const scale = ((1 - rate) * (1 + rate * lowest ** 2)) ** -0.5;
    return add(multiply(where(kept, x, lowest), scale), -scale * lowest * rate);
  }
}

/**
 * Dropout that keeps mean and variance, for networks with `selu`; in prediction it does nothing.
 *
 * @param rate - the part that is dropped, from 0 up to, not including, 1.
 * @param options - see `AlphaDropoutConfig`.
 * @throws {ArgumentError} for a rate that is not from 0 up to 1.
 * @example
 * await layers.alphaDropout(0.5)(ops.tensor([[1, 2]])).array() // => [[1, 2]]
 * @see https://keras.io/api/layers/regularization_layers/alpha_dropout/
 */
export function alphaDropout(
  rate: number,
  options: Omit<Given<AlphaDropoutConfig, 'rate'>, 'rate'> = {},
): AlphaDropout {
  return new AlphaDropout({ rate, ...options });
}
