export {
  Accuracy,
  accuracy,
  BinaryAccuracy,
  type BinaryAccuracyConfig,
  binaryAccuracy,
  CategoricalAccuracy,
  categoricalAccuracy,
  SparseCategoricalAccuracy,
  sparseCategoricalAccuracy,
} from './accuracy.ts';
export { AUC, type AUCConfig, auc } from './auc.ts';
export type { Curve, Summation } from './auc-area.ts';
export { BinaryIoU, type BinaryIoUConfig, binaryIou } from './binary-iou.ts';
export { type MetricIdentifier, type MetricName, metricNames } from './catalogue.ts';
export {
  type AxisConfig,
  ConcordanceCorrelation,
  CosineSimilarity,
  concordanceCorrelation,
  cosineSimilarity,
  PearsonCorrelation,
  pearsonCorrelation,
} from './correlation.ts';
export {
  type CountConfig,
  FalseNegatives,
  FalsePositives,
  falseNegatives,
  falsePositives,
  TrueNegatives,
  TruePositives,
  trueNegatives,
  truePositives,
} from './counts.ts';
export {
  BinaryCrossentropy,
  type BinaryCrossentropyConfig,
  binaryCrossentropy,
  CategoricalCrossentropy,
  type CategoricalCrossentropyConfig,
  categoricalCrossentropy,
  SparseCategoricalCrossentropy,
  type SparseCategoricalCrossentropyConfig,
  sparseCategoricalCrossentropy,
} from './crossentropy.ts';
export {
  type Average,
  F1Score,
  type F1ScoreConfig,
  FBetaScore,
  type FBetaScoreConfig,
  f1Score,
  fbetaScore,
} from './f-score.ts';
export * as functions from './functions/index.ts';
export { CategoricalHinge, categoricalHinge, Hinge, hinge, SquaredHinge, squaredHinge } from './hinge.ts';
export {
  IoU,
  type IoUConfig,
  iou,
  MeanIoU,
  type MeanIoUConfig,
  meanIou,
  OneHotIoU,
  type OneHotIoUConfig,
  OneHotMeanIoU,
  type OneHotMeanIoUConfig,
  oneHotIou,
  oneHotMeanIou,
} from './iou.ts';
export { Mean, mean } from './mean.ts';
export { MeanMetricWrapper, type MetricFunction } from './mean-metric-wrapper.ts';
export { type Direction, Metric, type MetricConfig, type MetricDefaults } from './metric.ts';
export { Precision, type PrecisionConfig, precision, Recall, recall } from './precision-recall.ts';
export { KLDivergence, klDivergence, Poisson, poisson } from './probabilistic.ts';
export { type ClassAggregation, R2Score, type R2ScoreConfig, r2Score } from './r2-score.ts';
export {
  LogCoshError,
  logCoshError,
  MeanAbsoluteError,
  MeanAbsolutePercentageError,
  MeanSquaredError,
  MeanSquaredLogarithmicError,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  meanSquaredLogarithmicError,
} from './regression.ts';
export { metricOf } from './resolve.ts';
export { RootMeanSquaredError, rootMeanSquaredError } from './root-mean-squared-error.ts';
export {
  type ConstrainedConfig,
  PrecisionAtRecall,
  type PrecisionAtRecallConfig,
  precisionAtRecall,
  RecallAtPrecision,
  type RecallAtPrecisionConfig,
  recallAtPrecision,
  SensitivityAtSpecificity,
  type SensitivityAtSpecificityConfig,
  SpecificityAtSensitivity,
  type SpecificityAtSensitivityConfig,
  sensitivityAtSpecificity,
  specificityAtSensitivity,
} from './sensitivity.ts';
export { serializeMetric } from './serialize.ts';
export { Sum, sum } from './sum.ts';
export {
  SparseTopKCategoricalAccuracy,
  type SparseTopKCategoricalAccuracyConfig,
  sparseTopKCategoricalAccuracy,
  TopKCategoricalAccuracy,
  type TopKCategoricalAccuracyConfig,
  topKCategoricalAccuracy,
} from './top-k-accuracy.ts';
