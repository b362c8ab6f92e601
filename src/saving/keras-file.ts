import type { Structure, Tensor } from '../graph/index.ts';
import type { Model } from '../models/index.ts';
import { serializeModel } from '../models/model.ts';
import { FileError } from '../utils/errors.ts';
import { readZip, writeZip, type ZipArchive } from './archive/index.ts';
import type { CustomObjects } from './custom.ts';
import { type ByteSource, gather } from './formats/index.ts';
import { readHdf5 } from './hdf5/index.ts';
import type { AnyModel } from './layout.ts';
import { legacyModel } from './legacy-file.ts';
import { modelOf } from './model-config.ts';
import { type ReadOptions, writePath } from './places.ts';
import { parseConfig } from './schema.ts';
import { bytesOfSource, checkEnding, type FileSource } from './source.ts';
import { kerasStore } from './stores.ts';
import { tfjsModel } from './tfjs-read.ts';
import { saveTfjs } from './tfjs-write.ts';
import { readWeights } from './weights.ts';
import { weightsFile } from './weights-file.ts';

/** How a model is read from a file. */
export interface LoadModelOptions extends ReadOptions {
  /**
   * Classes and functions of your own that the file may name: layers, models, losses, metrics, optimizers, initializers,
   * regularizers and constraints with a `className`, functions by their names; or a record of these by the names that the file
   * has. Default: none.
   */
  readonly customObjects?: CustomObjects;
  /** The files beside a `model.json` of TensorFlow.js that hold its weights, where that is not given as a path. Default: none. */
  readonly files?: readonly File[];
  /** Whether the model is compiled as it was when it was saved, its optimizer's state included. Default true. */
  readonly compile?: boolean;
}

/** The version of Keras whose files are written. */
const kerasVersion = '3.15.1';

/**
 * The bytes of a model's `.keras` file: config, weights, and, if it is compiled, optimizer, losses and metrics.
 *
 * @throws {ArgumentError} for what no file can hold: a Lambda, a plain op between layers, a function as a loss.
 * @example
 * const net = sequential([input({ shape: [4] }), layers.dense(2)]);
 * const copy = await loadModel(await modelToKeras(net));
 * copy.countParams() // => 10
 * @see https://keras.io/api/models/model_saving_apis/model_saving_and_loading/
 */
export async function modelToKeras(model: unknown): Promise<Uint8Array> {
  return gather(await archiveOf(anyModel(model)));
}

/**
 * Writes a model to a `.keras` file, all or nothing, which the real Keras opens too; or to `folder/model.json` with its weights beside it, which
 * TensorFlow.js's `tf.loadLayersModel` reads.
 *
 * @param path - ends in `.keras`; in a browser `indexeddb://name`, `opfs://x.keras`, or `downloads://x.keras`, which hands it to the user.
 * @throws {ArgumentError} for another ending, or what no file can hold.
 * @throws {FileError} when the file cannot be written.
 * @example
 * await saveModel(sequential([]), 'model.zip').catch((error) => error.message.split(',')[0])
 * // => "saveModel: expected a path that ends in .keras or /model.json"
 * @see https://keras.io/api/models/model_saving_apis/model_saving_and_loading/#save_model-function
 */
export async function saveModel(model: unknown, path: string | URL): Promise<void> {
  checkEnding(
    'saveModel',
    path,
    ['.keras', '/model.json'],
    "Weights alone are saved by model.saveWeights('x.weights.h5').",
  );
  if (String(path).endsWith('.json')) return saveTfjs(anyModel(model), path);
  await writePath(path, (await archiveOf(anyModel(model))).chunks());
}

