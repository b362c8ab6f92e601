import type { AnyLayer } from '../layers/index.ts';
import { FileError } from '../utils/errors.ts';
import type { Json } from '../utils/json.ts';
import { isObject, parseJsonObject } from './formats/json.ts';

export type { AnyLayer };

/** A JSON object. */
export type JsonObject = Readonly<Record<string, Json>>;

/** How Keras writes an object: its class and its config. Layers of a graph also have a name and nodes. */
export type KerasObject = JsonObject & {
  readonly class_name: string;
  readonly config: JsonObject;
  readonly module: Json;
  readonly registered_name: Json;
};

/** Configs of real models nest a few dozen levels; recursion must end before the engine's stack does. */
const deepest = 200;

/**
 * Parses the text of a config.
 *
 * @throws {FileError} for text that is no JSON object, has a key twice or one called `__proto__`, or nests too deep.
 */
export function parseConfig(where: string, text: string): JsonObject {
  refuseDepth(where, text);
  const parsed = parseJsonObject(where, text) as JsonObject; // what JSON.parse gives is Json
  refusePrototypes(where, parsed);
  return parsed;
}

/** Whether a value of a config is a JSON object. */
export function isJsonObject(value: Json | undefined): value is JsonObject {
  return isObject(value);
}

/** Whether a value of a config describes an object. */
export function isDescription(value: Json | undefined): value is JsonObject & { readonly class_name: string } {
  return isJsonObject(value) && typeof value.class_name === 'string';
}

/** Reads a description of an object. */
export function described(where: string, value: Json | undefined): KerasObject {
  if (isDescription(value) && isJsonObject(value.config))
    return {
      ...value,
      class_name: value.class_name,
      config: value.config,
      module: value.module === undefined ? 'keras.layers' : value.module, // files of Keras 2 name no modules
      registered_name: value.registered_name ?? null,
    };
  throw new FileError(where, { expected: 'an object with class_name and config', received: shownJson(value) });
}

/** The beginning of a value, for messages. */
export function shownJson(value: Json | undefined): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

/** Text that is nested too deep, found before it is parsed. */
function refuseDepth(where: string, text: string): void {
  let depth = 0;
  for (const [token] of text.matchAll(/"|[[{]|[\]}]/g)) {
    if (token === '[' || token === '{') depth++;
    else if (token !== '"') depth--;
    // Brackets inside strings are counted as well: names do not have hundreds of them.
    if (depth > deepest)
      throw new FileError(where, {
        expected: `JSON nested at most ${deepest} deep`,
        received: 'deeper nesting',
        mend: 'No model needs it; the file is damaged or made to do harm.',
      });
  }
}

function refusePrototypes(where: string, value: Json): void {
  if (Array.isArray(value)) for (const part of value) refusePrototypes(where, part);
  else if (isJsonObject(value))
    for (const [key, part] of Object.entries(value)) {
      if (key === '__proto__')
        throw new FileError(where, {
          expected: 'names of options and layers as keys',
          received: "'__proto__'",
          mend: 'The file is made to do harm.',
        });
      refusePrototypes(where, part);
    }
}
