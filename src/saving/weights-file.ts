import type { Optimizer } from '../optimizers/index.ts';
import { ArgumentError, FileError } from '../utils/errors.ts';
import { readZip } from './archive/index.ts';
import {
  type ByteSource,
  formatShardIndex,
  gather,
  type NumericArray,
  parseShardIndex,
  planShards,
  readNpz,
  readSafetensors,
  writeNpz,
  writeSafetensors,
} from './formats/index.ts';
import { Hdf5Tree, readHdf5, writeHdf5 } from './hdf5/index.ts';
import { type AnyModel, placesOf } from './layout.ts';
import { isLegacy, legacyStore } from './legacy-weights.ts';
import { beside, fileName, keepsNames, type ReadOptions, readPath, writePath } from './places.ts';
import { bytesOfSource, checkEnding, type FileSource } from './source.ts';
import { kerasStore, namedStore, namedVariables, type StoredTensor, type WeightStore } from './stores.ts';
import { readWeights, storedValue } from './weights.ts';

/** How weights are written. */
export interface SaveWeightsOptions {
  /** The largest size of a file, in GiB, where the path ends in `.weights.json`. Default 5. */
  readonly maxShardSize?: number;
}

/** How weights are read. */
export interface LoadWeightsOptions extends ReadOptions {
  /** Whether layers whose weights do not fit are left as they are, instead of an error. Default false. */
  readonly skipMismatch?: boolean;
  /** Whether layers are found by their names, and those of other names left as they are; in `.h5` and `.weights.h5`. Default false. */
  readonly byName?: boolean;
  /** What a weight is called in a `.safetensors` or `.npz` file, by its name here: `'dense/kernel'`. Default: that name. */
  readonly rename?: (name: string) => string;
  /** Finds a file beside the given one by its name: the shards of a `.weights.json` that was not given as a path. */
  readonly files?: readonly File[];
}

const endings = ['.weights.h5', '.weights.json', '.safetensors', '.npz'];
const mend = "A whole model is saved by model.save('x.keras').";

/** The bytes of a model's `.weights.h5` file. */
export async function weightsToBytes(model: unknown): Promise<Uint8Array> {
  const [any, optimizer] = withOptimizer(model);
  return gather(await weightsFile(any, optimizer));
}

/**
 * The weights of a model, with the state of its optimizer, as a file of Keras's layout: a group for each layer, its variables
 * in `vars/0`, `vars/1`, …
 */
export async function weightsFile(model: AnyModel, optimizer: Optimizer | null): Promise<ByteSource> {
  const places = placesOf(model, optimizer);
  const values = await Promise.all(places.map(({ variables }) => Promise.all(variables.map(storedValue))));
  const tree = new Hdf5Tree();
  for (const [i, { path, name }] of places.entries()) {
    tree.group(groupOf(path)).attributes.set('name', name);
    for (const [k, array] of (values[i] ?? []).entries()) tree.put(`${groupOf(path)}/${k}`, array);
  }
  return writeHdf5(tree);
}

/**
 * Writes a model's weights, all or nothing; what `model.saveWeights` does. `.weights.h5` and `.weights.json` hold the optimizer's state
 * as well, `.safetensors` and `.npz` the weights alone, under names such as `dense/kernel`.
 */
export async function saveWeights(
  model: unknown,
  path: string | URL,
  { maxShardSize = 5 }: SaveWeightsOptions = {},
): Promise<void> {
  checkEnding('saveWeights', path, endings, mend);
  const [any, optimizer] = withOptimizer(model);
  const name = fileName(path);
  if (name.endsWith('.weights.json')) return saveShards(any, optimizer, path, maxShardSize);
  if (name.endsWith('.weights.h5') || keepsNames(path))
    return writePath(path, (await weightsFile(any, optimizer)).chunks());
  const arrays = new Map<string, NumericArray>();
  for (const [key, variable] of namedVariables(any, null)) arrays.set(key, await storedValue(variable));
  const written = name.endsWith('.npz') ? writeNpz(arrays) : writeSafetensors(arrays, new Map([['format', 'keras']]));
  await writePath(path, written.chunks());
}

/** Sets a model's weights to those of a file; what `model.loadWeights` does. */
export async function loadWeights(
  model: unknown,
  source: FileSource,
  options: LoadWeightsOptions = {},
): Promise<readonly string[]> {
  const where = 'loadWeights';
  if (typeof source === 'string' || source instanceof URL)
    checkEnding(where, source, [...endings, '.h5', '.hdf5', '.keras'], mend);
  const [any, optimizer] = withOptimizer(model);
  optimizer?.build(any.trainableWeights);
  const { bytes, name, owned } = await bytesOfSource(where, source, options);
  const store = await storeOf(name, bytes, source, options);
  return readWeights(store, any, optimizer, { skipMismatch: options.skipMismatch ?? false, owned });
}

