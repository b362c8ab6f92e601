import { constant, read, shown, type Tensor, type TensorLike, type Variable } from '../graph/index.ts';
import { matched } from '../losses/rank.ts';
import { checkOneOf } from '../losses/settings.ts';
import {
  broadcastLike,
  countOf,
  divide,
  expandDims,
  greater,
  isinf,
  mean,
  multiply,
  square,
  subtract,
  sum,
  where,
} from '../ops/index.ts';
import { asFloat } from '../ops/operands.ts';
import { ArgumentError, ShapeError } from '../utils/errors.ts';
import { Metric, type MetricConfig } from './metric.ts';

/** How the scores of several outputs become one: not at all, by their mean, or by their mean weighed by variance. */
export type ClassAggregation = null | 'uniform_average' | 'variance_weighted_average';

const aggregations: readonly ClassAggregation[] = [null, 'uniform_average', 'variance_weighted_average'];

/** Options of the R² score. */
export interface R2ScoreConfig extends MetricConfig {
  /** How the scores of several outputs become one. Default `'uniform_average'`. */
  classAggregation: ClassAggregation;
  /** How many inputs the model has, to adjust the score for; 0 for no adjustment. Default `0`. */
  numRegressors: number;
}

interface State {
  readonly squaredSum: Variable;
  readonly sum: Variable;
  readonly residual: Variable;
  readonly count: Variable;
}

/**
 * Which share of the targets' variance the predictions explain: `1 - Σ(yTrue - yPred)² / Σ(yTrue - mean)²`.
 *
 * @see https://keras.io/api/metrics/regression_metrics/#r2score-class
 */
export class R2Score extends Metric<R2ScoreConfig> {
  static override readonly className = 'R2Score';
  override readonly direction = 'up';
  readonly #samples: Variable;
  #state: State | null = null;

  /** @throws {ArgumentError} for an unknown aggregation, or a number of regressors below 0. */
  constructor(given: Partial<R2ScoreConfig> = {}) {
    super(given, { classAggregation: 'uniform_average', numRegressors: 0 });
    const { classAggregation, numRegressors } = this.config;
    checkOneOf('R2Score: classAggregation', classAggregation, aggregations);
    if (!Number.isInteger(numRegressors) || numRegressors < 0)
      throw new ArgumentError('R2Score: numRegressors', {
        expected: 'a whole number from 0 on',
        received: String(numRegressors),
      });
    this.#samples = this.addVariable('num_samples');
  }

  override updateState(yTrue: TensorLike, yPred: TensorLike, sampleWeight: TensorLike | null = null): void {
    const [labels, predictions] = matched('r2Score', yTrue, yPred);
    const state = this.#stateFor(labels);
    const weight = broadcastLike(columnOf(sampleWeight === null ? constant(1) : asFloat(sampleWeight)), labels);
    const weighed = multiply(labels, weight);
    this.increase(state.sum, sum(weighed, 0));
    this.increase(state.squaredSum, sum(multiply(labels, weighed), 0));
    this.increase(state.residual, sum(multiply(square(subtract(labels, predictions)), weight), 0));
    this.increase(state.count, sum(weight, 0));
    // As in Keras, every output counts as a sample.
    this.increase(this.#samples, countOf(labels, [0, 1]));
  }

  override result(): Tensor {
    if (this.#state === null)
      throw new ArgumentError('R2Score: result', {
        expected: 'a batch before: it tells the number of outputs',
        received: 'none',
        mend: 'Call updateState first.',
      });
    const total = read(this.#state.sum);
    const center = divide(total, read(this.#state.count));
    const spread = subtract(read(this.#state.squaredSum), multiply(total, center));
    const raw = subtract(1, divide(read(this.#state.residual), spread));
    const scores = where(isinf(raw), 0, raw);
    return this.#adjusted(aggregated(scores, spread, this.config.classAggregation));
  }

  /** The score less what the number of inputs alone would explain; as it is where there are too few samples for that. */
  #adjusted(score: Tensor): Tensor {
    const { numRegressors } = this.config;
    if (numRegressors === 0) return score;
    const samples = read(this.#samples);
    const rest = subtract(samples, numRegressors + 1);
    const enough = greater(rest, 0);
    const unexplained = multiply(subtract(1, score), subtract(samples, 1));
    return where(enough, subtract(1, divide(unexplained, where(enough, rest, 1))), score);
  }

  #stateFor(labels: Tensor): State {
    const [, outputs] = labels.dims;
    if (labels.rank !== 2 || typeof outputs !== 'number')
      throw new ShapeError('R2Score: updateState', {
        expected: 'labels and predictions [batch, outputs]',
        received: shown(labels),
      });
    const make = (name: string) => this.addVariable(name, [outputs]);
    this.#state ??= {
      squaredSum: make('squared_sum'),
      sum: make('sum'),
      residual: make('residual'),
      count: make('count'),
    };
    return this.#state;
  }
}

function aggregated(scores: Tensor, spread: Tensor, aggregation: ClassAggregation): Tensor {
  if (aggregation === 'uniform_average') return mean(scores);
  return aggregation === null ? scores : divide(sum(multiply(spread, scores)), sum(spread));
}

function columnOf(weight: Tensor): Tensor {
  return weight.rank === 1 ? expandDims(weight, 1) : weight;
}

/**
 * Which share of the targets' variance the predictions explain: `1 - Σ(yTrue - yPred)² / Σ(yTrue - mean)²`. 1 is perfect, 0
 * no better than the mean.
 *
 * Labels and predictions: `[batch, outputs]`.
 *
 * @param options - `classAggregation` (default `'uniform_average'`), `numRegressors` (`0`), `name`.
 * @throws {ArgumentError} for an unknown aggregation, or a number of regressors below 0.
 * @example
 * const metric = metrics.r2Score();
 * metric.updateState([[1], [4], [3]], [[2], [4], [4]]);
 * (await metric.result().item()).toFixed(4) // => '0.5714'
 * @see https://keras.io/api/metrics/regression_metrics/#r2score-class
 */
export function r2Score(options: Partial<R2ScoreConfig> = {}): R2Score {
  return new R2Score(options);
}
