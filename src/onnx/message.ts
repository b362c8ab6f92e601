import { type Field, fields, type Kind, type Messages } from './message-fields.ts';

/** What a field is when nothing was said of it; lists are made anew. */
const defaults: Partial<Record<Kind, unknown>> = {
  text: '',
  bytes: new Uint8Array(0),
  whole: 0,
  long: 0n,
  float: 0,
};

const prototypes = new Map<string, object>();

/**
 * A message, as the library for the format makes it: what was said are its own properties, defaults are its prototype's. That library
 * weighs more than all else that a page needs to train, so that only reading files loads it.
 */
export function message<K extends keyof Messages>(type: K, said: Partial<Messages[K]>): Messages[K] {
  let prototype = prototypes.get(type);
  if (prototype === undefined) {
    prototype = prototypeOf(type, fields[type]);
    prototypes.set(type, prototype);
  }
  const made: Record<string, unknown> = Object.create(prototype);
  for (const [, name, kind] of fields[type]) if (kind.endsWith('s') && kind !== 'bytes') made[name] = [];
  return Object.assign(made, said) as unknown as Messages[K]; // the fields of the type, by the table
}

/** A copy of a message, all the way down; bytes are shared. */
export function copied<M extends object>(given: M): M {
  const copy = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(copy);
    return typeof value === 'object' && value !== null && !ArrayBuffer.isView(value) ? copied(value) : value;
  };
  const own = Object.entries(given).map(([name, value]) => [name, copy(value)]);
  return Object.assign(Object.create(Object.getPrototypeOf(given)), Object.fromEntries(own));
}

function prototypeOf(type: string, all: readonly Field[]): object {
  const known = all.flatMap(([, name, kind]) => (kind in defaults ? [[name, defaults[kind]]] : []));
  return { ...Object.fromEntries(known), $typeName: type };
}
