import type { Variable } from '../graph/index.ts';
import type { Optimizer } from '../optimizers/index.ts';
import { FileError } from '../utils/errors.ts';
import { Hdf5Group } from './hdf5/index.ts';
import type { AnyModel, Place } from './layout.ts';
import type { AnyLayer } from './schema.ts';
import type { StoredTensor, WeightStore } from './stores.ts';

/** Whether a file is in the layout of Keras 2, whole model or weights alone. */
export function isLegacy(root: Hdf5Group): boolean {
  return root.attributes.has('layer_names') || root.get('model_weights') instanceof Hdf5Group;
}

/**
 * Weights in the layout of Keras 2, which Keras 3 writes too where a path ends in `.h5`: a group for each layer of the model, with
 * the names of its weights in order. Layers are found by their order among those that have weights, or by name.
 *
 * @see https://github.com/keras-team/keras/blob/master/keras/src/legacy/saving/legacy_h5_format.py
 */
export function legacyStore(where: string, root: Hdf5Group, byName: boolean): WeightStore {
  const inner = root.get('model_weights');
  const weights = inner instanceof Hdf5Group ? inner : root;
  const stored = namesOf(where, weights, 'layer_names').map((name) => ({
    name,
    tensors: tensorsOf(where, weights, name),
  }));
  const filled = stored.filter(({ tensors }) => tensors.length > 0);
  const order = new Map<string, readonly StoredTensor[]>();
  return {
    where,
    pathOf: ({ path }) => path,
    find: ({ path, isOptimizer }) =>
      isOptimizer ? optimizerTensors(where, root) : (order.get(path) ?? (byName ? 'left' : null)),
    places: (model, optimizer) => {
      const layers = model.layers.filter((layer) => layer.weights.length > 0);
      if (!byName && layers.length !== filled.length)
        throw new FileError(where, {
          expected: `the weights of ${layers.length} layers`,
          received: `those of ${filled.length}`,
          mend: 'The file is of another model; { byName: true } takes the layers whose names are the same.',
        });
      for (const [i, layer] of layers.entries()) {
        const found = byName ? stored.find(({ name }) => name === layer.name) : filled[i];
        if (found !== undefined) order.set(layer.name, found.tensors);
      }
      return [...layers.map(placeOf), ...topLevel(where, weights, model, order), ...placeOfOptimizer(root, optimizer)];
    },
  };
}

/** A layer with all that is inside it: Keras 2 keeps the weights of wrappers and models inside in one list. */
function placeOf(layer: AnyLayer): Place {
  return { path: layer.name, name: layer.name, label: layer.label, isOptimizer: false, variables: legacyOrder(layer) };
}

/** The weights of a layer in the order of Keras 2. */
export function legacyOrder(layer: AnyLayer): readonly Variable[] {
  return [...layer.trainableWeights, ...layer.nonTrainableWeights];
}

/** Weights that the model itself has, beside those of its layers. */
function topLevel(
  where: string,
  weights: Hdf5Group,
  model: AnyModel,
  order: Map<string, readonly StoredTensor[]>,
): readonly Place[] {
  const own = model.ownWeights;
  const group = weights.get('top_level_model_weights');
  if (own.length === 0 || !(group instanceof Hdf5Group)) return [];
  order.set('', tensorsOf(where, weights, 'top_level_model_weights'));
  return [{ path: '', name: model.name, label: model.label, isOptimizer: false, variables: own }];
}

/** Keras 3 writes the optimizer's variables in its own order; in that of Keras 2 they start anew. */
function placeOfOptimizer(root: Hdf5Group, optimizer: Optimizer | null): readonly Place[] {
  if (optimizer === null || !(root.get('optimizer_weights') instanceof Hdf5Group)) return [];
  const { name, variables } = optimizer;
  return [{ path: 'optimizer', name, label: name, isOptimizer: true, variables }];
}

function optimizerTensors(where: string, root: Hdf5Group): readonly StoredTensor[] | null {
  const group = root.group('optimizer_weights');
  const names = namesOf(where, group, 'weight_names');
  return names.some((name) => name.endsWith(':0')) ? null : names.map((name) => group.dataset(name));
}

function tensorsOf(where: string, weights: Hdf5Group, layer: string): readonly StoredTensor[] {
  const group = weights.get(layer);
  if (!(group instanceof Hdf5Group))
    throw new FileError(where, { expected: `a group "${layer}", which layer_names lists`, received: 'none' });
  return namesOf(where, group, 'weight_names').map((name) => group.dataset(name));
}

/** A list of names; long ones are cut into attributes `name0`, `name1`, … */
function namesOf(where: string, group: Hdf5Group, attribute: string): readonly string[] {
  const { attributes } = group;
  if (attributes.has(attribute)) return strings(where, attribute, attributes.get(attribute));
  const names: string[] = [];
  for (let i = 0; attributes.has(`${attribute}${i}`); i++)
    names.push(...strings(where, attribute, attributes.get(`${attribute}${i}`)));
  return names;
}

function strings(where: string, attribute: string, value: unknown): readonly string[] {
  const data: unknown = typeof value === 'object' && value !== null && 'data' in value ? value.data : value;
  const list: readonly unknown[] = Array.isArray(data) ? data : [];
  // An empty list of names is written as numbers.
  if (list.every((name) => typeof name === 'string')) return list;
  if (ArrayBuffer.isView(data) && data.byteLength === 0) return [];
  throw new FileError(where, { expected: `names in ${attribute}`, received: 'other values' });
}
