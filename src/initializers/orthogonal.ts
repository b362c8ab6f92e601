import { type DType, dtypes, shownShape, type TypedArray } from '../graph/index.ts';
import { sizeOf } from '../utils/arrays.ts';
import { ShapeError } from '../utils/errors.ts';
import type { Json } from '../utils/json.ts';
import { finite } from './checks.ts';
import type { InitializerObject } from './initializer.ts';
import { normals, type SeedOptions, seedOf } from './seed.ts';

/** Options of `orthogonal`. */
export interface OrthogonalOptions extends SeedOptions {
  /** What the matrix is multiplied by. Default `1`. */
  readonly gain?: number;
}

/** Makes a random orthogonal matrix; see `orthogonal`. */
export class Orthogonal implements InitializerObject {
  static readonly className = 'Orthogonal';
  readonly className = Orthogonal.className;
  readonly gain: number;
  /** The seed that was given; null where one was drawn. */
  readonly seed: number | null;
  readonly #key: number;

  constructor({ gain = 1, seed = null }: OrthogonalOptions = {}) {
    this.gain = finite('orthogonal: gain', gain);
    ({ given: this.seed, key: this.#key } = seedOf('orthogonal: seed', seed));
  }

  draw(shape: readonly number[], dtype: DType = 'float32'): TypedArray {
    const columns = shape.at(-1);
    if (shape.length < 2 || columns === undefined)
      throw new ShapeError('orthogonal', { expected: 'a shape of at least two axes', received: shownShape(shape) });
    const rows = sizeOf(shape.slice(0, -1));
    const vectors = orthonormal(this.#key, Math.min(rows, columns), Math.max(rows, columns));
    const tall = rows >= columns;
    const values = new Float64Array(rows * columns);
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++) {
        const vector = vectors[tall ? column : row];
        values[row * columns + column] = this.gain * (vector?.[tall ? row : column] ?? 0);
      }
    return dtypes[dtype].from(values);
  }

  getConfig(): Readonly<Record<string, Json>> {
    return { seed: this.seed, gain: this.gain };
  }
}

/**
 * Makes a random orthogonal matrix: rows or columns, whichever are fewer, have length 1 and stand at right angles. Weights of
 * more axes are the matrix of their last axis by the others. The usual start of recurrent weights: signals neither grow nor
 * fade (Saxe and others 2014, https://arxiv.org/abs/1312.6120).
 *
 * @param options - `gain` (default `1`), `seed`.
 * @example
 * initializers.orthogonal({ seed: 1 }).draw([4, 2]).length // => 8
 * @see https://keras.io/api/layers/initializers/#orthogonal-class
 */
export function orthogonal(options: OrthogonalOptions = {}): Orthogonal {
  return new Orthogonal(options);
}

/**
 * Orthonormal vectors, evenly distributed over all such sets: normal draws, made orthogonal by Gram and Schmidt's method in
 * its modified form. That is the factor q of a QR decomposition whose r has a positive diagonal, as Keras's q · sign(diag r).
 */
function orthonormal(key: number, count: number, length: number): readonly Float64Array[] {
  const drawn = normals(key, count * length, 0, 1);
  const vectors: Float64Array[] = [];
  for (let k = 0; k < count; k++) {
    const vector = Float64Array.from({ length }, (_, i) => drawn[i * count + k] ?? 0);
    // What little is left of a vector nearly in the span of those before is mostly rounding: one more pass removes it.
    for (let norm = lengthOf(vector), left = 0, pass = 0; pass < 2; norm = left, pass++) {
      for (const before of vectors) removePart(vector, before);
      left = lengthOf(vector);
      if (left > norm / 10) break;
    }
    const norm = lengthOf(vector);
    for (let i = 0; i < length; i++) vector[i] = (vector[i] ?? 0) / norm;
    vectors.push(vector);
  }
  return vectors;
}

/** Takes off the part of a vector along a unit vector. */
function removePart(vector: Float64Array, unit: Float64Array): void {
  const along = dot(vector, unit);
  for (let i = 0; i < unit.length; i++) vector[i] = (vector[i] ?? 0) - along * (unit[i] ?? 0);
}

function lengthOf(vector: Float64Array): number {
  return Math.sqrt(dot(vector, vector));
}

/** Four sums at a time: one alone would wait for each addition before the next, and take twice as long. */
function dot(a: Float64Array, b: Float64Array): number {
  let first = 0;
  let second = 0;
  let third = 0;
  let fourth = 0;
  const even = a.length - (a.length % 4);
  for (let i = 0; i < even; i += 4) {
    first += (a[i] ?? 0) * (b[i] ?? 0);
    second += (a[i + 1] ?? 0) * (b[i + 1] ?? 0);
    third += (a[i + 2] ?? 0) * (b[i + 2] ?? 0);
    fourth += (a[i + 3] ?? 0) * (b[i + 3] ?? 0);
  }
  for (let i = even; i < a.length; i++) first += (a[i] ?? 0) * (b[i] ?? 0);
  return first + second + (third + fourth);
}
