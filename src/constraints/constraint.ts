import type { Tensor } from '../graph/index.ts';
import type { Json } from '../utils/json.ts';

/** What a weight is brought back to after each step of training: a function from a weight to one of the same shape. */
export interface ConstraintFunction {
  (weight: Tensor): Tensor;
  /** Keras's name of the class: `'MaxNorm'`. */
  readonly className: string;
  /** The options as Keras saves them. */
  getConfig(): Readonly<Record<string, Json>>;
}

/** A constraint with what files need to know of it. */
export function constraint(
  className: string,
  config: Readonly<Record<string, Json>>,
  bring: (weight: Tensor) => Tensor,
): ConstraintFunction {
  return Object.assign((weight: Tensor) => bring(weight), { className, getConfig: () => config });
}
