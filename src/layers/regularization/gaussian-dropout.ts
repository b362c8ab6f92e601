import type { Tensor } from '../../graph/index.ts';
import { multiply, random } from '../../ops/index.ts';
import { SeedGenerator } from '../../utils/seed-generator.ts';
import { rateBelow1 } from '../checks.ts';
import { Layer } from '../layer.ts';
import type { Given, LayerConfig } from '../options.ts';

/** Options of Gaussian dropout. */
export interface GaussianDropoutConfig extends LayerConfig {
  /** As in dropout, from 0 up to 1: the factors have the standard deviation `√(rate / (1 - rate))`. */
  rate: number;
  /** A whole number: the same draws in every run. Default `null`: other ones, unless `setRandomSeed` was called. */
  seed: number | null;
}

/**
 * Gaussian dropout: in training, multiplies by numbers of the normal distribution with mean 1 and standard deviation
 * `√(rate / (1 - rate))`; else it gives the inputs as they are. Any shape to the same shape, no weights.
 *
 * @see https://keras.io/api/layers/regularization_layers/gaussian_dropout/
 */
export class GaussianDropout extends Layer<GaussianDropoutConfig, 'rate'> {
  static override readonly className = 'GaussianDropout';
  static override readonly needed: readonly string[] = ['rate'];
  /** Where the draws come from; null where there are none. */
  readonly seedGenerator: SeedGenerator | null;

  constructor(given: Given<GaussianDropoutConfig, 'rate'>) {
    super(given, { seed: null });
    const { rate, seed } = this.config;
    rateBelow1(`${this.label}: rate`, rate);
    this.seedGenerator = rate > 0 ? new SeedGenerator(seed) : null;
  }

  protected override call(inputs: Tensor): Tensor {
    if (!this.isTraining || this.seedGenerator === null) return inputs;
    const { rate } = this.config;
    const stddev = Math.sqrt(rate / (1 - rate));
    return multiply(inputs, random.normalLike(inputs, { mean: 1, stddev, seed: this.seedGenerator }));
  }
}

/**
 * Multiplies its inputs by random factors around 1 in training, against overfitting; in prediction it does nothing.
 *
 * @param rate - as in dropout, from 0 up to, not including, 1.
 * @param options - see `GaussianDropoutConfig`.
 * @throws {ArgumentError} for a rate that is not from 0 up to 1.
 * @example
 * await layers.gaussianDropout(0.5)(ops.tensor([[1, 2]])).array() // => [[1, 2]]
 * @see https://keras.io/api/layers/regularization_layers/gaussian_dropout/
 */
export function gaussianDropout(
  rate: number,
  options: Omit<Given<GaussianDropoutConfig, 'rate'>, 'rate'> = {},
): GaussianDropout {
  return new GaussianDropout({ rate, ...options });
}
