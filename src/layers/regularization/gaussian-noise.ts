import type { Tensor } from '../../graph/index.ts';
import { add, random } from '../../ops/index.ts';
import { SeedGenerator } from '../../utils/seed-generator.ts';
import { numberBetween } from '../checks.ts';
import { Layer } from '../layer.ts';
import type { Given, LayerConfig } from '../options.ts';

/** Options of Gaussian noise. */
export interface GaussianNoiseConfig extends LayerConfig {
  /** Standard deviation of the noise, from 0 to 1. */
  stddev: number;
  /** A whole number: the same draws in every run. Default `null`: other ones, unless `setRandomSeed` was called. */
  seed: number | null;
}

/**
 * Gaussian noise: in training, adds numbers of the normal distribution with mean 0; else it gives the inputs as they are. Any
 * shape to the same shape, no weights.
 *
 * @see https://keras.io/api/layers/regularization_layers/gaussian_noise/
 */
export class GaussianNoise extends Layer<GaussianNoiseConfig, 'stddev'> {
  static override readonly className = 'GaussianNoise';
  static override readonly needed: readonly string[] = ['stddev'];
  /** Where the draws come from; null where there are none. */
  readonly seedGenerator: SeedGenerator | null;

  constructor(given: Given<GaussianNoiseConfig, 'stddev'>) {
    super(given, { seed: null });
    const { stddev, seed } = this.config;
    numberBetween(`${this.label}: stddev`, stddev, 0, 1);
    this.seedGenerator = stddev > 0 ? new SeedGenerator(seed) : null;
  }

  protected override call(inputs: Tensor): Tensor {
    if (!this.isTraining || this.seedGenerator === null) return inputs;
    return add(inputs, random.normalLike(inputs, { stddev: this.config.stddev, seed: this.seedGenerator }));
  }
}

/**
 * Adds noise to its inputs in training, against overfitting; in prediction it does nothing.
 *
 * @param stddev - standard deviation of the noise, from 0 to 1.
 * @param options - see `GaussianNoiseConfig`.
 * @throws {ArgumentError} for a standard deviation beyond 0 and 1.
 * @example
 * await layers.gaussianNoise(0.1)(ops.tensor([[1, 2]])).array() // => [[1, 2]]
 * @see https://keras.io/api/layers/regularization_layers/gaussian_noise/
 */
export function gaussianNoise(
  stddev: number,
  options: Omit<Given<GaussianNoiseConfig, 'stddev'>, 'stddev'> = {},
): GaussianNoise {
  return new GaussianNoise({ stddev, ...options });
}
