import type {
  AttributeProto,
  GraphProto,
  ModelProto,
  NodeProto,
  OperatorSetIdProto,
  StringStringEntryProto,
  TensorProto,
  TensorShapeProto,
  TensorShapeProto_Dimension,
  TypeProto,
  TypeProto_Tensor,
  ValueInfoProto,
} from './proto/onnx_pb.ts';

/** The messages of a model, by the names of their types. */
export interface Messages {
  'onnx.AttributeProto': AttributeProto;
  'onnx.GraphProto': GraphProto;
  'onnx.ModelProto': ModelProto;
  'onnx.NodeProto': NodeProto;
  'onnx.OperatorSetIdProto': OperatorSetIdProto;
  'onnx.StringStringEntryProto': StringStringEntryProto;
  'onnx.TensorProto': TensorProto;
  'onnx.TensorShapeProto': TensorShapeProto;
  'onnx.TensorShapeProto.Dimension': TensorShapeProto_Dimension;
  'onnx.TypeProto': TypeProto;
  'onnx.TypeProto.Tensor': TypeProto_Tensor;
  'onnx.ValueInfoProto': ValueInfoProto;
}

/** What a field holds: one value, or with an `s` a list; lists of numbers are packed. `choice` is a oneof of an integer and a text. */
export type Kind =
  | 'text'
  | 'texts'
  | 'bytes'
  | 'bytess'
  | 'whole'
  | 'long'
  | 'wholes'
  | 'longs'
  | 'float'
  | 'floats'
  | 'message'
  | 'messages'
  | 'choice';

/** The number, the name and the kind of a field. */
export type Field = readonly [number: number, name: string, kind: Kind];

/** The fields of each message, as onnx.proto has them. */
export const fields: { readonly [K in keyof Messages]: readonly Field[] } = {
  'onnx.AttributeProto': [
    [1, 'name', 'text'],
    [2, 'f', 'float'],
    [3, 'i', 'long'],
    [4, 's', 'bytes'],
    [5, 't', 'message'],
    [6, 'g', 'message'],
    [7, 'floats', 'floats'],
    [8, 'ints', 'longs'],
    [9, 'strings', 'bytess'],
    [20, 'type', 'whole'],
  ],
  'onnx.NodeProto': [
    [1, 'input', 'texts'],
    [2, 'output', 'texts'],
    [3, 'name', 'text'],
    [4, 'opType', 'text'],
    [5, 'attribute', 'messages'],
    [6, 'docString', 'text'],
    [7, 'domain', 'text'],
  ],
  'onnx.StringStringEntryProto': [
    [1, 'key', 'text'],
    [2, 'value', 'text'],
  ],
  'onnx.TensorProto': [
    [1, 'dims', 'longs'],
    [2, 'dataType', 'whole'],
    [4, 'floatData', 'floats'],
    [5, 'int32Data', 'wholes'],
    [7, 'int64Data', 'longs'],
    [8, 'name', 'text'],
    [9, 'rawData', 'bytes'],
    [13, 'externalData', 'messages'],
    [14, 'dataLocation', 'whole'],
  ],
  'onnx.TensorShapeProto': [[1, 'dim', 'messages']],
  'onnx.TensorShapeProto.Dimension': [[1, 'value', 'choice']],
  'onnx.TypeProto': [[1, 'tensorType', 'message']],
  'onnx.TypeProto.Tensor': [
    [1, 'elemType', 'whole'],
    [2, 'shape', 'message'],
  ],
  'onnx.ValueInfoProto': [
    [1, 'name', 'text'],
    [2, 'type', 'message'],
    [3, 'docString', 'text'],
  ],
  'onnx.GraphProto': [
    [1, 'node', 'messages'],
    [2, 'name', 'text'],
    [5, 'initializer', 'messages'],
    [10, 'docString', 'text'],
    [11, 'input', 'messages'],
    [12, 'output', 'messages'],
    [13, 'valueInfo', 'messages'],
  ],
  'onnx.OperatorSetIdProto': [
    [1, 'domain', 'text'],
    [2, 'version', 'long'],
  ],
  'onnx.ModelProto': [
    [1, 'irVersion', 'long'],
    [2, 'producerName', 'text'],
    [3, 'producerVersion', 'text'],
    [4, 'domain', 'text'],
    [5, 'modelVersion', 'long'],
    [6, 'docString', 'text'],
    [7, 'graph', 'message'],
    [8, 'opsetImport', 'messages'],
    [14, 'metadataProps', 'messages'],
  ],
};
