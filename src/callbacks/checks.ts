import { ArgumentError } from '../utils/errors.ts';

/** Complains about what is no whole number of at least 0. */
export function count(where: string, given: unknown): void {
  if (!(Number.isInteger(given) && Number(given) >= 0)) refuse(where, 'a whole number of at least 0', given);
}

/** Complains about what is no finite number. */
export function finite(where: string, given: unknown): void {
  if (typeof given !== 'number' || !Number.isFinite(given)) refuse(where, 'a finite number', given);
}

/** Complains about what is no text. */
export function text(where: string, given: unknown): void {
  if (typeof given !== 'string' || given === '') refuse(where, 'a text', given);
}

/** Complains about a setting of verbosity that there is not. */
export function verbosity(where: string, given: unknown): void {
  if (given !== 0 && given !== 1) refuse(where, '0 or 1', given);
}

/** Complains about what is neither true nor false. */
export function boolean(where: string, given: unknown): void {
  if (typeof given !== 'boolean') refuse(where, 'true or false', given);
}

function refuse(where: string, expected: string, given: unknown): never {
  throw new ArgumentError(where, { expected, received: typeof given === 'string' ? `'${given}'` : String(given) });
}
