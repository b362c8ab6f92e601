import type { Tensor, TensorLike } from '../graph/index.ts';
import { checkBetween } from '../losses/settings.ts';
import { add, divideNoNan, greaterEqual, max, where } from '../ops/index.ts';
import { ArgumentError } from '../utils/errors.ts';
import { type Confusion, checkClassId, confusionOf, evenThresholds, type Thresholds } from './confusion.ts';
import { type ConfusionState, confusionState, increaseConfusion, readConfusion } from './confusion-state.ts';
import { Metric, type MetricConfig, type MetricDefaults } from './metric.ts';

/** Options that these metrics share. */
export interface ConstrainedConfig extends MetricConfig {
  /** How many thresholds from 0 to 1 are tried. Default `200`. */
  numThresholds: number;
  /** Only this class counts. Default `null`: all. */
  classId: number | null;
}

/** Shares that the counts have of each other. */
const shares = {
  sensitivity: ({ truePositives, falseNegatives }: Confusion) =>
    divideNoNan(truePositives, add(truePositives, falseNegatives)),
  specificity: ({ trueNegatives, falsePositives }: Confusion) =>
    divideNoNan(trueNegatives, add(trueNegatives, falsePositives)),
  precision: ({ truePositives, falsePositives }: Confusion) =>
    divideNoNan(truePositives, add(truePositives, falsePositives)),
} as const;

/** Which share is wanted, and which must be at least so large: the value of an option. */
interface Rule<Config> {
  readonly best: keyof typeof shares;
  readonly constrained: keyof typeof shares;
  readonly option: keyof Config & string;
}

/** Base of the metrics that look for the best of one share where another is at least so large. */
abstract class BestUnderConstraint<Config extends ConstrainedConfig> extends Metric<Config> {
  override readonly direction = 'up';
  readonly #rule: Rule<Config>;
  readonly #least: number;
  readonly #thresholds: Thresholds;
  readonly #state: ConfusionState;

