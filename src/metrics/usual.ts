import type { Shape } from '../graph/index.ts';
import { crossentropyKind, kerasSpelling } from '../losses/identifiers.ts';
import { Catalogue } from '../utils/catalogue.ts';
import { ArgumentError } from '../utils/errors.ts';
import type { Json } from '../utils/json.ts';
import { BinaryAccuracy, CategoricalAccuracy, SparseCategoricalAccuracy } from './accuracy.ts';
import type { MetricIdentifier } from './catalogue.ts';
import { Mean } from './mean.ts';
import { Metric } from './metric.ts';
import { MeanAbsoluteError, MeanSquaredError } from './regression.ts';
import { Sum } from './sum.ts';

// Names keep what they name in a page, so the metrics that most models are judged by are apart from the others, which are
// loaded when a model asks for one by name.

/** A metric that a catalogue holds. */
export interface MetricClass {
  readonly className: string;
  /** Options of a file are checked by the constructor itself. */
  new (options: never): Metric;
}

/** The metrics that most models are judged by. */
export const usual = {
  binaryAccuracy: BinaryAccuracy,
  categoricalAccuracy: CategoricalAccuracy,
  meanAbsoluteError: MeanAbsoluteError,
  meanSquaredError: MeanSquaredError,
  sparseCategoricalAccuracy: SparseCategoricalAccuracy,
} satisfies Readonly<Record<string, MetricClass>>;

/** Their short forms. */
export const usualShort = {
  mae: MeanAbsoluteError,
  MAE: MeanAbsoluteError,
  mse: MeanSquaredError,
  MSE: MeanSquaredError,
} satisfies Readonly<Record<string, MetricClass>>;

const catalogue = new Catalogue<MetricClass>('metric', { ...usual, ...usualShort });

const accuracies = {
  binary: BinaryAccuracy,
  sparse: SparseCategoricalAccuracy,
  categorical: CategoricalAccuracy,
} as const;

/** Whether `usualMetricOf` knows an identifier. */
export function isUsualMetric(identifier: unknown): boolean {
  if (typeof identifier !== 'string') return identifier instanceof Metric;
  return catalogue.knows(identifier) || isAccuracy(identifier);
}

/** The metric that an identifier stands for, as `metricOf` has it; null for what only the whole catalogue knows. */
export function usualMetricOf(identifier: MetricIdentifier | Json, yTrue: Shape, yPred: Shape): Metric | null {
  if (identifier instanceof Metric) return ofLabels(identifier);
  if (typeof identifier !== 'string') return null;
  if (isAccuracy(identifier)) return new accuracies[crossentropyKind(yTrue, yPred)]({ name: identifier });
  return catalogue.knows(identifier) ? metricByName(identifier, catalogue.find(identifier).made) : null;
}

/** A metric made by a name keeps it. */
export function metricByName(name: string, made: MetricClass): Metric {
  return new made({ name: kerasSpelling(name) } as never); // every class has a name
}

/** A metric that takes labels and predictions: means and sums of values have no use for them. */
export function ofLabels(metric: Metric): Metric {
  if (!(metric instanceof Mean || metric instanceof Sum)) return metric;
  throw new ArgumentError('metric', {
    expected: 'a metric of labels and predictions',
    received: `a ${metric.className}, which takes values`,
    mend: 'Give a function of both, (yTrue, yPred) => …; its mean is taken.',
  });
}

/** Which accuracy is meant is decided by the shapes of labels and predictions. */
function isAccuracy(name: string): boolean {
  return /^acc(uracy)?$/i.test(name);
}
