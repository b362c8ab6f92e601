import { ArgumentError } from '../utils/errors.ts';
import type { Json } from '../utils/json.ts';
import { didYouMean, snake } from '../utils/names.ts';

/**
 * Options with their defaults filled in. Losses and metrics settle what they are given with it.
 *
 * @param where - the class, for messages.
 * @param defaults - all options there are.
 * @param given - what the user wrote; undefined counts as not given.
 * @throws {ArgumentError} for an option that there is not.
 */
export function settled<Config extends object>(where: string, defaults: Config, given: Partial<Config>): Config {
  for (const option of Object.keys(given))
    if (!Object.hasOwn(defaults, option))
      throw new ArgumentError(`${where}: options`, {
        expected: 'known options',
        received: `'${option}'`,
        mend: didYouMean(option, Object.keys(defaults)),
      });
  const written = Object.entries(given).filter(([, option]) => option !== undefined);
  return { ...defaults, ...Object.fromEntries(written) };
}

/** Options in Keras's form: the keys in snake case. */
export function kerasForm(config: object): Readonly<Record<string, Json>> {
  return Object.fromEntries(Object.entries(config).map(([option, value]: [string, Json]) => [snake(option), value]));
}

/** Complains about a number outside an interval. */
export function checkBetween(where: string, given: number, low: number, high: number): void {
  if (given >= low && given <= high) return;
  throw new ArgumentError(where, { expected: `a number from ${low} to ${high}`, received: String(given) });
}

/** Complains about a value that is none of those there are. */
export function checkOneOf(where: string, given: unknown, known: readonly (string | null)[]): void {
  if (known.some((one) => one === given)) return;
  const names = known.filter((one) => one !== null);
  throw new ArgumentError(where, {
    expected: `one of ${known.map((one) => (one === null ? 'null' : `'${one}'`)).join(', ')}`,
    received: typeof given === 'string' ? `'${given}'` : String(given),
    ...(typeof given === 'string' ? { mend: didYouMean(given, names) } : {}),
  });
}

/** A config without one option where that has its default. */
export function withoutDefault(
  config: Readonly<Record<string, Json>>,
  option: string,
  byDefault: Json,
): Readonly<Record<string, Json>> {
  return Object.fromEntries(Object.entries(config).filter(([key, value]) => key !== option || value !== byDefault));
}