  constructor(given: Partial<Config>, defaults: MetricDefaults<Config>, rule: Rule<Config>) {
    super(given, defaults);
    const { numThresholds, classId } = this.config;
    this.#rule = rule;
    this.#least = Number(this.config[rule.option]);
    checkBetween(`${this.className}: ${rule.option}`, this.#least, 0, 1);
    checkClassId(this.className, classId);
    if (!Number.isInteger(numThresholds) || numThresholds < 1)
      throw new ArgumentError(`${this.className}: numThresholds`, {
        expected: 'a positive whole number',
        received: String(numThresholds),
      });
    this.#thresholds =
      numThresholds === 1 ? { list: [0.5], even: false } : { list: evenThresholds(numThresholds), even: true };
    this.#state = confusionState((name) => this.addVariable(name, [numThresholds]));
  }

  override updateState(yTrue: TensorLike, yPred: TensorLike, sampleWeight: TensorLike | null = null): void {
    const { classId } = this.config;
    const confusion = confusionOf(this.className, yTrue, yPred, sampleWeight, this.#thresholds, { classId });
    increaseConfusion(this.#state, confusion);
  }

  override result(): Tensor {
    const counts = readConfusion(this.#state);
    const feasible = greaterEqual(shares[this.#rule.constrained](counts), this.#least);
    return max(where(feasible, shares[this.#rule.best](counts), 0));
  }
}

/** Options of SensitivityAtSpecificity. */
export interface SensitivityAtSpecificityConfig extends ConstrainedConfig {
  /** How large the specificity must be, from 0 to 1. */
  specificity: number;
}

/**
 * The best sensitivity (the share of true labels that are found) of all thresholds at which the specificity (the share of false labels that are left out) is large enough.
 *
 * @see https://keras.io/api/metrics/classification_metrics/#sensitivityatspecificity-class
 */
export class SensitivityAtSpecificity extends BestUnderConstraint<SensitivityAtSpecificityConfig> {
  static override readonly className = 'SensitivityAtSpecificity';

  /** @throws {ArgumentError} for a specificity that is not from 0 to 1, or other options that make no sense. */
  constructor(given: Partial<SensitivityAtSpecificityConfig> & { specificity: number }) {
    const defaults = { specificity: given.specificity, numThresholds: 200, classId: null };
    super(given, defaults, { best: 'sensitivity', constrained: 'specificity', option: 'specificity' });
  }
}

/**
 * The best sensitivity (the share of true labels that are found) of all thresholds at which the specificity (the share of false labels that are left out) is large enough.
 *
 * Labels (0 or 1) and predictions (from 0 to 1): any shape, for `classId` `[batch, classes]`.
 *
 * @param specificity - how large it must be, from 0 to 1.
 * @param options - `numThresholds` (default `200`), `classId` (`null`), `name`.
 * @throws {ArgumentError} for a specificity that is not from 0 to 1, or other options that make no sense.
 * @example
 * const metric = metrics.sensitivityAtSpecificity(0.5);
 * metric.updateState([0, 0, 0, 1, 1], [0, 0.3, 0.8, 0.3, 0.8]);
 * await metric.result().item() // => 0.5
 * @see https://keras.io/api/metrics/classification_metrics/#sensitivityatspecificity-class
 */
export function sensitivityAtSpecificity(
  specificity: number,
  options: Partial<Omit<SensitivityAtSpecificityConfig, 'specificity'>> = {},
): SensitivityAtSpecificity {
  return new SensitivityAtSpecificity({ ...options, specificity });
}

/** Options of SpecificityAtSensitivity. */
export interface SpecificityAtSensitivityConfig extends ConstrainedConfig {
  /** How large the sensitivity must be, from 0 to 1. */
  sensitivity: number;
}

/**
 * The best specificity (the share of false labels that are left out) of all thresholds at which the sensitivity (the share of true labels that are found) is large enough.
 *
 * @see https://keras.io/api/metrics/classification_metrics/#specificityatsensitivity-class
 */
export class SpecificityAtSensitivity extends BestUnderConstraint<SpecificityAtSensitivityConfig> {
  static override readonly className = 'SpecificityAtSensitivity';

  /** @throws {ArgumentError} for a sensitivity that is not from 0 to 1, or other options that make no sense. */
  constructor(given: Partial<SpecificityAtSensitivityConfig> & { sensitivity: number }) {
    const defaults = { sensitivity: given.sensitivity, numThresholds: 200, classId: null };
    super(given, defaults, { best: 'specificity', constrained: 'sensitivity', option: 'sensitivity' });
  }
}

/**
 * The best specificity (the share of false labels that are left out) of all thresholds at which the sensitivity (the share of true labels that are found) is large enough.
 *
 * Labels (0 or 1) and predictions (from 0 to 1): any shape, for `classId` `[batch, classes]`.
 *
 * @param sensitivity - how large it must be, from 0 to 1.
 * @param options - `numThresholds` (default `200`), `classId` (`null`), `name`.
 * @throws {ArgumentError} for a sensitivity that is not from 0 to 1, or other options that make no sense.
 * @example
 * const metric = metrics.specificityAtSensitivity(0.5);
 * metric.updateState([0, 0, 0, 1, 1], [0, 0.3, 0.8, 0.3, 0.8]);
 * (await metric.result().item()).toFixed(4) // => '0.6667'
 * @see https://keras.io/api/metrics/classification_metrics/#specificityatsensitivity-class
 */
export function specificityAtSensitivity(
  sensitivity: number,
  options: Partial<Omit<SpecificityAtSensitivityConfig, 'sensitivity'>> = {},
): SpecificityAtSensitivity {
  return new SpecificityAtSensitivity({ ...options, sensitivity });
}

/** Options of PrecisionAtRecall. */
export interface PrecisionAtRecallConfig extends ConstrainedConfig {
  /** How large the recall must be, from 0 to 1. */
  recall: number;
}

/**
 * The best precision (the share of positive predictions that are right) of all thresholds at which the recall (the share of true labels that are found) is large enough.
 *
 * @see https://keras.io/api/metrics/classification_metrics/#precisionatrecall-class
 */
export class PrecisionAtRecall extends BestUnderConstraint<PrecisionAtRecallConfig> {
  static override readonly className = 'PrecisionAtRecall';

  /** @throws {ArgumentError} for a recall that is not from 0 to 1, or other options that make no sense. */
  constructor(given: Partial<PrecisionAtRecallConfig> & { recall: number }) {
    const defaults = { recall: given.recall, numThresholds: 200, classId: null };
    super(given, defaults, { best: 'precision', constrained: 'sensitivity', option: 'recall' });
  }
}

/**
 * The best precision (the share of positive predictions that are right) of all thresholds at which the recall (the share of true labels that are found) is large enough.
 *
 * Labels (0 or 1) and predictions (from 0 to 1): any shape, for `classId` `[batch, classes]`.
 *
 * @param recall - how large it must be, from 0 to 1.
 * @param options - `numThresholds` (default `200`), `classId` (`null`), `name`.
 * @throws {ArgumentError} for a recall that is not from 0 to 1, or other options that make no sense.
 * @example
 * const metric = metrics.precisionAtRecall(0.5);
 * metric.updateState([0, 0, 0, 1, 1], [0, 0.3, 0.8, 0.3, 0.8]);
 * await metric.result().item() // => 0.5
 * @see https://keras.io/api/metrics/classification_metrics/#precisionatrecall-class
 */
export function precisionAtRecall(
  recall: number,
  options: Partial<Omit<PrecisionAtRecallConfig, 'recall'>> = {},
): PrecisionAtRecall {
  return new PrecisionAtRecall({ ...options, recall });
}

/** Options of RecallAtPrecision. */
export interface RecallAtPrecisionConfig extends ConstrainedConfig {
  /** How large the precision must be, from 0 to 1. */
  precision: number;
}

/**
 * The best recall (the share of true labels that are found) of all thresholds at which the precision (the share of positive predictions that are right) is large enough.
 *
 * @see https://keras.io/api/metrics/classification_metrics/#recallatprecision-class
 */
export class RecallAtPrecision extends BestUnderConstraint<RecallAtPrecisionConfig> {
  static override readonly className = 'RecallAtPrecision';

  /** @throws {ArgumentError} for a precision that is not from 0 to 1, or other options that make no sense. */
  constructor(given: Partial<RecallAtPrecisionConfig> & { precision: number }) {
    const defaults = { precision: given.precision, numThresholds: 200, classId: null };
    super(given, defaults, { best: 'sensitivity', constrained: 'precision', option: 'precision' });
  }
}

/**
 * The best recall (the share of true labels that are found) of all thresholds at which the precision (the share of positive predictions that are right) is large enough.
 *
 * Labels (0 or 1) and predictions (from 0 to 1): any shape, for `classId` `[batch, classes]`.
 *
 * @param precision - how large it must be, from 0 to 1.
 * @param options - `numThresholds` (default `200`), `classId` (`null`), `name`.
 * @throws {ArgumentError} for a precision that is not from 0 to 1, or other options that make no sense.
 * @example
 * const metric = metrics.recallAtPrecision(0.8);
 * metric.updateState([0, 0, 1, 1], [0, 0.5, 0.3, 0.9]);
 * await metric.result().item() // => 0.5
 * @see https://keras.io/api/metrics/classification_metrics/#recallatprecision-class
 */
export function recallAtPrecision(
  precision: number,
  options: Partial<Omit<RecallAtPrecisionConfig, 'precision'>> = {},
): RecallAtPrecision {
  return new RecallAtPrecision({ ...options, precision });
}
