import type { Shape } from '../graph/index.ts';
import { crossentropyKind, functionName, kerasSpelling, withoutDtype } from '../losses/identifiers.ts';
import { ArgumentError } from '../utils/errors.ts';
import type { Json } from '../utils/json.ts';
import { snake } from '../utils/names.ts';
import { BinaryAccuracy, CategoricalAccuracy, SparseCategoricalAccuracy } from './accuracy.ts';
import { catalogue, demandOf, type MetricIdentifier } from './catalogue.ts';
import { BinaryCrossentropy, CategoricalCrossentropy, SparseCategoricalCrossentropy } from './crossentropy.ts';
import { factories } from './factories.ts';
import { Mean } from './mean.ts';
import { MeanMetricWrapper, type MetricFunction } from './mean-of-function.ts';
import { Metric } from './metric.ts';
import { Sum } from './sum.ts';

const accuracies = {
  binary: BinaryAccuracy,
  sparse: SparseCategoricalAccuracy,
  categorical: CategoricalAccuracy,
} as const;

const crossentropies = {
  binary: BinaryCrossentropy,
  sparse: SparseCategoricalCrossentropy,
  categorical: CategoricalCrossentropy,
} as const;

/** Names whose metric is decided by the shapes of labels and predictions. */
const byShape: ReadonlyMap<string, typeof accuracies | typeof crossentropies> = new Map<
  string,
  typeof accuracies | typeof crossentropies
>([
  ['accuracy', accuracies],
  ['acc', accuracies],
  ['crossentropy', crossentropies],
  ['ce', crossentropies],
]);

/**
 * The metric that an identifier stands for. Given by name it keeps that name in logs, in Keras's spelling.
 *
 * @param identifier - a name, a metric, a factory, a function, or a saved description `{ class_name, config }`.
 * @param yTrue - the shape of the labels; it and the next decide which accuracy `'accuracy'` is, and which crossentropy
 * `'crossentropy'`.
 * @param yPred - the shape of the predictions.
 * @throws {ArgumentError} for an unknown name, or one of a metric that has required arguments.
 * @example
 * metricOf('acc', [null], [null, 10]).className // => 'SparseCategoricalAccuracy'
 * metricOf('acc', [null], [null, 10]).name // => 'acc'
 * @see https://keras.io/api/models/model_training_apis/#compile-method
 */
export function metricOf(identifier: MetricIdentifier | Json, yTrue: Shape, yPred: Shape): Metric {
  if (identifier instanceof Metric) return ofLabels(identifier);
  if (typeof identifier === 'function') return ofFunction(identifier);
  if (typeof identifier !== 'string') {
    const inner = functionName(identifier);
    if (inner !== null) return metricOf(inner, yTrue, yPred);
    const { made, options } = catalogue.find(identifier);
    return ofLabels(new made(withoutDtype(options) as never)); // the constructor checks what a file says
  }
  const choice = byShape.get(identifier.toLowerCase());
  if (choice !== undefined) return new choice[crossentropyKind(yTrue, yPred)]({ name: identifier });
  const { made } = catalogue.find(identifier);
  const demand = demandOf(made);
  if (demand !== null)
    throw new ArgumentError('metric', {
      expected: 'a metric that its name alone makes',
      received: `'${identifier}'`,
      mend: demand,
    });
  return new made({ name: kerasSpelling(identifier) } as never); // every class has a name
}

/** A metric as Keras saves it: class and options. */
export function serializeMetric(metric: Metric): Json {
  return { module: 'keras.metrics', class_name: metric.className, config: metric.getConfig(), registered_name: null };
}

function ofFunction(given: (() => Metric) | MetricFunction): Metric {
  const make = factories.get(given);
  if (make !== undefined) return make();
  const judge = given as MetricFunction; // no factory of ours: a function of labels and predictions
  return new MeanMetricWrapper(judge, { name: snake(judge.name) || 'metric' });
}

/** Means and sums of values have no use for labels and predictions. */
function ofLabels(metric: Metric): Metric {
  if (!(metric instanceof Mean || metric instanceof Sum)) return metric;
  throw new ArgumentError('metric', {
    expected: 'a metric of labels and predictions',
    received: `a ${metric.className}, which takes values`,
    mend: 'Give a function of both, (yTrue, yPred) => …; its mean is taken.',
  });
}
