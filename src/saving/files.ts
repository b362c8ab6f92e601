import type { Structure, Tensor } from '../graph/index.ts';
import type { Model } from '../models/index.ts';
import type { CustomObjects } from './custom.ts';
import type { StoredArray } from './formats/index.ts';
import type { OnnxModel } from './onnx-layer.ts';
import type { ReadOptions } from './places.ts';
import type { FileSource } from './source.ts';
import type { FileContents } from './stored-weights.ts';

// What reads and writes files is a sixth of the library, and takes time: what is here loads it when it is first asked for.

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

/** How an ONNX model is read. */
export interface ImportOnnxOptions {
  /** Name of the layer. Default: `'onnx_model'`, numbered. */
  readonly name?: string;
  /**
   * The values that the layer gives, by their names: outputs of the model, or any value inside whose shape the file says, such
   * as the features before its last layer. Nodes that they do not need are left out. Default: the model's outputs.
   */
  readonly outputs?: readonly string[];
  /**
   * Files of weights that the model names, by those names. Default: read from beside the model, where that is given by its path
   * or URL.
   */
  readonly externalData?: Readonly<Record<string, Uint8Array>>;
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
  return (await import('./file-work/index.ts')).saveModel(model, path);
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
  return (await import('./keras-read.ts')).loadModel<In, Out>(source, options);
}

/**
 * Reads an ONNX model as a frozen layer, for inference and for training what comes after it: call it on the inputs of a model.
 *
 * Opsets 7 to 25 are read; what older ones say differently is said anew. Weights are shared by all sessions, and never trained;
 * there is no gradient through the layer. 16- and 64-bit floats come and go as float32 and stay what they are inside. Files are
 * not trusted: weights in other files are read from the model's own folder only.
 *
 * @param source - a path (in a browser, a URL), bytes, or a `Blob` such as a `File` that the user chose.
 * @throws {FileError} for a damaged file, and operators or types that cannot be taken over.
 * @example
 * const bytes = await sequential([input({ shape: [4], name: 'x' }), layers.dense(2, { name: 'y' })]).toOnnx();
 * const features = await importOnnx(bytes);
 * const x = input({ shape: [4] });
 * model({ inputs: x, outputs: layers.dense(1)(features(x)) }).trainableWeights.length // => 2
 * @see https://onnx.ai/onnx/repo-docs/IR.html
 */
export async function importOnnx<In extends Structure = Tensor, Out extends Structure = Tensor>(
  source: FileSource,
  options: ImportOnnxOptions = {},
): Promise<OnnxModel<In, Out>> {
  return (await import('./onnx-import.ts')).importOnnx<In, Out>(source, options);
}

/**
 * Opens a file of a model or of weights and says what it holds, without making a model of it: `.keras`, `.weights.h5` and `.h5`,
 * `.weights.json` with its shards beside it, `.safetensors`, `.npz` and `.npy`, `.onnx`, and the `model.json` of TensorFlow.js. The bytes tell which
 * it is.
 *
 * @param source - a path (in a browser, a URL), bytes, or a `Blob`; a path where there are files beside it.
 * @throws {FileError} for a damaged file, or one of another kind.
 * @example
 * const net = sequential([input({ shape: [4] }), layers.dense(2)]);
 * (await fileContents(await net.toKeras())).weights.map(({ shape }) => shape) // => [[4, 2], [2]]
 */
export async function fileContents(source: FileSource): Promise<FileContents> {
  return (await import('./stored-weights.ts')).fileContents(source);
}

/**
 * Writes arrays by their names, all or nothing: to `.safetensors`, `.npz`, `.h5`, where names are paths and
 * make groups, or `.npy`, which holds one array.
 *
 * @throws {ArgumentError} for another ending, names that are no paths in `.h5`, and texts in `.safetensors`.
 * @throws {FileError} when the file cannot be written.
 * @example
 * await writeArrays('x.csv', new Map()).catch((error) => error.message.split(',')[0])
 * // => "writeArrays: expected a path that ends in .safetensors"
 */
export async function writeArrays(path: string | URL, arrays: ReadonlyMap<string, StoredArray>): Promise<void> {
  return (await import('./stored-write.ts')).writeArrays(path, arrays);
}
