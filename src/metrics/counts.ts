import { read, type Tensor, type TensorLike, type Variable } from '../graph/index.ts';
import { add, getItem } from '../ops/index.ts';
import { type Confusion, confusionOf, type Thresholds, thresholdsOf } from './confusion.ts';
import { Metric, type MetricConfig } from './metric.ts';

/** Options of the counts. */
export interface CountConfig extends MetricConfig {
  /** Predictions above it are positive; with several, the result has a count for each. Default `null`: 0.5. */
  thresholds: number | readonly number[] | null;
}

/** Base of the counts of true and false positives and negatives. */
abstract class ConfusionCount extends Metric<CountConfig> {
  protected abstract readonly part: keyof Confusion;
  readonly #thresholds: Thresholds;
  readonly #accumulator: Variable;

  /** @throws {ArgumentError} for a threshold that is not from 0 to 1. */
  constructor(given: Partial<CountConfig> = {}) {
    super(given, { thresholds: null });
    this.#thresholds = thresholdsOf(this.className, this.config.thresholds, 0.5);
    this.#accumulator = this.addVariable('accumulator', [this.#thresholds.list.length]);
  }

  override updateState(yTrue: TensorLike, yPred: TensorLike, sampleWeight: TensorLike | null = null): void {
    const confusion = confusionOf(this.className, yTrue, yPred, sampleWeight, this.#thresholds);
    this.increase(this.#accumulator, confusion[this.part]);
  }

  override result(): Tensor {
    const counts = read(this.#accumulator);
    return this.#thresholds.list.length === 1 ? getItem(counts, 0) : add(counts, 0);
  }
}

/**
 * How many predictions above a threshold have a true label.
 *
 * @see https://keras.io/api/metrics/classification_metrics/#truepositives-class
 */
export class TruePositives extends ConfusionCount {
  static override readonly className = 'TruePositives';
  protected override readonly part = 'truePositives';
}

/**
 * How many predictions above a threshold have a true label. Sample weights count instead of samples.
 *
 * Labels (0 or 1) and predictions (from 0 to 1): any shape.
 *
 * @param options - `thresholds` (default `null`: 0.5), `name`.
 * @throws {ArgumentError} for a threshold that is not from 0 to 1.
 * @example
 * const metric = metrics.truePositives();
 * metric.updateState([0, 1, 1, 1], [1, 0, 1, 1]);
 * await metric.result().item() // => 2
 * @see https://keras.io/api/metrics/classification_metrics/#truepositives-class
 */
export function truePositives(options: Partial<CountConfig> = {}): TruePositives {
  return new TruePositives(options);
}

/**
 * How many predictions below a threshold have a false label.
 *
 * @see https://keras.io/api/metrics/classification_metrics/#truenegatives-class
 */
export class TrueNegatives extends ConfusionCount {
  static override readonly className = 'TrueNegatives';
  protected override readonly part = 'trueNegatives';
}

/**
 * How many predictions below a threshold have a false label. Sample weights count instead of samples.
 *
 * Labels (0 or 1) and predictions (from 0 to 1): any shape.
 *
 * @param options - `thresholds` (default `null`: 0.5), `name`.
 * @throws {ArgumentError} for a threshold that is not from 0 to 1.
 * @example
 * const metric = metrics.trueNegatives();
 * metric.updateState([0, 1, 0, 0], [1, 1, 0, 0]);
 * await metric.result().item() // => 2
 * @see https://keras.io/api/metrics/classification_metrics/#truenegatives-class
 */
export function trueNegatives(options: Partial<CountConfig> = {}): TrueNegatives {
  return new TrueNegatives(options);
}

/**
 * How many predictions above a threshold have a false label.
 *
 * @see https://keras.io/api/metrics/classification_metrics/#falsepositives-class
 */
export class FalsePositives extends ConfusionCount {
  static override readonly className = 'FalsePositives';
  protected override readonly part = 'falsePositives';
}

/**
 * How many predictions above a threshold have a false label. Sample weights count instead of samples.
 *
 * Labels (0 or 1) and predictions (from 0 to 1): any shape.
 *
 * @param options - `thresholds` (default `null`: 0.5), `name`.
 * @throws {ArgumentError} for a threshold that is not from 0 to 1.
 * @example
 * const metric = metrics.falsePositives();
 * metric.updateState([0, 1, 0, 0], [0, 0, 1, 1]);
 * await metric.result().item() // => 2
 * @see https://keras.io/api/metrics/classification_metrics/#falsepositives-class
 */
export function falsePositives(options: Partial<CountConfig> = {}): FalsePositives {
  return new FalsePositives(options);
}

/**
 * How many predictions below a threshold have a true label.
 *
 * @see https://keras.io/api/metrics/classification_metrics/#falsenegatives-class
 */
export class FalseNegatives extends ConfusionCount {
  static override readonly className = 'FalseNegatives';
  protected override readonly part = 'falseNegatives';
}

/**
 * How many predictions below a threshold have a true label. Sample weights count instead of samples.
 *
 * Labels (0 or 1) and predictions (from 0 to 1): any shape.
 *
 * @param options - `thresholds` (default `null`: 0.5), `name`.
 * @throws {ArgumentError} for a threshold that is not from 0 to 1.
 * @example
 * const metric = metrics.falseNegatives();
 * metric.updateState([0, 1, 1, 1], [0, 1, 0, 0]);
 * await metric.result().item() // => 2
 * @see https://keras.io/api/metrics/classification_metrics/#falsenegatives-class
 */
export function falseNegatives(options: Partial<CountConfig> = {}): FalseNegatives {
  return new FalseNegatives(options);
}
