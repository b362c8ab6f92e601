import { isFloat, maskOf, type Shape, type Tensor, type TensorLike } from '../graph/index.ts';
import { cast, logicalAnd } from '../ops/index.ts';
import { asTensor } from '../ops/operands.ts';
import type { Json } from '../utils/json.ts';
import { snake } from '../utils/names.ts';
import { type Reduction, reduceWeighted, reductions } from './reduction.ts';
import { checkOneOf, kerasForm, settled } from './settings.ts';

/** Options that every loss takes. */
export interface LossConfig {
  /** Name in messages and files. Default: the class in snake case. */
  name: string;
  /** How the losses of a batch become one number. Default `'sum_over_batch_size'`: their mean. */
  reduction: Reduction;
}

/** Defaults of the options that a class adds to those that every loss takes. */
export type LossDefaults<Config extends LossConfig> = Omit<Config, keyof LossConfig> & { readonly name?: string };

/** What a loss is made with: classes that add no options need neither a constructor nor defaults. */
export type LossArguments<Config extends LossConfig> = [Exclude<keyof Config, keyof LossConfig>] extends [never]
  ? [given?: Partial<Config>, defaults?: LossDefaults<Config>]
  : [given: Partial<Config>, defaults: LossDefaults<Config>];

/**
 * Base of all losses: a loss writes `call`, the losses of the samples; weighing and reducing is done here.
 *
 * @example
 * class Distance extends losses.Loss {
 *   static override readonly className = 'Distance';
 *   protected override call(yTrue: Tensor, yPred: Tensor): Tensor {
 *     return ops.abs(ops.subtract(yTrue, yPred));
 *   }
 * }
 * await new Distance().apply([1, 2], [3, 6]).item() // => 3
 * @see https://keras.io/api/losses/
 */
export abstract class Loss<Config extends LossConfig = LossConfig> {
  /** The class's name in files. Bundlers rename classes, so it is written out. */
  static readonly className: string = 'Loss';
  /** All options, complete. */
  readonly config: Readonly<Config>;

  /**
   * @param args - options, and the defaults of those that the class adds.
   * @throws {ArgumentError} for an unknown option or reduction.
   */
  constructor(...args: LossArguments<Config>) {
    const [given = {}, defaults] = args as [Partial<Config>?, LossDefaults<Config>?]; // both forms, which only callers tell apart
    const base: LossConfig = { name: snake(this.className), reduction: 'sum_over_batch_size' };
    const complete = { ...base, ...defaults } as unknown as Config; // every key of Config is in one of the two
    this.config = settled(this.className, complete, given);
    checkOneOf(`${this.className}: reduction`, this.reduction, reductions);
  }

  /** The class's name, as files have it. */
  get className(): string {
    return (this.constructor as typeof Loss).className; // constructors are typed as Function
  }

  /** Name in messages and files. */
  get name(): string {
    return this.config.name;
  }

  /** How the losses of a batch become one number. */
  get reduction(): Reduction {
    return this.config.reduction;
  }

  /**
   * The losses of a batch, not yet weighed or reduced: `[batch, ...]`. A mask on the result says which of them count.
   *
   * @param yTrue - labels or targets, as given.
   * @param yPred - predictions, as floats.
   */
  protected abstract call(yTrue: Tensor, yPred: Tensor): Tensor;

  /**
   * The loss of a batch.
   *
   * @param yTrue - labels or targets.
   * @param yPred - predictions; a mask that came with them counts.
   * @param sampleWeight - one weight for each sample (or each step); default null.
   * @returns a scalar, or the weighed losses with `reduction: 'none'`.
   * @throws {ShapeError} when shapes do not fit.
   */
  apply(yTrue: TensorLike, yPred: TensorLike, sampleWeight: TensorLike | null = null): Tensor {
    const predicted = asTensor(yPred);
    const values = this.call(asTensor(yTrue), isFloat(predicted.dtype) ? predicted : cast(predicted, 'float32'));
    const weight = sampleWeight === null ? null : asTensor(sampleWeight);
    return reduceWeighted(values, this.reduction, weight, bothMasks(maskOf(predicted), maskOf(values)));
  }

  /**
   * Complains about labels that this loss cannot mean anything by. The labels of a whole data set are checked with it before
   * training.
   *
   * @param where - what the labels are called in the message.
   * @param labels - all labels, row-major.
   * @param predicted - the shape of the predictions.
   * @throws {ArgumentError} for the first label that is wrong, with its place.
   */
  checkTargets(_where: string, _labels: ArrayLike<number | bigint>, _predicted: Shape): void {}

  /** The options in Keras's form: what its own `get_config` gives. */
  getConfig(): Readonly<Record<string, Json>> {
    return kerasForm(this.config);
  }
}

function bothMasks(a: Tensor | null, b: Tensor | null): Tensor | null {
  return a === null ? b : b === null ? a : logicalAnd(a, b);
}
