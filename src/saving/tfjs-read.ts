import type { Optimizer } from '../optimizers/index.ts';
import { FileError } from '../utils/errors.ts';
import type { Json } from '../utils/json.ts';
import {
  bytesOf,
  elementCount,
  itemSize,
  type NumericArray,
  type NumericDtype,
  numericArray,
} from './formats/arrays.ts';
import { isPlainName } from './formats/shards.ts';
import type { AnyModel, Place } from './layout.ts';
import { modernized, modernizedCompile } from './legacy-config.ts';
import { legacyOrder } from './legacy-weights.ts';
import { type FromConfigOptions, modelOf } from './model-config.ts';
import { beside, type ReadOptions, readPath } from './places.ts';
import { type AnyLayer, isJsonObject, type JsonObject, parseConfig, shownJson } from './schema.ts';
import type { FileSource } from './source.ts';
import type { StoredTensor, WeightStore } from './stores.ts';
import { pythonTraining } from './tfjs-training.ts';
import { readWeights } from './weights.ts';

/** What reading TensorFlow.js's models needs beside the file. */
export interface TfjsOptions extends FromConfigOptions, ReadOptions {
  /** The files beside `model.json` that hold the weights, where it is not given as a path. Default: none. */
  readonly files?: readonly File[];
}

/**
 * The model of a `model.json` of TensorFlow.js, whose weights are in files beside it: one that `model.save` wrote there, or that its
 * converter made of a Keras model (a layers-model).
 *
 * @throws {FileError} for a graph-model, which has no layers, missing weights, and classes that are not known.
 * @see https://www.tensorflow.org/js/guide/save_load
 */
export async function tfjsModel(
  where: string,
  bytes: Uint8Array,
  source: FileSource,
  options: TfjsOptions,
): Promise<AnyModel> {
  const file = parseConfig(where, new TextDecoder().decode(bytes));
  const { format, modelTopology: topology, weightsManifest: manifest, trainingConfig = null } = file;
  if (!isJsonObject(topology) || !Array.isArray(manifest) || format === 'graph-model')
    throw new FileError(where, {
      expected: 'a layers-model of TensorFlow.js: modelTopology and weightsManifest',
      received:
        format === 'graph-model' ? 'a graph-model, which has no layers' : Object.keys(file).slice(0, 5).join(', '),
      mend: "A Keras model is converted to a layers-model with '--output_format=tfjs_layers_model'.",
    });
  const config = isJsonObject(topology.model_config) ? topology.model_config : topology;
  const training = isJsonObject(trainingConfig) ? trainingConfig : (topology.training_config ?? null);
  const compiled: Json =
    options.compile !== false && isJsonObject(training) ? modernizedCompile(pythonTraining(training)) : {};
  const described = { ...(modernized(config) as JsonObject), compile_config: compiled }; // an object, as was parsed
  const model = modelOf(where, described, options);
  const weights = await weightsOf(where, manifest, source, options);
  await readWeights(tfjsStore(where, weights), model, null, { owned: true });
  return model;
}

/** All arrays of a manifest by name. */
async function weightsOf(
  where: string,
  manifest: readonly Json[],
  source: FileSource,
  options: TfjsOptions,
): Promise<ReadonlyMap<string, StoredTensor>> {
  const found = new Map<string, StoredTensor>();
  for (const group of manifest) {
    if (!isJsonObject(group) || !Array.isArray(group.paths) || !Array.isArray(group.weights))
      throw new FileError(where, { expected: 'groups of paths and weights', received: shownJson(group) });
    const parts: Uint8Array[] = [];
    for (const path of group.paths) parts.push(await shard(where, path, source, options));
    const whole = joined(parts);
    let at = 0;
    for (const entry of group.weights) {
      const weight = entryOf(where, entry);
      if (at + weight.size > whole.length)
        throw new FileError(`${where}: ${weight.name}`, {
          expected: `${weight.size} bytes`,
          received: `${whole.length - at}`,
          mend: 'A file of weights is missing or cut off.',
        });
      const bytes = whole.subarray(at, at + weight.size);
      found.set(weight.name, { shape: weight.shape, read: async () => valuesOf(weight, bytes) });
      at += weight.size;
    }
    if (at !== whole.length)
      throw new FileError(where, { expected: `${at} bytes of weights`, received: `${whole.length}` });
  }
  return found;
}

