import type { Json } from '../utils/json.ts';
import { camel, snake } from '../utils/names.ts';
import { isDescription, isJsonObject, type JsonObject } from './schema.ts';

/** An optimizer of TensorFlow.js: its class, and the options that it has, by Keras's names. */
interface TfjsOptimizer {
  readonly className: string;
  readonly options: Readonly<Record<string, string>>;
  /** Options that TensorFlow.js lacks, with the value that it goes by. */
  readonly fixed?: Readonly<Record<string, Json>>;
}

const rate = { learning_rate: 'learningRate' };
const adaptive = { ...rate, beta_1: 'beta1', beta_2: 'beta2', epsilon: 'epsilon' };
const momentum: TfjsOptimizer = {
  className: 'Momentum',
  options: { ...rate, momentum: 'momentum', nesterov: 'useNesterov' },
};

/** By Keras's classes; SGD is two classes there. */
const optimizers: Readonly<Record<string, TfjsOptimizer>> = {
  Adadelta: { className: 'Adadelta', options: { ...rate, rho: 'rho', epsilon: 'epsilon' } },
  Adagrad: {
    className: 'Adagrad',
    options: { ...rate, initial_accumulator_value: 'initialAccumulatorValue' },
    fixed: { epsilon: 1e-7 },
  },
  Adam: { className: 'Adam', options: adaptive, fixed: { amsgrad: false } },
  Adamax: { className: 'Adamax', options: adaptive },
  RMSprop: {
    className: 'RMSProp',
    options: { ...rate, rho: 'decay', momentum: 'momentum', epsilon: 'epsilon', centered: 'centered' },
  },
  SGD: { className: 'SGD', options: rate, fixed: { momentum: 0, nesterov: false } },
};

/** What every optimizer of Keras has besides, with the values for which nothing happens. */
const idle: Readonly<Record<string, readonly Json[]>> = {
  weight_decay: [null, 0],
  clipnorm: [null],
  global_clipnorm: [null],
  clipvalue: [null],
  use_ema: [false],
  loss_scale_factor: [null, 1],
  gradient_accumulation_steps: [null, 1],
};
const meaningless: readonly string[] = ['name', 'ema_momentum', 'ema_overwrite_frequency'];

/** Losses of TensorFlow.js, in its files' spelling, by Keras's names and short forms. */
const losses: Readonly<Record<string, string>> = {
  binary_crossentropy: 'binary_crossentropy',
  categorical_crossentropy: 'categorical_crossentropy',
  categorical_hinge: 'categorical_hinge',
  cosine_similarity: 'cosine_proximity',
  hinge: 'hinge',
  kl_divergence: 'kullback_leibler_divergence',
  kld: 'kullback_leibler_divergence',
  log_cosh: 'logcosh',
  mean_absolute_error: 'mean_absolute_error',
  mae: 'mean_absolute_error',
  mean_absolute_percentage_error: 'mean_absolute_percentage_error',
  mape: 'mean_absolute_percentage_error',
  mean_squared_error: 'mean_squared_error',
  mse: 'mean_squared_error',
  mean_squared_logarithmic_error: 'mean_squared_logarithmic_error',
  msle: 'mean_squared_logarithmic_error',
  poisson: 'poisson',
  sparse_categorical_crossentropy: 'sparse_categorical_crossentropy',
  squared_hinge: 'squared_hinge',
};

/** Metrics of both, of the same names in both. */
const metrics: readonly string[] = ['accuracy', 'acc', 'binary_accuracy', 'categorical_accuracy', 'mse', 'mae', 'mape'];

/**
 * What a model is compiled with, as TensorFlow.js's `loadLayersModel` reads it; null where it lacks the optimizer, a loss or a metric, or an
 * option of theirs: there the model is then loaded without, as one that was never compiled.
 *
 * @param compiled - the `compile_config` of a `.keras` file.
 */
export function tfjsTraining(compiled: Json | undefined): JsonObject | null {
  if (!isJsonObject(compiled)) return null;
  const { optimizer = null, loss = null, loss_weights: weights = null, weighted_metrics: weighted = null } = compiled;
  if (weights !== null || (weighted !== null && !(Array.isArray(weighted) && weighted.length === 0))) return null;
  const optimizerConfig = tfjsOptimizer(optimizer);
  const writtenLoss = mapped(loss, tfjsLoss);
  const writtenMetrics = compiled.metrics == null ? [] : mapped(compiled.metrics, tfjsMetric);
  if (optimizerConfig === null || writtenLoss === null || writtenMetrics === null) return null;
  return { loss: writtenLoss, metrics: writtenMetrics, optimizer_config: optimizerConfig };
}

