import type { Revive } from '../layers/config.ts';
import { FileError } from '../utils/errors.ts';
import type { Json } from '../utils/json.ts';
import { camel, snake } from '../utils/names.ts';
import { type AnyLayer, isDescription, isJsonObject, type JsonObject } from './schema.ts';

/** A class whose layers can be read from a file. */
export interface LayerClass {
  /** The class's name in files. */
  readonly className: string;
  /** What files call it, where that is another name. */
  readonly exportedName?: string | null;
  /** The name it is registered under in Keras, such as `'my_package>MyLayer'`. Default: any package. */
  readonly registeredName?: string;
  /** Makes a layer of a config in Keras's form. */
  fromConfig(config: Readonly<Record<string, Json>>, revive: Revive): AnyLayer;
}

/** A loss, metric, optimizer, initializer, regularizer or constraint class, made with its options in our spelling. */
export interface PartClass {
  /** The class's name in files. */
  readonly className: string;
  /** The name it is registered under in Keras. Default: any package. */
  readonly registeredName?: string;
  new (options: never): object;
}

/** An activation, loss, metric or initializer that is a function. */
export type CustomFunction = (...given: never[]) => unknown;

/** Something of the caller's own that a file may name. */
export type CustomObject = LayerClass | PartClass | CustomFunction;

/** Classes and functions of the caller's own, by their own names, or as a record by the names that files have. */
export type CustomObjects = readonly CustomObject[] | Readonly<Record<string, CustomObject>>;

/** The caller's own class or function of that name; null where there is none. */
export function customNamed(custom: CustomObjects, name: string, registered: Json = null): CustomObject | null {
  const entries: readonly (readonly [string | null, CustomObject])[] = isList(custom)
    ? custom.map((one) => [null, one] as const)
    : Object.entries(custom);
  for (const [key, one] of entries) {
    const made = 'className' in one ? one.className : one.name;
    const own = [key, made, snake(made), camel(made)].filter((known) => known !== null);
    const asked = typeof registered === 'string' && registered !== 'function' ? registered : null;
    const required = 'registeredName' in one ? one.registeredName : undefined;
    if (asked !== null && required !== undefined ? required === asked : own.includes(name)) return one;
    if (asked !== null && (key === asked || own.includes(asked.slice(asked.indexOf('>') + 1)))) return one;
  }
  return null;
}

/** What a description in a file asks for among the caller's own: a class, or a function; null for anything else. */
export function customAskedFor(custom: CustomObjects, value: Json): CustomObject | null {
  if (!isDescription(value)) return null;
  const { class_name: name, config, registered_name: registered = null } = value;
  if (name !== 'function') return customNamed(custom, name, registered);
  return typeof config === 'string' ? customNamed(custom, config, registered) : null;
}

/** The object that a description asks for: of a class, an instance; a function as it is. */
export function customMade(one: CustomObject, description: Json, revive: Revive): object {
  if (!('className' in one)) return one;
  const config = isDescription(description) && isJsonObject(description.config) ? description.config : {};
  if ('fromConfig' in one) return one.fromConfig(config, revive);
  const options = Object.entries(config).map(([key, value]) => [camel(key), value] as const);
  return new one(Object.fromEntries(options) as never); // the constructor checks what a file says
}

/** The error for a class or function that a file names and nobody knows: it says how to pass it. */
export function unknownObject(where: string, description: JsonObject, near = ''): FileError {
  const { class_name: name, config, module, registered_name: registered } = description;
  const isFunction = name === 'function';
  const asked = String(isFunction ? config : name);
  const shownModule = typeof module === 'string' && module !== 'builtins' ? `${module}.` : '';
  const shownRegistered =
    typeof registered === 'string' && registered !== 'function' ? `, registered as '${registered}'` : '';
  const word = /^\w{1,80}$/.test(asked) ? asked : isFunction ? 'myFunction' : 'MyLayer';
  return new FileError(where, {
    expected: isFunction ? 'functions that are known' : 'classes of layers that are known',
    received: `'${shownModule}${asked}'${shownRegistered}`,
    mend: isFunction
      ? `A function of your own is passed as { customObjects: { ${word} } }.`
      : `${near}A class of your own is passed as { customObjects: [${word}] }; its className must be '${asked}'.`,
  });
}

function isList(custom: CustomObjects): custom is readonly CustomObject[] {
  return Array.isArray(custom);
}