async function shard(where: string, path: Json, source: FileSource, options: TfjsOptions): Promise<Uint8Array> {
  if (typeof path !== 'string' || !isPlainName(path))
    throw new FileError(where, {
      expected: 'plain names of files in the same folder',
      received: shownJson(path),
      mend: 'Such a file is not safe to follow.',
    });
  const given = options.files?.find(({ name }) => name === path);
  if (given !== undefined) return new Uint8Array(await given.arrayBuffer());
  if (typeof source === 'string' || source instanceof URL) return readPath(beside(source, path), options);
  throw new FileError(where, {
    expected: `the file '${path}', which holds weights`,
    received: 'the model.json alone',
    mend: 'Give the others too: { files: [...] }.',
  });
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) return first;
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

interface Weight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: NumericDtype;
  readonly stored: NumericDtype;
  readonly scale: number;
  readonly least: number;
  readonly size: number;
}

const dtypes: readonly NumericDtype[] = ['float32', 'int32', 'bool', 'uint8', 'uint16', 'float16'];

function entryOf(where: string, entry: Json): Weight {
  const refuse = (expected: string): never => {
    throw new FileError(where, { expected, received: shownJson(entry) });
  };
  if (!isJsonObject(entry) || typeof entry.name !== 'string' || !Array.isArray(entry.shape))
    return refuse('weights with name, shape and dtype');
  const shape = entry.shape.map(Number);
  if (shape.some((length) => !Number.isSafeInteger(length) || length < 0)) return refuse('whole axis lengths');
  const packed = isJsonObject(entry.quantization) ? entry.quantization : {};
  const dtype = dtypes.find((known) => known === entry.dtype) ?? refuse(`one of ${dtypes.join(', ')}`);
  const stored = dtypes.find((known) => known === (packed.dtype ?? dtype)) ?? refuse(`one of ${dtypes.join(', ')}`);
  const size = elementCount(where, shape) * itemSize(stored);
  const [scale, least] = [Number(packed.scale ?? 1), Number(packed.min ?? 0)];
  return { name: entry.name, shape, dtype, stored, scale, least, size };
}

/** The values, those packed into small integers unpacked: `min + scale · q`. */
function valuesOf({ shape, stored, dtype, scale, least }: Weight, bytes: Uint8Array): NumericArray {
  const array = numericArray(stored, shape, bytes);
  if (stored === dtype || stored === 'float16') return array;
  const data = Float32Array.from<number | bigint>(array.data, (item) => least + scale * Number(item));
  return numericArray('float32', shape, bytesOf(data));
}

/** Weights under `layer/weight`: those of one layer are in its order, whatever their last names. */
function tfjsStore(where: string, tensors: ReadonlyMap<string, StoredTensor>): WeightStore {
  const byLayer = new Map<string, StoredTensor[]>();
  for (const [name, tensor] of tensors) {
    const [layer = ''] = name.split('/');
    byLayer.set(layer, [...(byLayer.get(layer) ?? []), tensor]);
  }
  return {
    where,
    pathOf: ({ path }) => path,
    find: ({ path, variables }) => {
      const own = variables.map((variable) => tensors.get(variable.path));
      return own.every((tensor) => tensor !== undefined) ? own : (byLayer.get(path) ?? null);
    },
    places: (model: AnyModel, _optimizer: Optimizer | null) => placesIn(model as AnyLayer),
  };
}

/** The layers that have weights, those of models inside one by one. */
function placesIn(model: AnyLayer): readonly Place[] {
  const layers: readonly AnyLayer[] = 'layers' in model ? (model as AnyModel).layers : model.sublayers;
  return layers.flatMap((layer): readonly Place[] => {
    if ('layers' in layer) return placesIn(layer);
    const variables = legacyOrder(layer);
    if (variables.length === 0) return [];
    return [{ path: layer.name, name: layer.name, label: layer.label, isOptimizer: false, variables }];
  });
}