/** What TensorFlow.js says of training, in the words of Keras 2; that of Python stays as it is. */
export function pythonTraining(training: JsonObject): JsonObject {
  const { optimizer_config: optimizer = null, loss = null } = training;
  return { ...training, optimizer_config: pythonOptimizer(optimizer), loss: mapped(loss, pythonLoss) ?? loss };
}

function tfjsOptimizer(optimizer: Json): JsonObject | null {
  if (!isDescription(optimizer) || !isJsonObject(optimizer.config)) return null;
  const { class_name: name, config } = optimizer;
  const isMomentum = name === 'SGD' && Number(config.momentum ?? 0) !== 0;
  const known = isMomentum ? momentum : Object.hasOwn(optimizers, name) ? optimizers[name] : undefined;
  if (known === undefined) return null;
  const written: Record<string, Json> = {};
  for (const [key, value] of Object.entries(config)) {
    const own = known.options[key];
    const allowed = idle[key] ?? (known.fixed !== undefined && key in known.fixed ? [known.fixed[key] ?? null] : null);
    if (own !== undefined) {
      if (typeof value === 'object') return null; // a schedule, or no number
      written[own] = value;
    } else if (!meaningless.includes(key) && !allowed?.includes(value)) return null;
  }
  return { class_name: known.className, config: written };
}

function pythonOptimizer(optimizer: Json): Json {
  if (!isDescription(optimizer) || !isJsonObject(optimizer.config)) return optimizer;
  const { class_name: given, config } = optimizer;
  const [name, known] =
    given === momentum.className
      ? ['SGD', momentum]
      : (Object.entries(optimizers).find(([, { className }]) => className === given) ?? [given, null]);
  const names = new Map(Object.entries(known?.options ?? {}).map(([python, own]) => [own, python]));
  const entries = Object.entries(config).flatMap(([key, value]): (readonly [string, Json])[] => {
    const python = names.get(key);
    if (python !== undefined) return [[python, value]];
    // Its Adamax has a decay of the rate, which Keras 3 does by schedules; 0 stands for none.
    return key === 'decay' && (value === 0 || known !== null) ? [] : [[key, value]];
  });
  return { ...optimizer, class_name: name, config: Object.fromEntries(entries) };
}

function tfjsLoss(loss: Json): Json | null {
  const name = plainName(loss);
  return name !== null && Object.hasOwn(losses, name) ? (losses[name] ?? null) : null;
}

function pythonLoss(loss: Json): Json | null {
  if (typeof loss !== 'string') return null;
  const name = snake(camel(loss));
  return Object.keys(losses).find((key) => losses[key] === name) ?? loss;
}

function tfjsMetric(metric: Json): Json | null {
  const name = plainName(metric);
  return name !== null && metrics.includes(name) ? name : null;
}

/** The name of a function or of an object whose options are the usual ones; null for any other. */
function plainName(value: Json): string | null {
  if (typeof value === 'string') return snake(value);
  if (!isDescription(value) || !isJsonObject(value.config) || value.registered_name != null) return null;
  const usual: Readonly<Record<string, readonly Json[]>> = {
    reduction: ['sum_over_batch_size'],
    from_logits: [false],
    label_smoothing: [0],
    ignore_class: [null],
    axis: [-1],
  };
  const { name, ...options } = value.config;
  const isUsual = Object.entries(options).every(([key, option]) => usual[key]?.includes(option));
  return isUsual && typeof name === 'string' && Object.hasOwn(losses, name) ? name : null;
}

/** A structure with every entry changed; null as soon as one has no counterpart. */
function mapped(value: Json, change: (entry: Json) => Json | null): Json | null {
  if (Array.isArray(value)) {
    const all = value.map((entry: Json) => mapped(entry, change));
    return all.some((entry) => entry === null) ? null : all;
  }
  if (isJsonObject(value) && !isDescription(value)) {
    const all = Object.entries(value).map(([key, entry]) => [key, mapped(entry, change)] as const);
    return all.some(([, entry]) => entry === null) ? null : Object.fromEntries(all);
  }
  return change(value);
}
