import { type Field, fields, type Kind, type Messages } from './message-fields.ts';

/** What a field is when nothing was said of it; lists are made anew. */
const defaults: Partial<Record<Kind, unknown>> = {
  text: '',
  bytes: new Uint8Array(0),
  whole: 0,
  long: 0n,
  float: 0,
};

interface Form {
  readonly prototype: object;
  /** Names of the fields that are lists. */
  readonly lists: readonly string[];
}

const forms = new Map<string, Form>();

/**
 * A message, as the library for the format makes it: what was said are its own properties, defaults are its prototype's. That library
 * weighs more than all else that a page needs to train, so that only reading files loads it.
 */
export function message<K extends keyof Messages>(type: K, said: Partial<Messages[K]>): Messages[K] {
  let form = forms.get(type);
  if (form === undefined) {
    form = formOf(type, fields[type]);
    forms.set(type, form);
  }
  const made: Record<string, unknown> = Object.create(form.prototype);
  for (const name of form.lists) made[name] = [];
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

function formOf(type: string, all: readonly Field[]): Form {
  const known = all.flatMap(([, name, kind]) => (kind in defaults ? [[name, defaults[kind]]] : []));
  const lists = all.flatMap(([, name, kind]) => (kind.endsWith('s') && kind !== 'bytes' ? [name] : []));
  return { prototype: { ...Object.fromEntries(known), $typeName: type }, lists };
}
