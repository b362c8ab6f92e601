import type { Shape, Tensor } from '../graph/index.ts';
import { cast, equal, max, squeeze } from '../ops/index.ts';
import { ArgumentError } from '../utils/errors.ts';
import { MeanMetricWrapper, type MetricFunction } from './mean.ts';
import { Metric } from './metric.ts';

/** A metric by name, a metric, or a function. */
export type MetricIdentifier = 'accuracy' | Metric | MetricFunction;

/** The metric that an identifier stands for. */
export function metricOf(identifier: MetricIdentifier, _yTrue: Shape, _yPred: Shape): Metric {
  if (identifier instanceof Metric) return identifier;
  if (typeof identifier === 'function') return new MeanMetricWrapper(identifier, { name: identifier.name });
  if (identifier !== 'accuracy')
    throw new ArgumentError('compile: metrics', { expected: 'accuracy', received: String(identifier) });
  return new MeanMetricWrapper(hits, { name: 'accuracy' });
}

function hits(yTrue: Tensor, yPred: Tensor): Tensor {
  void max;
  void squeeze;
  return cast(equal(yTrue, yPred), 'float32');
}
