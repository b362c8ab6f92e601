import type { Variable } from '../graph/index.ts';
import { attributeNumber, type GraphProto, makeNode, onnxTypes, type StoredWeight, usersOf } from '../onnx/index.ts';
import { internal } from '../utils/errors.ts';
import { bytesOf, storedWeight } from './onnx-weights.ts';

interface Weight {
  readonly name: string;
  readonly variable: Variable;
}

/** TensorProto.DataType of int8 and int32. */
const int8 = 3;
const float32 = 1;

/**
 * Turns the products of a graph with its kernels into products of 8-bit integers, and gives the weights to store.
 *
 * `x · w ≈ (qₓ - zₓ) · q_w · sₓ · s_w`: `s_w = max |w| / 127` for each column of the kernel, `sₓ` and `zₓ` from the least and
 * the greatest value of x in each call.
 *
 * @see https://onnx.ai/onnx/operators/onnx__DynamicQuantizeLinear.html
 */
export function quantized(graph: GraphProto, weights: readonly Weight[]): readonly StoredWeight[] {
  const kernels = new Map<string, Weight>();
  const users = usersOf(graph);
  for (const weight of weights) {
    const { variable, name } = weight;
    const used = users.get(name) ?? [];
    const isKernel = variable.rank === 2 && variable.dtype === 'float32' && used.length > 0;
    if (isKernel && used.every((node) => isProduct(node) && node.input[1] === name && node.input[0] !== name))
      kernels.set(name, weight);
  }
  const scaled = new Map<string, string>();
  graph.node = graph.node.flatMap((node) => {
    const kernel = isProduct(node) ? kernels.get(node.input[1] ?? '') : undefined;
    if (kernel === undefined) return [node];
    const [x = '', w = ''] = node.input;
    const [y = internal('a product without output')] = node.output;
    const known = scaled.get(x);
    const q = known ?? `${x}/int8`;
    const make = (type: string, inputs: string[], outputs: string[], attributes = {}) =>
      makeNode(type, `${node.name}/${outputs[0]}`, inputs, outputs, attributes);
    scaled.set(x, q);
    return [
      ...(known === undefined ? [make('DynamicQuantizeLinear', [x], [q, `${q}_scale`, `${q}_zero`])] : []),
      make('MatMulInteger', [q, `${w}/int8`, `${q}_zero`], [`${y}/sum`]),
      make('Cast', [`${y}/sum`], [`${y}/float`], { to: float32 }),
      make('Mul', [`${q}_scale`, `${w}/scale`], [`${y}/scale`]),
      make('Mul', [`${y}/float`, `${y}/scale`], [y]),
    ];
  });
  return weights.flatMap(({ name, variable }) =>
    kernels.has(name) ? stored(name, variable) : [storedWeight(name, variable)],
  );
}

function isProduct(node: GraphProto['node'][number]): boolean {
  if (node.opType === 'MatMul') return true;
  const plain = (key: string): boolean => (attributeNumber(node, key) ?? 0) === 0;
  return node.opType === 'Gemm' && node.input.length === 2 && plain('transA') && plain('transB');
}

/** A kernel in 8 bits, and the scale of each of its columns. */
function stored(name: string, variable: Variable): readonly StoredWeight[] {
  const [rows, columns] = variable.shape;
  if (typeof rows !== 'number' || typeof columns !== 'number') internal('a kernel of unknown shape');
  const scales = async (): Promise<{ readonly data: ArrayLike<number>; readonly scale: Float32Array }> => {
    const data = Float32Array.from((await variable.evaluated()).data, Number);
    const scale = new Float32Array(columns);
    for (let i = 0; i < data.length; i++)
      scale[i % columns] = Math.max(scale[i % columns] ?? 0, Math.abs(data[i] ?? 0) / 127);
    return { data, scale: scale.map((size) => (size === 0 ? 1 : size)) };
  };
  return [
    {
      name: `${name}/int8`,
      dims: [rows, columns],
      type: int8,
      size: rows * columns,
      read: async () => {
        const { data, scale } = await scales();
        return bytesOf(Int8Array.from(data, (value, i) => Math.round(value / (scale[i % columns] ?? 1))));
      },
    },
    {
      name: `${name}/scale`,
      dims: [columns],
      type: onnxTypes.float32,
      size: 4 * columns,
      read: async () => bytesOf((await scales()).scale),
    },
  ];
}
