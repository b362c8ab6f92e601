import { type Activation, activationOf, serializeActivation } from '../activations/index.ts';
import { type Constraint, constraintOf } from '../constraints/index.ts';
import { type Initializer, initializerOf } from '../initializers/index.ts';
import { type Regularizer, regularizerOf } from '../regularizers/index.ts';
import { LayerwiseError } from '../utils/errors.ts';
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

interface Kind {
  readonly ending: RegExp;
  /** What the option is kept as; an unknown name throws. */
  readonly settle: (option: never) => unknown;
  readonly write: (option: never) => Json;
}

/** Options that name a function or an object: Keras tells them by the end of their names, and so do we. */
const kinds: readonly Kind[] = [
  {
    ending: /[aA]ctivation$/,
    settle: (option: Activation | null) => activationOf(option) && option,
    write: (option: Activation | null) => serializeActivation(option),
  },
  {
    ending: /Initializer$/,
    settle: (option: Initializer) => initializerOf(option),
    write: (option: Initializer) => described('keras.initializers', initializerOf(option)),
  },
  {
    ending: /Regularizer$/,
    settle: (option: Regularizer | null) => option && regularizerOf(option),
    write: (option: Regularizer | null) => option && described('keras.regularizers', regularizerOf(option)),
  },
  {
    ending: /Constraint$/,
    settle: (option: Constraint | null) => option && constraintOf(option),
    write: (option: Constraint | null) => option && described('keras.constraints', constraintOf(option)),
  },
];

/**
 * The options as a layer keeps them: initializers, regularizers and constraints as the objects they stand for, made once, so
 * that the seed of an initializer is drawn when the layer is made.
 *
 * @throws {ArgumentError} for an unknown name, naming the layer's option.
 */
export function settled<Options extends object>(label: string, options: Options): Options {
  const entries = Object.entries(options).map(([name, option]) => {
    const kind = kinds.find(({ ending }) => ending.test(name));
    return [name, kind === undefined ? option : within(`${label}: ${name}`, () => kind.settle(option as never))];
  });
  return Object.fromEntries(entries); // the same keys, and values that may stand for the given ones
}

/** Runs `body`; a complaint says where it arose. */
function within<T>(where: string, body: () => T): T {
  try {
    return body();
  } catch (error) {
    if (error instanceof LayerwiseError) error.message = `${where}: ${error.message.replace(/^\w+: /, '')}`;
    throw error;
  }
}

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

/** `beta1` as Keras's `beta_1`, `poolSize` as `pool_size`; but `l1` is spelled as it is. */
function kerasName(name: string): string {
  return snake(name).replace(/([a-z]{2})(\d)$/, '$1_$2');
}

function written(name: string, option: unknown): Json {
  const kind = kinds.find(({ ending }) => ending.test(name));
  if (kind !== undefined) return kind.write((option ?? null) as never); // the name tells the type
  if (option === null || option === undefined) return null;
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
