import { composite, isFloat, shown, type Tensor, type TensorLike } from '../graph/index.ts';
import { ShapeError } from '../utils/errors.ts';
import { maximum, multiply } from './arithmetic.ts';
import { cast } from './cast.ts';
import { equal } from './comparison.ts';
import { abs } from './elementwise.ts';
import { numberPair } from './operands.ts';
import { floorDivide, mod } from './remainder.ts';
import { where } from './select.ts';

/** G. Lamé (1844): the numbers below 2³¹ whose division goes on longest are those of Fibonacci, of which there are so many. */
const mostSteps = 45;

/**
 * Greatest common divisor, element by element; 0 of two zeros.
 *
 * @param a - whole numbers of any shape that broadcasts with `b`'s.
 * @param b - likewise; the result has the broadcast shape.
 * @throws {ShapeError} for floats, or shapes that do not broadcast.
 * @example
 * await ops.gcd(new Int32Array([12, 18]), new Int32Array([8, 27])).array() // => [4, 9]
 * @see https://keras.io/api/ops/numpy/
 */
export const gcd = composite('gcd', (a: TensorLike, b: TensorLike): Tensor => {
  const pair = wholes('gcd(a, b)', a, b);
  let [left, right] = [abs(pair.a), abs(pair.b)];
  // Euclid's: gcd(a, b) = gcd(b, a mod b), and gcd(a, 0) = a, from where on nothing changes.
  for (let i = 0; i < mostSteps; i++) {
    const rest = mod(left, maximum(right, 1));
    [left, right] = [where(equal(right, 0), left, right), rest];
  }
  return where(equal(right, 0), left, right);
});

/**
 * Least common multiple, element by element; 0 where one of them is.
 *
 * @param a - whole numbers of any shape that broadcasts with `b`'s.
 * @param b - likewise; the result has the broadcast shape.
 * @throws {ShapeError} for floats, or shapes that do not broadcast.
 * @example
 * await ops.lcm(new Int32Array([12, 18]), new Int32Array([8, 27])).array() // => [24, 54]
 * @see https://keras.io/api/ops/numpy/
 */
export const lcm = composite('lcm', (a: TensorLike, b: TensorLike): Tensor => {
  const pair = wholes('lcm(a, b)', a, b);
  return abs(multiply(floorDivide(pair.a, maximum(gcd(pair.a, pair.b), 1)), pair.b));
});

function wholes(where: string, a: TensorLike, b: TensorLike): { readonly a: Tensor; readonly b: Tensor } {
  const pair = numberPair(a, b);
  if (!isFloat(pair.a.dtype))
    return pair.a.dtype === 'uint8' ? { a: cast(pair.a, 'int32'), b: cast(pair.b, 'int32') } : pair;
  throw new ShapeError(where, {
    expected: 'whole numbers',
    received: `${shown(pair.a)} and ${shown(pair.b)}`,
    mend: "Cast them, as in cast(x, 'int32').",
  });
}
