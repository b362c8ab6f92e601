import { read, type Tensor, type TensorLike, type Variable } from '../graph/index.ts';
import { add, divideNoNan, getItem } from '../ops/index.ts';
import { ArgumentError } from '../utils/errors.ts';
import { type Confusion, checkClassId, confusionOf, lowest, type Thresholds, thresholdsOf } from './confusion.ts';
import { Metric, type MetricConfig } from './metric.ts';

/** Options of precision and recall. */
export interface PrecisionConfig extends MetricConfig {
  /** Predictions above it are positive; with several, the result has a number for each. Default `null`: 0.5. */
  thresholds: number | readonly number[] | null;
  /** Only the k highest scores of a sample can be positive; then the default of `thresholds` is none. Default `null`. */
  topK: number | null;
  /** Only this class counts. Default `null`: all. */
  classId: number | null;
}

/** Base of the shares that true positives have of something. */
abstract class TruePositiveShare extends Metric<PrecisionConfig> {
  override readonly direction = 'up';
  readonly #thresholds: Thresholds;
  readonly #truePositives: Variable;
  readonly #others: Variable;
  readonly #part: keyof Confusion;

  constructor(given: Partial<PrecisionConfig>, part: keyof Confusion, variable: string) {
    super(given, { thresholds: null, topK: null, classId: null });
    const { thresholds, topK, classId } = this.config;
    checkClassId(this.className, classId);
    if (topK !== null && !(Number.isInteger(topK) && topK > 0))
      throw new ArgumentError(`${this.className}: topK`, {
        expected: 'a positive whole number',
        received: String(topK),
      });
    this.#thresholds = thresholdsOf(this.className, thresholds, topK === null ? 0.5 : lowest);
    this.#part = part;
    this.#truePositives = this.addVariable('true_positives', [this.#thresholds.list.length]);
    this.#others = this.addVariable(variable, [this.#thresholds.list.length]);
  }

  override updateState(yTrue: TensorLike, yPred: TensorLike, sampleWeight: TensorLike | null = null): void {
    const confusion = confusionOf(this.className, yTrue, yPred, sampleWeight, this.#thresholds, this.config);
    this.increase(this.#truePositives, confusion.truePositives);
    this.increase(this.#others, confusion[this.#part]);
  }

  override result(): Tensor {
    const hits = read(this.#truePositives);
    const shares = divideNoNan(hits, add(hits, read(this.#others)));
    return this.#thresholds.list.length === 1 ? getItem(shares, 0) : shares;
  }
}

/**
 * Which share of the positive predictions is right: `tp / (tp + fp)`.
 *
 * @see https://keras.io/api/metrics/classification_metrics/#precision-class
 */
export class Precision extends TruePositiveShare {
  static override readonly className = 'Precision';

  constructor(given: Partial<PrecisionConfig> = {}) {
    super(given, 'falsePositives', 'false_positives');
  }
}

/**
 * Which share of the positive predictions is right: `tp / (tp + fp)`; 0 where nothing was predicted.
 *
 * Labels (0 or 1) and predictions (from 0 to 1): any shape, for `topK` and `classId` `[batch, classes]`.
 *
 * @param options - `thresholds` (default `null`: 0.5), `topK` (`null`), `classId` (`null`), `name`.
 * @throws {ArgumentError} for a threshold that is not from 0 to 1, a class or `topK` that is no whole number.
 * @example
 * const metric = metrics.precision();
 * metric.updateState([0, 1, 1, 0], [1, 0, 1, 0]);
 * await metric.result().item() // => 0.5
 * @see https://keras.io/api/metrics/classification_metrics/#precision-class
 */
export function precision(options: Partial<PrecisionConfig> = {}): Precision {
  return new Precision(options);
}

/**
 * Which share of the true labels is found: `tp / (tp + fn)`.
 *
 * @see https://keras.io/api/metrics/classification_metrics/#recall-class
 */
export class Recall extends TruePositiveShare {
  static override readonly className = 'Recall';

  constructor(given: Partial<PrecisionConfig> = {}) {
    super(given, 'falseNegatives', 'false_negatives');
  }
}

/**
 * Which share of the true labels is found: `tp / (tp + fn)`; 0 where no label is true.
 *
 * Labels (0 or 1) and predictions (from 0 to 1): any shape, for `topK` and `classId` `[batch, classes]`.
 *
 * @param options - `thresholds` (default `null`: 0.5), `topK` (`null`), `classId` (`null`), `name`.
 * @throws {ArgumentError} for a threshold that is not from 0 to 1, a class or `topK` that is no whole number.
 * @example
 * const metric = metrics.recall();
 * metric.updateState([0, 1, 1, 1], [1, 0, 1, 1]);
 * (await metric.result().item()).toFixed(4) // => '0.6667'
 * @see https://keras.io/api/metrics/classification_metrics/#recall-class
 */
export function recall(options: Partial<PrecisionConfig> = {}): Recall {
  return new Recall(options);
}
