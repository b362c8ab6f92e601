import type { Shape, Tensor } from '../../graph/index.ts';
import { random } from '../../ops/index.ts';
import { ArgumentError } from '../../utils/errors.ts';
import { SeedGenerator } from '../../utils/seed-generator.ts';
import { numberBetween } from '../checks.ts';
import { Layer } from '../layer.ts';
import type { Given, LayerConfig } from '../options.ts';

/** Options of dropout. */
export interface DropoutConfig extends LayerConfig {
  /** The part of the inputs that is dropped, from 0 to 1. */
  rate: number;
  /**
   * The shape in which is decided what to drop, batch included: 1 decides once for a whole axis, null stands for the length
   * of the input's axis. Default `null`: each number by itself.
   */
  noiseShape: Shape | null;
  /** A whole number: the same draws in every run. Default `null`: other ones, unless `setRandomSeed` was called. */
  seed: number | null;
}

/**
 * Dropout: in training, sets a random part `rate` of the inputs to 0 and divides the others by `1 - rate`, so that their mean
 * stays; else it gives the inputs as they are. Any shape to the same shape, no weights.
 *
 * @see https://keras.io/api/layers/regularization_layers/dropout/
 */
export class Dropout extends Layer<DropoutConfig, 'rate'> {
  static override readonly className = 'Dropout';
  static override readonly needed: readonly string[] = ['rate'];
  /** Where the draws come from; null where there are none. */
  readonly seedGenerator: SeedGenerator | null;

  constructor(given: Given<DropoutConfig, 'rate'>) {
    super(given, { noiseShape: null, seed: null });
    const { rate, seed, noiseShape } = this.config;
    numberBetween(`${this.label}: rate`, rate, 0, 1);
    if (noiseShape !== null && !isNoiseShape(noiseShape))
      throw new ArgumentError(`${this.label}: noiseShape`, {
        expected: 'a list of positive axis lengths and nulls',
        received: JSON.stringify(noiseShape) ?? String(noiseShape),
      });
    this.seedGenerator = rate > 0 ? new SeedGenerator(seed) : null;
  }

  protected override call(inputs: Tensor): Tensor {
    if (!this.isTraining || this.seedGenerator === null) return inputs;
    const { rate, noiseShape } = this.config;
    return random.dropout(inputs, rate, { noiseShape, seed: this.seedGenerator });
  }
}

function isNoiseShape(given: unknown): boolean {
  return Array.isArray(given) && given.every((dim) => dim === null || (Number.isInteger(dim) && dim > 0));
}

/**
 * Drops a random part of its inputs in training, against overfitting; in prediction it does nothing.
 *
 * @param rate - the part that is dropped, from 0 to 1.
 * @param options - see `DropoutConfig`.
 * @throws {ArgumentError} for a rate beyond 0 and 1.
 * @example
 * await layers.dropout(0.5)(ops.tensor([[1, 2]])).array() // => [[1, 2]]
 * await layers.dropout(1)(ops.tensor([[1, 2]]), { training: true }).array() // => [[0, 0]]
 * @see https://keras.io/api/layers/regularization_layers/dropout/
 */
export function dropout(rate: number, options: Omit<Given<DropoutConfig, 'rate'>, 'rate'> = {}): Dropout {
  return new Dropout({ rate, ...options });
}
