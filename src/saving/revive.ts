import { activationNames } from '../activations/index.ts';
import type { Shape } from '../graph/index.ts';
import { InputLayer } from '../layers/index.ts';
import { Functional, Sequential, type SequentialPart } from '../models/index.ts';
import { FileError } from '../utils/errors.ts';
import type { Json } from '../utils/json.ts';
import { camel } from '../utils/names.ts';
import { classOf, isFromKeras, modelNames } from './classes.ts';
import {
  type CustomObjects,
  customAskedFor,
  customMade,
  customNamed,
  type LayerClass,
  unknownObject,
} from './custom.ts';
import { dtypeOf, isLayerDtype } from './dtypes.ts';
import { endsOf } from './revive-graph.ts';
import {
  type AnyLayer,
  described,
  isDescription,
  isJsonObject,
  type JsonObject,
  type KerasObject,
  shownJson,
} from './schema.ts';

/** What reviving needs beside the description. */
export interface Reviving {
  /** How messages call the file. */
  readonly where: string;
  /** The caller's own classes and functions. */
  readonly custom: CustomObjects;
}

/**
 * Makes the layer or model that a description asks for, without weights' values.
 *
 * @throws {FileError} for unknown classes, and whatever their constructors complain about.
 */
export function revive(value: Json | undefined, reviving: Reviving): AnyLayer {
  const description = described(reviving.where, value);
  const where = `${reviving.where}: ${shownName(description)}`;
  try {
    return made(description, reviving);
  } catch (error) {
    if (error instanceof FileError || !(error instanceof Error)) throw error;
    throw new FileError(where, {
      expected: 'a config that its class accepts',
      received: `one that it does not (${error.message})`,
      cause: error,
    });
  }
}

function made(description: KerasObject, reviving: Reviving): AnyLayer {
  const { class_name: name, module, config } = description;
  const isCustom = customAskedFor(reviving.custom, description) !== null;
  if (!isCustom && modelNames.includes(name) && isFromKeras(module)) return madeModel(description, reviving);
  if (!isCustom && name === InputLayer.className && isFromKeras(module)) return unTyped(inputLayer(config, reviving));
  const found = classOf(reviving.where, description, reviving.custom);
  const layer = madeOf(found, options(config, reviving), reviving);
  if (config.trainable === false) layer.trainable = false;
  return layer;
}

/** A layer of the options that its class knows: others of newer versions are passed over where they ask for nothing. */
function madeOf(found: LayerClass, given: JsonObject, reviving: Reviving): AnyLayer {
  try {
    return found.fromConfig(given, () => unmade(reviving.where));
  } catch (error) {
    const [, unknown = ''] = /expected options that it has, received '(\w+)'/.exec(String(error)) ?? [];
    const key = Object.keys(given).find((name) => camel(name) === unknown);
    if (key === undefined || (given[key] !== null && given[key] !== false)) throw error;
    const { [key]: _passedOver, ...others } = given;
    return madeOf(found, others, reviving);
  }
}

/** Layers inside are made before their wrapper's config is read, so nothing is left to make there. */
function unmade(where: string): never {
  throw new FileError(where, { expected: 'layers in configs with a known class', received: 'another one' });
}

function madeModel({ class_name: name, config }: KerasObject, reviving: Reviving): AnyLayer {
  const given = typeof config.name === 'string' ? { name: config.name } : {};
  const isGraph = 'input_layers' in config;
  if (name === Sequential.className && !isGraph) {
    const model = new Sequential(parts(config, reviving), given);
    const shape = model.graph === null ? shapeOrNull(config.build_input_shape) : null;
    if (shape !== null) model.buildOnce(shape);
    return frozenIfAsked(unTyped(model), config);
  }
  if (isGraph) return frozenIfAsked(unTyped(new Functional(endsOf(config, reviving, revive), given)), config);
  throw new FileError(reviving.where, {
    expected: 'a model of a graph or a list, or a class that is known',
    received: `a ${name} whose config has neither`,
    mend: 'A model class of your own is passed as { customObjects: [MyModel] }.',
  });
}

function frozenIfAsked(model: AnyLayer, config: JsonObject): AnyLayer {
  if (config.trainable === false) model.trainable = false;
  return model;
}

function parts(config: JsonObject, reviving: Reviving): readonly SequentialPart[] {
  if (!Array.isArray(config.layers))
    throw new FileError(reviving.where, {
      expected: 'a list of layers in a Sequential',
      received: shownJson(config.layers),
    });
  const [first]: readonly Json[] = config.layers;
  const shape = isJsonObject(first) && isJsonObject(first.config) ? first.config.batch_input_shape : undefined;
  const made: readonly SequentialPart[] = config.layers.map((entry: Json) => revive(entry, reviving));
  // The first layer of a Sequential of Keras 2 may say what the model takes.
  if (shape === undefined || !isJsonObject(first) || first.class_name === 'InputLayer') return made;
  return [inputLayer({ batch_shape: shape }, reviving), ...made];
}

