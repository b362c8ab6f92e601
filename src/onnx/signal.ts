import { create } from '@bufbuild/protobuf';
import { type GraphProto, NodeProtoSchema, ValueInfoProtoSchema } from './proto/onnx_pb.ts';

/** The name of the output that `withSignal` adds. */
export const signalName = 'signal';

/**
 * A graph with an empty sequence as its first output. The binding of Node (1.30) copies every result, those too for which it
 * was given memory; but at an output of this type it stops before it copies anything, when the run is over and the results are
 * where they should be.
 */
export function withSignal(graph: GraphProto): GraphProto {
  const node = create(NodeProtoSchema, { opType: 'SequenceEmpty', name: signalName, output: [signalName] });
  const output = create(ValueInfoProtoSchema, { name: signalName });
  return { ...graph, node: [...graph.node, node], output: [output, ...graph.output] };
}
