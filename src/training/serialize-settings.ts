import * as losses from '../losses/index.ts';
import { LossFunctionWrapper, type LossIdentifier, lossOf, serializeLoss } from '../losses/index.ts';
import * as metrics from '../metrics/index.ts';
import { MeanMetricWrapper, type MetricIdentifier, metricOf, serializeMetric } from '../metrics/index.ts';
import * as optimizers from '../optimizers/index.ts';
import type { Json } from '../utils/json.ts';
import { snake } from '../utils/names.ts';
import type { TrainerSettings } from './settings.ts';

type JsonObject = Readonly<Record<string, Json>>;

/** What a model was compiled with, as Keras writes it. */
export function serializeSettings(settings: TrainerSettings): JsonObject {
  const { optimizer, loss, lossWeights, metrics: judges, weightedMetrics, stepsPerExecution } = settings;
  return {
    optimizer: owned(optimizer.serialize() as unknown as JsonObject, optimizer, optimizers), // JSON throughout
    loss: mapped(loss, describeLoss),
    loss_weights: lossWeights as Json, // numbers, listed or by name
    metrics: mapped(judges, describeMetric),
    weighted_metrics: mapped(weightedMetrics, describeMetric),
    run_eagerly: false,
    // Keras knows numbers only.
    steps_per_execution: stepsPerExecution === 'auto' ? 1 : stepsPerExecution,
    jit_compile: false,
  };
}

/** One description for each identifier, in lists and records as they are. */
function mapped(spec: unknown, describe: (identifier: never) => Json): Json {
  if (spec === null || spec === undefined) return null;
  if (typeof spec === 'string') return spec === 'KLD' || /^[A-Z]/.test(spec) ? spec : snake(spec);
  if (Array.isArray(spec)) return spec.map((inner: unknown) => mapped(inner, describe));
  if (typeof spec === 'object' && Object.getPrototypeOf(spec) === Object.prototype)
    return Object.fromEntries(
      Object.entries(spec).map(([key, inner]: [string, unknown]) => [key, mapped(inner, describe)]),
    );
  return describe(spec as never); // an object or a function
}

// The shapes decide what a name such as 'accuracy' means; here are no names.
function describeLoss(identifier: LossIdentifier): Json {
  const loss = lossOf(identifier, [], []);
  if (typeof identifier === 'function' && loss instanceof LossFunctionWrapper) return loss.getConfig().fn ?? null;
  return owned(serializeLoss(loss), loss, losses);
}

function describeMetric(identifier: MetricIdentifier): Json {
  const metric = metricOf(identifier, [], []);
  if (typeof identifier === 'function' && metric instanceof MeanMetricWrapper) return metric.getConfig().fn ?? null;
  return owned(serializeMetric(metric), metric, metrics);
}

/** A description of what is no class of the library's says so, as Keras does of registered ones. */
function owned(description: Json, made: object, library: Readonly<Record<string, unknown>>): Json {
  if (!isRecord(description) || Object.values<unknown>(library).includes(made.constructor)) return description;
  const { registeredName } = made.constructor as { readonly registeredName?: string }; // constructors are typed as Function
  return {
    ...description,
    module: null,
    registered_name: registeredName ?? `Custom>${String(description.class_name)}`,
  };
}

function isRecord(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
