import { relu } from '../ops/index.ts';
import { type ConstraintFunction, constraint } from './constraint.ts';

/**
 * Keeps weights from falling below 0: `max(w, 0)`.
 *
 * @example
 * await constraints.nonNeg()(ops.tensor([-1, 2])).array() // => [0, 2]
 * @see https://keras.io/api/layers/constraints/#nonneg-class
 */
export function nonNeg(): ConstraintFunction {
  return constraint('NonNeg', {}, relu);
}
