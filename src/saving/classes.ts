import * as layers from '../layers/index.ts';
import { Layer } from '../layers/index.ts';
import { Functional, Sequential } from '../models/index.ts';
import { FileError } from '../utils/errors.ts';
import type { Json } from '../utils/json.ts';
import { didYouMean } from '../utils/names.ts';
import { type CustomObjects, customAskedFor, type LayerClass, unknownObject } from './custom.ts';
import type { KerasObject } from './schema.ts';

export type { LayerClass };

/** Classes that no file can make: bases, and functions, of which a file has nothing but Python's bytecode. */
const unmakeable: readonly string[] = ['Layer', 'Wrapper', 'Lambda', 'Model'];

/**
 * The closed list of classes that a file may name: every layer that the library exports. Nothing else is ever made of a file,
 * but what the caller hands in.
 */
export const knownClasses: readonly LayerClass[] = Object.values<unknown>(layers).filter(isLayerClass);

/** Models of a graph or a list, which files hold part by part. */
export const modelNames: readonly string[] = [Sequential.className, Functional.className, 'Model'];

/**
 * The class that a description in a file asks for.
 *
 * @param custom - the caller's own classes; they come before those of the library.
 * @throws {FileError} for a class that is not known, or one of the library's from a module that is not Keras's.
 */
export function classOf(where: string, described: KerasObject, custom: CustomObjects): LayerClass {
  const { class_name: name, module } = described;
  const own = customAskedFor(custom, described);
  if (own !== null && 'fromConfig' in own) return own;
  const known = knownClasses.find(({ className, exportedName }) => (exportedName ?? className) === name);
  if (known !== undefined && isFromKeras(module)) return known;
  if (name === 'Lambda')
    throw new FileError(where, {
      expected: 'layers whose code is known here',
      received: 'a Lambda, which a file holds as Python bytecode',
      mend: "Write a class that extends Layer, with className 'Lambda', and pass it: { customObjects: [MyLambda] }.",
    });
  throw unknownObject(where, described, near(name));
}

/** Whether a module is one of those that Keras, of any version, writes for its own classes. */
export function isFromKeras(module: Json): boolean {
  return typeof module === 'string' && /^(keras|tf_keras)(\.[a-z_0-9]+)*$/.test(module);
}

function isLayerClass(exported: unknown): exported is LayerClass {
  if (typeof exported !== 'function' || !(exported.prototype instanceof Layer)) return false;
  return 'className' in exported && !unmakeable.includes(String(exported.className));
}

function near(name: string): string {
  const mend = didYouMean(
    name,
    knownClasses.map(({ className }) => className),
  );
  return mend.startsWith('Did') ? `${mend} ` : '';
}
