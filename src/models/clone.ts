import { applyAll, call, leaves, mapSlots, type Node, repack, type Structure, type Tensor } from '../graph/index.ts';
import { CallSite } from '../layers/call-site.ts';
import { InputLayer, inputLayerOf } from '../layers/core/input.ts';
import { type AnyLayer, Layer } from '../layers/layer.ts';
import { ArgumentError, internal } from '../utils/errors.ts';
import { Functional } from './functional.ts';
import type { Model } from './model.ts';
import { Sequential } from './sequential.ts';

/** How a model is cloned. */
export interface CloneOptions {
  /** New inputs in the place of the model's own, nested as those are. Default: inputs of the same shapes and names. */
  readonly inputTensors?: Structure | null;
  /** Makes the layer that takes another's place; it may give the same one back, which is then shared. Default: a layer of the same options. */
  readonly cloneFunction?: (layer: AnyLayer) => object;
}

/**
 * A model of the same layers and calls, with new weights that are drawn anew; it is not compiled.
 *
 * @param model - a Sequential model, or one made of a graph.
 * @param options - `inputTensors`, `cloneFunction`.
 * @throws {ArgumentError} for a model that has neither list nor graph, or other inputs than the model takes.
 * @example
 * const net = sequential([input({ shape: [4] }), layers.dense(2)]);
 * models.cloneModel(net).countParams() // => 10
 * @see https://keras.io/api/models/model_saving_apis/model_config_serialization/#clone_model-function
 */
export function cloneModel<In extends Structure = Tensor, Out extends Structure = Tensor>(
  model: Model<In, Out>,
  options: CloneOptions = {},
): Model<In, Out> {
  const { inputTensors = null, cloneFunction = cloneLayer } = options;
  const given = model as object; // seen without its types
  if (given instanceof Sequential) return cloneList(given, inputTensors, cloneFunction) as unknown as Model<In, Out>; // the same kind
  if (given instanceof Functional) return cloneGraph(given, inputTensors, cloneFunction) as unknown as Model<In, Out>; // the same structure
  throw new ArgumentError(`cloneModel(${model.label})`, {
    expected: 'a Sequential model, or one made of a graph',
    received: `a ${model.className}, of which only its class knows how it is made`,
    mend: 'Make another one with the same options.',
  });
}

function cloneList(model: Sequential, inputTensors: Structure | null, clone: (layer: AnyLayer) => object): Sequential {
  const start = model.graph === null ? null : inputLayerOf(model.inputs);
  const [given = null] = leaves(inputTensors);
  const begin = given ?? (start === null ? null : newInput(start).output);
  const layers = model.layers.map((layer) => asLayer(clone(layer)));
  return new Sequential([...(begin === null ? [] : [begin]), ...layers], {
    name: model.name,
    trainable: model.trainable,
  });
}

function cloneGraph(
  model: Functional<Structure, Structure>,
  inputTensors: Structure | null,
  clone: (layer: AnyLayer) => object,
): Functional<Structure, Structure> {
  const own = leaves(model.inputs);
  const given = inputTensors === null ? own.map(likeInput) : leaves(inputTensors);
  if (given.length !== own.length)
    throw new ArgumentError(`cloneModel(${model.label}): inputTensors`, {
      expected: `${own.length} tensors`,
      received: `${given.length}`,
    });
  const known = new Map<Tensor, Tensor>();
  for (const [i, tensor] of own.entries()) known.set(tensor, given[i] ?? internal('an input is missing'));
  const made = new Map<AnyLayer, AnyLayer>();
  const starts = new Set(own.map(({ node }) => node));
  const nodes = model.graph.operations.flatMap((operation) => operation.nodes).filter((node) => !starts.has(node));
  for (const node of [...nodes].sort((a, b) => a.id - b.id)) {
    const outputs = again(
      node,
      (tensor) => known.get(tensor) ?? tensor,
      (layer) => {
        const found = made.get(layer) ?? asLayer(clone(layer));
        made.set(layer, found);
        return found;
      },
    );
    for (const [i, output] of node.outputs.entries()) known.set(output, outputs[i] ?? internal('an output is missing'));
  }
  const outputs = leaves(model.outputs).map((tensor) => known.get(tensor) ?? tensor);
  return new Functional(
    { inputs: repack(model.inputs, given), outputs: repack(model.outputs, outputs) },
    { name: model.name, trainable: model.trainable },
  );
}

/** The step that a node stands for, once more, with other tensors and layers. */
function again(
  node: Node,
  tensorOf: (tensor: Tensor) => Tensor,
  layerOf: (layer: AnyLayer) => AnyLayer,
): readonly Tensor[] {
  if (node.kind === 'op') return applyAll(node.op, mapSlots(node.slots, tensorOf), node.attrs);
  if (node.kind !== 'call') return internal(`a ${node.kind} between inputs and outputs`);
  const { callee } = node;
  const inputs = node.inputs.map(tensorOf);
  if (!(callee instanceof CallSite)) return call(callee, inputs, node.training);
  const [given, options] = repack([callee.inputs, callee.options] as const, inputs);
  return leaves(layerOf(callee.layer).apply(given as never, options as never)); // what the layer it replaces takes
}

/** A layer of the same options under the same name, with weights of its own. */
function cloneLayer(layer: AnyLayer): object {
  const model: object = layer; // seen without its types
  if (model instanceof Sequential || model instanceof Functional) return cloneModel(model as never);
  if (model instanceof InputLayer) return newInput(model);
  const { inputShape } = layer;
  const entries = Object.entries(layer.config).map(([key, option]: [string, unknown]) => [
    key,
    option instanceof Layer ? cloneLayer(option as unknown as AnyLayer) : fresh(option),
  ]);
  // The constructor of a concrete layer takes its options, and nothing else.
  const make = layer.constructor as new (given: object) => object;
  return new make({
    ...Object.fromEntries(entries),
    name: layer.name,
    trainable: layer.trainable,
    ...(inputShape !== null && { inputShape }),
  });
}

/** An initializer that draws anew, as Keras's do that were given no seed; any other option as it is. */
function fresh(option: unknown): unknown {
  if (!isInitializer(option)) return option;
  const config = option.getConfig();
  return 'seed' in config && config.seed === null ? { class_name: option.className, config } : option;
}

interface Initializer {
  readonly className: string;
  getConfig(): Readonly<Record<string, unknown>>;
}

function isInitializer(option: unknown): option is Initializer {
  return typeof option === 'object' && option !== null && 'draw' in option && 'getConfig' in option;
}

function newInput({ config: { batchShape, dtype }, name }: InputLayer): InputLayer {
  return new InputLayer({ batchShape, dtype, name });
}

/** An input like one of a model's, under its name. */
function likeInput(tensor: Tensor): Tensor {
  const layer = inputLayerOf(tensor);
  if (layer !== null) return newInput(layer).output;
  return new InputLayer({ batchShape: tensor.shape, dtype: tensor.dtype }).output;
}

function asLayer(made: object): AnyLayer {
  if (made instanceof Layer) return made as unknown as AnyLayer; // seen without its types
  throw new ArgumentError('cloneModel: cloneFunction', {
    expected: 'a function that gives a layer',
    received: String(made),
  });
}
