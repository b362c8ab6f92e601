import { shapeOf, type Tensor } from '../graph/index.ts';
import type { Metric, MetricIdentifier } from '../metrics/index.ts';
import { ArgumentError, internal } from '../utils/errors.ts';
import type { Finders } from './finders.ts';
import { isPlainRecord, perOutput } from './losses.ts';

/** Metrics of a model: a list, or lists for each output, listed or by name. */
export type MetricsSpec =
  | readonly (MetricIdentifier | readonly MetricIdentifier[] | null)[]
  | { readonly [output: string]: MetricIdentifier | readonly MetricIdentifier[] | null };

interface Entry {
  readonly name: string;
  readonly metric: Metric;
  readonly output: number;
  readonly weighted: boolean;
}

/** The metrics of a compiled model, named as in logs. */
export class CompiledMetrics {
  readonly entries: readonly Entry[];

  /** @param metricOf - finds the metric of an identifier. */
  constructor(
    metricOf: Finders['metricOf'],
    plain: MetricsSpec | null,
    weighted: MetricsSpec | null,
    names: readonly string[],
    yTrue: readonly Tensor[],
    yPred: readonly Tensor[],
  ) {
    const entries: Entry[] = [];
    const taken = new Set<string>();
    for (const [spec, isWeighted] of [
      [plain, false],
      [weighted, true],
    ] as const)
      for (const [output, identifiers] of lists(spec, names).entries())
        for (const identifier of identifiers) {
          const labels = yTrue[output] ?? internal('labels are missing');
          const predictions = yPred[output] ?? internal('predictions are missing');
          const metric = metricOf(identifier, shapeOf(labels.dims), shapeOf(predictions.dims));
          const prefix = names.length > 1 ? `${names[output]}_` : '';
          const plainName = `${prefix}${metric.name}`;
          const twice = isWeighted && taken.has(plainName);
          const name = freeName(twice ? `${prefix}weighted_${metric.name}` : plainName, taken);
          taken.add(name);
          entries.push({ name, metric, output, weighted: isWeighted });
        }
    this.entries = entries;
  }

  /** Takes a batch into all metrics. Weights count for the weighted ones only. */
  update(yTrue: readonly Tensor[], yPred: readonly Tensor[], weights: readonly (Tensor | null)[]): void {
    for (const { metric, output, weighted } of this.entries) {
      const labels = yTrue[output] ?? internal('labels are missing');
      const predictions = yPred[output] ?? internal('predictions are missing');
      metric.updateState(labels, predictions, weighted ? (weights[output] ?? null) : null);
    }
  }
}

function lists(spec: MetricsSpec | null, names: readonly string[]): readonly (readonly MetricIdentifier[])[] {
  if (spec === null) return [];
  if (Array.isArray(spec) && names.length === 1 && !spec.some((entry) => Array.isArray(entry)))
    return [spec.filter((entry) => entry !== null)];
  if (Array.isArray(spec) && spec.length === 0) return [];
  if (!Array.isArray(spec) && !isPlainRecord(spec))
    throw new ArgumentError('compile: metrics', {
      expected: "a list, as in metrics: ['accuracy']",
      received: typeof spec === 'string' ? `'${spec}'` : typeof spec,
    });
  const given = perOutput<MetricIdentifier | readonly MetricIdentifier[]>(
    'compile: metrics',
    spec,
    names,
    isPlainRecord,
  );
  return given.map((entry) => (entry === null ? [] : isList(entry) ? entry : [entry]));
}

function isList(entry: MetricIdentifier | readonly MetricIdentifier[]): entry is readonly MetricIdentifier[] {
  return Array.isArray(entry);
}

function freeName(base: string, taken: ReadonlySet<string>): string {
  let name = base;
  for (let i = 1; taken.has(name); i++) name = `${base}_${i}`;
  return name;
}
