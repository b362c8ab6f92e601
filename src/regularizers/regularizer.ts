import type { Tensor } from '../graph/index.ts';
import { ArgumentError } from '../utils/errors.ts';
import type { Json } from '../utils/json.ts';

/**
 * A penalty on a weight (or on a layer's output), added to the loss: a function from a tensor of any shape to a float32
 * scalar.
 */
export interface RegularizerFunction {
  (weight: Tensor): Tensor;
  /** Keras's name of the class: `'L2'`. */
  readonly className: string;
  /** The options as Keras saves them. */
  getConfig(): Readonly<Record<string, Json>>;
}

/** A penalty with what files need to know of it. */
export function regularizer(
  className: string,
  config: Readonly<Record<string, Json>>,
  penalty: (weight: Tensor) => Tensor,
): RegularizerFunction {
  return Object.assign((weight: Tensor) => penalty(weight), { className, getConfig: () => config });
}

/**
 * A factor that must be a finite number of at least 0.
 *
 * @throws {ArgumentError} for anything else.
 */
export function factorOf(where: string, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
  throw new ArgumentError(where, { expected: 'a finite number of at least 0', received: String(value) });
}
