import { type LossFunction, LossFunctionWrapper, lossOf } from '../losses/index.ts';
import { MeanMetricWrapper, type MetricFunction, metricOf } from '../metrics/index.ts';
import { type Optimizer, optimizerOf } from '../optimizers/index.ts';
import type { CompileOptions, LossSpec, LossWeights, MetricsSpec } from '../training/index.ts';
import { FileError } from '../utils/errors.ts';
import type { Json } from '../utils/json.ts';
import { isFromKeras } from './classes.ts';
import { type CustomObjects, customAskedFor, customMade, customNamed, unknownObject } from './custom.ts';
import { isDescription, isJsonObject, type JsonObject, shownJson } from './schema.ts';

/**
 * The options of `compile` that a file asks for; null for a model that was not compiled.
 *
 * @throws {FileError} for losses, metrics and optimizers that are not known.
 */
export function compiledOptions(
  where: string,
  config: Json | undefined,
  custom: CustomObjects = [],
): CompileOptions | null {
  if (!isJsonObject(config) || Object.keys(config).length === 0) return null;
  try {
    const { optimizer = 'rmsprop', loss = null, loss_weights = null, metrics = null, weighted_metrics = null } = config;
    const { steps_per_execution = 1 } = config;
    return {
      optimizer: reviveOptimizer(where, withoutOldOptions(optimizer), custom),
      loss: revived(loss, (one) => reviveLoss(where, one, custom)) as LossSpec | null, // one loss, a list or a record: as the file has it
      lossWeights: loss_weights as LossWeights | null, // checked when it is used
      metrics: reviveMetrics(where, metrics, custom),
      weightedMetrics: reviveMetrics(where, weighted_metrics, custom),
      // 1 is what Keras writes where nobody chose.
      stepsPerExecution:
        typeof steps_per_execution === 'number' && steps_per_execution > 1 ? steps_per_execution : 'auto',
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

/** What a file says of losses or metrics, with `revive` applied to every one of them. */
function revived(spec: Json, revive: (description: Json) => unknown): unknown {
  if (spec === null) return null;
  if (typeof spec === 'string' || isDescription(spec)) return revive(spec);
  if (Array.isArray(spec)) return spec.map((inner: Json) => revived(inner, revive));
  if (!isJsonObject(spec))
    throw new FileError('compile_config', { expected: 'names and objects', received: shownJson(spec) });
  return Object.fromEntries(Object.entries(spec).map(([key, inner]) => [key, revived(inner, revive)]));
}

function reviveOptimizer(where: string, description: Json, custom: CustomObjects): Optimizer {
  const own = typeof description === 'string' ? customNamed(custom, description) : customAskedFor(custom, description);
  return own === null
    ? optimizerOf(checked(where, description))
    : optimizerOf(customMade(own, description, noLayers) as Optimizer); // optimizerOf checks it
}

function reviveLoss(where: string, description: Json, custom: CustomObjects): unknown {
  const own = ownOf(custom, description);
  if (own !== null) return own;
  const wrapped = wrappedFunction(where, description, custom, 'LossFunctionWrapper');
  if (wrapped !== null) return new LossFunctionWrapper(wrapped.made as LossFunction, wrapped.options); // called, so checked, in fit
  const name = functionName(description);
  if (name === null) return lossOf(checked(where, description), [], []);
  known(where, description, () => lossOf(name, [null, 1], [null, 1])); // complained about now, not in fit
  return name;
}

function reviveMetric(where: string, description: Json, custom: CustomObjects): unknown {
  const own = ownOf(custom, description);
  if (own !== null) return own;
  const wrapped = wrappedFunction(where, description, custom, 'MeanMetricWrapper');
  if (wrapped !== null) return new MeanMetricWrapper(wrapped.made as MetricFunction, wrapped.options); // called, so checked, in fit
  const name = functionName(description);
  if (name === null) return metricOf(checked(where, description), [], []);
  known(where, description, () => metricOf(name, [null, 1], [null, 1]));
  return name;
}

function ownOf(custom: CustomObjects, description: Json): object | null {
  const own = typeof description === 'string' ? customNamed(custom, description) : customAskedFor(custom, description);
  return own === null ? null : customMade(own, description, noLayers);
}

/** The caller's function inside a wrapper of Keras's, with the wrapper's other options. */
function wrappedFunction(where: string, description: Json, custom: CustomObjects, wrapper: string) {
  if (!isDescription(description) || description.class_name !== wrapper || !isJsonObject(description.config))
    return null;
  const { fn = null, name, reduction } = description.config;
  const made = ownOf(custom, fn);
  if (made === null) throw isJsonObject(fn) ? unknownObject(where, fn) : unknownObject(where, description);
  const options = { ...(typeof name === 'string' && { name }), ...(typeof reduction === 'string' && { reduction }) };
  return { made, options: options as { readonly name?: string } }; // the constructor checks the reduction
}

/** Complains about a function that is not found: it can only be the caller's. */
function known(where: string, description: Json, find: () => unknown): void {
  try {
    find();
  } catch (error) {
    throw isDescription(description) ? unknownObject(`${where}: compile_config`, description) : error;
  }
}

/** A description of a class of Keras's; any other can only be the caller's. */
function checked(where: string, description: Json): Json {
  const module = isDescription(description) ? description.module : undefined;
  if (module === null || (typeof module === 'string' && !isFromKeras(module)))
    throw unknownObject(`${where}: compile_config`, description as JsonObject); // it has a module
  return description;
}

function noLayers(): never {
  throw new FileError('compile_config', { expected: 'losses, metrics and optimizers', received: 'a layer' });
}

function reviveMetrics(where: string, spec: Json, custom: CustomObjects): MetricsSpec | null {
  const revivedMetrics = revived(spec, (one) => reviveMetric(where, one, custom));
  const isOne =
    revivedMetrics !== null && !Array.isArray(revivedMetrics) && (typeof spec === 'string' || isDescription(spec));
  return (isOne ? [revivedMetrics] : revivedMetrics) as MetricsSpec | null; // as the file has it
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
