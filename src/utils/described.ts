import { ArgumentError } from './errors.ts';
import type { Json } from './json.ts';

/** How Keras writes an object down: its class, and the options that make it again. */
export type SerializedObject = {
  readonly module: string;
  readonly class_name: string;
  readonly config: Json;
  readonly registered_name: string | null;
};

/** Something that files know by a class and options. */
interface Part {
  readonly className: string;
  getConfig(): Readonly<Record<string, Json>>;
}

/** An object of one of Keras's own classes, as Keras saves it. */
export function describedObject(module: string, part: Part): SerializedObject {
  return { module, class_name: part.className, config: part.getConfig(), registered_name: null };
}

/**
 * A function of the caller's own, as Keras saves it: its name, by which it must be given again to be read back.
 *
 * @throws {ArgumentError} for a function without a name.
 */
export function describedFunction(kind: string, name: string): SerializedObject {
  if (name !== '') return { module: 'builtins', class_name: 'function', config: name, registered_name: 'function' };
  throw new ArgumentError(kind, {
    expected: 'a function with a name, to be saved by it',
    received: 'a function without one',
    mend: 'Give it a name: const mine = (weight) => …',
  });
}
