import { Catalogue } from '../utils/catalogue.ts';
import type { Spelling } from '../utils/names.ts';
import { Accuracy } from './accuracy.ts';
import { AUC } from './auc.ts';
import { BinaryIoU } from './binary-iou.ts';
import { ConcordanceCorrelation, CosineSimilarity, PearsonCorrelation } from './correlation.ts';
import { FalseNegatives, FalsePositives, TrueNegatives, TruePositives } from './counts.ts';
import { BinaryCrossentropy, CategoricalCrossentropy, SparseCategoricalCrossentropy } from './crossentropy.ts';
import { F1Score, FBetaScore } from './f-score.ts';
import { CategoricalHinge, Hinge, SquaredHinge } from './hinge.ts';
import { IoU, MeanIoU, OneHotIoU, OneHotMeanIoU } from './iou.ts';
import { Mean } from './mean.ts';
import type { MetricFunction } from './mean-metric-wrapper.ts';
import type { Metric } from './metric.ts';
import { Precision, Recall } from './precision-recall.ts';
import { KLDivergence, Poisson } from './probabilistic.ts';
import { R2Score } from './r2-score.ts';
import { LogCoshError, MeanAbsolutePercentageError, MeanSquaredLogarithmicError } from './regression.ts';
import { RootMeanSquaredError } from './root-mean-squared-error.ts';
import {
  PrecisionAtRecall,
  RecallAtPrecision,
  SensitivityAtSpecificity,
  SpecificityAtSensitivity,
} from './sensitivity.ts';
import { Sum } from './sum.ts';
import { SparseTopKCategoricalAccuracy, TopKCategoricalAccuracy } from './top-k-accuracy.ts';
import { type MetricClass, usual, usualShort } from './usual.ts';

const named = {
  ...usual,
  auc: AUC,
  binaryCrossentropy: BinaryCrossentropy,
  binaryIoU: BinaryIoU,
  categoricalCrossentropy: CategoricalCrossentropy,
  categoricalHinge: CategoricalHinge,
  concordanceCorrelation: ConcordanceCorrelation,
  cosineSimilarity: CosineSimilarity,
  f1Score: F1Score,
  fBetaScore: FBetaScore,
  falseNegatives: FalseNegatives,
  falsePositives: FalsePositives,
  hinge: Hinge,
  klDivergence: KLDivergence,
  logCoshError: LogCoshError,
  meanAbsolutePercentageError: MeanAbsolutePercentageError,
  meanSquaredLogarithmicError: MeanSquaredLogarithmicError,
  pearsonCorrelation: PearsonCorrelation,
  poisson: Poisson,
  precision: Precision,
  r2Score: R2Score,
  recall: Recall,
  rootMeanSquaredError: RootMeanSquaredError,
  sparseCategoricalCrossentropy: SparseCategoricalCrossentropy,
  sparseTopKCategoricalAccuracy: SparseTopKCategoricalAccuracy,
  squaredHinge: SquaredHinge,
  topKCategoricalAccuracy: TopKCategoricalAccuracy,
  trueNegatives: TrueNegatives,
  truePositives: TruePositives,
} satisfies Readonly<Record<string, MetricClass>>;

const short = {
  ...usualShort,
  bce: BinaryCrossentropy,
  BCE: BinaryCrossentropy,
  mape: MeanAbsolutePercentageError,
  MAPE: MeanAbsolutePercentageError,
  msle: MeanSquaredLogarithmicError,
  MSLE: MeanSquaredLogarithmicError,
} satisfies Readonly<Record<string, MetricClass>>;

/** Metrics that a name alone does not make, since they have required arguments or take no labels. */
const demanding = {
  accuracy: Accuracy,
  ioU: IoU,
  mean: Mean,
  meanIoU: MeanIoU,
  oneHotIoU: OneHotIoU,
  oneHotMeanIoU: OneHotMeanIoU,
  precisionAtRecall: PrecisionAtRecall,
  recallAtPrecision: RecallAtPrecision,
  sensitivityAtSpecificity: SensitivityAtSpecificity,
  specificityAtSensitivity: SpecificityAtSensitivity,
  sum: Sum,
} satisfies Readonly<Record<string, MetricClass>>;

/** All metrics by name. */
export const catalogue = new Catalogue<MetricClass>('metric', {
  ...named,
  ...short,
  ...demanding,
  acc: Accuracy,
  crossentropy: CategoricalCrossentropy,
  ce: CategoricalCrossentropy,
});

/** The metrics there are, by name in our spelling. */
export const metricNames: readonly string[] = Object.keys({ ...named, ...demanding }).sort();

/** A metric by name: in our spelling or Keras's, its class, or a short form such as `'mse'`; `'accuracy'` goes by shape. */
export type MetricName =
  | Spelling<keyof typeof named>
  | (typeof named)[keyof typeof named]['className']
  | keyof typeof short
  | 'accuracy'
  | 'acc'
  | 'crossentropy'
  | 'ce';

/** A metric by name, a metric, a factory of metrics, or a function of labels and predictions. */
export type MetricIdentifier = MetricName | Metric | (() => Metric) | MetricFunction;

/** How a metric is made that its name alone does not make; null for others. */
export function demandOf(made: MetricClass): string | null {
  const [name] = Object.entries(demanding).find(([, one]) => one === made) ?? [];
  if (name === undefined || name === 'accuracy') return null;
  if (made === Mean || made === Sum) return `It takes values, not labels: give a function (yTrue, yPred) => …`;
  const factory = name.replace('oU', 'ou');
  const needed = name.endsWith('oU') ? 'numClasses' : 'value';
  return `Give it what it needs: metrics.${factory}(${needed}).`;
}
