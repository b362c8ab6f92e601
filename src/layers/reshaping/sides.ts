import { ArgumentError } from '../../utils/errors.ts';
import type { DataFormat } from '../data-format.ts';

/** How much at the two ends of an axis. */
export type Ends = readonly [before: number, after: number];

/** How much at the ends of one axis: the same at both, or each by itself. */
export type Sides1D = number | Ends;

/** Of two axes: the same everywhere, the same at both ends of an axis, or each by itself. */
export type Sides2D = number | readonly [height: Sides1D, width: Sides1D];

/** Of three axes: the same everywhere, the same at both ends of an axis, or each by itself. */
export type Sides3D = number | readonly [depth: Sides1D, height: Sides1D, width: Sides1D];

/** What a pair of numbers means: the two ends of one axis. */
export function endsOf(where: string, given: unknown): Ends {
  const [before, after, ...more]: unknown[] = Array.isArray(given) ? given : [given, given];
  if (isCount(before) && isCount(after) && more.length === 0) return [before, after];
  throw new ArgumentError(where, {
    expected: 'a whole number of at least 0, or two of them: [before, after]',
    received: JSON.stringify(given) ?? String(given),
  });
}

/** The ends of each axis. */
export function sidesOf(where: string, given: unknown, axes: number): readonly Ends[] {
  const list: readonly unknown[] = Array.isArray(given) ? given : Array.from({ length: axes }, () => given);
  if (list.length === axes) return list.map((side) => endsOf(where, side));
  throw new ArgumentError(where, {
    expected: `a whole number, or one entry for each of the ${axes} axes`,
    received: JSON.stringify(given) ?? String(given),
  });
}

/** Something for every axis of an input: `spatial` for those of space, `rest` for batch and channels. */
export function alongSpace<T>(spatial: readonly T[], rest: T, dataFormat: DataFormat): readonly T[] {
  return dataFormat === 'channels_first' ? [rest, rest, ...spatial] : [rest, ...spatial, rest];
}

/** The axes of inputs of so many axes of space, as messages name them. */
export function axesNames(space: number, dataFormat: DataFormat = 'channels_last'): string {
  const names = space === 1 ? ['steps'] : ['depth', 'height', 'width'].slice(3 - space);
  const all = dataFormat === 'channels_first' ? ['batch', 'channels', ...names] : ['batch', ...names, 'channels'];
  return `[${all.join(', ')}]`;
}

function isCount(side: unknown): side is number {
  return typeof side === 'number' && Number.isInteger(side) && side >= 0;
}
