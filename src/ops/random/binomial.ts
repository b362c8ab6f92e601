import { composite, type Tensor, type TensorLike } from '../../graph/index.ts';
import { add, divide, maximum, minimum, multiply, subtract } from '../arithmetic.ts';
import { cast } from '../cast.ts';
import { less, lessEqual, logicalAnd } from '../comparison.ts';
import { literal } from '../creation.ts';
import { stopGradient } from '../elementwise.ts';
import { asFloat, asTensor } from '../operands.ts';
import { sum } from '../reduce.ts';
import { broadcastTo } from '../repeating.ts';
import { floor } from '../rounding.ts';
import { where } from '../select.ts';
import { drawUnits } from './bits.ts';
import { type DrawOptions, extent, keysOf, refuse } from './draw.ts';
import { betaOf, gammaKeys } from './gamma.ts';

/** So many trials are made one by one. */
const fewest = 32;

/**
 * How many of a number of trials succeed, each with the same probability.
 *
 * @param shape - of the result, which is float32.
 * @param counts - of trials, at most 2²⁴: a whole number, or an array of them that broadcasts to the shape.
 * @param probabilities - from 0 to 1: a number, or a tensor that broadcasts to the shape.
 * @param options - `seed`.
 * @throws {ArgumentError} for axis lengths that are none, or counts that are not known or not whole numbers.
 * @throws {ShapeError} when `counts` or `probabilities` does not broadcast to the shape.
 * @example
 * const drawn = await random.binomial([1000], 5, 0.5, { seed: 1 }).data();
 * drawn.every((x) => x >= 0 && x <= 5) // => true
 * @see https://keras.io/api/random/random_ops/#binomial-function
 */
export const binomial = composite(
  'binomial',
  (shape: readonly number[], counts: TensorLike, probabilities: TensorLike, options: DrawOptions = {}): Tensor => {
    const most = mostOf(counts);
    const halvings = Math.max(0, Math.ceil(Math.log2(most / fewest)));
    const keys = [...keysOf('binomial: seed', options.seed ?? null, 1 + halvings * 2 * gammaKeys)];
    let left = broadcastTo(asFloat(counts), shape);
    let probability = broadcastTo(asFloat(probabilities), shape);
    let successes = multiply(left, 0);
    // J. H. Ahrens and U. Dieter (1974): of n uniform numbers the one of rank k has a beta distribution. Where it is below p,
    // so are the k - 1 before it, and those behind go on from it; else only those before it do.
    for (let i = 0; i < halvings; i++) {
      const rank = add(floor(multiply(left, 0.5)), 1);
      const above = maximum(subtract(add(left, 1), rank), 0.5);
      const cut = betaOf('binomial: shape', shape, rank, above, keys.splice(1, 2 * gammaKeys));
      const below = lessEqual(cut, probability);
      const going = less(fewest, left);
      const taken = logicalAnd(going, below);
      successes = add(successes, where(taken, rank, 0));
      const rest = where(below, subtract(left, rank), subtract(rank, 1));
      const share = where(below, divide(subtract(probability, cut), subtract(1, cut)), divide(probability, cut));
      left = where(going, rest, left);
      probability = where(going, minimum(maximum(share, 0), 1), probability);
    }
    return stopGradient(add(successes, oneByOne(shape, left, probability, Math.min(most, fewest), keys)));
  },
);

/** The trials that are left, each with a number of its own. */
function oneByOne(
  shape: readonly number[],
  left: Tensor,
  probability: Tensor,
  most: number,
  [key]: readonly Tensor[],
): Tensor {
  if (key === undefined) return refuse('binomial: seed', 'a key', 'none');
  const units = multiply(drawUnits(key, extent('binomial: shape', [most, ...shape]), null), 2 ** -24);
  const numbers = literal(
    Array.from({ length: most }, (_, i) => i),
    [most, ...shape.map(() => 1)],
    'float32',
  );
  return sum(cast(logicalAnd(less(units, probability), less(numbers, left)), 'float32'), 0);
}

/** The largest count, which says how much there is to be done. */
function mostOf(counts: TensorLike): number {
  const { node } = asTensor(counts);
  if (node.kind !== 'value')
    refuse('binomial: counts', 'numbers that are known', 'a tensor that has yet to be computed');
  const all = node.kind === 'value' ? Array.from<number | bigint, number>(node.data, Number) : [];
  const wrong = all.find((count) => !(Number.isInteger(count) && count >= 0 && count <= 2 ** 24));
  if (wrong !== undefined) refuse('binomial: counts', 'whole numbers from 0 to 2²⁴', String(wrong));
  return all.reduce((most, count) => Math.max(most, count), 1);
}
