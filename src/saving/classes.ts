import type { Revive } from '../layers/config.ts';
import * as layers from '../layers/index.ts';
import { Layer } from '../layers/index.ts';
import { Functional, Sequential } from '../models/index.ts';
import { FileError } from '../utils/errors.ts';
import type { Json } from '../utils/json.ts';
import { didYouMean } from '../utils/names.ts';
import type { AnyLayer, KerasObject } from './schema.ts';

/** A class whose layers can be read from a file. */
export interface LayerClass {
  /** The class's name in files. */
  readonly className: string;
  /** The name it is registered under in Keras, such as `'my_package>MyLayer'`. Default: any package. */
  readonly registeredName?: string;
  /** Makes a layer of a config in Keras's form. */
  fromConfig(config: Readonly<Record<string, Json>>, revive: Revive): AnyLayer;
}

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
export function classOf(where: string, described: KerasObject, custom: readonly LayerClass[]): LayerClass {
  const { class_name: name, module, registered_name: registered } = described;
  const own = custom.find((made) => isAskedFor(made, name, registered));
  if (own !== undefined) return own;
  const known = knownClasses.find(({ className }) => className === name);
  if (known !== undefined && isFromKeras(module)) return known;
  if (name === 'Lambda')
    throw new FileError(where, {
      expected: 'layers whose code is known here',
      received: 'a Lambda, which a file holds as Python bytecode',
      mend: "Write a class that extends Layer, with className 'Lambda', and pass it: { customObjects: [MyLambda] }.",
    });
  const shownModule = typeof module === 'string' ? `${module}.` : '';
  throw new FileError(where, {
    expected: 'classes of layers that are known',
    received: `'${shownModule}${name}'${typeof registered === 'string' ? `, registered as '${registered}'` : ''}`,
    mend: `${near(name)}A class of your own is passed as { customObjects: [${identifier(name)}] }; its className must be '${name}'.`,
  });
}

/** Whether a module is one of those that Keras, of any version, writes for its own classes. */
export function isFromKeras(module: Json): boolean {
  return typeof module === 'string' && /^(keras|tf_keras)(\.[a-z_0-9]+)*$/.test(module);
}

function isAskedFor(made: LayerClass, name: string, registered: Json): boolean {
  if (typeof registered !== 'string') return made.className === name;
  if (made.registeredName !== undefined) return made.registeredName === registered;
  return made.className === name || registered.slice(registered.indexOf('>') + 1) === made.className;
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

function identifier(name: string): string {
  return /^\w{1,80}$/.test(name) ? name : 'MyLayer';
}
