import type { Tensor } from '../graph/index.ts';
import * as functions from './functions/index.ts';
import { Loss, type LossConfig } from './loss.ts';

/**
 * Distance from the right side of a margin: `mean(max(1 - yTrue · yPred, 0))`.
 *
 * @see https://keras.io/api/losses/hinge_losses/#hinge-class
 */
export class Hinge extends Loss {
  static override readonly className = 'Hinge';

  protected override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return functions.hinge(yTrue, yPred);
  }
}

/**
 * Distance from the right side of a margin: `mean(max(1 - yTrue · yPred, 0))`.
 *
 * Labels and predictions: `[batch, ..., n]`. Labels are -1 and 1, or 0 and 1.
 *
 * @param options - `name`, `reduction`.
 * @example
 * await losses.hinge().apply([[-1, 1]], [[0.5, 2]]).item() // => 0.75
 * @see https://keras.io/api/losses/hinge_losses/#hinge-class
 */
export function hinge(options: Partial<LossConfig> = {}): Hinge {
  return new Hinge(options);
}

/**
 * Squared distance from the right side of a margin: `mean(max(1 - yTrue · yPred, 0)²)`.
 *
 * @see https://keras.io/api/losses/hinge_losses/#squaredhinge-class
 */
export class SquaredHinge extends Loss {
  static override readonly className = 'SquaredHinge';

  protected override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return functions.squaredHinge(yTrue, yPred);
  }
}

/**
 * Squared distance from the right side of a margin: `mean(max(1 - yTrue · yPred, 0)²)`.
 *
 * Labels and predictions: `[batch, ..., n]`. Labels are -1 and 1, or 0 and 1.
 *
 * @param options - `name`, `reduction`.
 * @example
 * await losses.squaredHinge().apply([[-1, 1]], [[1, 2]]).item() // => 2
 * @see https://keras.io/api/losses/hinge_losses/#squaredhinge-class
 */
export function squaredHinge(options: Partial<LossConfig> = {}): SquaredHinge {
  return new SquaredHinge(options);
}

/**
 * Margin between the right class and the best other one: `max(best - right + 1, 0)`.
 *
 * @see https://keras.io/api/losses/hinge_losses/#categoricalhinge-class
 */
export class CategoricalHinge extends Loss {
  static override readonly className = 'CategoricalHinge';

  protected override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return functions.categoricalHinge(yTrue, yPred);
  }
}

/**
 * Margin between the right class and the best other one: `max(best - right + 1, 0)`.
 *
 * Labels (one-hot) and scores: `[batch, ..., classes]`.
 *
 * @param options - `name`, `reduction`.
 * @example
 * await losses.categoricalHinge().apply([[0, 1]], [[2, 1.5]]).item() // => 1.5
 * @see https://keras.io/api/losses/hinge_losses/#categoricalhinge-class
 */
export function categoricalHinge(options: Partial<LossConfig> = {}): CategoricalHinge {
  return new CategoricalHinge(options);
}
