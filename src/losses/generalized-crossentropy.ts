import type { Shape, Tensor } from '../graph/index.ts';
import { ArgumentError } from '../utils/errors.ts';
import * as functions from './functions/index.ts';
import { checkClassNumbers, type Labels } from './labels.ts';
import { Loss, type LossConfig } from './loss.ts';

/** Options of the generalized crossentropy. */
export interface CategoricalGeneralizedCrossEntropyConfig extends LossConfig {
  /** Between 0, where it is the crossentropy, and 1, where it is the absolute error. Default `0.5`. */
  q: number;
}

/**
 * Crossentropy that forgives wrong labels: `(1 - p^q) / q` with p the predicted probability of the labelled class.
 *
 * @see https://arxiv.org/abs/1805.07836
 */
export class CategoricalGeneralizedCrossEntropy extends Loss<CategoricalGeneralizedCrossEntropyConfig> {
  static override readonly className = 'CategoricalGeneralizedCrossEntropy';

  constructor(given: Partial<CategoricalGeneralizedCrossEntropyConfig> = {}) {
    super(given, { q: 0.5 });
    const { q } = this.config;
    if (!(q > 0 && q < 1))
      throw new ArgumentError('CategoricalGeneralizedCrossEntropy: q', {
        expected: 'a number between 0 and 1, neither of them included',
        received: String(q),
        mend: 'The limit for 0 is sparseCategoricalCrossentropy.',
      });
  }

  protected override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return functions.categoricalGeneralizedCrossEntropy(yTrue, yPred, this.config);
  }

  /** Every label must be the number of a class. */
  override checkTargets(where: string, labels: Labels, predicted: Shape): void {
    checkClassNumbers(where, labels, predicted);
  }
}

/**
 * Crossentropy that forgives wrong labels, for data of which some are mislabelled.
 *
 * Labels, class numbers: `[batch]`; probabilities: `[batch, classes]`.
 *
 * @param options - `q` (default `0.5`), `name`, `reduction`.
 * @throws {ArgumentError} for a `q` that is not between 0 and 1.
 * @example
 * await losses.categoricalGeneralizedCrossEntropy({ q: 0.5 }).apply([1], [[0.75, 0.25]]).item() // => 1
 * @see https://arxiv.org/abs/1805.07836
 */
export function categoricalGeneralizedCrossEntropy(
  options: Partial<CategoricalGeneralizedCrossEntropyConfig> = {},
): CategoricalGeneralizedCrossEntropy {
  return new CategoricalGeneralizedCrossEntropy(options);
}
