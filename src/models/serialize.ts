import type { Tensor } from '../graph/index.ts';
import type { InputLayer } from '../layers/core/input.ts';
import { inputLayerOf } from '../layers/core/input.ts';
import { type AnyLayer, Layer } from '../layers/layer.ts';
import type { Json } from '../utils/json.ts';
import { snake } from '../utils/names.ts';
import { type GraphModel, graphOf } from './describe.ts';
import { kerasLayers } from './keras-layers.ts';

/** A JSON object, as Keras writes them. */
export type JsonObject = Readonly<Record<string, Json>>;

/** A model that is a list of layers, as files see it. */
interface List extends GraphModel {
  readonly name: string;
  readonly trainable: boolean;
  readonly layers: readonly AnyLayer[];
  readonly inputs: Tensor;
}

const policy: JsonObject = {
  module: 'keras',
  class_name: 'DTypePolicy',
  config: { name: 'float32' },
  registered_name: null,
};

/**
 * A layer or model as Keras writes it: class and config, models with their layers and the calls between them.
 *
 * @throws {ArgumentError} for what no file can hold: a Lambda, or a function that Keras has no operation for.
 */
export function serialize(layer: AnyLayer): JsonObject {
  const { className } = layer;
  if (className === 'InputLayer') return { ...ofKeras('keras.layers', className), config: inputConfig(layer as never) }; // told by its class
  const { registeredName } = layer.constructor as { readonly registeredName?: string }; // constructors are typed as Function
  const config = { ...layer.getConfig(), ...layersWithin(layer) };
  const model = graphOf(layer);
  if (model !== null && registeredName === undefined && className === 'Sequential') {
    const { build_input_shape: shape } = config as { readonly build_input_shape?: Json }; // written just now
    return {
      ...ofKeras('keras', className),
      config,
      ...(shape !== undefined && { build_config: { input_shape: shape } }),
    };
  }
  if (model !== null && registeredName === undefined && className === 'Functional')
    return {
      module: 'keras.src.models.functional',
      class_name: className,
      config,
      registered_name: className,
      build_config: { input_shape: null },
    };
  if (registeredName === undefined && kerasLayers.has(className)) {
    const { exportedName } = layer.constructor as typeof Layer; // a layer's class
    return { ...ofKeras('keras.layers', exportedName ?? className), config: { ...config, dtype: policy } };
  }
  const shape: Json | null = 'buildShape' in layer ? (layer.buildShape as Json) : null; // a model's, nested as its inputs are
  return {
    module: null,
    class_name: className,
    config,
    registered_name: registeredName ?? `Custom>${className}`,
    ...(shape !== null && { build_config: { input_shape: shape } }),
  };
}

/** The config of a model that is a list of layers. */
export function listConfig(model: List): JsonObject {
  const start = model.graph === null ? null : inputLayerOf(model.inputs);
  const layers = [
    ...(start === null ? [] : [{ ...ofKeras('keras.layers', 'InputLayer'), config: inputConfig(start) }]),
    ...model.layers.map(serialize),
  ];
  const shape = start === null ? {} : { build_input_shape: start.config.batchShape };
  return { name: model.name, trainable: model.trainable, dtype: policy, layers, ...shape };
}

/** What files say of a class of Keras. */
export function ofKeras(module: string, className: string): JsonObject {
  return { module, class_name: className, registered_name: null };
}

/** The layers among the options, which are described in turn: models with their parts, others by their own module. */
function layersWithin({ config }: AnyLayer): JsonObject {
  const inner = Object.entries(config).filter(([, option]: [string, unknown]) => option instanceof Layer);
  return Object.fromEntries(
    inner.map(([key, option]: [string, unknown]) => [snake(key), serialize(option as AnyLayer)]), // filtered
  );
}

function inputConfig({ config: { batchShape, dtype }, name }: InputLayer): JsonObject {
  return { batch_shape: batchShape, dtype, sparse: false, ragged: false, name, optional: false };
}
