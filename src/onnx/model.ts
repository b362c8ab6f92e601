import { create, toBinary } from '@bufbuild/protobuf';
import { type GraphProto, ModelProtoSchema } from './proto/onnx_pb.ts';

/**
 * The opset of every graph. From 22 on the CPU loses the random ops, and WebGPU drops pooling, transposed convolution and
 * more to the CPU.
 */
export const opset = 21;

/** A whole model file around a graph. */
export function modelBytes(graph: GraphProto, version: number = opset): Uint8Array {
  const model = create(ModelProtoSchema, {
    irVersion: 10n,
    producerName: 'layerwise',
    graph,
    opsetImport: [{ domain: '', version: BigInt(version) }],
  });
  return toBinary(ModelProtoSchema, model);
}
