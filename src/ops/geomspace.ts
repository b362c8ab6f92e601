import { axisOf, composite, isFloat, type Tensor, type TensorLike } from '../graph/index.ts';
import { multiply } from './arithmetic.ts';
import { cast } from './cast.ts';
import { knownDtype } from './creation.ts';
import { abs, exp, log, sign } from './elementwise.ts';
import { expandDims } from './movement.ts';
import { operands } from './operands.ts';
import { floor } from './rounding.ts';
import { linspace, type SpacingOptions } from './spacing.ts';

/**
 * Numbers at equal ratios between two ends: `start · (stop / start)^(i / (num - 1))`.
 *
 * @param start - the first number, other than 0, or a tensor of such.
 * @param stop - the last, of the same sign; broadcasts with `start`.
 * @param num - how many. Default `50`.
 * @param options - `endpoint` (default true), `dtype` (default float32), `axis` (default 0).
 * @throws {ArgumentError} when `num` is no whole number of at least 0.
 * @throws {ShapeError} when the ends do not broadcast.
 * @example
 * await ops.geomspace(1, 100, 3).array() // => [1, 10, 100]
 * @see https://keras.io/api/ops/numpy/
 */
export const geomspace = composite(
  'geomspace',
  (start: TensorLike, stop: TensorLike, num: number = 50, options: SpacingOptions = {}): Tensor => {
    const { endpoint = true, dtype = 'float32', axis = 0 } = options;
    knownDtype('geomspace', dtype);
    const ends = operands(start, stop, 'float32');
    const direction = sign(ends.a);
    const powers = linspace(log(abs(ends.a)), log(multiply(ends.b, direction)), num, { endpoint, axis });
    // Both ends have one sign, so any of them serves; it broadcasts along the new axis.
    const shape = powers.dims.length > direction.dims.length && direction.dims.length > 0;
    const values = multiply(
      exp(powers),
      shape ? expandDims(direction, axisOf('geomspace: axis', axis, powers.dims.length)) : direction,
    );
    return cast(isFloat(dtype) ? values : floor(values), dtype);
  },
);
