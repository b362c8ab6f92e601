import type { Tensor } from '../graph/index.ts';
import type { Json } from '../utils/json.ts';
import * as functions from './functions/index.ts';
import { Loss, type LossConfig } from './loss.ts';
import { withoutDefault } from './settings.ts';

/** Options of the cosine similarity. */
export interface CosineSimilarityConfig extends LossConfig {
  /** The axis of the vectors. Default `-1`. */
  axis: number;
}

/**
 * Cosine of the angle between targets and predictions, negated: -1 where they have the same direction, 1 where opposite ones.
 *
 * @see https://keras.io/api/losses/regression_losses/#cosinesimilarity-class
 */
export class CosineSimilarity extends Loss<CosineSimilarityConfig> {
  static override readonly className = 'CosineSimilarity';

  constructor(given: Partial<CosineSimilarityConfig> = {}) {
    super(given, { axis: -1 });
  }

  protected override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return functions.cosineSimilarity(yTrue, yPred, this.config);
  }

  /** Keras 3.15 leaves `axis` out, and reads it if it is there: it is written where it matters. */
  override getConfig(): Readonly<Record<string, Json>> {
    return withoutDefault(super.getConfig(), 'axis', -1);
  }
}

/**
 * Cosine of the angle between targets and predictions, negated so that alike is small.
 *
 * Labels and predictions: vectors along `axis`.
 *
 * @param options - `axis` (default `-1`), `name`, `reduction`.
 * @example
 * await losses.cosineSimilarity().apply([[0, 1], [1, 0]], [[0, 4], [0, 2]]).item() // => -0.5
 * @see https://keras.io/api/losses/regression_losses/#cosinesimilarity-class
 */
export function cosineSimilarity(options: Partial<CosineSimilarityConfig> = {}): CosineSimilarity {
  return new CosineSimilarity(options);
}
