import { leaves, mapStructure, type Node, type Structure, Tensor } from '../graph/index.ts';
import { CallSite } from '../layers/call-site.ts';
import type { AnyLayer } from '../layers/layer.ts';
import { ArgumentError, internal } from '../utils/errors.ts';
import type { Json } from '../utils/json.ts';
import { snake } from '../utils/names.ts';
import { graphOf } from './describe.ts';
import type { ModelGraph, Operation } from './graph.ts';
import { sortedLeaves } from './leaves.ts';
import { type JsonObject, ofKeras, serialize } from './serialize.ts';
import { operationCall } from './serialize-operation.ts';

/** A model made of a graph, as files see it. */
interface Graph {
  readonly label: string;
  readonly name: string;
  readonly trainable: boolean;
  readonly inputs: Structure;
  readonly outputs: Structure;
  readonly graph: ModelGraph;
}

/** The config of a model made of a graph: its layers and operations, each with its calls, and where the graph begins and ends. */
export function graphConfig(model: Graph): JsonObject {
  const layers = model.graph.operations.map((operation) => ({
    ...serializeOperation(model, operation),
    name: operation.name,
    inbound_nodes: isStart(operation) ? [] : operation.nodes.flatMap((node) => nodeOf(model, node)),
  }));
  return {
    name: model.name,
    trainable: model.trainable,
    layers,
    input_layers: mapStructure(model.inputs, (tensor) => historyOf(model, tensor, 1)) as Json, // nested lists
    output_layers: mapStructure(model.outputs, (tensor) => historyOf(model, tensor, 1)) as Json,
  };
}

/** Whether an operation is where the model begins: an input, or an inner tensor of another model. */
function isStart({ className, nodes }: Operation): boolean {
  return className === 'InputLayer' || nodes[0]?.kind === 'input';
}

function serializeOperation(model: Graph, operation: Operation): JsonObject {
  const { layer, name, nodes } = operation;
  if (layer !== null) return serialize(layer);
  const [node] = nodes;
  const output = node?.outputs[0];
  if (node === undefined || output === undefined) return internal(`${name} has no call`);
  if (isStart(operation)) {
    const config = {
      batch_shape: output.shape,
      dtype: output.dtype,
      sparse: false,
      ragged: false,
      name,
      optional: false,
    };
    return { ...ofKeras('keras.layers', 'InputLayer'), config };
  }
  const { kind } = operationCall(model.label, node);
  return {
    module: kind.module,
    class_name: kind.className,
    config: { ...kind.config, name },
    registered_name: kind.className,
  };
}

/** A call: what it was given, with `[layer, call, output]` in the place of tensors. */
function nodeOf(model: Graph, node: Node): readonly JsonObject[] {
  if (node.kind === 'input') return [];
  const site = node.kind === 'call' && node.callee instanceof CallSite ? node.callee : null;
  const { args, kwargs } = site === null ? operationCall(model.label, node) : layerCall(model, site);
  const written = (value: unknown): Json => writtenArgument(model, value);
  return [
    {
      args: args.map(written),
      kwargs: Object.fromEntries(Object.entries(kwargs).map(([key, value]) => [key, written(value)])),
    },
  ];
}

/** A layer whose call takes more than its inputs, a mask and training says by which names Keras knows them. */
interface WithArguments {
  /** Keras's names of the inputs, where these are a list of what Keras takes one by one: `['query', 'value', 'key']`. */
  readonly callInputs?: readonly string[];
  /** More options of a call that Keras has, in its spelling: `['use_causal_mask']`. */
  readonly callOptions?: readonly string[];
}

/** What a layer's class says of its calls. */
export function callArguments(layer: AnyLayer): WithArguments {
  return layer.constructor as WithArguments; // constructors are typed as Function
}

