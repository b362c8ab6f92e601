export { type MetricIdentifier, metricOf } from './catalogue.ts';
export { Mean, MeanMetricWrapper, type MetricFunction, toSamplewise } from './mean.ts';
export { Metric, type MetricConfig } from './metric.ts';
