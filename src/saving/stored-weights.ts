import { FileError } from '../utils/errors.ts';
import type { Json } from '../utils/json.ts';
import { readZip } from './archive/index.ts';
import {
  type NumericDtype,
  parseShardIndex,
  readNpy,
  readNpz,
  readSafetensors,
  type StoredArray,
} from './formats/index.ts';
import { Hdf5Dataset, Hdf5Group, readHdf5 } from './hdf5/index.ts';
import { anyModel } from './keras-file.ts';
import { loadModel } from './keras-read.ts';
import { onnxContents } from './onnx-contents.ts';
import { beside, readPath } from './places.ts';
import { isJsonObject, parseConfig } from './schema.ts';
import { bytesOfSource, type FileSource } from './source.ts';
import { storedValue } from './weights.ts';

/** An array in a file, not read yet. */
export interface StoredWeight {
  /** Its name or path in the file: `layers/dense/vars/0`. */
  readonly name: string;
  readonly dtype: NumericDtype | 'string';
  readonly shape: readonly number[];
  /** Its values: for `float16` and `bfloat16` their bits. */
  read(): Promise<StoredArray>;
}

/** What a file of a model or of weights holds. */
export interface FileContents {
  readonly format: 'keras' | 'h5' | 'shards' | 'tfjs' | 'safetensors' | 'npz' | 'npy' | 'onnx';
  /** What it says of the model, as it says it: layers and how they are compiled; null where it holds weights alone. */
  readonly config: Json;
  readonly weights: readonly StoredWeight[];
}

/** What a file holds: see `fileContents` in files.ts. */
export async function fileContents(source: FileSource): Promise<FileContents> {
  const { bytes, name } = await bytesOfSource('fileContents', source);
  if (startsWith(bytes, 'PK')) return zipContents(name, bytes);
  if (startsWith(bytes, '\x89HDF')) return { format: 'h5', ...hdf5Contents(name, bytes) };
  if (startsWith(bytes, '\x93NUMPY')) {
    const array = readNpy(bytes, name);
    return { format: 'npy', config: null, weights: [{ name: 'array', ...array, read: async () => array }] };
  }
  if (bytes[8] === '{'.charCodeAt(0) && bytes[7] === 0) {
    const { tensors } = readSafetensors(bytes, name);
    const weights = [...tensors].map(([key, tensor]) => ({
      name: key,
      dtype: tensor.dtype,
      shape: tensor.shape,
      read: async () => tensor.read(),
    }));
    return { format: 'safetensors', config: null, weights };
  }
  if (startsWith(bytes, '{')) return jsonContents(name, bytes, source);
  // The first field of an ONNX model is its version, a small number.
  if (bytes[0] === 8) return { format: 'onnx', ...(await onnxContents(name, bytes, source)) };
  throw new FileError(name, {
    expected: 'a .keras, .h5, .safetensors, .npz, .npy or .onnx file, or a model.json',
    received: bytes.length === 0 ? 'an empty one' : 'other bytes',
  });
}

async function zipContents(where: string, bytes: Uint8Array): Promise<FileContents> {
  const archive = readZip(bytes, where);
  if (archive.entries.has('config.json')) {
    const config = new TextDecoder().decode(await archive.read('config.json'));
    const weights = hdf5Contents(`${where}: model.weights.h5`, await archive.read('model.weights.h5'));
    return { format: 'keras', ...weights, config: parseConfig(`${where}: config.json`, config) };
  }
  const arrays = readNpz(bytes, where);
  const weights = await Promise.all(
    arrays.names.map(async (name) => {
      // The shape stands in the array itself, which may be packed: it is unpacked now, and again when it is read.
      const { dtype, shape } = await arrays.read(name);
      return { name, dtype, shape, read: () => arrays.read(name) };
    }),
  );
  return { format: 'npz', config: null, weights };
}

function hdf5Contents(where: string, bytes: Uint8Array): Pick<FileContents, 'config' | 'weights'> {
  const root = readHdf5(bytes, where);
  const weights: StoredWeight[] = [];
  const visit = (group: Hdf5Group): void => {
    for (const key of group.keys().sort(byNumber)) {
      const member = group.get(key);
      if (member instanceof Hdf5Group) visit(member);
      else if (member instanceof Hdf5Dataset)
        weights.push({ name: member.path, dtype: member.dtype, shape: member.shape, read: () => member.read() });
    }
  };
  visit(root);
  const config = root.attributes.has('model_config') ? root.attributes.get('model_config') : null;
  return { config: typeof config === 'string' ? parseConfig(`${where}: model_config`, config) : null, weights };
}

/** Files of JSON stand for others beside them. */
async function jsonContents(where: string, bytes: Uint8Array, source: FileSource): Promise<FileContents> {
  const text = new TextDecoder().decode(bytes);
  const file = parseConfig(where, text);
  if (isJsonObject(file.weight_map)) return shardContents(where, text, source);
  if (isJsonObject(file.modelTopology)) return tfjsContents(file.modelTopology, source);
  throw new FileError(where, {
    expected: 'the model.json of TensorFlow.js, or the .weights.json of sharded weights',
    received: 'other JSON',
  });
}

/** The shards of an index, one after the other. */
async function shardContents(where: string, text: string, source: FileSource): Promise<FileContents> {
  if (typeof source !== 'string' && !(source instanceof URL))
    throw new FileError(where, {
      expected: 'the path of a .weights.json, beside which its shards are',
      received: 'its bytes alone',
    });
  const weights: StoredWeight[] = [];
  for (const name of new Set([...parseShardIndex(text, where).weightMap.values()].flat()))
    weights.push(...hdf5Contents(`${where}: "${name}"`, await readPath(beside(source, name))).weights);
  return { format: 'shards', config: null, weights };
}

/** TensorFlow.js's weights are called as the model's variables, so they are read with the model. */
async function tfjsContents(topology: Json, source: FileSource): Promise<FileContents> {
  const model = anyModel(await loadModel(source, { compile: false }));
  const weights = model.weights.map(
    (variable): StoredWeight => ({
      name: variable.path,
      dtype: variable.dtype,
      shape: variable.shape.map((dim) => dim ?? 1),
      read: () => storedValue(variable),
    }),
  );
  return { format: 'tfjs', config: topology, weights };
}

/** `vars/10` comes after `vars/9`. */
function byNumber(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

function startsWith(bytes: Uint8Array, signature: string): boolean {
  return Array.from(signature, (character) => character.charCodeAt(0)).every((code, i) => bytes[i] === code);
}
