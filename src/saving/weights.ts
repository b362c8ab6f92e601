import { type TypedArray, type Variable, value } from '../graph/index.ts';
import type { Optimizer } from '../optimizers/index.ts';
import { FileError } from '../utils/errors.ts';
import { type ByteSource, type NumericArray, toFloat32 } from './formats/index.ts';
import { type Hdf5Dataset, Hdf5Group, Hdf5Tree, readHdf5, writeHdf5 } from './hdf5/index.ts';
import { type AnyModel, type Place, placesOf } from './layout.ts';

/** How weights are read. */
export interface LoadWeightsOptions {
  /**
   * Whether layers whose weights do not fit are left as they are, instead of an error. Default false.
   */
  readonly skipMismatch?: boolean;
}

/**
 * The weights of a model, with the state of its optimizer, as a file of Keras's layout: a group for each layer, its variables
 * in `vars/0`, `vars/1`, …
 */
export async function weightsFile(model: AnyModel, optimizer: Optimizer | null): Promise<ByteSource> {
  const tree = new Hdf5Tree();
  const places = placesOf(model, optimizer);
  const values = await Promise.all(places.map(({ variables }) => Promise.all(variables.map(stored))));
  for (const [i, { path, name }] of places.entries()) {
    const group = `${path}${path === '' ? '' : '/'}vars`;
    tree.group(group).attributes.set('name', name);
    for (const [k, array] of (values[i] ?? []).entries()) tree.put(`${group}/${k}`, array);
  }
  return writeHdf5(tree);
}

/**
 * Sets the weights of a model, and the state of its optimizer where it fits, to those of a file in Keras's layout.
 *
 * @returns how messages call what was skipped.
 * @throws {FileError} naming the layer, when a layer's weights are missing or do not fit; nothing is changed then.
 */
export async function readWeights(
  where: string,
  bytes: Uint8Array,
  model: AnyModel,
  optimizer: Optimizer | null,
  { skipMismatch = false }: LoadWeightsOptions = {},
): Promise<readonly string[]> {
  const root = readHdf5(bytes, where);
  refuseOtherLayouts(where, root);
  const fitting: (readonly [Variable, Hdf5Dataset])[] = [];
  const skipped: string[] = [];
  for (const place of placesOf(model, optimizer)) {
    try {
      fitting.push(...matched(where, root, place));
    } catch (error) {
      // As in Keras, an optimizer whose state does not fit starts anew.
      if (!(skipMismatch || place.isOptimizer) || !(error instanceof FileError)) throw error;
      skipped.push(place.label);
    }
  }
  const read = await Promise.all(
    fitting.map(async ([variable, dataset]) => [variable, valuesFor(where, variable, await dataset.read())] as const),
  );
  for (const [variable, data] of read) variable.assign(value(data, sizes(variable), variable.dtype));
  return skipped;
}

async function stored(variable: Variable): Promise<NumericArray> {
  const { data, shape } = await variable.evaluated();
  return { dtype: variable.dtype, shape, data } as unknown as NumericArray; // a variable's data is of its dtype
}

/** The datasets of a place's variables. */
function matched(where: string, root: Hdf5Group, place: Place): readonly (readonly [Variable, Hdf5Dataset])[] {
  const { variables, label } = place;
  const group = groupOf(root, place.path);
  const count = group?.keys().length ?? 0;
  if (count !== variables.length)
    throw new FileError(`${where}: ${label}`, {
      expected: `${variables.length} weights at "${place.path}/vars"`,
      received: group === null ? 'no such group' : `${count}`,
      mend: 'The file is of another model; { skipMismatch: true } leaves layers that do not fit as they are.',
    });
  return variables.map((variable, i) => {
    const dataset = group?.dataset(String(i));
    const shape = sizes(variable);
    if (dataset?.shape.length === shape.length && dataset.shape.every((size, axis) => size === shape[axis]))
      return [variable, dataset];
    throw new FileError(`${where}: ${label}`, {
      expected: `[${shape.join(', ')}] for its weight ${variable.name}`,
      received: `[${dataset?.shape.join(', ')}]`,
      mend: 'The file is of another model; { skipMismatch: true } leaves layers that do not fit as they are.',
    });
  });
}

function groupOf(root: Hdf5Group, path: string): Hdf5Group | null {
  const found = root.get(path === '' ? 'vars' : `${path}/vars`);
  if (found instanceof Hdf5Group) return found;
  // TensorFlow 2.13, which wrote the first files of this kind, called the list of layers otherwise.
  const older = /(^|\/)layers\//.test(path) && root.get('_layer_checkpoint_dependencies') !== undefined;
  const renamed = older
    ? root.get(`${path.replace(/(^|\/)layers\//g, '$1_layer_checkpoint_dependencies/')}/vars`)
    : null;
  return renamed instanceof Hdf5Group ? renamed : null;
}

function refuseOtherLayouts(where: string, root: Hdf5Group): void {
  if (!root.attributes.has('layer_names') && root.get('model_weights') === undefined) return;
  throw new FileError(where, {
    expected: "weights in Keras 3's layout, as in files called .weights.h5 or .keras",
    received: 'the layout of Keras 2, as in files called .h5',
    mend: "Load the file in Keras 3 and save it as '.keras' or '.weights.h5'.",
  });
}

/** A copy of what was read, in the variable's dtype: the file's bytes stay the caller's. */
function valuesFor(where: string, variable: Variable, array: Awaited<ReturnType<Hdf5Dataset['read']>>): TypedArray {
  if (array.dtype === 'string')
    throw new FileError(where, { expected: `numbers for ${variable.path}`, received: 'strings' });
  switch (variable.dtype) {
    case 'float32':
      return new Float32Array(toFloat32(array));
    case 'int32':
      return Int32Array.from(numbers(array.data));
    case 'int64':
      return BigInt64Array.from(numbers(array.data), (item) => BigInt(Math.trunc(item) || 0));
    case 'uint32':
      return Uint32Array.from(numbers(array.data));
    case 'uint8':
    case 'bool':
      return Uint8Array.from(numbers(array.data));
  }
}

function sizes(variable: Variable): readonly number[] {
  return variable.shape.map((size) => size ?? 1); // a variable's axes are all known
}

function numbers(data: ArrayLike<number | bigint>): readonly number[] {
  return Array.from(data, Number);
}
