import { Adam, type AdamConfig } from './adam.ts';
import { notNegative } from './checks.ts';

/**
 * Adam with decay of the weights themselves, 0.004 by default: `w -= w · weightDecay · rate` before each step.
 *
 * @see https://keras.io/api/optimizers/adamw/
 */
export class AdamW extends Adam {
  static override readonly className = 'AdamW';

  constructor({ weightDecay = 0.004, ...given }: Partial<AdamConfig> = {}) {
    super({ ...given, weightDecay });
    notNegative('AdamW: weightDecay', weightDecay);
  }
}

/**
 * Adam with decoupled weight decay.
 *
 * @param options - see `AdamConfig`; weight decay is 0.004 by default.
 * @throws {ArgumentError} for an unknown option, or one with a value that makes no sense.
 * @example
 * optimizers.adamW().config.weightDecay // => 0.004
 * @see https://keras.io/api/optimizers/adamw/
 */
export function adamW(options: Partial<AdamConfig> = {}): AdamW {
  return new AdamW(options);
}
