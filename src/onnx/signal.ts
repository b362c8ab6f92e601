import { message } from './message.ts';
import type { GraphProto } from './proto/onnx_pb.ts';

/** The name of the output that `withSignal` adds. */
export const signalName = 'signal';

/**
 * A graph with an empty sequence as its first output. The binding of Node (1.30) copies every result, those too for which it
 * was given memory; but at an output of this type it stops before it copies anything, when the run is over and the results are
 * where they should be.
 */
export function withSignal(graph: GraphProto): GraphProto {
  const node = message('onnx.NodeProto', { opType: 'SequenceEmpty', name: signalName, output: [signalName] });
  const output = message('onnx.ValueInfoProto', { name: signalName });
  return message('onnx.GraphProto', { ...graph, node: [...graph.node, node], output: [output, ...graph.output] });
}
