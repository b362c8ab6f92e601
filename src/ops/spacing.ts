import { axisOf, composite, type DType, isFloat, type Tensor, type TensorLike } from '../graph/index.ts';
import { ArgumentError } from '../utils/errors.ts';
import { add, multiply, power, subtract } from './arithmetic.ts';
import { cast } from './cast.ts';
import { knownDtype, literal } from './creation.ts';
import { expandDims } from './movement.ts';
import { operands } from './operands.ts';
import { floor } from './rounding.ts';

/** Options of `linspace`. */
export interface SpacingOptions {
  /** Whether the last number is `stop` itself. Default `true`. */
  readonly endpoint?: boolean;
  /** Default `'float32'`; whole numbers are rounded down. */
  readonly dtype?: DType;
  /** Where the numbers stand in the result, if the ends are no scalars. Default `0`. */
  readonly axis?: number;
}

/**
 * Numbers at equal distances between two ends.
 *
 * @param start - the first number, or a tensor of them.
 * @param stop - the last, likewise; broadcasts with `start`.
 * @param num - how many. Default `50`.
 * @param options - `endpoint` (default true), `dtype` (default float32), `axis` (default 0).
 * @throws {ArgumentError} when `num` is no whole number of at least 0.
 * @throws {ShapeError} when the ends do not broadcast.
 * @example
 * await ops.linspace(0, 1, 5).array() // => [0, 0.25, 0.5, 0.75, 1]
 * @see https://keras.io/api/ops/numpy/#linspace-function
 */
export const linspace = composite(
  'linspace',
  (start: TensorLike, stop: TensorLike, num: number = 50, options: SpacingOptions = {}): Tensor => {
    const { endpoint = true, dtype = 'float32', axis = 0 } = options;
    knownDtype('linspace', dtype);
    const parts = fractions('linspace: num', num, endpoint);
    if (typeof start === 'number' && typeof stop === 'number') {
      const values = parts.map((part) => between(start, stop, part));
      return literal(isFloat(dtype) ? values : values.map(Math.floor), [num], dtype);
    }
    const ends = operands(start, stop, 'float32');
    const distance = subtract(ends.b, ends.a);
    const at = axisOf('linspace: axis', axis, distance.dims.length + 1);
    const shape = Array.from({ length: distance.dims.length + 1 }, (_, i) => (i === at ? num : 1));
    const steps = multiply(expandDims(distance, at), literal(parts, shape, 'float32'));
    // The new axis stands before as many axes in the first number as in the distance.
    const place = ends.a.dims.length - (distance.dims.length - at);
    const first = place < 0 ? ends.a : expandDims(ends.a, place);
    const result = add(first, steps);
    return cast(isFloat(dtype) ? result : floor(result), dtype);
  },
);

/** Exact at both ends, whatever the rounding between. */
function between(start: number, stop: number, part: number): number {
  return part === 1 ? stop : start + (stop - start) * part;
}

function fractions(where: string, num: number, endpoint: boolean): readonly number[] {
  if (!Number.isInteger(num) || num < 0)
    throw new ArgumentError(where, { expected: 'a whole number of at least 0', received: String(num) });
  const steps = endpoint ? num - 1 : num;
  return Array.from({ length: num }, (_, i) => (steps > 0 ? i / steps : 0));
}

/** Options of `logspace`. */
export interface LogSpacingOptions extends SpacingOptions {
  /** Default `10`. */
  readonly base?: number;
}

/**
 * Numbers at equal ratios: powers of a base whose exponents are at equal distances.
 *
 * @param start - the first exponent, or a tensor of them.
 * @param stop - the last, likewise; broadcasts with `start`.
 * @param num - how many. Default `50`.
 * @param options - `base` (default 10), `endpoint` (default true), `dtype` (default float32), `axis` (default 0).
 * @throws {ArgumentError} when `num` is no whole number of at least 0.
 * @throws {ShapeError} when the ends do not broadcast.
 * @example
 * await ops.logspace(0, 2, 3).array() // => [1, 10, 100]
 * @see https://keras.io/api/ops/numpy/#logspace-function
 */
export const logspace = composite(
  'logspace',
  (start: TensorLike, stop: TensorLike, num: number = 50, options: LogSpacingOptions = {}): Tensor => {
    const { base = 10, dtype = 'float32', endpoint = true, axis = 0 } = options;
    if (typeof start === 'number' && typeof stop === 'number') {
      const values = fractions('logspace: num', num, endpoint).map((part) => base ** between(start, stop, part));
      return literal(isFloat(dtype) ? values : values.map(Math.floor), [num], knownDtype('logspace', dtype));
    }
    const powers = power(base, linspace(start, stop, num, { endpoint, axis }));
    return cast(isFloat(dtype) ? powers : floor(powers), knownDtype('logspace', dtype));
  },
);
