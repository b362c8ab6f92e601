import { ArgumentError } from '../utils/errors.ts';
import type { Json } from '../utils/json.ts';
import { isJsonObject, type JsonObject } from './schema.ts';

/**
 * The config of a graph of Keras 3 with its calls as Keras 2 writes them: lists of `[layer, call, output, kwargs]`, where the calls of a
 * model inside are counted from 1. Any other config stays as it is.
 *
 * @throws {ArgumentError} for operations between layers, and calls with tensors by name, which Keras 2 has no lists for.
 */
export function oldGraph(config: JsonObject): JsonObject {
  const { layers } = config;
  if (!Array.isArray(layers) || !('input_layers' in config)) return config;
  const all: readonly Json[] = layers;
  const models = new Set(all.filter(isModel).map((layer) => (isJsonObject(layer) ? String(layer.name) : '')));
  const lists = new Set(
    all
      .filter((layer) => isModel(layer) && isJsonObject(layer) && layer.class_name === 'Sequential')
      .map((layer) => (isJsonObject(layer) ? String(layer.name) : '')),
  );
  return {
    ...config,
    layers: all.map((layer) => {
      if (!isJsonObject(layer) || !Array.isArray(layer.inbound_nodes)) return layer;
      if (typeof layer.module === 'string' && layer.module.includes('.ops.')) refuse(String(layer.name));
      return {
        ...layer,
        inbound_nodes: layer.inbound_nodes.map((node: Json) => oldNode(String(layer.name), node, models)),
      };
    }),
    input_layers: oldEnds(config.input_layers ?? [], new Set()),
    output_layers: oldEnds(config.output_layers ?? [], lists),
  };
}

function oldNode(layer: string, node: Json, models: ReadonlySet<string>): Json {
  if (!isJsonObject(node) || !Array.isArray(node.args)) return node;
  const [given]: readonly Json[] = node.args;
  const tensors: readonly Json[] = Array.isArray(given) ? given : [given ?? null];
  const kwargs: JsonObject = isJsonObject(node.kwargs) ? node.kwargs : {};
  const plain = Object.entries(kwargs).filter(([key]) => key !== 'mask');
  return tensors.map((tensor: Json, i): Json => {
    const history = isJsonObject(tensor) && isJsonObject(tensor.config) ? tensor.config.keras_history : undefined;
    if (!Array.isArray(history)) return refuse(layer);
    const [name = null, call = 0, output = 0]: readonly Json[] = history;
    return [name, Number(call) + (models.has(String(name)) ? 1 : 0), output, i === 0 ? Object.fromEntries(plain) : {}];
  });
}

/** Always a list, as Keras 2 has it; a graph's own call is counted in Keras 3 too, a list's is not. */
function oldEnds(ends: Json, lists: ReadonlySet<string>): Json {
  if (!Array.isArray(ends)) return isJsonObject(ends) ? oldEnds(Object.values(ends), lists) : [];
  const places: readonly Json[] = typeof ends[0] === 'string' ? [ends] : ends;
  return places.map((place) => {
    const [name = null, call = 0, output = 0]: readonly Json[] = Array.isArray(place) ? place : [];
    return [name, Number(call) + (lists.has(String(name)) ? 1 : 0), output];
  });
}

function isModel(layer: Json): boolean {
  return isJsonObject(layer) && isJsonObject(layer.config) && Array.isArray(layer.config.layers);
}

function refuse(layer: string): never {
  throw new ArgumentError('saving for TensorFlow.js', {
    expected: 'layers that are called on tensors',
    received: `"${layer}", an operation between layers or a call of another kind`,
    mend: 'Use the layer that does the same, such as layers.add() or layers.activation().',
  });
}