/** An input, in the spellings of all versions. */
function inputLayer(config: JsonObject, { where }: Reviving): InputLayer {
  const { name, dtype = 'float32', sparse = false, optional = false } = config;
  const batchShape = shapeOrNull(config.batch_shape ?? config.batch_input_shape ?? config.shape);
  const refuse = (expected: string, received: Json | undefined): never => {
    throw new FileError(where, { expected: `${expected} in ${shownJson(name)}`, received: shownJson(received) });
  };
  if (batchShape === null) return refuse('the shape of an input', config.batch_shape);
  if (sparse === true) refuse('dense inputs', 'a sparse one');
  if (optional === true) refuse('inputs that are always given', 'an optional one');
  if (config.ragged === true) refuse('inputs of even length', 'a ragged one');
  const known = dtypeOf(dtype);
  if (known === null) return refuse('a numeric dtype', dtype);
  return new InputLayer({ batchShape, dtype: known, ...(typeof name === 'string' && { name }) });
}

/** A shape of a file: whole numbers from 0, null for unknown axes. */
export function shapeOrNull(value: Json | undefined): Shape | null {
  if (!Array.isArray(value)) return null;
  const axes: readonly Json[] = value;
  return axes.every(isAxis) ? axes : null;
}

function isAxis(axis: Json): axis is number | null {
  return axis === null || (typeof axis === 'number' && Number.isSafeInteger(axis) && axis >= 0);
}

/** Options of newer and older versions that stand for nothing here, with the values for which that is so. */
const withoutMeaning: Readonly<Record<string, readonly Json[]>> = {
  quantization_config: [null],
  lora_rank: [null],
  lora_alpha: [null],
  gptq_unpacked_column_size: [null],
  batch_input_shape: [],
};

/** The options of a layer, the layers among them made. */
function options(config: JsonObject, reviving: Reviving): JsonObject {
  if (!isLayerDtype(config.dtype ?? null))
    throw new FileError(reviving.where, {
      expected: 'layers of a dtype that Keras has for numbers',
      received: shownJson(config.dtype),
      mend: 'Quantized layers are read where they are saved in Keras without it.',
    });
  const entries = Object.entries(config).filter(([key, value]) => {
    const harmless = Object.hasOwn(withoutMeaning, key) ? withoutMeaning[key] : undefined;
    if (harmless === undefined) return true;
    if (harmless.length === 0 || harmless.includes(value)) return false;
    throw new FileError(reviving.where, {
      expected: `${key}: ${String(harmless[0])}`,
      received: shownJson(value),
      mend: 'Load the model in Keras, take quantization or LoRA off, and save it again.',
    });
  });
  return Object.fromEntries(entries.map(([key, value]) => [key, option(key, value, reviving)]));
}

/** An option of a layer; a plain name may stand for one of the caller's functions or classes. */
function option(key: string, value: Json, reviving: Reviving): Json {
  if (typeof value === 'string' && /(activation|initializer|regularizer|constraint)$/.test(key)) {
    const own = customNamed(reviving.custom, value);
    return own === null ? value : asOption(customMade(own, null, () => unmade(reviving.where)));
  }
  return part(value, reviving);
}

function part(value: Json, reviving: Reviving): Json {
  if (Array.isArray(value)) return value.map((inner: Json) => part(inner, reviving));
  if (!isDescription(value)) return value;
  if (isLayerDescription(value)) return asOption(revive(value, reviving));
  const own = customAskedFor(reviving.custom, value);
  if (own !== null) return asOption(customMade(own, value, () => unmade(reviving.where)));
  if (isForeign(value)) throw unknownObject(reviving.where, value);
  return value;
}

/** Whether an option is a layer: told by its module, as Keras's are. */
function isLayerDescription({ module, class_name: name, config }: JsonObject): boolean {
  if (!isJsonObject(config) || typeof module !== 'string') return false;
  return /(^keras$|layers|models)/.test(module) && name !== 'DTypePolicy';
}

/** Whether nobody but the caller can know what a description asks for. */
function isForeign({ module, class_name: name, config, registered_name: registered }: JsonObject): boolean {
  if (name === 'function') return typeof config === 'string' && !activationNames.includes(camel(config));
  if (String(name).startsWith('__')) return false;
  if (typeof module === 'string' && !isFromKeras(module)) return true;
  return registered !== null && registered !== undefined ? !isFromKeras(module ?? null) : module === null;
}

/** Constructors take layers and other parts as they are; a config is typed as JSON. */
function asOption(made: object): Json {
  return made as unknown as Json;
}

/** Any layer, seen without its types. */
function unTyped(layer: object): AnyLayer {
  return layer as unknown as AnyLayer;
}

function shownName({ class_name: name, config }: KerasObject): string {
  return typeof config.name === 'string' ? `${name} "${config.name}"` : name;
}
