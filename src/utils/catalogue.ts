import { ArgumentError } from './errors.ts';
import type { Json } from './json.ts';
import { camel, didYouMean } from './names.ts';

/** A class that Keras knows by this name. */
export interface Named {
  readonly className: string;
}

/** What an identifier asks for: a class, and options in our spelling. */
export interface Asked<Class extends Named> {
  readonly made: Class;
  readonly options: Readonly<Record<string, Json>>;
}

/**
 * Classes by name, in each of its spellings: ours (`'glorotUniform'`), Keras's (`'glorot_uniform'`) and the class's own
 * (`'GlorotUniform'`).
 */
export class Catalogue<Class extends Named> {
  readonly #kind: string;
  readonly #named: Readonly<Record<string, Class>>;
  readonly #aliases: Readonly<Record<string, Class>>;
  #classes: ReadonlyMap<string, Class> | null = null;

  /**
   * @param kind - what the classes are, in messages: `'initializer'`.
   * @param named - the classes, by name in our spelling.
   * @param aliases - by other names that files may use.
   */
  constructor(kind: string, named: Readonly<Record<string, Class>>, aliases: Readonly<Record<string, Class>> = {}) {
    this.#kind = kind;
    this.#named = named;
    this.#aliases = aliases;
  }

  /** Whether a class goes by this name. */
  knows(name: string): boolean {
    return this.#all().has(name);
  }

  /**
   * The class that a name or a saved description (`{ class_name, config }`) asks for, with the options of the description.
   *
   * @throws {ArgumentError} for an unknown name, or something else.
   */
  find(identifier: unknown): Asked<Class> {
    const { name, config } = described(identifier);
    const made = name === null ? undefined : this.#all().get(name);
    if (made !== undefined) return { made, options: config };
    throw new ArgumentError(this.#kind, {
      expected: `the name of a known ${this.#kind}, or an object made by one of the factories`,
      received: name === null ? shownJson(identifier) : `'${name}'`,
      mend: didYouMean(name ?? '', Object.keys(this.#named)),
    });
  }

  /** The classes in all spellings. Listed when first asked for, so that importing the library costs nothing. */
  #all(): ReadonlyMap<string, Class> {
    if (this.#classes !== null) return this.#classes;
    const all = new Map<string, Class>();
    for (const [name, made] of Object.entries(this.#named))
      for (const spelling of [name, name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), made.className])
        all.set(spelling, made);
    for (const [name, made] of Object.entries(this.#aliases)) all.set(name, made);
    this.#classes = all;
    return all;
  }
}

function described(identifier: unknown): {
  readonly name: string | null;
  readonly config: Readonly<Record<string, Json>>;
} {
  if (typeof identifier === 'string') return { name: identifier, config: {} };
  if (!isRecord(identifier) || typeof identifier.class_name !== 'string') return { name: null, config: {} };
  const config = isRecord(identifier.config) ? identifier.config : {};
  const entries = Object.entries(config).map(([key, value]) => [camel(key), value] as const);
  return { name: identifier.class_name, config: Object.fromEntries(entries) };
}

function isRecord(value: unknown): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shownJson(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
