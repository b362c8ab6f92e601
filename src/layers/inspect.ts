import {
  dimsOf,
  leaves,
  type Mapped,
  mapStructure,
  maskOf,
  placeholder,
  type Shape,
  type Structure,
  Tensor,
} from '../graph/index.ts';
import { ArgumentError, LayerwiseError, ShapeError } from '../utils/errors.ts';
import { didYouMean } from '../utils/names.ts';

/** The shape of every tensor, nested as they are. */
export function shapesOf<S extends Structure>(structure: S): Mapped<S, Shape> {
  return mapStructure(structure, (tensor) => tensor.shape) as unknown as Mapped<S, Shape>; // nested as S is; TypeScript cannot follow the recursion
}

/** Errors that already name their layer: the innermost one counts. */
const named = new WeakSet<LayerwiseError>();

/** An op's complaint with the layer it arose in; anything else as it is, a layer's own complaint too. */
export function withLayer(error: unknown, label: string): unknown {
  if (!(error instanceof LayerwiseError) || named.has(error)) return error;
  if (!error.message.startsWith(label)) error.message = `${label}: ${error.message}`;
  named.add(error);
  return error;
}

/** The options that were given: an option of undefined counts as not given. */
export function withoutUndefined<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T; // the same keys or fewer
}

/** A layer's name, which files take for a folder's. */
export function checkName(where: string, name: string): string {
  if (typeof name === 'string' && name !== '' && !name.includes('/')) return name;
  throw new ArgumentError(`${where}: name`, { expected: "a name without '/'", received: JSON.stringify(name) });
}

/** Complains about options that a layer does not have. */
export function checkOptions(label: string, given: object, known: readonly string[]): void {
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new ArgumentError(label, {
    expected: 'options that it has',
    received: `'${unknown}'`,
    mend: didYouMean(unknown, known),
  });
}

/** Complains about what a layer cannot be called on. */
export function checkInputs(label: string, inputs: unknown): void {
  const check = (part: unknown): boolean =>
    part instanceof Tensor ||
    (Array.isArray(part) ? part.every(check) : isPlain(part) && Object.values(part).every(check));
  if (check(inputs)) return;
  throw new ArgumentError(label, {
    expected: 'a tensor, or a list or record of tensors',
    received: Array.isArray(inputs) ? 'an array of numbers' : inputs === null ? 'null' : typeof inputs,
    mend: 'Wrap data with ops.tensor(data).',
  });
}

/** Whether a value is a plain record. */
export function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** The masks that came with inputs; null where none did. */
export function incomingMask(inputs: Structure): Tensor | readonly (Tensor | null)[] | null {
  if (inputs instanceof Tensor) return maskOf(inputs);
  const masks = leaves(inputs).map(maskOf);
  return masks.some((mask) => mask !== null) ? masks : null;
}

/** A placeholder for every shape. */
export function placeholders(shape: unknown): Structure {
  if (Array.isArray(shape) && shape.every((dim) => dim === null || typeof dim === 'number'))
    return placeholder({ dtype: 'float32', dims: dimsOf(shape) });
  if (Array.isArray(shape)) return shape.map(placeholders);
  if (isPlain(shape))
    return Object.fromEntries(Object.entries(shape).map(([key, inner]) => [key, placeholders(inner)]));
  throw new ShapeError('computeOutputShape', {
    expected: 'a shape, or shapes as the inputs are nested',
    received: String(shape),
  });
}
