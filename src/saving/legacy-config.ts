import { operationOfClass } from '../models/keras-operations.ts';
import type { Json } from '../utils/json.ts';
import { modernGraph } from './legacy-nodes.ts';
import { isJsonObject, type JsonObject } from './schema.ts';

/** Options of Keras 2 that Keras 3 does not have, and that do not change what a layer computes. */
const forgotten: ReadonlySet<string> = new Set(['time_major', 'implementation', 'input_length', 'ragged', 'sparse']);

/** Where Keras 2 kept what is now found by a public name. */
const modules: Readonly<Record<string, string>> = {
  Sequential: 'keras',
  Functional: 'keras.src.models.functional',
  Model: 'keras.src.models.functional',
};

/**
 * A config of Keras 2 as Keras 3 has it: options under their new names, and nothing that only Keras 2 knows. One of Keras 3 stays as it is.
 *
 * @see https://github.com/keras-team/keras/blob/master/keras/src/legacy/saving/saving_utils.py
 */
export function modernized(value: Json): Json {
  if (Array.isArray(value)) return value.map(modernized);
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, modernized(inner)] as const);
  const changed: JsonObject = Object.fromEntries(entries);
  // The oldest Sequential models are lists of layers.
  if (changed.class_name === 'Sequential' && Array.isArray(changed.config))
    return { ...changed, module: 'keras', config: { layers: changed.config } };
  if (typeof changed.class_name !== 'string' || !isJsonObject(changed.config)) return changed;
  const { class_name: given, config } = changed;
  const isModel = 'layers' in config && ('input_layers' in config || given === 'Sequential');
  // The name of a model's own class said nothing more than that it is made of a graph.
  const name = given === 'Model' && isModel ? 'Functional' : given;
  const module = changed.module ?? operationModule(name, config) ?? modules[name] ?? 'keras.layers';
  return {
    ...changed,
    class_name: name,
    ...(!isPart(changed) && { module }),
    config: modernGraph(options(name, config)),
  };
}

/** Where Keras has the operation of a class; null for layers, which say whether they are trained. */
function operationModule(className: string, config: JsonObject): string | null {
  const operation = 'trainable' in config ? null : operationOfClass(className);
  return operation === null || config.name === undefined ? null : `keras.src.ops.${operation.module}`;
}

/** Initializers, regularizers and the like had no modules; their options are no layer's. */
function isPart({ config, name }: JsonObject): boolean {
  return isJsonObject(config) && config.name === undefined && name === undefined;
}

function options(className: string, config: JsonObject): JsonObject {
  const separate = /^(Depthwise|Separable)Conv/.test(className);
  const kept = Object.entries(config).filter(
    ([key, value]) =>
      (className === 'InputLayer' || !forgotten.has(key)) &&
      !(separate && /^(groups|kernel_(initializer|regularizer|constraint))$/.test(key)) &&
      !(key === 'groups' && value === 1),
  );
  const renamed = kept.map(([key, value]): readonly [string, Json] => {
    if (className === 'LeakyReLU' && key === 'alpha') return ['negative_slope', value];
    if (className === 'VarianceScaling' && value === 'normal') return [key, 'truncated_normal'];
    if (className === 'BatchNormalization' && key === 'axis' && Array.isArray(value)) return [key, value[0] ?? -1];
    return [key, value];
  });
  return Object.fromEntries(renamed);
}

/** What a model of Keras 2 is compiled with, as Keras 3 has it. */
export function modernizedCompile(training: JsonObject): JsonObject {
  const { optimizer_config: optimizer = 'rmsprop', loss = null, metrics = null } = training;
  const { weighted_metrics: weighted = null, loss_weights: weights = null } = training;
  return {
    optimizer: withoutNames(optimizer),
    loss: modernLoss(loss),
    loss_weights: weights,
    metrics: modernMetrics(metrics),
    weighted_metrics: modernMetrics(weighted),
  };
}

function modernLoss(loss: Json): Json {
  if (Array.isArray(loss)) return loss.map(modernLoss);
  if (!isJsonObject(loss)) return loss;
  const { config } = loss;
  if (typeof loss.class_name !== 'string' || !isJsonObject(config))
    return Object.fromEntries(Object.entries(loss).map(([key, inner]) => [key, modernLoss(inner)]));
  // Keras 2's "auto" is what Keras 3 does where nothing is said; `fn` and the like belong to its wrappers.
  const kept = Object.entries(config).filter(
    ([key, value]) => !(key === 'reduction' && value === 'auto') && key !== 'fn',
  );
  return { ...loss, module: 'keras.losses', config: Object.fromEntries(kept) };
}

function modernMetrics(metrics: Json): Json {
  if (Array.isArray(metrics)) {
    const inner = metrics.map(modernMetrics);
    const [first] = inner;
    // One output's metrics stood in a list of their own.
    return inner.length === 1 && Array.isArray(first) ? first : inner;
  }
  if (!isJsonObject(metrics)) return metrics;
  const { class_name: name, config } = metrics;
  if (name === 'MeanMetricWrapper' && isJsonObject(config) && typeof config.fn === 'string')
    return config.name === 'accuracy' ? 'accuracy' : config.fn;
  if (typeof name === 'string') return { ...metrics, module: 'keras.metrics' };
  return Object.fromEntries(Object.entries(metrics).map(([key, inner]) => [key, modernMetrics(inner)]));
}

/** An optimizer's name was the name of its class. */
function withoutNames(optimizer: Json): Json {
  if (!isJsonObject(optimizer) || !isJsonObject(optimizer.config)) return optimizer;
  const gone = new Set(['decay', 'is_legacy_optimizer', 'jit_compile']);
  const kept = Object.entries(optimizer.config).filter(([key]) => !gone.has(key));
  const config = Object.fromEntries(kept.map(([key, value]) => [key, modernized(value)]));
  return { ...optimizer, class_name: String(optimizer.class_name).split('>').at(-1) ?? '', config };
}
