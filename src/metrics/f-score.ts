import { read, shown, type Tensor, type TensorLike, type Variable } from '../graph/index.ts';
import { checkOneOf } from '../losses/settings.ts';
import {
  abs,
  add,
  cast,
  divide,
  expandDims,
  greater,
  greaterEqual,
  logicalAnd,
  max,
  mean,
  multiply,
  subtract,
  sum,
} from '../ops/index.ts';
import { asFloat } from '../ops/operands.ts';
import { ArgumentError, ShapeError } from '../utils/errors.ts';
import { Metric, type MetricConfig, type MetricDefaults } from './metric.ts';

/** How the classes' scores become one: not at all, over all samples, by their mean, or by their mean weighed by frequency. */
export type Average = null | 'micro' | 'macro' | 'weighted';

const averages: readonly Average[] = [null, 'micro', 'macro', 'weighted'];

/** Added to divisors (`keras.config.epsilon()`). */
const epsilon = 1e-7;

/** Options of the F1 score. */
export interface F1ScoreConfig extends MetricConfig {
  /** How the classes' scores become one. Default `null`: they do not, and the result has one for each class. */
  average: Average;
  /** Predictions above it are positive. Default `null`: the highest of each row is. */
  threshold: number | null;
}

/** Options of the F-beta score. */
export interface FBetaScoreConfig extends F1ScoreConfig {
  /** How much more recall counts than precision. Default `1`. */
  beta: number;
}

interface State {
  readonly truePositives: Variable;
  readonly falsePositives: Variable;
  readonly falseNegatives: Variable;
  readonly weights: Variable;
}

/** What the two classes share. */
abstract class FScore<Config extends F1ScoreConfig> extends Metric<Config> {
  override readonly direction = 'up';
  protected abstract readonly beta: number;
  #state: State | null = null;

  constructor(given: Partial<Config>, defaults: MetricDefaults<Config>) {
    super(given, defaults);
    const { average, threshold } = this.config;
    checkOneOf(`${this.className}: average`, average, averages);
    if (threshold !== null && !(threshold > 0 && threshold <= 1))
      throw new ArgumentError(`${this.className}: threshold`, {
        expected: 'a number above 0, up to 1',
        received: String(threshold),
      });
  }

