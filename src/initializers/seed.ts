import { ArgumentError } from '../utils/errors.ts';

/** The option that makes draws repeatable. */
export interface SeedOptions {
  /** A whole number: the same one gives the same values. Default `null`: a seed is drawn when the initializer is made. */
  readonly seed?: number | null;
}

/** A seed as it was given, and the one that is used. */
export interface Seed {
  readonly given: number | null;
  readonly used: number;
}

/**
 * The seed of an initializer. One that is not given comes from the global generator, so that `setRandomSeed` repeats a run.
 *
 * @param seed - may be Keras's description of a seed generator, as files have it.
 * @throws {ArgumentError} for anything but a whole number or null.
 */
export function seedOf(where: string, seed: unknown): Seed {
  if (seed === null) return { given: null, used: Math.floor(Math.random() * 2 ** 32) };
  if (typeof seed === 'number' && Number.isSafeInteger(seed)) return { given: seed, used: seed };
  if (typeof seed === 'object' && 'config' in seed && isRecord(seed.config) && 'seed' in seed.config)
    return seedOf(where, seed.config.seed);
  throw new ArgumentError(where, { expected: 'a whole number, or null', received: String(seed) });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** Draws from `low` up to, but not including, `high`. */
export function uniforms(seed: number, count: number, low: number, high: number): Float32Array {
  const next = generator(seed);
  return Float32Array.from({ length: count }, () => low + next() * (high - low));
}

/** Draws from a normal distribution. */
export function normals(seed: number, count: number, mean: number, deviation: number): Float32Array {
  const next = generator(seed);
  return Float32Array.from(
    { length: count },
    () => mean + deviation * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  );
}

/** Draws from a normal distribution, none further from the mean than two standard deviations. */
export function truncatedNormals(seed: number, count: number, mean: number, deviation: number): Float32Array {
  const next = generator(seed);
  return Float32Array.from({ length: count }, () => {
    for (;;) {
      const z = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
      if (Math.abs(z) <= 2) return mean + deviation * z;
    }
  });
}

function generator(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
