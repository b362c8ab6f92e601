import { constant, type Tensor, type TensorLike } from '../graph/index.ts';
import { checkOneOf } from '../losses/settings.ts';
import { divideNoNan, mean, multiply, sigmoid, sum } from '../ops/index.ts';
import { asFloat } from '../ops/operands.ts';
import { ArgumentError, ShapeError } from '../utils/errors.ts';
import type { Json } from '../utils/json.ts';
import { areaUnder, type Curve, curves, type Summation, summations } from './auc-area.ts';
import { confusionOf, evenThresholds, isEven, type Thresholds } from './confusion.ts';
import { type ConfusionState, confusionState, increaseConfusion, readConfusion } from './confusion-state.ts';
import { Metric, type MetricConfig } from './metric.ts';

/** Options of the area under a curve. */
export interface AUCConfig extends MetricConfig {
  /** How many thresholds from 0 to 1 the curve is drawn with. Default `200`. */
  numThresholds: number;
  /** `'ROC'` (default): true over false positive rate; `'PR'`: precision over recall; `'PRGAIN'`: their gains. */
  curve: Curve;
  /** How the area between two thresholds is taken: `'interpolation'` (default), `'minoring'` or `'majoring'`. */
  summationMethod: Summation;
  /** Thresholds of one's own between 0 and 1, instead of evenly spaced ones. Default `null`. */
  thresholds: readonly number[] | null;
  /** Whether each label (column) has a curve of its own, and the areas are averaged. Default `false`. */
  multiLabel: boolean;
  /** How many labels there are, for `multiLabel`. Default `null`: as many as the first batch has. */
  numLabels: number | null;
  /** Weights of the labels. Default `null`. */
  labelWeights: readonly number[] | null;
  /** Whether predictions are logits, to be put through a sigmoid. Default `false`. */
  fromLogits: boolean;
}

/** The outer thresholds lie this far outside (`keras.config.epsilon()`), so that 0 and 1 are inside. */
const epsilon = 1e-7;

/**
 * Area under a curve that is drawn by moving the threshold between positive and negative.
 *
 * @see https://keras.io/api/metrics/classification_metrics/#auc-class
 */
export class AUC extends Metric<AUCConfig> {
  static override readonly className = 'AUC';
  override readonly direction = 'up';
  readonly #thresholds: Thresholds;
  #state: ConfusionState | null = null;

  /** @throws {ArgumentError} for an unknown curve or way of summing, or options that do not go together. */
  constructor(given: Partial<AUCConfig> = {}) {
    super(given, {
      numThresholds: 200,
      curve: 'ROC',
      summationMethod: 'interpolation',
      thresholds: null,
      multiLabel: false,
      numLabels: null,
      labelWeights: null,
      fromLogits: false,
    });
    const { curve, summationMethod, multiLabel, numLabels } = this.config;
    checkOneOf('AUC: curve', curve, curves);
    checkOneOf('AUC: summationMethod', summationMethod, summations);
    this.#thresholds = thresholdsOf(this.config);
    if (numLabels !== null && !multiLabel)
      throw new ArgumentError('AUC: numLabels', {
        expected: 'null, since there is one curve for all labels',
        received: String(numLabels),
        mend: 'Set multiLabel to true for a curve of each label.',
      });
    if (!multiLabel) this.#state = this.#made([]);
    else if (numLabels !== null) this.#state = this.#made([numLabels]);
  }

  override updateState(yTrue: TensorLike, yPred: TensorLike, sampleWeight: TensorLike | null = null): void {
    const { multiLabel, labelWeights, fromLogits } = this.config;
    const scores = fromLogits ? sigmoid(asFloat(yPred)) : asFloat(yPred);
    this.#state ??= this.#made([labelsOf(scores)]);
    // Weights of labels that have curves of their own weigh the curves' areas, not the counts.
    const counting = { multiLabel, labelWeights: multiLabel ? null : labelWeights };
    increaseConfusion(this.#state, confusionOf('AUC', yTrue, scores, sampleWeight, this.#thresholds, counting));
  }

  override result(): Tensor {
    const { curve, summationMethod, multiLabel, labelWeights } = this.config;
    if (this.#state === null) return constant(0);
    const areas = areaUnder(readConfusion(this.#state), curve, summationMethod);
    if (!multiLabel) return areas;
    if (labelWeights === null) return mean(areas);
    const weights = constant(labelWeights);
    return divideNoNan(sum(multiply(areas, weights)), sum(weights));
  }

  /** Thresholds are written where they were given. */
  override getConfig(): Readonly<Record<string, Json>> {
    const { thresholds, ...config } = super.getConfig();
    const count = this.#thresholds.list.length;
    const own = thresholds === null ? {} : { thresholds: this.#thresholds.list.slice(1, -1) };
    return { ...config, num_thresholds: count, ...own };
  }

  #made(labels: readonly number[]): ConfusionState {
    return confusionState((name) => this.addVariable(name, [this.#thresholds.list.length, ...labels]));
  }
}

function thresholdsOf({ thresholds, numThresholds }: AUCConfig): Thresholds {
  const widened = (inner: readonly number[]) => [-epsilon, ...inner, 1 + epsilon];
  if (thresholds !== null) {
    const wrong = thresholds.find((threshold) => !(threshold >= 0 && threshold <= 1));
    if (wrong !== undefined)
      throw new ArgumentError('AUC: thresholds', { expected: 'numbers from 0 to 1', received: String(wrong) });
    const sorted = [...thresholds].sort((a, b) => a - b);
    return { list: widened(sorted), even: isEven([0, ...sorted, 1]) };
  }
  if (!Number.isInteger(numThresholds) || numThresholds < 2)
    throw new ArgumentError('AUC: numThresholds', {
      expected: 'a whole number of at least 2',
      received: String(numThresholds),
    });
  return { list: widened(evenThresholds(numThresholds).slice(1, -1)), even: true };
}

function labelsOf(scores: Tensor): number {
  const [, labels] = scores.dims;
  if (scores.rank !== 2 || typeof labels !== 'number')
    throw new ShapeError('AUC: updateState', {
      expected: 'predictions [batch, labels], since each label has a curve of its own',
      received: String(scores),
    });
  return labels;
}

/**
 * Area under a curve that is drawn by moving the threshold between positive and negative: of the ROC curve, the probability
 * that a true sample has a higher score than a false one.
 *
 * Labels (0 or 1) and predictions (from 0 to 1): any shape, for `multiLabel` `[batch, labels]`.
 *
 * @param options - `numThresholds` (default `200`), `curve` (`'ROC'`), `summationMethod` (`'interpolation'`), `thresholds`
 * (`null`), `multiLabel` (`false`), `numLabels` (`null`), `labelWeights` (`null`), `fromLogits` (`false`), `name`.
 * @throws {ArgumentError} for an unknown curve or way of summing, or options that do not go together.
 * @example
 * const auc = metrics.auc({ numThresholds: 3 });
 * auc.updateState([0, 0, 1, 1], [0, 0.5, 0.3, 0.9]);
 * await auc.result().item() // => 0.75
 * @see https://keras.io/api/metrics/classification_metrics/#auc-class
 */
export function auc(options: Partial<AUCConfig> = {}): AUC {
  return new AUC(options);
}
