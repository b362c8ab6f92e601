import { type LossIdentifier, lossOf, serializeLoss } from '../losses/index.ts';
import { type MetricIdentifier, metricOf, serializeMetric } from '../metrics/index.ts';
import { optimizerOf } from '../optimizers/index.ts';
import type { CompileOptions, LossSpec, LossWeights, MetricsSpec, TrainerSettings } from '../training/index.ts';
import { FileError } from '../utils/errors.ts';
import type { Json } from '../utils/json.ts';
import { snake } from '../utils/names.ts';
import { isDescription, isJsonObject, type JsonObject, shownJson } from './schema.ts';

/** What a model was compiled with, as Keras writes it. */
export function describeCompiled(settings: TrainerSettings): JsonObject {
  const { optimizer, loss, lossWeights, metrics, weightedMetrics } = settings;
  return {
    optimizer: optimizer.serialize(),
    loss: mapped(loss, describeLoss),
    loss_weights: lossWeights as Json, // numbers, listed or by name
    metrics: mapped(metrics, describeMetric),
    weighted_metrics: mapped(weightedMetrics, describeMetric),
    run_eagerly: false,
    steps_per_execution: 1,
    jit_compile: false,
  };
}

/**
 * The options of `compile` that a file asks for; null for a model that was not compiled.
 *
 * @throws {FileError} for losses, metrics and optimizers that are not known.
 */
export function compiledOptions(where: string, config: Json | undefined): CompileOptions | null {
  if (!isJsonObject(config) || Object.keys(config).length === 0) return null;
  try {
    const { optimizer = 'rmsprop', loss = null, loss_weights = null, metrics = null, weighted_metrics = null } = config;
    return {
      optimizer: optimizerOf(withoutOldOptions(optimizer)),
      loss: revived(loss, reviveLoss) as LossSpec | null, // one loss, a list or a record: as the file has it
      lossWeights: loss_weights as LossWeights | null, // checked when it is used
      metrics: reviveMetrics(metrics),
      weightedMetrics: reviveMetrics(weighted_metrics),
    };
  } catch (error) {
    if (error instanceof FileError || !(error instanceof Error)) throw error;
    throw new FileError(`${where}: compile_config`, {
      expected: 'a known optimizer, losses and metrics',
      received: `others (${error.message})`,
      mend: 'Load the model with { compile: false } and compile it yourself.',
      cause: error,
    });
  }
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
  return serializeLoss(lossOf(identifier, [], []));
}

function describeMetric(identifier: MetricIdentifier): Json {
  return serializeMetric(metricOf(identifier, [], []));
}

/** What a file says of losses or metrics, with `revive` applied to every one of them. */
function revived(spec: Json, revive: (description: Json) => unknown): unknown {
  if (spec === null) return null;
  if (typeof spec === 'string' || isDescription(spec)) return revive(spec);
  if (Array.isArray(spec)) return spec.map((inner: Json) => revived(inner, revive));
  if (!isJsonObject(spec))
    throw new FileError('compile_config', { expected: 'names and objects', received: shownJson(spec) });
  return Object.fromEntries(Object.entries(spec).map(([key, inner]) => [key, revived(inner, revive)]));
}

function reviveLoss(description: Json): unknown {
  const name = functionName(description);
  if (name !== null) lossOf(name, [null, 1], [null, 1]); // an unknown name is complained about now, not in fit
  return name ?? lossOf(description, [], []);
}

function reviveMetric(description: Json): unknown {
  const name = functionName(description);
  if (name !== null) metricOf(name, [null, 1], [null, 1]);
  return name ?? metricOf(description, [], []);
}

function reviveMetrics(spec: Json): MetricsSpec | null {
  const metrics = revived(spec, reviveMetric);
  const isOne = metrics !== null && !Array.isArray(metrics) && (typeof spec === 'string' || isDescription(spec));
  return (isOne ? [metrics] : metrics) as MetricsSpec | null; // as the file has it
}

/** The name in a description of a function, or a name itself; null for an object. */
function functionName(description: Json): string | null {
  if (typeof description === 'string') return description;
  if (!isDescription(description) || description.class_name !== 'function') return null;
  return typeof description.config === 'string' ? description.config : null;
}

/** Options of the optimizers of TensorFlow's Keras, which Keras 3 does not have. */
const oldOptions: readonly string[] = ['is_legacy_optimizer', 'jit_compile', 'decay'];

function withoutOldOptions(optimizer: Json): Json {
  if (!isDescription(optimizer) || !isJsonObject(optimizer.config)) return optimizer;
  const config = Object.fromEntries(Object.entries(optimizer.config).filter(([key]) => !oldOptions.includes(key)));
  return { ...optimizer, config };
}
