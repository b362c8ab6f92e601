import type { Structure, Tensor } from '../graph/index.ts';
import type { Model } from '../models/index.ts';
import { ArgumentError, FileError } from '../utils/errors.ts';
import type { Json } from '../utils/json.ts';
import { compiledOptions } from './compile-config.ts';
import type { CustomObjects } from './custom.ts';
import type { AnyModel } from './layout.ts';
import { modernized } from './legacy-config.ts';
import { revive } from './revive.ts';
import { type AnyLayer, isDescription, isJsonObject, type JsonObject, parseConfig } from './schema.ts';

/** How a model is made of a config. */
export interface FromConfigOptions {
  /** Classes and functions of your own that the config may name, as in `loadModel`. Default: none. */
  readonly customObjects?: CustomObjects;
  /** Whether the model is compiled as the config says. Default true. */
  readonly compile?: boolean;
}

/**
 * Makes the model that `model.toJSON()`, or Keras's `to_json`, describes, with new weights.
 *
 * @param json - the text, or the object that was parsed of it.
 * @param options - `customObjects`: your own classes and functions; `compile`.
 * @throws {FileError} for a text that is no model's, unknown classes (it says how to pass them), and options they refuse.
 * @example
 * const net = sequential([input({ shape: [4] }), layers.dense(2)], { name: 'tiny' });
 * models.modelFromJSON(net.toJSON()).countParams() // => 10
 * @see https://keras.io/api/models/model_saving_apis/model_config_serialization/#model_from_json-function
 */
export function modelFromJSON<In extends Structure = Tensor, Out extends Structure = Tensor>(
  json: string | JsonObject,
  options: FromConfigOptions = {},
): Model<In, Out> {
  const where = 'modelFromJSON';
  if (typeof json !== 'string' && !isJsonObject(json))
    throw new ArgumentError(where, { expected: 'the JSON of a model', received: typeof json });
  const config = parseConfig(where, typeof json === 'string' ? json : JSON.stringify(json));
  return modelOf(where, config, options) as unknown as Model<In, Out>; // what the caller says of it
}

/**
 * Makes the model whose `getConfig()` this is, with new weights: what `Sequential.from_config` and `Model.from_config` do in Keras.
 *
 * @param config - of a Sequential model, or one made of a graph.
 * @param options - `customObjects`: your own classes and functions.
 * @throws {FileError} for unknown classes (it says how to pass them), and options they refuse.
 * @example
 * const net = sequential([input({ shape: [4] }), layers.dense(2)]);
 * models.modelFromConfig(net.getConfig()).countParams() // => 10
 * @see https://keras.io/api/models/model_saving_apis/model_config_serialization/#from_config-method
 */
export function modelFromConfig<In extends Structure = Tensor, Out extends Structure = Tensor>(
  config: JsonObject,
  options: Omit<FromConfigOptions, 'compile'> = {},
): Model<In, Out> {
  const isGraph = isJsonObject(config) && 'input_layers' in config;
  const described = { module: 'keras', class_name: isGraph ? 'Functional' : 'Sequential', config };
  const text = JSON.stringify(described);
  return modelOf('modelFromConfig', parseConfig('modelFromConfig', text), options) as unknown as Model<In, Out>; // what the caller says of it
}

/** The model that a config describes, compiled as it says; weights are the initializers'. */
export function modelOf(
  where: string,
  config: JsonObject,
  { customObjects = [], compile = true }: FromConfigOptions,
): Compilable {
  // Texts of Keras 2 name no modules.
  const modern = 'module' in config ? config : (modernized(config) as JsonObject); // an object, as was given
  const model = asModel(where, revive(modern, { where, custom: customObjects }));
  buildAsSaved(model, config);
  const settings = compile ? compiledOptions(where, config.compile_config, customObjects) : null;
  if (settings !== null) {
    model.compile(settings);
    model.optimizer.build(model.trainableWeights);
  }
  return model;
}

/** A model of any kind that can be trained. */
export type Compilable = AnyModel & Pick<Model, 'compile' | 'optimizer'>;

/** A model class of the caller's own makes the weights of its layers when it is called. */
function buildAsSaved(model: AnyModel, config: JsonObject): void {
  const { build_config: build } = config;
  const shape: Json = isJsonObject(build) ? (build.input_shape ?? null) : null;
  if (model.built || shape === null || isDescription(shape)) return;
  model.computeOutputShape(shape as never); // the shape that its inputs had
}

function asModel(where: string, layer: AnyLayer): Compilable {
  if ('compile' in layer && 'layers' in layer) return layer as Compilable; // told by its members
  throw new FileError(where, { expected: 'a model', received: `a layer (${layer.label})` });
}
