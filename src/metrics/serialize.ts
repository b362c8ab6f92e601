import type { Json } from '../utils/json.ts';
import type { Metric } from './metric.ts';

/** A metric as Keras saves it: class and options. */
export function serializeMetric(metric: Metric): Json {
  return { module: 'keras.metrics', class_name: metric.className, config: metric.getConfig(), registered_name: null };
}