/**
 * Reads a model from a `.keras` file, of this library or of Keras 3, from an `.h5` file of Keras 2 or 3, or from a
 * `model.json` of TensorFlow.js: the same layers, weights and
 * outputs, compiled as it was.
 *
 * Files are not trusted: only classes of this library and those in `customObjects` are made, no code in a file is run. Members of `assets/` are
 * not read, and not written when the model is saved again: they belong to layers of texts, which are unknown here.
 *
 * @param source - a path on disk, an address that is fetched, `indexeddb://name` or `opfs://name` in a browser, bytes, or a `Blob` such as
 * a `File` that the user chose.
 * @param options - `customObjects`, `compile`; `onProgress` and `signal` while bytes are fetched.
 * @throws {FileError} for a damaged file, unknown classes (it says how to pass them), and weights that do not fit.
 * @example
 * const net = sequential([input({ shape: [4] }), layers.dense(2)], { name: 'tiny' });
 * (await loadModel(await net.toKeras())).name // => 'tiny'
 * @see https://keras.io/api/models/model_saving_apis/model_saving_and_loading/#load_model-function
 */
export async function loadModel<In extends Structure = Tensor, Out extends Structure = Tensor>(
  source: FileSource,
  options: LoadModelOptions = {},
): Promise<Model<In, Out>> {
  const { bytes, name: where, owned } = await bytesOfSource('loadModel', source, options);
  const made = startsWith(bytes, '\x89HDF')
    ? legacyModel(where, bytes, owned, options)
    : startsWith(bytes, '{')
      ? tfjsModel(where, bytes, source, options)
      : kerasModel(where, bytes, owned, options);
  return (await made) as unknown as Model<In, Out>; // what the caller says of it
}

/** The model of a `.keras` file. */
async function kerasModel(
  where: string,
  bytes: Uint8Array,
  owned: boolean,
  options: LoadModelOptions,
): Promise<AnyModel> {
  const archive = readZip(bytes, where);
  refuseOtherArchives(where, archive);
  const config = parseConfig(`${where}: config.json`, utf8(where, await archive.read('config.json')));
  const model = modelOf(where, config, options);
  const member = await archive.read('model.weights.h5');
  // Weights that begin at a multiple of 8 can be used where they are, instead of being copied.
  const weights = owned ? moved(member) : member;
  const place = `${where}: model.weights.h5`;
  await readWeights(kerasStore(place, [readHdf5(weights, place)]), model, model.compileSettings?.optimizer ?? null, {
    owned,
  });
  return model;
}

/** Bytes a little further to the front, so that they begin at a multiple of 8; what stood there is lost. */
function moved(bytes: Uint8Array): Uint8Array {
  const { buffer, byteOffset, length } = bytes;
  const start = byteOffset - (byteOffset % 8);
  if (start === byteOffset) return bytes;
  new Uint8Array(buffer).copyWithin(start, byteOffset, byteOffset + length);
  return new Uint8Array(buffer, start, length);
}

function startsWith(bytes: Uint8Array, signature: string): boolean {
  return Array.from(signature, (letter) => letter.charCodeAt(0)).every((code, i) => bytes[i] === code);
}

/** The `.keras` file of a model, piece by piece. */
async function archiveOf(model: AnyModel): Promise<ByteSource> {
  const config = serializeModel(model);
  const weights = await weightsFile(model, model.compileSettings?.optimizer ?? null);
  const metadata = { keras_version: kerasVersion, date_saved: dateSaved(new Date()) };
  return writeZip([
    { name: 'metadata.json', data: JSON.stringify(metadata) },
    { name: 'config.json', data: JSON.stringify(config) },
    { name: 'model.weights.h5', data: weights, align: 8 },
  ]);
}

function refuseOtherArchives(where: string, archive: ZipArchive): void {
  if (archive.entries.has('config.json') && archive.entries.has('model.weights.h5')) return;
  throw new FileError(where, {
    expected: 'a .keras file: config.json and model.weights.h5 in a zip archive',
    received: [...archive.entries.keys()].slice(0, 5).join(', ') || 'an empty archive',
  });
}

/** Any model, seen without its types. */
export function anyModel(model: unknown): AnyModel {
  return model as AnyModel;
}

function utf8(where: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new FileError(`${where}: config.json`, { expected: 'UTF-8', received: 'other bytes', cause });
  }
}

/** As Python's `%Y-%m-%d@%H:%M:%S`, in local time. */
function dateSaved(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day}@${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`;
}
