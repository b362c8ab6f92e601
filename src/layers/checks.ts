import type { Shape } from '../graph/index.ts';
import { shownShape } from '../graph/index.ts';
import { ArgumentError, ShapeError } from '../utils/errors.ts';

/** Complains about what is no positive integer. */
export function positiveInteger(where: string, given: unknown): void {
  if (typeof given === 'number' && Number.isInteger(given) && given > 0) return;
  throw new ArgumentError(where, { expected: 'a positive integer', received: String(given) });
}

/** Complains about what is no number in a range, both ends included. */
export function numberBetween(where: string, given: unknown, least: number, most: number): void {
  if (typeof given === 'number' && given >= least && given <= most) return;
  throw new ArgumentError(where, { expected: `a number from ${least} to ${most}`, received: String(given) });
}

/** The length of the last axis, which must be known. */
export function lastDim(where: string, shape: Shape): number {
  const dim = shape.at(-1);
  if (typeof dim === 'number') return dim;
  throw new ShapeError(where, {
    expected: 'an input whose last axis is known',
    received: `shape ${shownShape(shape)}`,
    mend: 'Give the input a shape, as in input({ shape: [784] }).',
  });
}
