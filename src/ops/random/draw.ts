import { type KeySource, recorder, shownShape, type Tensor } from '../../graph/index.ts';
import { ArgumentError } from '../../utils/errors.ts';
import { drawKey } from '../../utils/random.ts';
import { checkedSeed, globalSeedGenerator, type SeedGenerator } from '../../utils/seed-generator.ts';
import type { Extent } from './bits.ts';

/** What a draw takes its numbers from. */
export interface DrawOptions {
  /**
   * A whole number: the same numbers on each call. A `SeedGenerator`: other numbers on each call. Default null: the global
   * generator, which `setRandomSeed` starts anew.
   */
  readonly seed?: number | SeedGenerator | null;
}

/** The key of one draw, in the program that is being recorded or, outside of one, fixed on the spot. */
export function keyOf(where: string, seed: number | SeedGenerator | null = null): Tensor {
  return recorder().key(sourceOf(where, seed));
}

/** The keys of several draws that belong together: all different, also for a whole number, which gives the same each time. */
export function keysOf(where: string, seed: number | SeedGenerator | null, count: number): readonly Tensor[] {
  return Array.from({ length: count }, (_, i) => {
    if (typeof seed !== 'number') return keyOf(where, seed);
    const checked = checkedSeed(where, seed);
    return recorder().key({ nextKey: () => drawKey(checked, i) });
  });
}

function sourceOf(where: string, seed: number | SeedGenerator | null): KeySource {
  if (seed === null) return globalSeedGenerator();
  if (typeof seed !== 'number') return seed;
  checkedSeed(where, seed);
  return { nextKey: () => drawKey(seed, 0) };
}

/** The extent of the tensor that is given along. */
export const likeness: Extent = { shape: null, ones: [] };

/** The extent of a given shape. */
export function extent(where: string, shape: readonly number[]): Extent {
  if (!shape.every((length) => Number.isInteger(length) && length >= 0))
    refuse(where, 'whole axis lengths of at least 0', shownShape(shape));
  return { shape, ones: [] };
}

/** Complains about parameters that are no numbers. */
export function checkNumbers(where: string, given: Readonly<Record<string, number>>): void {
  for (const [name, number] of Object.entries(given))
    if (!Number.isFinite(number)) refuse(`${where}: ${name}`, 'a number', String(number));
}

/** Complains about a part that is not between 0 and 1. */
export function checkPart(where: string, part: number): void {
  if (!(part >= 0 && part <= 1)) refuse(where, 'a number from 0 to 1', String(part));
}

/** An argument is not accepted. */
export function refuse(where: string, expected: string, received: string): never {
  throw new ArgumentError(where, { expected, received });
}
