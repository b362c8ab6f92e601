import type { Tensor } from '../../graph/index.ts';
import { add, cast, multiply } from '../../ops/index.ts';
import type { NestedArray } from '../../utils/arrays.ts';
import { ArgumentError } from '../../utils/errors.ts';
import { Layer } from '../layer.ts';
import type { Given, LayerConfig } from '../options.ts';

/** Options of a rescaling layer. */
export interface RescalingConfig extends LayerConfig {
  /** What the inputs are multiplied by: a number, or numbers that broadcast to the inputs, as one for each channel. */
  scale: number | NestedArray;
  /** What is added afterwards. Default `0`. */
  offset: number | NestedArray;
}

/**
 * Brings inputs to another range, `x · scale + offset`: any shape and dtype to float32 of the same shape. No weights.
 *
 * @see https://keras.io/api/layers/preprocessing_layers/image_preprocessing/rescaling/
 */
export class Rescaling extends Layer<RescalingConfig, 'scale'> {
  static override readonly className = 'Rescaling';
  static override readonly needed: readonly string[] = ['scale'];

  constructor(given: Given<RescalingConfig, 'scale'>) {
    super(given, { offset: 0 });
    for (const name of ['scale', 'offset'] as const)
      if (!isNumbers(this.config[name]))
        throw new ArgumentError(`${this.label}: ${name}`, {
          expected: 'a number, or nested arrays of numbers',
          received: JSON.stringify(this.config[name]) ?? String(this.config[name]),
        });
  }

  protected override call(inputs: Tensor): Tensor {
    const { scale, offset } = this.config;
    const scaled = multiply(cast(inputs, 'float32'), scale);
    return offset === 0 ? scaled : add(scaled, offset);
  }
}

function isNumbers(given: unknown): boolean {
  return Array.isArray(given) ? given.every(isNumbers) : typeof given === 'number' && !Number.isNaN(given);
}

/**
 * Brings inputs to another range, as pixels from 0 … 255 to 0 … 1.
 *
 * @param scale - a number, or numbers that broadcast to the inputs.
 * @param options - see `RescalingConfig`.
 * @throws {ArgumentError} for what is no number.
 * @example
 * await layers.rescaling(0.5, { offset: -1 })(ops.tensor([[0, 2, 4]])).array() // => [[-1, 0, 1]]
 * @see https://keras.io/api/layers/preprocessing_layers/image_preprocessing/rescaling/
 */
export function rescaling(
  scale: RescalingConfig['scale'],
  options: Omit<Given<RescalingConfig, 'scale'>, 'scale'> = {},
): Rescaling {
  return new Rescaling({ scale, ...options });
}
