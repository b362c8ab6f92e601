import { type DType, dtypes, type TypedArray } from '../graph/index.ts';
import { sizeOf } from '../utils/arrays.ts';
import type { Json } from '../utils/json.ts';
import { finite } from './checks.ts';
import type { InitializerObject } from './initializer.ts';
import { normals, type SeedOptions, seedOf, truncatedNormals, uniforms } from './seed.ts';

/** Options of `randomNormal` and `truncatedNormal`. */
export interface NormalOptions extends SeedOptions {
  /** Default `0`. */
  readonly mean?: number;
  /** Standard deviation. Default `0.05`. */
  readonly stddev?: number;
}

/** Draws from a normal distribution; see `randomNormal`. */
export class RandomNormal implements InitializerObject {
  static readonly className: string = 'RandomNormal';
  readonly className: string = RandomNormal.className;
  readonly mean: number;
  readonly stddev: number;
  /** The seed that was given; null where one was drawn. */
  readonly seed: number | null;
  /** What the values are drawn from. */
  protected readonly key: number;

  constructor({ mean = 0, stddev = 0.05, seed = null }: NormalOptions = {}) {
    this.mean = finite(`${new.target.className}: mean`, mean);
    this.stddev = finite(`${new.target.className}: stddev`, stddev);
    ({ given: this.seed, key: this.key } = seedOf(`${new.target.className}: seed`, seed));
  }

  draw(shape: readonly number[], dtype: DType = 'float32'): TypedArray {
    return dtypes[dtype].from(normals(this.key, sizeOf(shape), this.mean, this.stddev));
  }

  getConfig(): Readonly<Record<string, Json>> {
    return { seed: this.seed, mean: this.mean, stddev: this.stddev };
  }
}

/**
 * Draws from the normal distribution with that mean and standard deviation.
 *
 * @param options - `mean` (default `0`), `stddev` (default `0.05`), `seed`.
 * @example
 * initializers.randomNormal({ stddev: 0.1, seed: 1 }).draw([2, 3]).length // => 6
 * @see https://keras.io/api/layers/initializers/#randomnormal-class
 */
export function randomNormal(options: NormalOptions = {}): RandomNormal {
  return new RandomNormal(options);
}

/** Draws from a normal distribution cut at two standard deviations; see `truncatedNormal`. */
export class TruncatedNormal extends RandomNormal {
  static override readonly className: string = 'TruncatedNormal';
  override readonly className: string = TruncatedNormal.className;

  override draw(shape: readonly number[], dtype: DType = 'float32'): TypedArray {
    return dtypes[dtype].from(truncatedNormals(this.key, sizeOf(shape), this.mean, this.stddev));
  }
}

/**
 * Draws from the normal distribution, but nothing further than two standard deviations from the mean.
 *
 * @param options - `mean` (default `0`), `stddev` of the distribution before it is cut (default `0.05`), `seed`.
 * @example
 * Math.max(...initializers.truncatedNormal({ seed: 1 }).draw([100])) <= 0.1 // => true
 * @see https://keras.io/api/layers/initializers/#truncatednormal-class
 */
export function truncatedNormal(options: NormalOptions = {}): TruncatedNormal {
  return new TruncatedNormal(options);
}

/** Options of `randomUniform`. */
export interface UniformOptions extends SeedOptions {
  /** Lowest value. Default `-0.05`. */
  readonly minval?: number;
  /** Bound, reached by rounding only. Default `0.05`. */
  readonly maxval?: number;
}

/** Draws from a uniform distribution; see `randomUniform`. */
export class RandomUniform implements InitializerObject {
  static readonly className = 'RandomUniform';
  readonly className = RandomUniform.className;
  readonly minval: number;
  readonly maxval: number;
  /** The seed that was given; null where one was drawn. */
  readonly seed: number | null;
  readonly #key: number;

  constructor({ minval = -0.05, maxval = 0.05, seed = null }: UniformOptions = {}) {
    this.minval = finite(`${new.target.className}: minval`, minval);
    this.maxval = finite(`${new.target.className}: maxval`, maxval);
    ({ given: this.seed, key: this.#key } = seedOf(`${new.target.className}: seed`, seed));
  }

  draw(shape: readonly number[], dtype: DType = 'float32'): TypedArray {
    return dtypes[dtype].from(uniforms(this.#key, sizeOf(shape), this.minval, this.maxval));
  }

  getConfig(): Readonly<Record<string, Json>> {
    return { seed: this.seed, minval: this.minval, maxval: this.maxval };
  }
}

/**
 * Draws evenly from `minval` up to `maxval`.
 *
 * @param options - `minval` (default `-0.05`), `maxval` (default `0.05`), `seed`.
 * @example
 * initializers.randomUniform({ minval: 0, maxval: 1, seed: 1 }).draw([4]).every((x) => x >= 0 && x < 1) // => true
 * @see https://keras.io/api/layers/initializers/#randomuniform-class
 */
export function randomUniform(options: UniformOptions = {}): RandomUniform {
  return new RandomUniform(options);
}
