import { composite, shownShape, type Tensor, type TensorLike } from '../../graph/index.ts';
import { add, divide, maximum, multiply, square, subtract } from '../arithmetic.ts';
import { greater, less, logicalAnd } from '../comparison.ts';
import { exp, log, rsqrt, sigmoid, stopGradient } from '../elementwise.ts';
import { asFloat } from '../operands.ts';
import { broadcastTo } from '../repeating.ts';
import { where } from '../select.ts';
import { unstack } from '../splitting.ts';
import { drawNormals, drawUnits } from './bits.ts';
import { type DrawOptions, extent, keysOf, refuse } from './draw.ts';

/** At least 0.95 of the draws are accepted; that none of so many is happens once in 10¹¹ times. */
const rounds = 9;

/** Keys that one draw of a gamma distribution takes. */
export const gammaKeys = 3;

/**
 * Numbers of the gamma distribution of rate 1, whose density is `xᵅ⁻¹ e⁻ˣ / Γ(α)`. They have no gradient.
 *
 * @param shape - of the result.
 * @param alpha - α, above 0: a number, or a tensor that broadcasts to the shape.
 * @param options - `seed`.
 * @throws {ArgumentError} for axis lengths that are none, or a number α that is not above 0.
 * @throws {ShapeError} when `alpha` does not broadcast to the shape.
 * @example
 * const drawn = await random.gamma([1000], 2, { seed: 1 }).data();
 * drawn.every((x) => x > 0) // => true
 * @see https://keras.io/api/random/random_ops/#gamma-function
 */
export const gamma = composite(
  'gamma',
  (shape: readonly number[], alpha: TensorLike, options: DrawOptions = {}): Tensor => {
    positive('gamma: alpha', alpha);
    const keys = keysOf('gamma: seed', options.seed ?? null, gammaKeys);
    return stopGradient(exp(logGamma('gamma: shape', shape, asFloat(alpha), keys)));
  },
);

/**
 * Numbers of the beta distribution, whose density is `xᵅ⁻¹ (1 - x)ᵝ⁻¹ / B(α, β)`. They have no gradient.
 *
 * @param shape - of the result.
 * @param alpha - α, above 0: a number, or a tensor that broadcasts to the shape.
 * @param beta - β, likewise.
 * @param options - `seed`.
 * @throws {ArgumentError} for axis lengths that are none, or a number that is not above 0.
 * @throws {ShapeError} when `alpha` or `beta` does not broadcast to the shape.
 * @example
 * const drawn = await random.beta([1000], 2, 3, { seed: 1 }).data();
 * drawn.every((x) => x > 0 && x < 1) // => true
 * @see https://keras.io/api/random/random_ops/#beta-function
 */
export const beta = composite(
  'beta',
  (shape: readonly number[], alpha: TensorLike, beta: TensorLike, options: DrawOptions = {}): Tensor => {
    positive('beta: alpha', alpha);
    positive('beta: beta', beta);
    const keys = keysOf('beta: seed', options.seed ?? null, 2 * gammaKeys);
    return stopGradient(betaOf('beta: shape', shape, asFloat(alpha), asFloat(beta), keys));
  },
);

/** `x / (x + y)` of two gamma draws, by their logarithms, which do not come to 0 where α and β are small. */
export function betaOf(
  where: string,
  shape: readonly number[],
  alpha: Tensor,
  beta: Tensor,
  keys: readonly Tensor[],
): Tensor {
  const x = logGamma(where, shape, alpha, keys.slice(0, gammaKeys));
  const y = logGamma(where, shape, beta, keys.slice(gammaKeys));
  return sigmoid(subtract(x, y));
}

/**
 * The logarithm of a gamma draw. G. Marsaglia and W. W. Tsang (2000), A simple method for generating gamma variables: from a
 * normal x, `d (1 + c x)³` is accepted or not; for α below 1, one of α + 1 is multiplied by `u^(1/α)`.
 */
function logGamma(whereAbout: string, shape: readonly number[], alpha: Tensor, keys: readonly Tensor[]): Tensor {
  const [first, second, third] = keys;
  if (first === undefined || second === undefined || third === undefined)
    return refuse(whereAbout, `${gammaKeys} keys`, String(keys.length));
  const several = extent(whereAbout, [rounds, ...shape]);
  const wide = broadcastTo(alpha, shape);
  if (shownShape(wide.shape) !== shownShape(shape))
    refuse(whereAbout, `a shape that parameters of shape ${shownShape(alpha.shape)} broadcast to`, shownShape(shape));
  const isSmall = less(wide, 1);
  const d = subtract(where(isSmall, add(wide, 1), wide), 1 / 3);
  const c = multiply(rsqrt(d), 1 / 3);
  const normals = drawNormals(first, several, null);
  const cube = add(1, multiply(c, normals));
  const v = multiply(square(cube), cube);
  const logV = log(where(greater(v, 0), v, 1));
  const bound = add(multiply(square(normals), 0.5), multiply(d, add(subtract(1, v), logV)));
  const accepted = logicalAnd(greater(v, 0), less(log(open(drawUnits(second, several, null))), bound));
  // The first round that is accepted; should none be, what is most likely.
  const [values, takes] = [unstack(logV, rounds, 0), unstack(accepted, rounds, 0)];
  const chosen = values.reduceRight<Tensor>((later, one, i) => where(takes[i] ?? false, one, later), multiply(d, 0));
  const grown = add(log(d), chosen);
  const shrunk = divide(log(open(drawUnits(third, extent(whereAbout, shape), null))), maximum(wide, 1e-30));
  return where(isSmall, add(grown, shrunk), grown);
}

/** Whole numbers below 2²⁴ as numbers between 0 and 1, neither of which is reached. */
function open(units: Tensor): Tensor {
  return multiply(add(units, 0.5), 2 ** -24);
}

function positive(where: string, given: TensorLike): void {
  if (typeof given === 'number' && !(given > 0)) refuse(where, 'a number above 0', String(given));
}
