import { type Dim, type Shape, shown, shownShape, type Tensor, unify } from '../graph/index.ts';
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

/** Complains about what is no number of at least 0. */
export function notNegative(where: string, given: unknown): void {
  if (typeof given === 'number' && given >= 0) return;
  throw new ArgumentError(where, { expected: 'a number of at least 0', received: String(given) });
}

/** Complains about what is neither a whole number nor a list of them. */
export function wholeAxes(where: string, given: unknown): void {
  const list: readonly unknown[] = Array.isArray(given) ? given : [given];
  if (list.length > 0 && list.every(Number.isInteger)) return;
  throw new ArgumentError(where, { expected: 'an axis, or a list of axes', received: JSON.stringify(given) });
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

/** Complains about an input whose number of axes, batch included, is another. */
export function hasRank(where: string, inputs: Tensor, rank: number, axes: string): void {
  if (inputs.rank === rank) return;
  throw new ShapeError(where, { expected: `an input of ${rank} axes, ${axes}`, received: shown(inputs) });
}

/** Complains about an input with fewer axes. */
export function hasRankOfAtLeast(where: string, inputs: Tensor, rank: number, mend = ''): void {
  if (inputs.rank >= rank) return;
  throw new ShapeError(where, {
    expected: `an input of at least ${rank} ${rank === 1 ? 'axis' : 'axes'}`,
    received: shown(inputs),
    ...(mend !== '' && { mend }),
  });
}

/** Complains about an axis that is not as long as it was when the weights were made. */
export function sameAsBuilt(where: string, inputs: Tensor, axis: number, length: number): void {
  const dim = inputs.dims.at(axis);
  if (dim === length || (dim !== undefined && typeof dim !== 'number')) return;
  const which = axis === -1 ? 'whose last axis' : `whose axis ${axis}`;
  throw new ShapeError(where, {
    expected: `an input ${which} is ${length}, as when it was built`,
    received: shown(inputs),
    mend: 'Weights keep their shape; for another input, make another layer.',
  });
}

/** Complains about a rate that is not from 0 up to, not including, 1. */
export function rateBelow1(where: string, given: unknown): void {
  if (typeof given === 'number' && given >= 0 && given < 1) return;
  throw new ArgumentError(where, { expected: 'a number from 0 up to, not including, 1', received: String(given) });
}

/** Complains about a mask that is not one truth for every sample and every place of an axis. */
export function checkMask(label: string, inputs: Tensor, mask: Tensor, axis: number): void {
  const places = inputs.dims[axis] ?? 1;
  const [batch = 1, steps = 1] = mask.dims;
  const fits = (own: Dim, other: Dim): boolean => unify(own, other) !== null;
  if (mask.rank === 2 && fits(inputs.dims[0] ?? 1, batch) && fits(places, steps)) return;
  throw new ShapeError(`${label}: mask`, {
    expected: `a mask [batch, steps] for inputs ${shown(inputs)}`,
    received: shown(mask),
  });
}
