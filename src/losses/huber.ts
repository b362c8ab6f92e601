import type { Tensor } from '../graph/index.ts';
import type { Json } from '../utils/json.ts';
import * as functions from './functions/index.ts';
import { Loss, type LossConfig } from './loss.ts';
import { withoutDefault } from './settings.ts';

/** Options of the Huber loss. */
export interface HuberConfig extends LossConfig {
  /** The difference up to which the loss is quadratic. Default `1`. */
  delta: number;
}

/**
 * Quadratic for small differences, linear for large ones: `e²/2` for `|e| ≤ delta`, else `delta · |e| - delta²/2`.
 *
 * @see https://keras.io/api/losses/regression_losses/#huber-class
 */
export class Huber extends Loss<HuberConfig> {
  static override readonly className = 'Huber';

  constructor(given: Partial<HuberConfig> = {}) {
    super(given, { name: 'huber_loss', delta: 1 });
  }

  protected override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return functions.huber(yTrue, yPred, this.config);
  }

  /** Keras 3.15 leaves `delta` out, and reads it if it is there: it is written where it matters. */
  override getConfig(): Readonly<Record<string, Json>> {
    return withoutDefault(super.getConfig(), 'delta', 1);
  }
}

/**
 * Quadratic for small differences, linear for large ones, so that outliers pull less than with the mean squared error.
 *
 * Labels and predictions: `[batch, ..., n]`.
 *
 * @param options - `delta` (default `1`), `name`, `reduction`.
 * @example
 * await losses.huber({ delta: 1 }).apply([[0, 0]], [[1, 3]]).item() // => 1.5
 * @see https://keras.io/api/losses/regression_losses/#huber-class
 */
export function huber(options: Partial<HuberConfig> = {}): Huber {
  return new Huber(options);
}
