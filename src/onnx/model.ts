import { otherDomains } from './domains.ts';
import { message } from './message.ts';
import type { GraphProto } from './proto/onnx_pb.ts';
import { encode } from './wire.ts';

/**
 * The opset of every graph. From 22 on the CPU loses the random ops, and WebGPU drops pooling, transposed convolution and
 * more to the CPU.
 */
export const opset = 21;

/** A whole model file around a graph. */
export function modelBytes(graph: GraphProto, version: number = opset): Uint8Array {
  const model = message('onnx.ModelProto', {
    irVersion: 10n,
    producerName: 'layerwise',
    graph,
    opsetImport: [{ domain: '', version: BigInt(version) }, ...domainImports(graph)].map((named) =>
      message('onnx.OperatorSetIdProto', named),
    ),
  });
  return encode<'onnx.ModelProto'>(model);
}

/** The opsets of other domains whose operators a graph uses: those of ONNX Runtime have had one version so far. */
export function domainImports(graph: GraphProto): readonly { readonly domain: string; readonly version: bigint }[] {
  return otherDomains(graph).map((domain) => ({ domain, version: 1n }));
}