/** The weights in a file; its first bytes tell of which kind it is. */
async function storeOf(
  where: string,
  bytes: Uint8Array,
  source: FileSource,
  options: LoadWeightsOptions,
): Promise<WeightStore> {
  const { byName = false, rename = null } = options;
  const starts = (text: string) =>
    Array.from(text, (letter) => letter.charCodeAt(0)).every((code, i) => bytes[i] === code);
  if (byName && !starts('\x89HDF')) {
    if (!starts('{'))
      throw new ArgumentError(where, {
        expected: 'byName with .h5, .weights.h5 or .weights.json',
        received: 'another file',
        mend: 'There weights have names already: say what they are by { rename }.',
      });
  }
  if (starts('PK')) {
    const archive = readZip(bytes, where);
    if (!archive.entries.has('model.weights.h5')) return npzStore(where, bytes, rename);
    const place = `${where}: model.weights.h5`;
    return kerasStore(place, [readHdf5(await archive.read('model.weights.h5'), place)]);
  }
  if (starts('{')) return shardStore(where, new TextDecoder().decode(bytes), source, options);
  if (bytes.length > 8 && bytes[8] === '{'.charCodeAt(0) && !starts('\x89HDF'))
    return namedStore(where, readSafetensors(bytes, where).tensors as ReadonlyMap<string, never>, rename); // read at once, or later
  const root = readHdf5(bytes, where);
  return isLegacy(root) ? legacyStore(where, root, byName) : kerasStore(where, [root], byName);
}

async function npzStore(
  where: string,
  bytes: Uint8Array,
  rename: ((name: string) => string) | null,
): Promise<WeightStore> {
  const archive = readNpz(bytes, where);
  const tensors = new Map<string, StoredTensor>();
  for (const name of archive.names) {
    const array = await archive.read(name);
    tensors.set(name, { shape: array.shape, read: async () => array });
  }
  return namedStore(where, tensors, rename);
}

/** The shards that an index names, beside it. */
async function shardStore(
  where: string,
  text: string,
  source: FileSource,
  { byName = false, files = [], signal }: LoadWeightsOptions,
): Promise<WeightStore> {
  const { weightMap } = parseShardIndex(text, where);
  const names = [...new Set([...weightMap.values()].flat())];
  const roots = [];
  for (const name of names) {
    const given = files.find((file) => file.name === name);
    const isPath = typeof source === 'string' || source instanceof URL;
    if (given === undefined && !isPath)
      throw new FileError(where, {
        expected: `the file '${name}', which the index names`,
        received: 'the index alone',
        mend: 'Give the others too: { files: [...] }.',
      });
    const bytes = given
      ? new Uint8Array(await given.arrayBuffer())
      : await readPath(beside(source as string, name), signal ? { signal } : {}); // a path, as was asked
    roots.push(readHdf5(bytes, `${where}: "${name}"`));
  }
  return kerasStore(where, roots, byName);
}

/** Writes shards first and their index last: what the index names is there. */
async function saveShards(
  model: AnyModel,
  optimizer: Optimizer | null,
  path: string | URL,
  maxShardSize: number,
): Promise<void> {
  const places = placesOf(model, optimizer);
  const pieces = [];
  for (const { path: place, variables } of places)
    for (const [i, variable] of variables.entries()) {
      const array = await storedValue(variable);
      pieces.push({ group: `/${groupOf(place)}`, i, array, size: array.data.byteLength });
    }
  const { shards, index } = planShards(fileName(path), pieces, maxShardSize);
  for (const { file, variables } of shards) {
    const tree = new Hdf5Tree();
    for (const { group, i, array } of variables) tree.put(`${group.slice(1)}/${i}`, array);
    await writePath(beside(path, file), writeHdf5(tree).chunks());
  }
  await writePath(path, [new TextEncoder().encode(formatShardIndex(index))]);
}

function groupOf(path: string): string {
  return `${path}${path === '' ? '' : '/'}vars`;
}

/** Any model, seen without its types, and what it is compiled with. */
function withOptimizer(model: unknown): readonly [AnyModel, Optimizer | null] {
  const any = model as AnyModel;
  return [any, any.compileSettings?.optimizer ?? null];
}