  override updateState(yTrue: TensorLike, yPred: TensorLike, sampleWeight: TensorLike | null = null): void {
    const labels = asFloat(yTrue);
    const scores = asFloat(yPred);
    const state = this.#stateFor(labels, scores);
    const positive = cast(this.#positive(scores), 'float32');
    const weight = sampleWeight === null ? null : columnOf(asFloat(sampleWeight));
    const axis = this.config.average === 'micro' ? null : 0;
    const total = (x: Tensor) => sum(weight === null ? x : multiply(x, weight), axis);
    this.increase(state.truePositives, total(multiply(positive, labels)));
    this.increase(state.falsePositives, total(multiply(positive, subtract(1, labels))));
    this.increase(state.falseNegatives, total(multiply(subtract(1, positive), labels)));
    this.increase(state.weights, total(labels));
  }

  override result(): Tensor {
    if (this.#state === null)
      throw new ArgumentError(`${this.className}: result`, {
        expected: 'a batch before: it tells the number of classes',
        received: 'none',
        mend: 'Call updateState first.',
      });
    const hits = read(this.#state.truePositives);
    const precision = divide(hits, add(add(hits, read(this.#state.falsePositives)), epsilon));
    const recall = divide(hits, add(add(hits, read(this.#state.falseNegatives)), epsilon));
    const factor = this.beta ** 2;
    const norm = add(add(multiply(precision, factor), recall), epsilon);
    const scores = multiply(divide(multiply(precision, recall), norm), 1 + factor);
    const { average } = this.config;
    if (average === null) return scores;
    if (average !== 'weighted') return mean(scores);
    const weights = read(this.#state.weights);
    return sum(multiply(scores, divide(weights, add(sum(weights), epsilon))));
  }

  #positive(scores: Tensor): Tensor {
    const { threshold } = this.config;
    if (threshold !== null) return greater(scores, threshold);
    // A row of zeros names no class.
    return logicalAnd(greaterEqual(scores, max(scores, -1, true)), greater(abs(scores), 1e-9));
  }

  #stateFor(labels: Tensor, scores: Tensor): State {
    const classes = scores.dims[1];
    if (labels.rank !== 2 || scores.rank !== 2 || typeof classes !== 'number' || labels.dims[1] !== classes)
      throw new ShapeError(`${this.className}: updateState`, {
        expected: 'labels and predictions [batch, classes]',
        received: `${shown(labels)} and ${shown(scores)}`,
        mend: 'Labels that are class numbers need ops.oneHot(labels, classes) first.',
      });
    const make = (name: string) => this.addVariable(name, this.config.average === 'micro' ? [] : [classes]);
    this.#state ??= {
      truePositives: make('true_positives'),
      falsePositives: make('false_positives'),
      falseNegatives: make('false_negatives'),
      weights: make('intermediate_weights'),
    };
    return this.#state;
  }
}

function columnOf(weight: Tensor): Tensor {
  return weight.rank === 1 ? expandDims(weight, 1) : weight;
}

/**
 * Harmonic mean of precision and recall in which recall counts `beta` times as much.
 *
 * @see https://keras.io/api/metrics/classification_metrics/#fbetascore-class
 */
export class FBetaScore extends FScore<FBetaScoreConfig> {
  static override readonly className = 'FBetaScore';
  protected override readonly beta: number;

  /** @throws {ArgumentError} for an unknown average, or a beta or threshold out of range. */
  constructor(given: Partial<FBetaScoreConfig> = {}) {
    super(given, { name: 'fbeta_score', average: null, beta: 1, threshold: null });
    this.beta = this.config.beta;
    if (!(this.beta > 0))
      throw new ArgumentError('FBetaScore: beta', { expected: 'a number above 0', received: String(this.beta) });
  }
}

/**
 * Harmonic mean of precision and recall in which recall counts `beta` times as much:
 * `(1 + beta²) · precision · recall / (beta² · precision + recall)`.
 *
 * Labels (0 or 1) and predictions: `[batch, classes]`. The result has one number for each class, or one in all.
 *
 * @param options - `average` (default `null`), `beta` (`1`), `threshold` (`null`), `name`.
 * @throws {ArgumentError} for an unknown average, or a beta or threshold out of range.
 * @example
 * const metric = metrics.fbetaScore({ beta: 2, threshold: 0.5 });
 * metric.updateState([[1, 1], [1, 0]], [[0.9, 0.2], [0.8, 0.4]]);
 * (await metric.result().array()).map((score) => score.toFixed(4)) // => ['1.0000', '0.0000']
 * @see https://keras.io/api/metrics/classification_metrics/#fbetascore-class
 */
export function fbetaScore(options: Partial<FBetaScoreConfig> = {}): FBetaScore {
  return new FBetaScore(options);
}

/**
 * Harmonic mean of precision and recall.
 *
 * @see https://keras.io/api/metrics/classification_metrics/#f1score-class
 */
export class F1Score extends FScore<F1ScoreConfig> {
  static override readonly className = 'F1Score';
  protected override readonly beta = 1;

  /** @throws {ArgumentError} for an unknown average, or a threshold out of range. */
  constructor(given: Partial<F1ScoreConfig> = {}) {
    super(given, { average: null, threshold: null });
  }
}

/**
 * Harmonic mean of precision and recall: `2 · precision · recall / (precision + recall)`.
 *
 * Labels (0 or 1) and predictions: `[batch, classes]`. The result has one number for each class, or one in all.
 *
 * @param options - `average` (default `null`), `threshold` (`null`), `name`.
 * @throws {ArgumentError} for an unknown average, or a threshold out of range.
 * @example
 * const metric = metrics.f1Score({ average: 'macro', threshold: 0.5 });
 * metric.updateState([[1, 1], [1, 0]], [[0.9, 0.2], [0.8, 0.4]]);
 * (await metric.result().item()).toFixed(4) // => '0.5000'
 * @see https://keras.io/api/metrics/classification_metrics/#f1score-class
 */
export function f1Score(options: Partial<F1ScoreConfig> = {}): F1Score {
  return new F1Score(options);
}
