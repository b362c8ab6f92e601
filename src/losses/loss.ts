import { isFloat, maskOf, type Tensor, type TensorLike } from '../graph/index.ts';
import { cast } from '../ops/index.ts';
import { asTensor } from '../ops/operands.ts';
import { ArgumentError } from '../utils/errors.ts';
import type { Json } from '../utils/json.ts';
import { didYouMean, snake } from '../utils/names.ts';
import { toSameRank } from './rank.ts';
import { type Reduction, reduceWeighted, reductions } from './reduction.ts';

/** Options that every loss takes. */
export interface LossConfig {
  /** Name in logs. Default: the class in snake case. */
  name: string;
  /** Default `'sum_over_batch_size'`: the mean over all losses of a batch. */
  reduction: Reduction;
}

/**
 * Base of all losses: a loss writes `call`, the losses of the samples; weighing and reducing is done here.
 *
 * @see https://keras.io/api/losses/
 */
export abstract class Loss<Config extends LossConfig = LossConfig> {
  /** The class's name in files. Bundlers rename classes, so it is written out. */
  static readonly className: string = 'Loss';
  readonly name: string;
  readonly reduction: Reduction;
  /** All options, complete. */
  readonly config: Readonly<Config>;

  constructor(given: Partial<Config>, defaults: Omit<Config, 'reduction' | 'name'> & { readonly name?: string }) {
    const base: LossConfig = { name: snake(this.className), reduction: 'sum_over_batch_size' };
    this.config = { ...base, ...defaults, ...given } as unknown as Config; // every key of Config is in one of the three
    this.name = this.config.name;
    this.reduction = this.config.reduction;
    if (!reductions.includes(this.reduction))
      throw new ArgumentError(`${this.className}: reduction`, {
        expected: 'a known reduction',
        received: `'${this.reduction}'`,
        mend: didYouMean(String(this.reduction), reductions),
      });
  }

  /** The class's name, as files have it. */
  get className(): string {
    return (this.constructor as typeof Loss).className;
  }

  /** The loss of each sample: `[batch, ...]`. */
  protected abstract call(yTrue: Tensor, yPred: Tensor): Tensor;

  /** Which of the losses count, beside the mask of `yPred`; null for all. */
  protected mask(_yTrue: Tensor): Tensor | null {
    return null;
  }

  /**
   * The loss of a batch.
   *
   * @param yTrue - labels or targets.
   * @param yPred - predictions; a mask that came with them counts.
   * @param sampleWeight - one weight for each sample (or each step); default null.
   */
  apply(yTrue: TensorLike, yPred: TensorLike, sampleWeight: TensorLike | null = null): Tensor {
    const predicted = asTensor(yPred);
    const values = this.call(asTensor(yTrue), isFloat(predicted.dtype) ? predicted : cast(predicted, 'float32'));
    const weight = sampleWeight === null ? null : asTensor(sampleWeight);
    return reduceWeighted(values, this.reduction, weight, maskOf(predicted) ?? this.mask(asTensor(yTrue)));
  }

  /** The options in Keras's form. */
  getConfig(): Readonly<Record<string, Json>> {
    const entries = Object.entries(this.config as Readonly<Record<string, Json>>);
    return Object.fromEntries(entries.map(([key, value]) => [snake(key), value]));
  }
}

/** A function of labels and predictions that gives the loss of each sample. */
export type LossFunction = (yTrue: Tensor, yPred: Tensor) => Tensor;

/** A loss made of a function. */
export class LossFunctionWrapper extends Loss {
  static override readonly className = 'LossFunctionWrapper';
  readonly #function: LossFunction;

  constructor(lossFunction: LossFunction, given: Partial<LossConfig> = {}) {
    super(given, { name: snake(lossFunction.name || 'loss') });
    this.#function = lossFunction;
  }

  protected override call(yTrue: Tensor, yPred: Tensor): Tensor {
    const [labels, predictions] = toSameRank(yTrue, yPred);
    return this.#function(labels, predictions);
  }
}
