import type { Structure, Tensor } from '../graph/index.ts';
import { readModel, upgrade } from '../onnx/index.ts';
import type { ImportOnnxOptions } from './files.ts';
import { readerBeside } from './onnx-external.ts';
import { OnnxModel } from './onnx-layer.ts';
import { prepared } from './onnx-prepare.ts';
import { bytesOfSource, type FileSource } from './source.ts';

/** Reads an ONNX model as a layer: see `importOnnx` in files.ts. */
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
