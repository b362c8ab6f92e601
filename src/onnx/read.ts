import { FileError } from '../utils/errors.ts';
import { otherDomains, standardDomains } from './domains.ts';
import type { GraphProto, ModelProto } from './proto/onnx_pb.ts';

/** A model file, read: its graph, and the opset of the standard operators in it. */
export interface ReadModel {
  readonly graph: GraphProto;
  readonly opset: number;
  readonly producer: string;
}

/** Fields of a model and a graph that hold what is not read here. */
const functionsField = 25;
const sparseInitializersField = 15;

/** The operators that ONNX Runtime adds to the standard's. */
const engineDomain = 'com.microsoft';

/**
 * Reads a model file.
 *
 * @throws {FileError} for what is no ONNX model, or one with functions, sparse weights or operators of unknown domains.
 */
export async function readModel(where: string, bytes: Uint8Array): Promise<ReadModel> {
  const model = await parsed(where, bytes);
  const { graph } = model;
  if (graph === undefined || model.opsetImport.length === 0)
    throw new FileError(where, { expected: 'an ONNX model: a graph and its opset', received: 'a file without them' });
  const refuse = (expected: string, received: string, mend: string): never => {
    throw new FileError(where, { expected, received, mend });
  };
  if (hasField(model, functionsField))
    refuse(
      'a model of plain nodes',
      'one with functions of its own',
      'Inline them: onnx.inliner.inline_local_functions.',
    );
  if (hasField(graph, sparseInitializersField))
    refuse('dense weights', 'sparse ones', 'Make them dense before saving.');
  const unknown = otherDomains(graph).find((domain) => domain !== engineDomain);
  if (unknown !== undefined)
    refuse(
      `operators of ONNX or ${engineDomain}`,
      `one of the domain '${unknown.slice(0, 60)}'`,
      'Only operators that ONNX Runtime has by itself can be run.',
    );
  const opset = model.opsetImport.find(({ domain }) => standardDomains.includes(domain))?.version ?? 0n;
  return { graph, opset: Number(opset), producer: `${model.producerName} ${model.producerVersion}`.trim() };
}

/** The library for the format is loaded for this alone. */
async function parsed(where: string, bytes: Uint8Array): Promise<ModelProto> {
  const [{ fromBinary }, { ModelProtoSchema }] = await Promise.all([
    import('@bufbuild/protobuf'),
    import('./proto/onnx_pb.ts'),
  ]);
  try {
    return fromBinary(ModelProtoSchema, bytes);
  } catch (cause) {
    throw new FileError(where, {
      expected: 'an ONNX model',
      received: `other or damaged bytes (${cause instanceof Error ? cause.message : String(cause)})`,
      cause,
    });
  }
}

function hasField(
  { $unknown }: { readonly $unknown?: readonly { readonly no: number }[] | undefined },
  field: number,
): boolean {
  return $unknown?.some(({ no }) => no === field) ?? false;
}
