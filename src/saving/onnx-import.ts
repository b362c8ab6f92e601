import type { Structure, Tensor } from '../graph/index.ts';
import { readModel, upgrade } from '../onnx/index.ts';
import { readerBeside } from './onnx-external.ts';
import { OnnxModel } from './onnx-layer.ts';
import { prepared } from './onnx-prepare.ts';
import { bytesOfSource, type FileSource } from './source.ts';

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
  { name, outputs, externalData = {} }: ImportOnnxOptions = {},
): Promise<OnnxModel<In, Out>> {
  const { bytes, name: where } = await bytesOfSource('importOnnx', source);
  const { graph, opset } = await readModel(where, bytes);
  upgrade(where, graph, opset);
  const readBeside = readerBeside(where, source, externalData);
  return new OnnxModel<In, Out>(await prepared(where, graph, outputs ?? null, readBeside), name);
}
