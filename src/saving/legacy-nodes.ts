import type { Json } from '../utils/json.ts';
import { isJsonObject, type JsonObject } from './schema.ts';

/**
 * The config of a graph of Keras 2 in the form of Keras 3: calls with arguments instead of lists of `[layer, call, output, kwargs]`, counted
 * without the call by which a model inside was made, and ends that are no lists where there is one. Any other config stays as it is.
 */
export function modernGraph(config: JsonObject): JsonObject {
  const { layers } = config;
  if (!Array.isArray(layers) || !('input_layers' in config)) return config;
  const all: readonly Json[] = layers;
  if (!all.some(hasListedNodes)) return config;
  // TensorFlow.js counts from 0, and so do all calls of a model of which one is the first.
  const first = new Set(
    all
      .flatMap(placesOf)
      .filter(([, call]) => call === 0)
      .map(([name]) => name),
  );
  const models = new Set(
    all
      .filter(isModel)
      .map(nameOf)
      .filter((name) => !first.has(name)),
  );
  const tensor = (entry: readonly Json[], builtIn: number): readonly Json[] => {
    const [name = null, call = 0, output = 0] = entry;
    return [name, Number(call) - (models.has(String(name)) ? builtIn : 0), output];
  };
  const node = (value: Json): Json => {
    if (!Array.isArray(value)) return value;
    const entries: readonly Json[] = value;
    const tensors = entries.flatMap((entry: Json) => (Array.isArray(entry) ? [asTensor(tensor(entry, 1))] : []));
    const [first] = entries;
    const given: Json = Array.isArray(first) ? (first[3] ?? {}) : {};
    const kwargs = isJsonObject(given) ? Object.entries(given) : [];
    return {
      args: tensors.length === 1 ? tensors : [tensors],
      kwargs: Object.fromEntries(kwargs.map(([key, one]) => [key, isPlace(one) ? asTensor(tensor(one, 1)) : one])),
    };
  };
  // At the ends a graph's own call is counted in Keras 3 as well, a list's is not.
  const lists = new Set(all.filter((layer) => isModel(layer) && classOf(layer) === 'Sequential').map(nameOf));
  const ends = (value: Json | undefined): Json => {
    if (!Array.isArray(value)) return value ?? null;
    const places: readonly Json[] = isPlace(value) ? [value] : value;
    const changed = places.map((place) =>
      isPlace(place)
        ? [place[0] ?? null, Number(place[1]) - (lists.has(String(place[0])) ? 1 : 0), place[2] ?? 0]
        : place,
    );
    return changed.length === 1 ? (changed[0] ?? null) : changed;
  };
  return {
    ...config,
    layers: all.map((layer) =>
      isJsonObject(layer) && Array.isArray(layer.inbound_nodes)
        ? { ...layer, inbound_nodes: layer.inbound_nodes.map(node) }
        : layer,
    ),
    input_layers: ends(config.input_layers),
    output_layers: ends(config.output_layers),
  };
}

/** Where the tensors of a layer's calls come from. */
function placesOf(layer: Json): readonly (readonly [string, number])[] {
  if (!isJsonObject(layer) || !Array.isArray(layer.inbound_nodes)) return [];
  const nodes: readonly Json[] = layer.inbound_nodes;
  const entries = nodes.flatMap((node): readonly Json[] => (Array.isArray(node) ? node : []));
  return entries.flatMap((entry): readonly (readonly [string, number])[] =>
    isPlace(entry) ? [[String(entry[0]), Number(entry[1])]] : [],
  );
}

function hasListedNodes(layer: Json): boolean {
  return (
    isJsonObject(layer) && Array.isArray(layer.inbound_nodes) && layer.inbound_nodes.some((node) => Array.isArray(node))
  );
}

/** Whether a layer is a model that begins with an input, so that it was called once when it was made. */
function isModel(layer: Json): boolean {
  if (!isJsonObject(layer) || !isJsonObject(layer.config) || !Array.isArray(layer.config.layers)) return false;
  const [first]: readonly Json[] = layer.config.layers;
  return 'input_layers' in layer.config || (first !== undefined && classOf(first) === 'InputLayer');
}

function classOf(layer: Json): Json {
  return isJsonObject(layer) ? (layer.class_name ?? null) : null;
}

function nameOf(layer: Json): string {
  if (!isJsonObject(layer)) return '';
  const own = isJsonObject(layer.config) ? layer.config.name : null;
  return String(layer.name ?? own);
}

function asTensor(history: readonly Json[]): Json {
  return { class_name: '__keras_tensor__', config: { keras_history: history } };
}

function isPlace(value: Json): value is readonly Json[] {
  return Array.isArray(value) && value.length >= 3 && typeof value[0] === 'string' && typeof value[1] === 'number';
}
