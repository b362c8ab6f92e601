import { writtenFunction } from '../losses/function-wrapper.ts';
import { madeBy } from '../losses/identifiers.ts';
import { Loss } from '../losses/loss.ts';
import { serializeLoss } from '../losses/serialize.ts';
import { Metric } from '../metrics/metric.ts';
import { serializeMetric } from '../metrics/serialize.ts';
import type { Json } from '../utils/json.ts';
import { snake } from '../utils/names.ts';
import { kerasLosses, kerasMetrics, kerasOptimizers } from './keras-names.ts';
import type { TrainerSettings } from './settings.ts';

type JsonObject = Readonly<Record<string, Json>>;

/** What a model was compiled with, as Keras writes it. */
export function serializeSettings(settings: TrainerSettings): JsonObject {
  const { optimizer, loss, lossWeights, metrics: judges, weightedMetrics, stepsPerExecution } = settings;
  return {
    optimizer: owned(optimizer.serialize() as unknown as JsonObject, optimizer, kerasOptimizers), // JSON throughout
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

function describeLoss(given: Loss | ((...args: never) => unknown)): Json {
  const loss = typeof given === 'function' ? madeBy(given, Loss) : given;
  if (loss === null) return writtenFunction('loss', given.name);
  return owned(serializeLoss(loss), loss, kerasLosses);
}

function describeMetric(given: Metric | ((...args: never) => unknown)): Json {
  const metric = typeof given === 'function' ? madeBy(given, Metric) : given;
  if (metric === null) return writtenFunction('metric', snake(given.name));
  return owned(serializeMetric(metric), metric, kerasMetrics);
}

/** A description of what is no class of Keras says so, as Keras does of registered ones. A class inherits no name. */
function owned(description: Json, made: object, names: ReadonlySet<string>): Json {
  if (!isRecord(description)) return description;
  const { className, registeredName } = made.constructor as {
    readonly className?: string;
    readonly registeredName?: string;
  }; // constructors are typed as Function
  const isKeras = registeredName === undefined && Object.hasOwn(made.constructor, 'className');
  if (isKeras && className !== undefined && names.has(className)) return description;
  return {
    ...description,
    module: null,
    registered_name: registeredName ?? `Custom>${String(description.class_name)}`,
  };
}

function isRecord(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
