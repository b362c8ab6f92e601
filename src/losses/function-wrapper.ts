import { Tensor } from '../graph/index.ts';
import { ArgumentError } from '../utils/errors.ts';
import type { Json } from '../utils/json.ts';
import { snake } from '../utils/names.ts';
import { Loss, type LossConfig } from './loss.ts';
import { toSameRank } from './rank.ts';

/** A function of labels and predictions that gives the loss of each sample, or of the batch. */
export type LossFunction = (yTrue: Tensor, yPred: Tensor) => Tensor;

/**
 * A loss made of a function: what `compile` makes of one.
 *
 * @example
 * const cubed = (yTrue, yPred) => ops.power(ops.abs(ops.subtract(yTrue, yPred)), 3);
 * await new LossFunctionWrapper(cubed).apply([1, 1], [2, 3]).item() // => 4.5
 * @see https://keras.io/api/losses/#creating-custom-losses
 */
export class LossFunctionWrapper extends Loss {
  static override readonly className = 'LossFunctionWrapper';
  readonly #function: LossFunction;

  /**
   * @param lossFunction - gives one number for each sample, or one for all.
   * @param given - `name` (default: the function's), `reduction`.
   */
  constructor(lossFunction: LossFunction, given: Partial<LossConfig> = {}) {
    super(given, { name: snake(lossFunction.name) || 'loss' });
    this.#function = lossFunction;
  }

  protected override call(yTrue: Tensor, yPred: Tensor): Tensor {
    const [labels, predictions] = toSameRank(yTrue, yPred);
    const values: unknown = this.#function(labels, predictions);
    if (values instanceof Tensor) return values;
    throw new ArgumentError(`${this.#function.name || 'loss'}(yTrue, yPred)`, {
      expected: 'a tensor, the loss of each sample',
      received: String(values),
    });
  }

  /** @throws {ArgumentError} when the function has no name to be saved by. */
  override getConfig(): Readonly<Record<string, Json>> {
    return { ...super.getConfig(), fn: writtenFunction('loss', this.#function.name) };
  }
}

/** A function as Keras writes it: by its name, under which it must be given again when the file is read. */
export function writtenFunction(where: string, name: string): Json {
  if (name === '')
    throw new ArgumentError(where, {
      expected: 'a function with a name, to be saved by it',
      received: 'a function without one',
      mend: 'Give it a name: const distance = (yTrue, yPred) => …',
    });
  return { module: 'builtins', class_name: 'function', config: name, registered_name: 'function' };
}
