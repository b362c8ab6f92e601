import type { TensorSpec } from '../graph/index.ts';
import { internal } from '../utils/errors.ts';
import { message } from './message.ts';
import { irVersion } from './opsets.ts';
import type { GraphProto, StringStringEntryProto } from './proto/onnx_pb.ts';
import { encode } from './wire.ts';

/** A weight of a model file: its bytes are asked for when they are written, one weight at a time. */
export interface StoredWeight {
  readonly name: string;
  readonly dims: readonly number[];
  /** TensorProto.DataType. */
  readonly type: number;
  /** How many bytes `read` gives. */
  readonly size: number;
  /** The values, little-endian, in row-major order. */
  read(): Promise<Uint8Array>;
}

/** What a model file says besides its graph. */
export interface ModelFacts {
  readonly opset: number;
  /** Opsets of other domains, by domain. */
  readonly domains: Readonly<Record<string, number>>;
  readonly producerName: string;
  readonly producerVersion: string;
  readonly description: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Bytes of a known size that are made piece by piece. */
export interface Streamed {
  readonly size: number;
  chunks(): AsyncIterable<Uint8Array>;
}

/** A model file, and the file of weights beside it, if there is one. */
export interface ModelFiles {
  readonly model: Streamed;
  readonly external: Streamed | null;
}

/** Weights below this stay in the model file: they are shapes and scalars, which readers look at while they load. */
export const smallestExternal = 1024;

/** Where weights begin in a file of their own: at pages, so that readers can map them into memory. */
const page = 4096;

/** Numbers of the fields in ModelProto, GraphProto and TensorProto. */
const graphField = 7;
const initializerField = 5;
const rawDataField = 9;

/**
 * The bytes of a model: the graph, and the weights appended to it as they are, without a copy of all of them in memory.
 *
 * @param location - name of the file that holds the large weights; null to have all in the model file.
 * @see https://github.com/onnx/onnx/blob/main/docs/ExternalData.md
 */
export function modelFiles(
  graph: GraphProto,
  weights: readonly StoredWeight[],
  facts: ModelFacts,
  location: string | null,
): ModelFiles {
  const isOutside = ({ size }: StoredWeight): boolean => location !== null && size >= smallestExternal;
  const outside = weights.filter(isOutside);
  const offsets = new Map<StoredWeight, number>();
  let end = 0;
  for (const weight of outside) {
    offsets.set(weight, end);
    end = Math.ceil((end + weight.size) / page) * page;
  }
  const start = encode<'onnx.GraphProto'>(graph);
  const parts = weights.map((weight) => {
    const offset = offsets.get(weight);
    const header = tensorHeader(weight, offset === undefined ? null : { location: location ?? '', offset });
    const raw = offset === undefined ? tag(rawDataField, weight.size) : new Uint8Array();
    const inner = header.length + raw.length + (offset === undefined ? weight.size : 0);
    return { weight, isInside: offset === undefined, opening: joined([tag(initializerField, inner), header, raw]) };
  });
  const graphSize = parts.reduce(
    (size, { weight, isInside, opening }) => size + opening.length + (isInside ? weight.size : 0),
    start.length,
  );
  const head = joined([factsBytes(facts), tag(graphField, graphSize), start]);
  return {
    model: {
      size: head.length - start.length + graphSize,
      async *chunks() {
        yield head;
        for (const { weight, isInside, opening } of parts) {
          yield opening;
          if (isInside) yield await read(weight);
        }
      },
    },
    external:
      outside.length === 0
        ? null
        : {
            size: outside.reduce((size, weight) => Math.max(size, (offsets.get(weight) ?? 0) + weight.size), 0),
            async *chunks() {
              let written = 0;
              for (const weight of outside) {
                yield new Uint8Array((offsets.get(weight) ?? 0) - written);
                yield await read(weight);
                written = (offsets.get(weight) ?? 0) + weight.size;
              }
            },
          },
  };
}

/** Whether a value can be an initializer: all its axes are known. */
export function staticDims({ dims }: TensorSpec): readonly number[] {
  return dims.map((dim) => (typeof dim === 'number' ? dim : internal('a weight of unknown shape')));
}

async function read(weight: StoredWeight): Promise<Uint8Array> {
  const bytes = await weight.read();
  if (bytes.length !== weight.size) internal(`${weight.name} has ${bytes.length} bytes instead of ${weight.size}`);
  return bytes;
}

function tensorHeader(weight: StoredWeight, external: { location: string; offset: number } | null): Uint8Array {
  return encode<'onnx.TensorProto'>(
    message('onnx.TensorProto', {
      name: weight.name,
      dims: weight.dims.map(BigInt),
      dataType: weight.type,
      ...(external !== null && {
        dataLocation: 1, // EXTERNAL
        externalData: Object.entries({
          location: external.location,
          offset: String(external.offset),
          length: String(weight.size),
        }).map(entryOf),
      }),
    }),
  );
}

function factsBytes({ opset, domains, producerName, producerVersion, description, metadata }: ModelFacts): Uint8Array {
  const model = message('onnx.ModelProto', {
    irVersion: BigInt(irVersion(opset)),
    producerName,
    producerVersion,
    ...(description !== '' && { docString: description }),
    opsetImport: Object.entries({ '': opset, ...domains }).map(([domain, version]) =>
      message('onnx.OperatorSetIdProto', { domain, version: BigInt(version) }),
    ),
    metadataProps: Object.entries(metadata).map(entryOf),
  });
  return encode<'onnx.ModelProto'>(model);
}

function entryOf([key, value]: readonly [string, string]): StringStringEntryProto {
  return message('onnx.StringStringEntryProto', { key, value });
}

/** The start of a length-delimited field. */
function tag(field: number, length: number): Uint8Array {
  const bytes = [(field << 3) | 2];
  let rest = length;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  bytes.push(rest);
  return Uint8Array.from(bytes);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((size, { length }) => size + length, 0));
  let filled = 0;
  for (const part of parts) {
    bytes.set(part, filled);
    filled += part.length;
  }
  return bytes;
}
