import { constant, isFloat, type Tensor } from '../graph/index.ts';
import { cast, countOf, divide, equal, multiply, sum, where } from '../ops/index.ts';
import { toSameRank } from './rank.ts';

/**
 * How the losses of a batch become one number: their mean (`'sum_over_batch_size'`, `'mean'`), their sum, their sum divided
 * by the sum of the weights, or not at all.
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
 * @param sampleWeight - broadcasts with `values`.
 * @param mask - bool, true where a value counts; a mean then divides by the number of those.
 */
export function reduceWeighted(
  values: Tensor,
  reduction: Reduction,
  sampleWeight: Tensor | null,
  mask: Tensor | null,
): Tensor {
  const weight = masked(sampleWeight, mask, reduction);
  if (weight === null) return reduced(values, null, reduction);
  const [same, weights] = toSameRank(values, isFloat(weight.dtype) ? weight : cast(weight, 'float32'));
  return reduced(multiply(same, weights), weights, reduction);
}

function masked(sampleWeight: Tensor | null, mask: Tensor | null, reduction: Reduction): Tensor | null {
  if (mask === null) return sampleWeight;
  let kept = cast(mask, 'float32');
  if (reduction === 'mean' || reduction === 'sum_over_batch_size')
    kept = multiply(kept, divide(sizeOf(kept), sum(kept)));
  if (sampleWeight === null) return kept;
  const [a, b] = toSameRank(sampleWeight, kept);
  return multiply(a, b);
}

function reduced(values: Tensor, weights: Tensor | null, reduction: Reduction): Tensor {
  if (reduction === 'none' || values.rank === 0) return values;
  const total = sum(values);
  if (reduction === 'sum') return total;
  const divisor = reduction === 'mean_with_sample_weight' && weights !== null ? sum(weights) : sizeOf(values);
  return divideNoNaN(total, divisor);
}

/** Quotient that is 0 where the divisor is 0. */
export function divideNoNaN(a: Tensor, b: Tensor): Tensor {
  const zero = equal(b, 0);
  return where(zero, 0, divide(a, where(zero, constant(1), b)));
}

/** The number of elements as a float32 scalar. */
export function sizeOf(x: Tensor): Tensor {
  return countOf(
    x,
    x.dims.map((_, axis) => axis),
  );
}
