import { type DType, dtypes, type TypedArray } from '../graph/index.ts';
import { sizeOf } from '../utils/arrays.ts';
import { ArgumentError } from '../utils/errors.ts';
import type { Json } from '../utils/json.ts';
import { axesOrNull, finite, oneOf } from './checks.ts';
import { fansOf } from './fans.ts';
import type { InitializerObject } from './initializer.ts';
import { normals, type SeedOptions, seedOf, truncatedNormals, uniforms } from './seed.ts';

/** Options that say how fans are counted, and the seed. */
export interface FanOptions extends SeedOptions {
  /** Which axes of the weight are inputs; together with `outputAxes`. Default `null`: told by the shape. */
  readonly inputAxes?: readonly number[] | null;
  /** Which axes of the weight are outputs. Default `null`. */
  readonly outputAxes?: readonly number[] | null;
}

/** Options of `varianceScaling`; Keras's words, since they stand in files. */
export interface VarianceScalingOptions extends FanOptions {
  /** Above 0. Default `1`. */
  readonly scale?: number;
  /** By which count of connections the variance is divided. Default `'fan_in'`. */
  readonly mode?: 'fan_in' | 'fan_out' | 'fan_avg';
  /** Default `'truncated_normal'`, which `'normal'` means as well. */
  readonly distribution?: 'truncated_normal' | 'untruncated_normal' | 'uniform' | 'normal';
}

/** Standard deviation of the standard normal distribution after it is cut at ±2 (scipy.stats.truncnorm.std(-2, 2)). */
const truncatedDeviation = 0.87962566103423978;

/** Draws with a variance that fits the number of connections; see `varianceScaling`. */
export class VarianceScaling implements InitializerObject {
  static readonly className: string = 'VarianceScaling';
  readonly className: string = VarianceScaling.className;
  readonly scale: number;
  readonly mode: 'fan_in' | 'fan_out' | 'fan_avg';
  readonly distribution: 'truncated_normal' | 'untruncated_normal' | 'uniform';
  readonly inputAxes: readonly number[] | null;
  readonly outputAxes: readonly number[] | null;
  /** The seed that was given; null where one was drawn. */
  readonly seed: number | null;
  readonly #key: number;

