import { FileError } from '../utils/errors.ts';
import type { Json } from '../utils/json.ts';
import { type Hdf5Group, readHdf5 } from './hdf5/index.ts';
import type { AnyModel } from './layout.ts';
import { modernized, modernizedCompile } from './legacy-config.ts';
import { legacyStore } from './legacy-weights.ts';
import { type FromConfigOptions, modelOf } from './model-config.ts';
import { isJsonObject, type JsonObject, parseConfig } from './schema.ts';
import { readWeights } from './weights.ts';

/**
 * The model of an `.h5` file, which Keras 2 wrote, and Keras 3 where it is asked to: its config, what it is compiled with, and its weights.
 *
 * @throws {FileError} for weights without a model, damaged files, and classes that are not known.
 * @see https://github.com/keras-team/keras/blob/master/keras/src/legacy/saving/legacy_h5_format.py
 */
export async function legacyModel(
  where: string,
  bytes: Uint8Array,
  owned: boolean,
  options: FromConfigOptions,
): Promise<AnyModel> {
  const root = readHdf5(bytes, where);
  const config = attribute(where, root, 'model_config');
  if (config === null)
    throw new FileError(where, {
      expected: 'an .h5 file of a whole model, with model_config',
      received: 'weights alone',
      mend: 'Make the model first, then model.loadWeights(path).',
    });
  const training = options.compile === false ? null : attribute(where, root, 'training_config');
  const compiled: Json = training === null ? {} : modernizedCompile(training);
  const described = { ...(modernized(config) as JsonObject), compile_config: compiled }; // an object, as was parsed
  const model = modelOf(where, described, options);
  await readWeights(legacyStore(where, root, false), model, model.compileSettings?.optimizer ?? null, { owned });
  return model;
}

/** An attribute that holds JSON; null where there is none. */
function attribute(where: string, root: Hdf5Group, name: string): JsonObject | null {
  const { attributes } = root;
  if (!attributes.has(name)) return null;
  const value: unknown = attributes.get(name);
  const data: unknown = typeof value === 'object' && value !== null && 'data' in value ? value.data : value;
  const text: unknown = Array.isArray(data) ? data.join('') : data;
  if (typeof text !== 'string' || text === '')
    throw new FileError(where, { expected: `JSON in ${name}`, received: 'none' });
  const parsed = parseConfig(`${where}: ${name}`, text);
  return isJsonObject(parsed) ? parsed : null;
}
