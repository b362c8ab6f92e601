import { type TypedArray, type Variable, value } from '../graph/index.ts';
import type { Optimizer } from '../optimizers/index.ts';
import { FileError } from '../utils/errors.ts';
import { type NumericArray, toFloat32 } from './formats/index.ts';
import { type AnyModel, type Place, placesOf } from './layout.ts';
import type { StoredTensor, WeightStore } from './stores.ts';

/** How weights are read. */
export interface ReadWeightsOptions {
  /** Whether layers whose weights do not fit are left as they are, instead of an error. Default false. */
  readonly skipMismatch?: boolean;
  /** Whether the variables may be views of the file's bytes, which nobody else holds. Default false: they are copies. */
  readonly owned?: boolean;
}

/**
 * Sets the weights of a model, and the state of its optimizer where it fits, to those of a file.
 *
 * @returns how messages call what was skipped.
 * @throws {FileError} naming the layer, when a layer's weights are missing or do not fit; nothing is changed then.
 */
export async function readWeights(
  store: WeightStore,
  model: AnyModel,
  optimizer: Optimizer | null,
  { skipMismatch = false, owned = false }: ReadWeightsOptions = {},
): Promise<readonly string[]> {
  const places = store.places?.(model, optimizer) ?? placesOf(model, optimizer);
  const fitting: (readonly [Variable, StoredTensor])[] = [];
  const skipped: string[] = [];
  for (const place of places) {
    try {
      fitting.push(...matched(store, place));
    } catch (error) {
      // As in Keras, an optimizer whose state does not fit starts anew.
      if (!(skipMismatch || place.isOptimizer) || !(error instanceof FileError)) throw error;
      skipped.push(place.label);
    }
  }
  const read = await Promise.all(
    fitting.map(async ([variable, stored]) => {
      const array = await stored.read();
      return [variable, valuesFor(store.where, variable, array, owned)] as const;
    }),
  );
  for (const [variable, data] of read) variable.assign(value(data, sizes(variable), variable.dtype));
  return skipped;
}

/** A variable's value as files hold it. */
export async function storedValue(variable: Variable): Promise<NumericArray> {
  const { data, shape } = await variable.evaluated();
  return { dtype: variable.dtype, shape, data } as unknown as NumericArray; // a variable's data is of its dtype
}

/** The tensors of a place's variables. */
function matched(store: WeightStore, place: Place): readonly (readonly [Variable, StoredTensor])[] {
  const { variables, label } = place;
  const found = store.find(place);
  if (found === 'left') return [];
  const mend = 'The file is of another model; { skipMismatch: true } leaves layers that do not fit as they are.';
  if ((found?.length ?? 0) !== variables.length)
    throw new FileError(`${store.where}: ${label}`, {
      expected: `${variables.length} weights at "${store.pathOf(place)}"`,
      received: found === null ? 'no such group' : `${found.length}`,
      mend,
    });
  return variables.map((variable, i) => {
    const stored = found?.[i];
    const shape = sizes(variable);
    if (stored?.shape.length === shape.length && stored.shape.every((size, axis) => size === shape[axis]))
      return [variable, stored];
    throw new FileError(`${store.where}: ${label}`, {
      expected: `[${shape.join(', ')}] for its weight ${variable.name}`,
      received: stored === undefined ? 'none' : `[${stored.shape.join(', ')}]`,
      mend,
    });
  });
}

/** What was read, in the variable's dtype: a copy, unless the file's bytes are nobody else's. */
function valuesFor(where: string, variable: Variable, array: Stored, owned: boolean): TypedArray {
  if (array.dtype === 'string')
    throw new FileError(where, { expected: `numbers for ${variable.path}`, received: 'strings' });
  switch (variable.dtype) {
    case 'float32': {
      const floats = toFloat32(array);
      return owned || floats !== array.data ? floats : new Float32Array(floats);
    }
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

type Stored = Awaited<ReturnType<StoredTensor['read']>>;

/** The axis lengths of a variable, which are all known. */
export function sizes(variable: Variable): readonly number[] {
  return variable.shape.map((size) => size ?? 1);
}

function numbers(data: ArrayLike<number | bigint>): readonly number[] {
  return Array.from(data, Number);
}
