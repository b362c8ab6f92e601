import { serialize } from '../models/serialize.ts';
import type { Json } from '../utils/json.ts';
import type { CustomObjects } from './custom.ts';
import { revive } from './revive.ts';
import type { AnyLayer, JsonObject } from './schema.ts';

/**
 * A layer or model as Keras's `layers.serialize` writes it: class and config, without the values of weights.
 *
 * @throws {ArgumentError} for what no file can hold, such as a Lambda.
 * @example
 * serializeLayer(layers.flatten({ name: 'flat' })).class_name // => 'Flatten'
 * @see https://keras.io/api/models/model_saving_apis/serialization_utils/
 */
export function serializeLayer(layer: object): JsonObject {
  return serialize(layer as AnyLayer); // any layer, seen without its types
}

/**
 * The layer or model that a description asks for: what `serializeLayer` or Keras's `layers.serialize` gave. Nothing but the
 * library's own classes, and those that are handed in, is ever made.
 *
 * @param description - an object with `class_name` and `config`.
 * @param customObjects - classes and functions of your own. Default: none.
 * @throws {FileError} for a class that is not known, or a config that its class refuses.
 * @example
 * layerOf({ module: 'keras.layers', class_name: 'Dense', config: { units: 2 }, registered_name: null }).className // => 'Dense'
 * @see https://keras.io/api/models/model_saving_apis/serialization_utils/
 */
export function layerOf(description: Json, customObjects: CustomObjects = []): AnyLayer {
  return revive(description, { where: 'layerOf', custom: customObjects });
}
