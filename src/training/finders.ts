import type { Shape } from '../graph/index.ts';
import type { Loss, LossIdentifier } from '../losses/index.ts';
import { isUsualLoss, usualLossOf } from '../losses/usual.ts';
import type { Metric, MetricIdentifier } from '../metrics/index.ts';
import { isUsualMetric, usualMetricOf } from '../metrics/usual.ts';
import { internal } from '../utils/errors.ts';
import type { TrainerSettings } from './settings.ts';

/** How losses and metrics are found, once labels and predictions have shapes. */
export interface Finders {
  readonly lossOf: (identifier: LossIdentifier, yTrue: Shape, yPred: Shape) => Loss;
  readonly metricOf: (identifier: MetricIdentifier, yTrue: Shape, yPred: Shape) => Metric;
}

/**
 * What finds the losses and metrics of a compiled model. The usual ones are at hand; the catalogues of all are loaded where
 * others are asked for, so that a page need not carry what it does not use.
 */
export async function findersOf({ loss, metrics, weightedMetrics }: TrainerSettings): Promise<Finders> {
  const judges = [...identifiersIn(metrics), ...identifiersIn(weightedMetrics)];
  if (identifiersIn(loss).every(isUsualLoss) && judges.every(isUsualMetric)) return usual;
  return (await import('./catalogues.ts')).catalogues;
}

const usual: Finders = {
  lossOf: (...asked) => usualLossOf(...asked) ?? internal('not a usual loss'),
  metricOf: (...asked) => usualMetricOf(...asked) ?? internal('not a usual metric'),
};

/** The identifiers in what was given: for all outputs, in lists, or by name. */
function identifiersIn(spec: unknown): readonly unknown[] {
  if (spec === null || spec === undefined) return [];
  if (Array.isArray(spec)) return spec.flatMap(identifiersIn);
  if (typeof spec === 'object' && Object.getPrototypeOf(spec) === Object.prototype)
    return Object.values(spec).flatMap(identifiersIn);
  return [spec];
}
