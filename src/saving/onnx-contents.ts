import { bodiesOf, type GraphProto, readModel, type TensorProto, type ValueInfoProto } from '../onnx/index.ts';
import { sizeOf } from '../utils/arrays.ts';
import { FileError } from '../utils/errors.ts';
import type { Json } from '../utils/json.ts';
import { itemSize, type NumericArray, type NumericDtype, numericArray } from './formats/arrays.ts';
import { bringInside, readerBeside } from './onnx-external.ts';
import type { FileSource } from './source.ts';
import type { FileContents, StoredWeight } from './stored-weights.ts';

/** What each TensorProto.DataType is called. */
const dtypes: Readonly<Record<number, NumericDtype>> = {
  1: 'float32',
  2: 'uint8',
  3: 'int8',
  4: 'uint16',
  5: 'int16',
  6: 'int32',
  7: 'int64',
  9: 'bool',
  10: 'float16',
  11: 'float64',
  12: 'uint32',
  13: 'uint64',
  16: 'bfloat16',
};

/** What an ONNX file holds: its weights, and in the place of a config its opset, inputs, outputs and operators. */
export async function onnxContents(
  where: string,
  bytes: Uint8Array,
  source: FileSource,
): Promise<Pick<FileContents, 'config' | 'weights'>> {
  const { graph, opset, producer } = await readModel(where, bytes);
  const readBeside = readerBeside(where, source, {});
  const stored = new Set(graph.initializer.map(({ name }) => name));
  const weights = graph.initializer.map(
    (tensor): StoredWeight => ({
      name: tensor.name,
      dtype: dtypes[tensor.dataType] ?? 'string',
      shape: tensor.dims.map(Number),
      read: async () => {
        await bringInside(where, tensor, readBeside);
        return arrayOf(where, tensor);
      },
    }),
  );
  const config = {
    producer,
    opset,
    inputs: graph.input.filter(({ name }) => !stored.has(name)).map(shownValue),
    outputs: graph.output.map(shownValue),
    operators: operatorsOf(graph),
  };
  return { config, weights };
}

function shownValue({ name, type }: ValueInfoProto): Json {
  const { elemType = 0, shape } = type?.tensorType ?? {};
  const axes = shape?.dim.map(({ value }): Json => {
    if (value.case === 'dimValue') return Number(value.value);
    return value.case === 'dimParam' && value.value !== '' ? value.value : null;
  });
  return { name, dtype: dtypes[elemType] ?? 'other', shape: axes ?? null };
}

/** How often each operator is used, by name; bodies of control flow are counted too. */
function operatorsOf(graph: GraphProto): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  const visit = ({ node: nodes }: GraphProto): void => {
    for (const node of nodes) {
      const name = node.domain === '' ? node.opType : `${node.domain}.${node.opType}`;
      counts.set(name, (counts.get(name) ?? 0) + 1);
      for (const body of bodiesOf(node)) visit(body);
    }
  };
  visit(graph);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function arrayOf(where: string, tensor: TensorProto): NumericArray {
  const dtype = dtypes[tensor.dataType];
  const shape = tensor.dims.map(Number);
  const refuse = (received: string): never => {
    throw new FileError(`${where}: ${tensor.name}`, {
      expected: `the values of a ${dtype ?? 'number'}[${shape.join(', ')}]`,
      received,
    });
  };
  if (dtype === undefined) return refuse(`type ${tensor.dataType}`);
  if (tensor.rawData.length > 0 || sizeOf(shape) === 0) {
    const { length } = numericArray(dtype, shape, tensor.rawData).data;
    return length === sizeOf(shape) ? numericArray(dtype, shape, tensor.rawData) : refuse(`${length} values`);
  }
  const { floatData, int32Data, int64Data } = tensor;
  const values = dtype === 'float32' ? Float32Array.from(floatData) : null;
  if (values !== null && values.length === sizeOf(shape)) return { dtype: 'float32', shape, data: values };
  if (dtype === 'int64' && int64Data.length === sizeOf(shape))
    return { dtype, shape, data: BigInt64Array.from(int64Data) };
  if (int32Data.length === sizeOf(shape)) return numericArray(dtype, shape, narrowed(int32Data, itemSize(dtype)));
  return refuse('fewer or more');
}

/** Small dtypes are stored as int32s, 16-bit floats as their bits. */
function narrowed(values: readonly number[], size: number): Uint8Array {
  const array = size === 1 ? Uint8Array.from(values) : size === 2 ? Uint16Array.from(values) : Int32Array.from(values);
  return new Uint8Array(array.buffer);
}
