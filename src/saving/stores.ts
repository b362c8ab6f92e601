import type { Variable } from '../graph/index.ts';
import type { Optimizer } from '../optimizers/index.ts';
import { FileError } from '../utils/errors.ts';
import { snake } from '../utils/names.ts';
import type { StoredArray } from './formats/index.ts';
import { Hdf5Dataset, Hdf5Group } from './hdf5/index.ts';
import { type AnyModel, type Place, placesOf } from './layout.ts';

/** An array of a file, which is not read yet. */
export interface StoredTensor {
  readonly shape: readonly number[];
  read(): Promise<StoredArray>;
}

/** The weights of a file, by the places of a model. */
export interface WeightStore {
  /** How messages call the file. */
  readonly where: string;
  /** The arrays for the variables of a place, in order; null where there are none, `'left'` where the place is to stay as it is. */
  find(place: Place): readonly StoredTensor[] | null | 'left';
  /** Where they are looked for, for messages. */
  pathOf(place: Place): string;
  /** The places that the file goes by, where they are not those of the model's structure. */
  places?(model: AnyModel, optimizer: Optimizer | null): readonly Place[];
}

/**
 * Weights in Keras 3's layout: a group for each layer, its variables in `vars/0`, `vars/1`, …; in one file, or shared out among
 * several.
 *
 * @param byName - layers are found by their own names, which stand beside their weights, whatever their place.
 */
export function kerasStore(where: string, roots: readonly Hdf5Group[], byName = false): WeightStore {
  for (const root of roots) refuseOtherLayouts(where, root);
  const named = byName ? namesIn(where, roots) : null;
  const pathOf = ({ path }: Place) => (path === '' ? 'vars' : `${path}/vars`);
  return {
    where,
    pathOf,
    find: (place) => {
      if (named === null || place.isOptimizer) return datasetsAt(roots, pathOf(place));
      if (place.variables.length === 0) return 'left';
      const path = named.get(place.name);
      return path === undefined ? 'left' : datasetsAt(roots, path);
    },
  };
}

/** The names beside the weights, with the paths of their groups. */
function namesIn(where: string, roots: readonly Hdf5Group[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const visit = (group: Hdf5Group): void => {
    const name = group.attributes.has('name') ? group.attributes.get('name') : null;
    if (typeof name === 'string' && group.keys().length > 0) {
      if (found.has(name) && found.get(name) !== group.path)
        throw new FileError(where, { expected: 'layers with names of their own', received: `two called "${name}"` });
      found.set(name, group.path);
    }
    for (const key of group.keys()) {
      const member = group.get(key);
      if (member instanceof Hdf5Group) visit(member);
    }
  };
  for (const root of roots) visit(root);
  if (found.size > 0) return found;
  throw new FileError(where, {
    expected: 'names of layers beside their weights',
    received: 'none, as in files written before Keras 3.6',
    mend: 'Load it without { byName: true }: layers are then found by their classes and order.',
  });
}

function datasetsAt(roots: readonly Hdf5Group[], path: string): readonly StoredTensor[] | null {
  const groups = roots.flatMap((root) => groupAt(root, path) ?? []);
  if (groups.length === 0) return null;
  const members = groups.flatMap((group) => group.keys().map((key) => [Number(key), group.get(key)] as const));
  const datasets = members.flatMap(([i, member]) => (member instanceof Hdf5Dataset ? [[i, member] as const] : []));
  return datasets.sort(([a], [b]) => a - b).map(([, dataset]) => dataset);
}

function groupAt(root: Hdf5Group, path: string): Hdf5Group | null {
  const found = root.get(path);
  if (found instanceof Hdf5Group) return found;
  // TensorFlow 2.13, which wrote the first files of this kind, called the list of layers otherwise.
  const older = /(^|\/)layers\//.test(path) && root.get('_layer_checkpoint_dependencies') !== undefined;
  const renamed = older ? root.get(path.replace(/(^|\/)layers\//g, '$1_layer_checkpoint_dependencies/')) : null;
  return renamed instanceof Hdf5Group ? renamed : null;
}

function refuseOtherLayouts(where: string, root: Hdf5Group): void {
  if (!root.attributes.has('layer_names') && root.get('model_weights') === undefined) return;
  throw new FileError(where, {
    expected: "weights in Keras 3's layout, as in files called .weights.h5 or .keras",
    received: 'the layout of Keras 2, as in files called .h5',
    mend: "Call the file .h5, or load it in Keras 3 and save it as '.keras' or '.weights.h5'.",
  });
}

/**
 * Weights by name, as `.safetensors` and `.npz` hold them: each variable under one of its names, of which `namesOf` is the list; or,
 * as `numpy.savez(path, *model.get_weights())` writes them, all in order as `arr_0`, `arr_1`, …
 *
 * @param rename - what a variable is called in the file, by its name here: `'dense/kernel'`.
 */
export function namedStore(
  where: string,
  tensors: ReadonlyMap<string, StoredTensor>,
  rename: ((name: string) => string) | null = null,
): WeightStore {
  const names = [...tensors.keys()];
  const inOrder = names.length > 0 && names.every((name) => /^arr_\d+$/.test(name));
  const find = (place: Place): readonly StoredTensor[] | null => {
    const found = place.variables.map((variable, i) => {
      const known = rename === null ? namesOf(place, variable, i) : [rename(variable.path)];
      const name = known.find((one) => tensors.has(one));
      return name === undefined ? undefined : tensors.get(name);
    });
    return found.every((tensor) => tensor !== undefined) ? found : null;
  };
  const pathOf = (place: Place) => place.variables.map((variable, i) => namesOf(place, variable, i)[0]).join(', ');
  if (!inOrder) return { where, find: (place) => (place.variables.length === 0 ? [] : find(place)), pathOf };
  return {
    where,
    find: () => names.map((_, i) => tensors.get(`arr_${i}`)).filter((tensor) => tensor !== undefined),
    pathOf: () => 'arr_0, arr_1, …',
    places: (model) => [
      { path: '', name: model.name, label: model.label, isOptimizer: false, variables: model.weights },
    ],
  };
}

/** What a variable may be called in a file, the name that is written first. */
export function namesOf({ path }: Place, variable: Variable, i: number): readonly string[] {
  const own = path === '' ? variable.name : `${path}/${variable.name}`;
  const numbered = path === '' ? `vars/${i}` : `${path}/vars/${i}`;
  const names = [variable.path, own, numbered];
  return [...names, ...names.map((name) => name.replaceAll('/', '.')), snake(variable.path)];
}

/** Every variable of a model by one name: its own, or, where two share it, that of its place in the model. */
export function namedVariables(model: AnyModel, optimizer: Optimizer | null): ReadonlyMap<string, Variable> {
  const all = placesOf(model, optimizer).flatMap((place) =>
    place.variables.map((variable, i) => ({ variable, names: namesOf(place, variable, i) })),
  );
  const counts = new Map<string, number>();
  for (const { variable } of all) counts.set(variable.path, (counts.get(variable.path) ?? 0) + 1);
  return new Map(
    all.map(({ variable, names }) => [
      (counts.get(variable.path) === 1 ? names[0] : names[2]) ?? variable.path,
      variable,
    ]),
  );
}
