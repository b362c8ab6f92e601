import { type DType, dtypes, shownShape, type TypedArray } from '../graph/index.ts';
import { flattenNested, type NestedArray, nestedShape, sizeOf } from '../utils/arrays.ts';
import { ShapeError } from '../utils/errors.ts';
import type { Json } from '../utils/json.ts';
import { finite } from './checks.ts';
import type { InitializerObject } from './initializer.ts';

/** Makes all values 0; see `zeros`. */
export class Zeros implements InitializerObject {
  static readonly className = 'Zeros';
  readonly className = Zeros.className;

  draw(shape: readonly number[], dtype: DType = 'float32'): TypedArray {
    return dtypes[dtype].zeros(sizeOf(shape));
  }

  getConfig(): Readonly<Record<string, Json>> {
    return {};
  }
}

/**
 * Makes all values 0: the usual start of biases.
 *
 * @example
 * initializers.zeros().draw([3]) // => Float32Array [0, 0, 0]
 * @see https://keras.io/api/layers/initializers/#zeros-class
 */
export function zeros(): Zeros {
  return new Zeros();
}

/** Makes all values 1; see `ones`. */
export class Ones implements InitializerObject {
  static readonly className = 'Ones';
  readonly className = Ones.className;

  draw(shape: readonly number[], dtype: DType = 'float32'): TypedArray {
    return filled(shape, dtype, () => 1);
  }

  getConfig(): Readonly<Record<string, Json>> {
    return {};
  }
}

/**
 * Makes all values 1: the usual start of scales, as in normalization.
 *
 * @example
 * initializers.ones().draw([3]) // => Float32Array [1, 1, 1]
 * @see https://keras.io/api/layers/initializers/#ones-class
 */
export function ones(): Ones {
  return new Ones();
}

/** Options of `constant`. */
export interface ConstantOptions {
  /** A number, or nested arrays that broadcast to the shape of the weight. Default `0`. */
  readonly value?: NestedArray;
}

/** Makes all values the same; see `constant`. */
export class Constant implements InitializerObject {
  static readonly className = 'Constant';
  readonly className = Constant.className;
  readonly value: NestedArray;

  constructor({ value = 0 }: ConstantOptions = {}) {
    this.value = typeof value === 'object' ? value : finite('constant: value', value);
  }

  draw(shape: readonly number[], dtype: DType = 'float32'): TypedArray {
    const from = nestedShape('constant: value', this.value);
    const { values } = flattenNested(this.value, sizeOf(from));
    const lead = shape.length - from.length;
    if (lead < 0 || from.some((length, axis) => length !== 1 && length !== shape[axis + lead]))
      throw new ShapeError('constant: value', {
        expected: `values that broadcast to ${shownShape(shape)}`,
        received: `values of shape ${shownShape(from)}`,
      });
    return filled(shape, dtype, (index) => {
      let place = 0;
      let rest = index;
      let stride = 1;
      for (let axis = shape.length - 1; axis >= 0; axis--) {
        const length = shape[axis] ?? 1;
        const own = from[axis - lead] ?? 1;
        if (own !== 1) place += (rest % length) * stride;
        stride *= own;
        rest = Math.floor(rest / length);
      }
      return values[place] ?? 0;
    });
  }

  getConfig(): Readonly<Record<string, Json>> {
    return { value: this.value };
  }
}

/**
 * Makes all values the same.
 *
 * @param value - a number, or nested arrays that broadcast to the shape of the weight. Default `0`.
 * @example
 * initializers.constant(0.5).draw([2]) // => Float32Array [0.5, 0.5]
 * @see https://keras.io/api/layers/initializers/#constant-class
 */
export function constant(value: NestedArray = 0): Constant {
  return new Constant({ value });
}

/** Options of `identity`. */
export interface IdentityOptions {
  /** What stands on the diagonal. Default `1`. */
  readonly gain?: number;
}

/** Makes the identity matrix; see `identity`. */
export class Identity implements InitializerObject {
  static readonly className = 'Identity';
  readonly className = Identity.className;
  readonly gain: number;

  constructor({ gain = 1 }: IdentityOptions = {}) {
    this.gain = finite('identity: gain', gain);
  }

  draw(shape: readonly number[], dtype: DType = 'float32'): TypedArray {
    const [, columns] = shape;
    if (shape.length !== 2 || columns === undefined)
      throw new ShapeError('identity', { expected: 'the shape of a matrix', received: shownShape(shape) });
    return filled(shape, dtype, (index) => (index % (columns + 1) === 0 && index < columns * columns ? this.gain : 0));
  }

  getConfig(): Readonly<Record<string, Json>> {
    // Keras writes no gain, and so loses it; it reads one.
    return this.gain === 1 ? {} : { gain: this.gain };
  }
}

/**
 * Makes the identity matrix: `gain` on the diagonal, 0 elsewhere. For matrices only, square or not.
 *
 * @param options - `gain`, default `1`.
 * @example
 * initializers.identity().draw([2, 2]) // => Float32Array [1, 0, 0, 1]
 * @see https://keras.io/api/layers/initializers/#identity-class
 */
export function identity(options: IdentityOptions = {}): Identity {
  return new Identity(options);
}

function filled(shape: readonly number[], dtype: DType, at: (index: number) => number): TypedArray {
  return dtypes[dtype].from(Float64Array.from({ length: sizeOf(shape) }, (_, index) => at(index)));
}
