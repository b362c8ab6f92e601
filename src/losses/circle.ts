import type { Tensor } from '../graph/index.ts';
import * as functions from './functions/index.ts';
import { Loss, type LossConfig } from './loss.ts';

/** Options of the circle loss. */
export interface CircleConfig extends LossConfig {
  /** Scale of the similarities. Default `80`. */
  gamma: number;
  /** How far same and other classes are to be kept apart. Default `0.4`. */
  margin: number;
  /** Whether a sample is not compared with itself. Default `true`. */
  removeDiagonal: boolean;
}

/**
 * Circle loss of embeddings: draws samples of one class together and pushes others apart.
 *
 * @see https://arxiv.org/abs/2002.10857
 */
export class Circle extends Loss<CircleConfig> {
  static override readonly className = 'Circle';

  constructor(given: Partial<CircleConfig> = {}) {
    super(given, { gamma: 80, margin: 0.4, removeDiagonal: true });
  }

  protected override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return functions.circle(yTrue, yPred, this.config);
  }
}

/**
 * Circle loss of embeddings: draws samples of one class together and pushes others apart, each pair by how far it is from
 * where it should be. A batch should hold several samples of each class.
 *
 * Labels, class numbers: `[batch]`; embeddings of length 1: `[batch, dimensions]`.
 *
 * @param options - `gamma` (default `80`), `margin` (`0.4`), `removeDiagonal` (`true`), `name`, `reduction`.
 * @example
 * await losses.circle({ reduction: 'none' }).apply([0, 1], [[1, 0], [0, 1]]).array() // => [0, 0]
 * @see https://arxiv.org/abs/2002.10857
 */
export function circle(options: Partial<CircleConfig> = {}): Circle {
  return new Circle(options);
}
