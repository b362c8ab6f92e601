import { composite, type Shape, shown, shownShape, type Tensor, type TensorLike } from '../../graph/index.ts';
import { ShapeError } from '../../utils/errors.ts';
import { multiply } from '../arithmetic.ts';
import { fillLike } from '../like.ts';
import { asFloat } from '../operands.ts';
import { drawMask } from './bits.ts';
import { checkPart, type DrawOptions, keyOf } from './draw.ts';

/** Options of `dropout`. */
export interface DropoutOptions extends DrawOptions {
  /** The shape in which is decided, where 1 means once for the whole axis and null as long as `x`. Default null: that of `x`. */
  readonly noiseShape?: Shape | null;
}

/**
 * Sets elements to 0 at random, and divides the others by the part that is kept, so that the mean stays.
 *
 * @param x - any shape; the result is float32, in the same shape.
 * @param rate - the part that is dropped, from 0 to 1.
 * @param options - `noiseShape` (default that of `x`), `seed`.
 * @throws {ArgumentError} for a rate beyond 0 and 1.
 * @throws {ShapeError} for a noise shape that does not broadcast to the shape of `x`.
 * @example
 * await random.dropout([1, 2], 0).array() // => [1, 2]
 * @see https://keras.io/api/random/random_ops/#dropout-function
 */
export const dropout = composite('dropout', (x: TensorLike, rate: number, options: DropoutOptions = {}): Tensor => {
  const given = asFloat(x);
  checkPart('dropout: rate', rate);
  if (rate === 0) return given;
  if (rate === 1) return fillLike(0, given);
  const ones = onceForAll(given, options.noiseShape ?? null);
  const key = keyOf('dropout: seed', options.seed);
  const mask = { least: rate * 2 ** 24, value: 1 / (1 - rate) };
  return multiply(given, drawMask(key, { shape: null, ones }, mask, given));
});

/** The axes along which a noise shape decides once. */
function onceForAll(x: Tensor, noiseShape: Shape | null): readonly number[] {
  if (noiseShape === null) return [];
  const fits = noiseShape.every((length, i) => length === null || length === 1 || length === x.dims[i]);
  if (noiseShape.length !== x.dims.length || !fits)
    throw new ShapeError('dropout: noiseShape', {
      expected: `for each axis of ${shown(x)} its length, null or 1`,
      received: shownShape(noiseShape),
    });
  return noiseShape.flatMap((length, i) => (length === 1 ? [i] : []));
}
