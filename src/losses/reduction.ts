import { isFloat, shown, type Tensor, tryBroadcast } from '../graph/index.ts';
import { cast, countOf, divide, divideNoNan, multiply, sum, where } from '../ops/index.ts';
import { ShapeError } from '../utils/errors.ts';
import { toSameRank } from './rank.ts';

/**
 * How the losses of a batch become one number: their mean (`'sum_over_batch_size'`, or `'mean'`), their sum (`'sum'`), their
 * sum divided by the sum of the weights (`'mean_with_sample_weight'`), or not at all (`'none'`).
 */
export type Reduction = 'sum_over_batch_size' | 'sum' | 'mean' | 'mean_with_sample_weight' | 'none';

/** All reductions, for messages. */
export const reductions: readonly Reduction[] = [
  'sum_over_batch_size',
  'sum',
  'mean',
  'mean_with_sample_weight',
  'none',
];

/**
 * Weighs and reduces the losses of a batch, as Keras does: weights multiply, and a mean divides by the number of losses, not
 * by the sum of the weights.
 *
 * @param values - one loss for each sample (or step): `[batch, ...]`.
 * @param sampleWeight - broadcasts with `values`; null for none.
 * @param mask - bool, true where a value counts; a mean then divides by the number of those. Null for all.
 * @throws {ShapeError} when weights and losses do not broadcast.
 */
export function reduceWeighted(
  values: Tensor,
  reduction: Reduction,
  sampleWeight: Tensor | null,
  mask: Tensor | null,
): Tensor {
  const weight = weightsWithMask(sampleWeight, mask, reduction);
  if (weight === null) return reduced(values, null, reduction);
  const [same, weights] = toSameRank(values, weight);
  if (tryBroadcast(same.dims, weights.dims) === null)
    throw new ShapeError('sampleWeight', {
      expected: `one weight for each loss of a batch, which is ${shown(values)}`,
      received: shown(weight),
      mend: 'Give one weight for each sample (or for each step of each sample).',
    });
  return reduced(multiply(same, weights), weights, reduction);
}

/**
 * Weights of which a mask has left what counts. For a mean, the rest is scaled up by `all / kept`, so that the mean is that
 * of the values that count.
 */
export function weightsWithMask(sampleWeight: Tensor | null, mask: Tensor | null, reduction: Reduction): Tensor | null {
  const weight = sampleWeight === null || isFloat(sampleWeight.dtype) ? sampleWeight : cast(sampleWeight, 'float32');
  if (mask === null) return weight;
  const kept = cast(mask, 'float32');
  const isMean = reduction === 'mean' || reduction === 'sum_over_batch_size';
  const counted = isMean ? where(cast(mask, 'bool'), divideNoNan(elementsOf(kept), sum(kept)), 0) : kept;
  if (weight === null) return counted;
  const [a, b] = toSameRank(counted, weight);
  return multiply(a, b);
}

function reduced(values: Tensor, weights: Tensor | null, reduction: Reduction): Tensor {
  if (reduction === 'none' || values.rank === 0) return values;
  const total = sum(values);
  if (reduction === 'sum') return total;
  const byWeight = reduction === 'mean_with_sample_weight' && weights !== null;
  return byWeight ? divideNoNan(total, sum(weights)) : divide(total, elementsOf(values));
}

/** The number of elements as a float32 scalar. */
function elementsOf(x: Tensor): Tensor {
  const axes = x.dims.map((_, axis) => axis);
  return countOf(x, axes);
}
