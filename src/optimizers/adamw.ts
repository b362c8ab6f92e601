import { Adam, type AdamConfig } from './adam.ts';

/**
 * Adam with decay of the weights themselves, 0.004 by default: `w -= w · weightDecay · rate` before each step.
 *
 * @see https://keras.io/api/optimizers/adamw/
 */
export class AdamW extends Adam {
  static override readonly className = 'AdamW';

  constructor(given: Partial<AdamConfig> = {}) {
    super(given, { weightDecay: 0.004, name: 'adamw' });
  }
}

/**
 * Adam with decoupled weight decay.
 *
 * @param options - see `AdamConfig`.
 * @example
 * optimizers.adamW().config.weightDecay // => 0.004
 */
export function adamW(options: Partial<AdamConfig> = {}): AdamW {
  return new AdamW(options);
}
