import { serializeModel } from '../models/model.ts';
import type { Json } from '../utils/json.ts';
import { bytesOf, type NumericArray } from './formats/arrays.ts';
import type { AnyModel } from './layout.ts';
import { beside, writePath } from './places.ts';
import { isJsonObject } from './schema.ts';
import { namedVariables } from './stores.ts';
import { oldGraph } from './tfjs-nodes.ts';
import { tfjsTraining } from './tfjs-training.ts';
import { storedValue } from './weights.ts';

/** TensorFlow.js's own size of a file of weights. */
const shardSize = 4 * 2 ** 20;

/**
 * Writes a model as TensorFlow.js's `tf.loadLayersModel` reads it: `model.json`, and beside it files of weights of 4 MiB each, which are
 * written first. What the model is compiled with is written where TensorFlow.js has the same optimizer, losses and metrics; the optimizer's
 * state is not.
 *
 * @throws {ArgumentError} for what no file can hold.
 * @see https://www.tensorflow.org/js/guide/save_load
 */
export async function saveTfjs(model: AnyModel, path: string | URL): Promise<void> {
  const arrays: (readonly [string, NumericArray])[] = [];
  for (const [name, variable] of namedVariables(model, null)) arrays.push([name, await storedValue(variable)]);
  const size = arrays.reduce((sum, [, { data }]) => sum + data.byteLength, 0);
  const count = Math.max(1, Math.ceil(size / shardSize));
  const paths = Array.from({ length: count }, (_, i) => `group1-shard${i + 1}of${count}.bin`);
  const parts = arrays.map(([, { data }]) => bytesOf(data));
  for (const [i, name] of paths.entries())
    await writePath(beside(path, name), [...cut(parts, i * shardSize, (i + 1) * shardSize)]);
  const { compile_config: compiled, ...topology } = serializeModel(model);
  const training = tfjsTraining(compiled);
  const file = {
    format: 'layers-model',
    generatedBy: 'Layerwise',
    convertedBy: null,
    modelTopology: { model_config: older(topology), keras_version: '2.15.0', backend: 'tensorflow' },
    ...(training !== null && { trainingConfig: training }),
    weightsManifest: [{ paths, weights: arrays.map(([name, { shape, dtype }]) => ({ name, shape, dtype })) }],
  };
  await writePath(path, [new TextEncoder().encode(JSON.stringify(file))]);
}

/** What of the pieces lies between two places of them all together. */
function* cut(parts: readonly Uint8Array[], from: number, to: number): Generator<Uint8Array> {
  let at = 0;
  for (const part of parts) {
    const [start, end] = [Math.max(from - at, 0), Math.min(to - at, part.length)];
    if (start < end) yield part.subarray(start, end);
    at += part.length;
  }
}

/** A config of Keras 3 in the words of Keras 2, which are those of TensorFlow.js. */
function older(value: Json): Json {
  if (Array.isArray(value)) return value.map(older);
  if (!isJsonObject(value)) return value;
  if (value.class_name === 'DTypePolicy')
    return isJsonObject(value.config) ? (value.config.name ?? 'float32') : 'float32';
  if (typeof value.class_name !== 'string' || !isJsonObject(value.config))
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, older(inner)]));
  const { class_name: name, config, inbound_nodes: nodes } = value;
  const entries = Object.entries(oldGraph(config)).map(([key, inner]): readonly [string, Json] => [
    oldName(name, key),
    oldOption(key, older(inner)),
  ]);
  const className = name === 'Functional' ? 'Model' : name === 'L1' || name === 'L2' ? 'L1L2' : name;
  return {
    class_name: className,
    config: Object.fromEntries(entries),
    ...(value.name !== undefined && { name: value.name }),
    ...(nodes !== undefined && { inbound_nodes: nodes }),
  };
}

function oldName(className: string, key: string): string {
  if (className === 'InputLayer' && key === 'batch_shape') return 'batch_input_shape';
  return className === 'LeakyReLU' && key === 'negative_slope' ? 'alpha' : key;
}

function oldOption(key: string, value: Json): Json {
  return key.endsWith('activation') && value === 'silu' ? 'swish' : value;
}
