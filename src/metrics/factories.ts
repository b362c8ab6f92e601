import { accuracy, binaryAccuracy, categoricalAccuracy, sparseCategoricalAccuracy } from './accuracy.ts';
import { auc } from './auc.ts';
import { binaryIou } from './binary-iou.ts';
import { concordanceCorrelation, cosineSimilarity, pearsonCorrelation } from './correlation.ts';
import { falseNegatives, falsePositives, trueNegatives, truePositives } from './counts.ts';
import { binaryCrossentropy, categoricalCrossentropy, sparseCategoricalCrossentropy } from './crossentropy.ts';
import { f1Score, fbetaScore } from './f-score.ts';
import { categoricalHinge, hinge, squaredHinge } from './hinge.ts';
import type { Metric } from './metric.ts';
import { precision, recall } from './precision-recall.ts';
import { klDivergence, poisson } from './probabilistic.ts';
import { r2Score } from './r2-score.ts';
import {
  logCoshError,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  meanSquaredLogarithmicError,
} from './regression.ts';
import { rootMeanSquaredError } from './root-mean-squared-error.ts';
import { sparseTopKCategoricalAccuracy, topKCategoricalAccuracy } from './top-k-accuracy.ts';

const list: readonly (() => Metric)[] = [
  accuracy,
  auc,
  binaryAccuracy,
  binaryCrossentropy,
  binaryIou,
  categoricalAccuracy,
  categoricalCrossentropy,
  categoricalHinge,
  concordanceCorrelation,
  cosineSimilarity,
  f1Score,
  falseNegatives,
  falsePositives,
  fbetaScore,
  hinge,
  klDivergence,
  logCoshError,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  meanSquaredLogarithmicError,
  pearsonCorrelation,
  poisson,
  precision,
  r2Score,
  recall,
  rootMeanSquaredError,
  sparseCategoricalAccuracy,
  sparseCategoricalCrossentropy,
  sparseTopKCategoricalAccuracy,
  squaredHinge,
  topKCategoricalAccuracy,
  trueNegatives,
  truePositives,
];

/** `metrics.auc` without the call is taken as with it: in Keras some of these names are functions. */
export const factories: ReadonlyMap<unknown, () => Metric> = new Map(list.map((make) => [make, make]));