  constructor(options: VarianceScalingOptions = {}) {
    const { scale = 1, mode = 'fan_in', distribution = 'truncated_normal', seed = null } = options;
    this.scale = finite(`${new.target.className}: scale`, scale);
    if (!(scale > 0))
      throw new ArgumentError(`${new.target.className}: scale`, { expected: 'a number above 0', received: `${scale}` });
    this.mode = oneOf(`${new.target.className}: mode`, mode, ['fan_in', 'fan_out', 'fan_avg']);
    const known = ['truncated_normal', 'untruncated_normal', 'uniform', 'normal'] as const;
    const chosen = oneOf(`${new.target.className}: distribution`, distribution, known);
    this.distribution = chosen === 'normal' ? 'truncated_normal' : chosen;
    this.inputAxes = axesOrNull(`${new.target.className}: inputAxes`, options.inputAxes ?? null);
    this.outputAxes = axesOrNull(`${new.target.className}: outputAxes`, options.outputAxes ?? null);
    ({ given: this.seed, key: this.#key } = seedOf(`${new.target.className}: seed`, seed));
  }

  draw(shape: readonly number[], dtype: DType = 'float32'): TypedArray {
    const { fanIn, fanOut } = fansOf(shape, this.inputAxes, this.outputAxes);
    const fans = { fan_in: fanIn, fan_out: fanOut, fan_avg: (fanIn + fanOut) / 2 };
    const variance = this.scale / Math.max(1, fans[this.mode]);
    return dtypes[dtype].from(this.#values(sizeOf(shape), variance));
  }

  getConfig(): Readonly<Record<string, Json>> {
    const { scale, mode, distribution } = this;
    return { seed: this.seed, scale, mode, distribution, input_axes: this.inputAxes, output_axes: this.outputAxes };
  }

  #values(count: number, variance: number): Float32Array {
    const limit = Math.sqrt(3 * variance); // the variance of a uniform distribution on ±limit is limit²/3
    if (this.distribution === 'uniform') return uniforms(this.#key, count, -limit, limit);
    const deviation = Math.sqrt(variance);
    if (this.distribution === 'untruncated_normal') return normals(this.#key, count, 0, deviation);
    return truncatedNormals(this.#key, count, 0, deviation / truncatedDeviation);
  }
}

/**
 * Draws with mean 0 and variance `scale / fan`, so that signals keep their size from layer to layer.
 *
 * @param options - `scale`, `mode` (which fan), `distribution`, `seed`, and the axes that count as inputs and outputs.
 * @throws {ArgumentError} for a scale that is not above 0, an unknown mode or distribution.
 * @example
 * initializers.varianceScaling({ mode: 'fan_avg', distribution: 'uniform', seed: 1 }).draw([2, 3]).length // => 6
 * @see https://keras.io/api/layers/initializers/#variancescaling-class
 */
export function varianceScaling(options: VarianceScalingOptions = {}): VarianceScaling {
  return new VarianceScaling(options);
}

/** What the six named cases share: their config holds only seed and axes. */
abstract class NamedScaling extends VarianceScaling {
  override getConfig(): Readonly<Record<string, Json>> {
    return { seed: this.seed, input_axes: this.inputAxes, output_axes: this.outputAxes };
  }
}

/** Glorot's uniform initializer; see `glorotUniform`. */
export class GlorotUniform extends NamedScaling {
  static override readonly className = 'GlorotUniform';
  override readonly className = GlorotUniform.className;

  constructor(options: FanOptions = {}) {
    super({ ...options, scale: 1, mode: 'fan_avg', distribution: 'uniform' });
  }
}

/**
 * Draws evenly from ±√(6 / (fanIn + fanOut)): the default of most layers (Glorot and Bengio 2010,
 * https://proceedings.mlr.press/v9/glorot10a.html). Made for `tanh` and `sigmoid`.
 *
 * @param options - `seed`, and the axes that count as inputs and outputs.
 * @example
 * initializers.glorotUniform({ seed: 1 }).draw([3, 3]).every((x) => Math.abs(x) <= 1) // => true
 * @see https://keras.io/api/layers/initializers/#glorotuniform-class
 */
export function glorotUniform(options: FanOptions = {}): GlorotUniform {
  return new GlorotUniform(options);
}

/** Glorot's normal initializer; see `glorotNormal`. */
export class GlorotNormal extends NamedScaling {
  static override readonly className = 'GlorotNormal';
  override readonly className = GlorotNormal.className;

  constructor(options: FanOptions = {}) {
    super({ ...options, scale: 1, mode: 'fan_avg', distribution: 'truncated_normal' });
  }
}

/**
 * Draws from a truncated normal distribution with variance `2 / (fanIn + fanOut)` (Glorot and Bengio 2010).
 *
 * @param options - `seed`, and the axes that count as inputs and outputs.
 * @example
 * initializers.glorotNormal({ seed: 1 }).draw([3, 3]).length // => 9
 * @see https://keras.io/api/layers/initializers/#glorotnormal-class
 */
export function glorotNormal(options: FanOptions = {}): GlorotNormal {
  return new GlorotNormal(options);
}

/** He's uniform initializer; see `heUniform`. */
export class HeUniform extends NamedScaling {
  static override readonly className = 'HeUniform';
  override readonly className = HeUniform.className;

  constructor(options: FanOptions = {}) {
    super({ ...options, scale: 2, mode: 'fan_in', distribution: 'uniform' });
  }
}

/**
 * Draws evenly from ±√(6 / fanIn) (He and others 2015, https://arxiv.org/abs/1502.01852). Made for `relu`.
 *
 * @param options - `seed`, and the axes that count as inputs and outputs.
 * @example
 * initializers.heUniform({ seed: 1 }).draw([6, 3]).every((x) => Math.abs(x) <= 1) // => true
 * @see https://keras.io/api/layers/initializers/#heuniform-class
 */
export function heUniform(options: FanOptions = {}): HeUniform {
  return new HeUniform(options);
}

/** He's normal initializer; see `heNormal`. */
export class HeNormal extends NamedScaling {
  static override readonly className = 'HeNormal';
  override readonly className = HeNormal.className;

  constructor(options: FanOptions = {}) {
    super({ ...options, scale: 2, mode: 'fan_in', distribution: 'truncated_normal' });
  }
}

/**
 * Draws from a truncated normal distribution with variance `2 / fanIn` (He and others 2015). Made for `relu`.
 *
 * @param options - `seed`, and the axes that count as inputs and outputs.
 * @example
 * initializers.heNormal({ seed: 1 }).draw([3, 3]).length // => 9
 * @see https://keras.io/api/layers/initializers/#henormal-class
 */
export function heNormal(options: FanOptions = {}): HeNormal {
  return new HeNormal(options);
}

/** LeCun's uniform initializer; see `lecunUniform`. */
export class LecunUniform extends NamedScaling {
  static override readonly className = 'LecunUniform';
  override readonly className = LecunUniform.className;

  constructor(options: FanOptions = {}) {
    super({ ...options, scale: 1, mode: 'fan_in', distribution: 'uniform' });
  }
}

/**
 * Draws evenly from ±√(3 / fanIn) (LeCun and others 1998, "Efficient BackProp").
 *
 * @param options - `seed`, and the axes that count as inputs and outputs.
 * @example
 * initializers.lecunUniform({ seed: 1 }).draw([3, 3]).every((x) => Math.abs(x) <= 1) // => true
 * @see https://keras.io/api/layers/initializers/#lecununiform-class
 */
export function lecunUniform(options: FanOptions = {}): LecunUniform {
  return new LecunUniform(options);
}

/** LeCun's normal initializer; see `lecunNormal`. */
export class LecunNormal extends NamedScaling {
  static override readonly className = 'LecunNormal';
  override readonly className = LecunNormal.className;

  constructor(options: FanOptions = {}) {
    super({ ...options, scale: 1, mode: 'fan_in', distribution: 'truncated_normal' });
  }
}

/**
 * Draws from a truncated normal distribution with variance `1 / fanIn` (LeCun and others 1998). Made for `selu`.
 *
 * @param options - `seed`, and the axes that count as inputs and outputs.
 * @example
 * initializers.lecunNormal({ seed: 1 }).draw([3, 3]).length // => 9
 * @see https://keras.io/api/layers/initializers/#lecunnormal-class
 */
export function lecunNormal(options: FanOptions = {}): LecunNormal {
  return new LecunNormal(options);
}
