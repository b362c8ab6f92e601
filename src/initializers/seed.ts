import { ArgumentError } from '../utils/errors.ts';
import { drawKey, normalArray, truncatedNormalArray, uniformArray } from '../utils/random.ts';
import { globalSeedGenerator } from '../utils/seed-generator.ts';

/** The option that makes draws repeatable. */
export interface SeedOptions {
  /** A whole number: the same one gives the same values. Default `null`: one is drawn when the initializer is made. */
  readonly seed?: number | null;
}

/** A seed as it was given, and the key that all draws of an initializer use. */
export interface Seed {
  readonly given: number | null;
  readonly key: number;
}

/**
 * The seed of an initializer. Without one, the key comes from the global generator, so that `setRandomSeed` repeats a run.
 *
 * @param seed - may be Keras's description of a seed generator, as files have it.
 * @throws {ArgumentError} for anything but a whole number or null.
 */
export function seedOf(where: string, seed: unknown): Seed {
  if (seed === null) return { given: null, key: globalSeedGenerator().nextKey() };
  if (typeof seed === 'number' && Number.isSafeInteger(seed)) return { given: seed, key: drawKey(seed, 0) };
  if (typeof seed === 'object' && 'config' in seed && isRecord(seed.config) && 'seed' in seed.config)
    return seedOf(where, seed.config.seed);
  throw new ArgumentError(where, { expected: 'a whole number, or null', received: String(seed) });
}

/** Draws from `low` up to, but not including, `high`. */
export function uniforms(key: number, count: number, low: number, high: number): Float32Array {
  return scaled(uniformArray(key, count), low, high - low);
}

/** Draws from a normal distribution. */
export function normals(key: number, count: number, mean: number, deviation: number): Float32Array {
  return scaled(normalArray(key, count), mean, deviation);
}

/** Draws from a normal distribution, none further from the mean than two standard deviations. */
export function truncatedNormals(key: number, count: number, mean: number, deviation: number): Float32Array {
  return scaled(truncatedNormalArray(key, count), mean, deviation);
}

/** Shifts and stretches fresh draws in place. */
function scaled(drawn: Float32Array, center: number, width: number): Float32Array {
  for (const [i, value] of drawn.entries()) drawn[i] = center + width * value;
  return drawn;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
