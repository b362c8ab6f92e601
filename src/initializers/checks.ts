import { ArgumentError } from '../utils/errors.ts';

/**
 * An option that must be a finite number. Options may come from a file, so types alone do not vouch for them.
 *
 * @throws {ArgumentError} for anything else.
 */
export function finite(where: string, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new ArgumentError(where, { expected: 'a finite number', received: String(value) });
}

/**
 * An option that must be one of a few words.
 *
 * @throws {ArgumentError} for anything else.
 */
export function oneOf<const Word extends string>(where: string, value: unknown, words: readonly Word[]): Word {
  const found = words.find((word) => word === value);
  if (found !== undefined) return found;
  throw new ArgumentError(where, { expected: words.map((word) => `'${word}'`).join(' or '), received: String(value) });
}

/**
 * An option that must be a list of axes, or null.
 *
 * @throws {ArgumentError} for anything else.
 */
export function axesOrNull(where: string, value: unknown): readonly number[] | null {
  if (value === null) return null;
  if (Array.isArray(value) && value.every((axis) => Number.isInteger(axis))) return value;
  throw new ArgumentError(where, { expected: 'a list of axes, or null', received: JSON.stringify(value) });
}
