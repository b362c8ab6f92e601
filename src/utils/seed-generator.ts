import { ArgumentError } from './errors.ts';
import { drawKey, foldSeed } from './random.ts';

/**
 * A stream of random draws that are all different, and the same for the same seed. Its state is a seed and a counter, as
 * Keras saves it.
 *
 * @example
 * const seeds = new SeedGenerator(42);
 * const first = random.uniform([2], { seed: seeds });
 * const second = random.uniform([2], { seed: seeds });
 * seeds.state() // => Uint32Array [42, 2]
 * @see https://keras.io/api/random/seed_generator/
 */
export class SeedGenerator {
  /** The seed that was given; null where one was drawn. */
  readonly seed: number | null;
  #seed: number;
  #counter = 0;

  /**
   * @param seed - a whole number. Default: one from the global generator, so it differs from run to run unless `setRandomSeed`
   * was called.
   * @throws {ArgumentError} for anything but a whole number or null.
   */
  constructor(seed: number | null = null) {
    this.seed = seed;
    this.#seed = seed === null ? shared.nextKey() : foldSeed(checkedSeed('SeedGenerator: seed', seed));
  }

  /** The key of the next draw: an odd uint32. */
  nextKey(): number {
    return drawKey(this.#seed, this.#counter++);
  }

  /** The seed and the number of draws so far. */
  state(): Uint32Array {
    return Uint32Array.of(this.#seed, this.#counter);
  }

  /**
   * Goes on from a state, of this generator or another.
   *
   * @throws {ArgumentError} when there are not two numbers.
   */
  setState(state: ArrayLike<number>): void {
    const [seed, counter] = Array.from(state);
    if (seed === undefined || counter === undefined || state.length !== 2)
      throw new ArgumentError('SeedGenerator.setState', {
        expected: 'a seed and a counter',
        received: `${state.length} numbers`,
      });
    this.#seed = foldSeed(checkedSeed('SeedGenerator.setState', seed));
    this.#counter = foldSeed(checkedSeed('SeedGenerator.setState', counter));
  }
}

/** What draws take their keys from when they are given none. */
const shared = new SeedGenerator(Math.floor(Math.random() * 2 ** 32));

/** The generator behind all draws that are given no seed. */
export function globalSeedGenerator(): SeedGenerator {
  return shared;
}

/**
 * Starts the generator behind all draws that are given no seed: what follows is then the same in every run.
 *
 * @param seed - a whole number.
 * @throws {ArgumentError} for anything else.
 * @example
 * setRandomSeed(7);
 * const a = random.uniform([2]);
 * setRandomSeed(7);
 * const b = random.uniform([2]); // equal to a
 * @see https://keras.io/api/utils/python_utils/#set_random_seed-function
 */
export function setRandomSeed(seed: number): void {
  shared.setState([checkedSeed('setRandomSeed', seed), 0]);
}

/** The seed as a whole number, or a complaint. */
export function checkedSeed(where: string, seed: number): number {
  if (!Number.isSafeInteger(seed))
    throw new ArgumentError(where, { expected: 'a whole number', received: String(seed) });
  return seed;
}
