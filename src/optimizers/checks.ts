import { ArgumentError } from '../utils/errors.ts';

/** Complains about what is no finite number. */
export function finite(where: string, given: unknown): void {
  if (typeof given !== 'number' || !Number.isFinite(given)) refuse(where, 'a finite number', given);
}

/** Complains about what is no finite number above 0. */
export function positive(where: string, given: unknown): void {
  if (!(isNumber(given) && given > 0)) refuse(where, 'a number above 0', given);
}

/** Complains about what is no finite number of at least 0. */
export function notNegative(where: string, given: unknown): void {
  if (!(isNumber(given) && given >= 0)) refuse(where, 'a number of at least 0', given);
}

/** Complains about what is no number from 0 to 1, both included. */
export function share(where: string, given: unknown): void {
  if (!(isNumber(given) && given >= 0 && given <= 1)) refuse(where, 'a number from 0 to 1', given);
}

/** Complains about what is no whole number of at least `least`. */
export function whole(where: string, given: unknown, least: number): void {
  if (!(Number.isInteger(given) && Number(given) >= least)) refuse(where, `a whole number of at least ${least}`, given);
}

/** Complains about what is neither true nor false. */
export function boolean(where: string, given: unknown): void {
  if (typeof given !== 'boolean') refuse(where, 'true or false', given);
}

/**
 * A regular expression.
 *
 * @throws {ArgumentError} for text that is none.
 */
export function pattern(where: string, given: string | RegExp): RegExp {
  try {
    return new RegExp(given);
  } catch (cause) {
    throw new ArgumentError(where, { expected: 'a regular expression', received: `'${String(given)}'`, cause });
  }
}

function isNumber(given: unknown): given is number {
  return typeof given === 'number' && Number.isFinite(given);
}

function refuse(where: string, expected: string, given: unknown): never {
  throw new ArgumentError(where, { expected, received: typeof given === 'string' ? `'${given}'` : String(given) });
}
