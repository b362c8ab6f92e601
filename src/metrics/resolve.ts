import type { Shape } from '../graph/index.ts';
import { crossentropyKind, functionName, madeBy, withoutDtype } from '../losses/identifiers.ts';
import { ArgumentError } from '../utils/errors.ts';
import type { Json } from '../utils/json.ts';
import { snake } from '../utils/names.ts';
import { catalogue, demandOf, type MetricIdentifier } from './catalogue.ts';
import { BinaryCrossentropy, CategoricalCrossentropy, SparseCategoricalCrossentropy } from './crossentropy.ts';
import { MeanMetricWrapper, type MetricFunction } from './mean-metric-wrapper.ts';
import { Metric } from './metric.ts';
import { metricByName, ofLabels, usualMetricOf } from './usual.ts';

const crossentropies = {
  binary: BinaryCrossentropy,
  sparse: SparseCategoricalCrossentropy,
  categorical: CategoricalCrossentropy,
} as const;

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
  const known = usualMetricOf(identifier, yTrue, yPred);
  if (known !== null) return known;
  if (typeof identifier === 'function') return ofFunction(identifier);
  if (typeof identifier !== 'string') {
    const inner = functionName(identifier as Json); // metrics are known
    if (inner !== null) return metricOf(inner, yTrue, yPred);
    const { made, options } = catalogue.find(identifier);
    return ofLabels(new made(withoutDtype(options) as never)); // the constructor checks what a file says
  }
  if (/^(crossentropy|ce)$/i.test(identifier))
    return new crossentropies[crossentropyKind(yTrue, yPred)]({ name: identifier });
  const { made } = catalogue.find(identifier);
  const demand = demandOf(made);
  if (demand !== null)
    throw new ArgumentError('metric', {
      expected: 'a metric that its name alone makes',
      received: `'${identifier}'`,
      mend: demand,
    });
  return metricByName(identifier, made);
}

function ofFunction(given: (() => Metric) | MetricFunction): Metric {
  const made = madeBy(given, Metric);
  if (made !== null) return ofLabels(made);
  const judge = given as MetricFunction; // no factory: a function of labels and predictions
  return new MeanMetricWrapper(judge, { name: snake(judge.name) || 'metric' });
}
