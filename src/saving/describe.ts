import type { Node, Structure, Tensor } from '../graph/index.ts';
import { mapStructure } from '../graph/index.ts';
import { inputLayerOf } from '../layers/core/input.ts';
import { InputLayer, Layer } from '../layers/index.ts';
import { CallSite } from '../layers/layer.ts';
import { sortedLeaves } from '../models/functional.ts';
import type { Operation } from '../models/graph.ts';
import { Functional, Model, Sequential } from '../models/index.ts';
import { ArgumentError, internal } from '../utils/errors.ts';
import type { Json } from '../utils/json.ts';
import { snake } from '../utils/names.ts';
import { knownClasses } from './classes.ts';
import type { AnyLayer, JsonObject } from './schema.ts';

const policy: JsonObject = {
  module: 'keras',
  class_name: 'DTypePolicy',
  config: { name: 'float32' },
  registered_name: null,
};

/**
 * A layer or model as Keras writes it: class and config, models with their layers and the calls between them.
 *
 * @throws {ArgumentError} for what no file can hold: a Lambda, or a plain op between layers.
 */
export function describe(layer: AnyLayer): JsonObject {
  if (layer instanceof Sequential) return describeSequential(layer);
  if (layer instanceof Functional) return describeFunctional(layer);
  if (layer instanceof InputLayer) return describeInput(layer);
  const config = { ...layer.getConfig(), ...layersWithin(layer) };
  const { className } = layer;
  if (knownClasses.some((known) => layer.constructor === (known as unknown)))
    return {
      module: 'keras.layers',
      class_name: className,
      config: { ...config, dtype: policy },
      registered_name: null,
    };
  const { registeredName } = layer.constructor as { readonly registeredName?: string }; // constructors are typed as Function
  const shape = layer instanceof Model ? layer.buildShape : null;
  return {
    module: null,
    class_name: className,
    config,
    registered_name: registeredName ?? `Custom>${className}`,
    ...(shape !== null && { build_config: { input_shape: shape as Json } }), // shapes nested as inputs are
  };
}

/** The layers among the options, which are described in turn: models with their parts, others by their own module. */
function layersWithin({ config }: AnyLayer): JsonObject {
  const inner = Object.entries(config).filter(([, option]: [string, unknown]) => option instanceof Layer);
  return Object.fromEntries(
    inner.map(([key, option]: [string, unknown]) => [snake(key), describe(option as AnyLayer)]),
  ); // filtered
}

function describeInput({ config: { batchShape, dtype }, name }: InputLayer): JsonObject {
  const config = { batch_shape: batchShape, dtype, sparse: false, ragged: false, name, optional: false };
  return { module: 'keras.layers', class_name: 'InputLayer', config, registered_name: null };
}

function describeSequential(model: Sequential): JsonObject {
  const start = model.graph === null ? null : inputLayerOf(model.inputs);
  const shape = start === null ? {} : { build_input_shape: start.config.batchShape };
  const layers = [...(start === null ? [] : [describeInput(start)]), ...model.layers.map(describe)];
  return {
    module: 'keras',
    class_name: 'Sequential',
    config: { name: model.name, trainable: model.trainable, dtype: policy, layers, ...shape },
    registered_name: null,
    ...(start !== null && { build_config: { input_shape: start.config.batchShape } }),
  };
}

function describeFunctional(model: Functional<Structure, Structure>): JsonObject {
  const { operations } = model.graph;
  const layers = operations.map((operation) => ({
    ...describe(layerOf(model, operation)),
    name: operation.name,
    inbound_nodes: operation.nodes.flatMap((node) => (node.kind === 'call' ? [describeNode(model, node)] : [])),
  }));
  const config = {
    name: model.name,
    trainable: model.trainable,
    layers,
    input_layers: mapStructure(model.inputs, (tensor) => historyOf(model, tensor, 1)) as Json, // nested lists
    output_layers: mapStructure(model.outputs, (tensor) => historyOf(model, tensor, 1)) as Json,
  };
  return {
    module: 'keras.src.models.functional',
    class_name: 'Functional',
    config,
    registered_name: 'Functional',
    build_config: { input_shape: null },
  };
}

function layerOf(model: AnyLayer, { layer, name, className }: Operation): AnyLayer {
  if (layer !== null) return layer;
  throw new ArgumentError(`${model.label}: saving`, {
    expected: 'layers between inputs and outputs',
    received: `a plain op (${className} "${name}")`,
    mend: 'Use the layer that does the same, such as layers.add() or layers.activation(), or a layer class of your own.',
  });
}

/** A call: what it was given, with `[layer, call, output]` in the place of tensors. */
function describeNode(model: Functional<Structure, Structure>, node: Node): JsonObject {
  const site = node.kind === 'call' && node.callee instanceof CallSite ? node.callee : internal('a call without layer');
  const tensor = (given: Tensor): Json => ({
    class_name: '__keras_tensor__',
    config: { shape: given.shape, dtype: given.dtype, keras_history: historyOf(model, given, 0) },
  });
  const { training, mask, ...others } = site.options;
  const unsaved = Object.entries(others).filter(([, option]) => option !== undefined && option !== null);
  if (unsaved.length > 0 || Array.isArray(mask))
    throw new ArgumentError(`${model.label}: saving`, {
      expected: 'calls of layers with inputs, training and one mask',
      received: `a call of ${site.layer.label} with ${unsaved[0]?.[0] ?? 'a list of masks'}`,
    });
  return {
    args: [mapStructure(site.inputs, tensor) as Json], // nested lists and records
    kwargs: {
      ...(training !== undefined && { training }),
      ...(mask !== undefined && { mask: mask === null ? null : tensor(mask as Tensor) }), // a list was refused
    },
  };
}

/** `[layer, call, output]` of a tensor in a model; a nested graph's calls count from `builtIn`. */
function historyOf(model: Functional<Structure, Structure>, tensor: Tensor, builtIn: 0 | 1): readonly Json[] {
  const operation = model.graph.operationOf(tensor);
  if (operation === null)
    throw new ArgumentError(`${model.label}: saving`, {
      expected: 'calls of layers on tensors of the model',
      received: `a call on ${String(tensor)}, which has a value of its own`,
      mend: 'Make it a weight of a layer.',
    });
  const { node } = tensor;
  const call = operation.nodes.indexOf(node) + (operation.layer instanceof Functional ? builtIn : 0);
  const output = node.kind === 'call' && node.callee instanceof CallSite ? node.callee.output : null;
  const own = output === null ? [] : indicesOf(output);
  return [operation.name, call, own.length === 0 ? 0 : own.indexOf(tensor.index)];
}

/** Indices of a call's outputs in Keras's order. */
function indicesOf(output: Structure): readonly number[] {
  let next = 0;
  const numbered = new Map<Tensor, number>();
  mapStructure(output, (tensor) => numbered.set(tensor, next++));
  return sortedLeaves(output).map((tensor) => numbered.get(tensor) ?? 0);
}
