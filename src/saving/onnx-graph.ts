import { leaves, reachable, Tensor, type Value, type Variable } from '../graph/index.ts';
import { GraphBuilder, type GraphProto, lower, renameValues } from '../onnx/index.ts';
import { type Program, trace } from '../runtime/index.ts';
import { ArgumentError, internal } from '../utils/errors.ts';
import type { Exportable, ExportedInput } from './onnx-inputs.ts';

/** A model's graph in ONNX, weights yet to be written. */
export interface ModelGraphProto {
  readonly graph: GraphProto;
  /** The weights, with the values that hold them in the graph. */
  readonly weights: readonly { readonly name: string; readonly variable: Variable }[];
}

/**
 * Writes the graph by which a model predicts: dropout is gone, batch normalization uses its moving statistics.
 *
 * @param halves - whether weights of floats are stored in 16 bits, and widened by the graph.
 * @throws {ArgumentError} for a model that draws random numbers, or changes its weights, while it predicts.
 */
export function modelGraph(model: Exportable, inputs: readonly ExportedInput[], halves: boolean): ModelGraphProto {
  const structure = nested(model, inputs);
  let outputs: readonly (readonly [name: string, tensor: Tensor])[] = [];
  const program = trace(
    inputs.map(({ tensor }) => tensor),
    false,
    () => {
      outputs = namedOutputs(model, model.apply(structure));
      return outputs.map(([, tensor]) => tensor);
    },
  );
  refuseState(model, program);
  const onnx = new GraphBuilder('cpu');
  const { names } = onnx;
  const values = new Map<Tensor, Value>();
  for (const { name, tensor, axes } of inputs) {
    for (const [axis, dim] of tensor.dims.entries())
      if (typeof dim !== 'number') names.nameAxis(dim, axes[axis] ?? `${name}_${axis}`);
    values.set(tensor, onnx.input(tensor, names.claim(name)));
  }
  const weights = program.variables.map((variable, i) => {
    const entry = program.entries[i] ?? internal('a weight is missing');
    const stored: Value = { name: names.claim(variable.path), dims: entry.dims, dtype: entry.dtype };
    // Optimizers of graphs fold the cast away when they load the model.
    const widened = halves && entry.dtype === 'float32' ? onnx.node('Cast', [stored], entry, { to: float32 }) : stored;
    values.set(entry, widened);
    return { name: stored.name, variable };
  });
  for (const [i, [name]] of outputs.entries())
    for (const [axis, dim] of (program.outputs[i] ?? internal('an output is missing')).dims.entries())
      if (typeof dim !== 'number' && !names.knowsAxis(dim)) names.nameAxis(dim, `${name}_${axis}`);
  const taken = [...values.values()];
  const results = onnx.distinct(lower(onnx, program.outputs, values), taken);
  const graph = onnx.graph(results);
  graph.name = model.name;
  renameValues(
    graph,
    new Map(results.map((value, i) => [value.name, names.claim(outputs[i]?.[0] ?? internal('an output has no name'))])),
  );
  return { graph, weights };
}

/** TensorProto.DataType.FLOAT. */
const float32 = 1;

/** The inputs, nested as the model takes them. */
function nested(model: Exportable, inputs: readonly ExportedInput[]): never {
  const tensors = inputs.map(({ tensor }) => tensor);
  return model.nest(tensors) as never; // what this model's call takes
}

/** The outputs with their names: those of the model, or their keys. */
function namedOutputs(model: Exportable, output: unknown): readonly (readonly [string, Tensor])[] {
  const tensors = leaves(output);
  const isRecord = !(output instanceof Tensor) && !Array.isArray(output) && typeof output === 'object';
  const keys = isRecord && output !== null ? Object.keys(output) : [];
  return tensors.map((tensor, i) => {
    const fallback = tensors.length === 1 ? 'output' : `output_${i}`;
    return [model.outputNames?.[i] ?? (keys.length === tensors.length ? keys[i] : null) ?? fallback, tensor];
  });
}

function refuseState(model: Exportable, { updates, outputs, keys }: Program): void {
  const [update] = updates;
  if (update !== undefined)
    throw new ArgumentError(`${model.label}: export`, {
      expected: 'a model whose predictions leave its weights as they are',
      received: `one that changes ${update[0].path}`,
      mend: 'An ONNX graph keeps nothing between calls; make the layer without state, as in { stateful: false }.',
    });
  const draw = reachable(outputs).find((node) => node.inputs.includes(keys));
  if (draw !== undefined)
    throw new ArgumentError(`${model.label}: export`, {
      expected: 'a model that draws no random numbers while it predicts',
      received: `one that does${draw.kind === 'op' && draw.origin !== '' ? ` in ${draw.origin}` : ''}`,
      mend: 'Take the draw as an input of the model.',
    });
}
