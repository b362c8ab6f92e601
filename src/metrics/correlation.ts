import type { Tensor } from '../graph/index.ts';
import { withoutDefault } from '../losses/settings.ts';
import type { Json } from '../utils/json.ts';
import * as functions from './functions/index.ts';
import { MeanOfFunction } from './mean-of-function.ts';
import type { MetricConfig } from './metric.ts';

/** Options of the correlations and the cosine similarity. */
export interface AxisConfig extends MetricConfig {
  /** Along which axis vectors are compared. Default `-1`. */
  axis: number;
}

/**
 * Mean cosine of the angle between targets and predictions, from -1 (opposite) to 1 (same direction).
 *
 * @see https://keras.io/api/metrics/regression_metrics/#cosinesimilarity-class
 */
export class CosineSimilarity extends MeanOfFunction<AxisConfig> {
  static override readonly className = 'CosineSimilarity';
  override readonly direction = 'up';

  constructor(given: Partial<AxisConfig> = {}) {
    super(given, { axis: -1 });
  }

  protected override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return functions.cosineSimilarity(yTrue, yPred, this.config);
  }

  /** Keras 3.15 leaves `axis` out, and reads it if it is there: it is written where it matters. */
  override getConfig(): Readonly<Record<string, Json>> {
    return withoutDefault(super.getConfig(), 'axis', -1);
  }
}

/**
 * Mean cosine of the angle between targets and predictions, from -1 (opposite) to 1 (same direction).
 *
 * Labels and predictions: vectors along `axis`.
 *
 * @param options - `axis` (default `-1`), `name`.
 * @example
 * const metric = metrics.cosineSimilarity();
 * metric.updateState([[0, 1], [1, 0]], [[0, 4], [0, 2]]);
 * await metric.result().item() // => 0.5
 * @see https://keras.io/api/metrics/regression_metrics/#cosinesimilarity-class
 */
export function cosineSimilarity(options: Partial<AxisConfig> = {}): CosineSimilarity {
  return new CosineSimilarity(options);
}

/**
 * Mean of Pearson's correlation of targets and predictions, from -1 to 1.
 *
 * @see https://keras.io/api/metrics/regression_metrics/#pearsoncorrelation-class
 */
export class PearsonCorrelation extends MeanOfFunction<AxisConfig> {
  static override readonly className = 'PearsonCorrelation';
  override readonly direction = 'up';

  constructor(given: Partial<AxisConfig> = {}) {
    super(given, { axis: -1 });
  }

  protected override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return functions.pearsonCorrelation(yTrue, yPred, this.config);
  }
}

/**
 * Mean of Pearson's correlation of targets and predictions, from -1 to 1.
 *
 * Labels and predictions: vectors along `axis`.
 *
 * @param options - `axis` (default `-1`), `name`.
 * @example
 * const metric = metrics.pearsonCorrelation();
 * metric.updateState([[1, 2, 3]], [[2, 4, 6]]);
 * (await metric.result().item()).toFixed(4) // => '1.0000'
 * @see https://keras.io/api/metrics/regression_metrics/#pearsoncorrelation-class
 */
export function pearsonCorrelation(options: Partial<AxisConfig> = {}): PearsonCorrelation {
  return new PearsonCorrelation(options);
}

/**
 * Mean concordance of targets and predictions, from -1 to 1: a correlation that is lower where means or spreads differ.
 *
 * @see https://keras.io/api/metrics/regression_metrics/#concordancecorrelation-class
 */
export class ConcordanceCorrelation extends MeanOfFunction<AxisConfig> {
  static override readonly className = 'ConcordanceCorrelation';
  override readonly direction = 'up';

  constructor(given: Partial<AxisConfig> = {}) {
    super(given, { axis: -1 });
  }

  protected override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return functions.concordanceCorrelation(yTrue, yPred, this.config);
  }
}

/**
 * Mean concordance of targets and predictions, from -1 to 1: a correlation that is lower where means or spreads differ.
 *
 * Labels and predictions: vectors along `axis`.
 *
 * @param options - `axis` (default `-1`), `name`.
 * @example
 * const metric = metrics.concordanceCorrelation();
 * metric.updateState([[1, 2, 3]], [[1, 2, 3]]);
 * (await metric.result().item()).toFixed(4) // => '1.0000'
 * @see https://keras.io/api/metrics/regression_metrics/#concordancecorrelation-class
 */
export function concordanceCorrelation(options: Partial<AxisConfig> = {}): ConcordanceCorrelation {
  return new ConcordanceCorrelation(options);
}