function layerCall(
  model: Graph,
  { layer, inputs, options }: CallSite,
): { args: readonly unknown[]; kwargs: JsonObject } {
  const { callInputs = null, callOptions = [] } = callArguments(layer);
  const given = Object.entries(options).filter(([, option]) => option !== undefined && option !== null);
  const kwargs = given.map(([key, option]) => [snake(key), option] as const);
  const unknown = kwargs.find(([key]) => key !== 'training' && key !== 'mask' && !callOptions.includes(key));
  if (unknown !== undefined)
    throw new ArgumentError(`${model.label}: saving`, {
      expected: `calls of ${layer.label} with ${['inputs', 'training', 'mask', ...callOptions].join(', ')}`,
      received: unknown[0],
    });
  const isList = callInputs !== null && Array.isArray(inputs);
  return { args: isList ? inputs : [inputs], kwargs: Object.fromEntries(kwargs) as JsonObject }; // tensors among it are written next
}

/** An argument in Keras's form: tensors by where they come from, constants by their values. */
function writtenArgument(model: Graph, value: unknown): Json {
  if (value instanceof Tensor) return value.node.kind === 'value' ? constantOf(value) : tensorOf(model, value);
  if (Array.isArray(value)) return value.map((inner: unknown) => writtenArgument(model, inner));
  if (typeof value !== 'object' || value === null) return (value ?? null) as Json; // data, as every other argument
  if (!leaves(value).length && 'class_name' in value) return value as Json;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]: [string, unknown]) => [key, writtenArgument(model, inner)]),
  );
}

function tensorOf(model: Graph, tensor: Tensor): Json {
  const { shape, dtype } = tensor;
  return { class_name: '__keras_tensor__', config: { shape, dtype, keras_history: historyOf(model, tensor, 0) } };
}

/** A value that stands in the graph: a number as it is, an array with its dtype. */
function constantOf({ node, shape, dtype }: Tensor): Json {
  const data = node.kind === 'value' ? Array.from<number | bigint, number>(node.data, Number) : [];
  const [first = 0] = data;
  if (shape.length === 0) return dtype === 'bool' ? first !== 0 : first;
  return {
    class_name: '__tensor__',
    config: { value: nested(data, shape as readonly number[], dtype === 'bool'), dtype },
  }; // values have lengths
}

function nested(data: readonly number[], [length = 0, ...rest]: readonly number[], isBool: boolean): Json {
  const step = data.length / Math.max(1, length);
  const part = (i: number): Json => {
    const values = data.slice(i * step, (i + 1) * step);
    return rest.length > 0 ? nested(values, rest, isBool) : isBool ? values[0] !== 0 : (values[0] ?? 0);
  };
  return Array.from({ length }, (_, i) => part(i));
}

/** `[layer, call, output]` of a tensor in a model; a nested graph's calls count from `builtIn`. */
function historyOf(model: Graph, tensor: Tensor, builtIn: 0 | 1): readonly Json[] {
  const operation = model.graph.operationOf(tensor);
  if (operation === null)
    throw new ArgumentError(`${model.label}: saving`, {
      expected: 'calls of layers on tensors of the model',
      received: `a call on ${String(tensor)}, which has a value of its own`,
      mend: 'Make it a weight of a layer.',
    });
  const { node } = tensor;
  const isGraph = operation.layer !== null && graphOf(operation.layer)?.isChain === false;
  const call = operation.nodes.indexOf(node) + (isGraph ? builtIn : 0);
  return [operation.name, call, indexOf(node, tensor)];
}

/** Which of a call's outputs a tensor is, in Keras's order. */
function indexOf(node: Node, { index }: Tensor): number {
  if (node.kind !== 'call') return index;
  const { callee } = node;
  const output = callee instanceof CallSite ? callee.output : null;
  if (output === null) return index; // operations give their outputs in Keras's order
  let next = 0;
  const numbered = new Map<Tensor, number>();
  mapStructure(output, (one) => numbered.set(one, next++));
  const order = sortedLeaves(output).map((one) => numbered.get(one) ?? 0);
  return Math.max(0, order.indexOf(index));
}
