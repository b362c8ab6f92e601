import { type Activation, serializeActivation } from '../activations/index.ts';
import { type Constraint, constraintOf } from '../constraints/index.ts';
import { type Initializer, initializerOf } from '../initializers/index.ts';
import { type Regularizer, regularizerOf } from '../regularizers/index.ts';
import type { Json } from '../utils/json.ts';
import { camel, snake } from '../utils/names.ts';
import type { AnyLayer } from './layer.ts';

export type { Json };

/** How Keras writes an object: class and config. */
export interface KerasObject {
  readonly module: string | null;
  readonly class_name: string;
  readonly config: Readonly<Record<string, Json>>;
  readonly registered_name: string | null;
}

/** Makes a layer of its description in a file. */
export type Revive = (described: KerasObject) => AnyLayer;

interface Part {
  readonly className: string;
  getConfig(): Readonly<Record<string, Json>>;
}

/** How options that name a function or an object are written: Keras tells them by the end of their names, and so do we. */
const writers: readonly { readonly ending: RegExp; readonly write: (option: never) => Json }[] = [
  { ending: /[aA]ctivation$/, write: (option: Activation | null) => serializeActivation(option) },
  { ending: /Initializer$/, write: (option: Initializer) => described('keras.initializers', initializerOf(option)) },
  { ending: /Regularizer$/, write: (option: Regularizer) => described('keras.regularizers', regularizerOf(option)) },
  { ending: /Constraint$/, write: (option: Constraint) => described('keras.constraints', constraintOf(option)) },
];

/** Options of a file that stand for Keras's dtype policies and quantization: null or the defaults here. */
const foreign: readonly string[] = ['dtype', 'autocast', 'lora_rank', 'lora_alpha', 'quantization_config'];

/** Options in Keras's form: snake case, every function and object written out. */
export function kerasConfig(config: object): Readonly<Record<string, Json>> {
  return Object.fromEntries(Object.entries(config).map(([name, option]) => [kerasName(name), written(name, option)]));
}

/** Options of a config in Keras's form. */
export function optionsOf(config: Readonly<Record<string, Json>>, revive: Revive): Readonly<Record<string, unknown>> {
  const entries = Object.entries(config).filter(([name]) => !foreign.includes(name));
  return Object.fromEntries(entries.map(([name, option]) => [camel(name), isLayer(option) ? revive(option) : option]));
}

/** `beta1` as Keras's `beta_1`, `poolSize` as `pool_size`. */
function kerasName(name: string): string {
  return snake(name).replace(/([a-z])(\d)$/, '$1_$2');
}

function written(name: string, option: unknown): Json {
  if (option === null || option === undefined) return null;
  const writer = writers.find(({ ending }) => ending.test(name));
  if (writer !== undefined) return writer.write(option as never); // the name tells the type
  if (isPart(option)) return described('keras.layers', option);
  return option as Json; // what is left in a config is data
}

function described(module: string, part: Part): Json {
  return { module, class_name: part.className, config: part.getConfig(), registered_name: null };
}

function isPart(option: unknown): option is Part {
  return typeof option === 'function' && 'getConfig' in option && 'className' in option;
}

function isLayer(option: Json): option is Json & KerasObject {
  return (
    typeof option === 'object' &&
    option !== null &&
    'class_name' in option &&
    'module' in option &&
    String(option.module).endsWith('layers')
  );
}
