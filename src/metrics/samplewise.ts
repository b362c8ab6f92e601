import { maskOf, type Tensor } from '../graph/index.ts';
import { toSameRank } from '../losses/rank.ts';
import { weightsWithMask } from '../losses/reduction.ts';
import { broadcastLike, multiply } from '../ops/index.ts';

/** One value for each sample, and one weight for each or none. */
export interface Samplewise {
  readonly values: Tensor;
  readonly weights: Tensor | null;
}

/** What makes one number of many, along axes: a mean or a sum. */
export type Reduce = (x: Tensor, axes: readonly number[]) => Tensor;

/**
 * Brings values of any rank to one for each sample, as Keras does: weights multiply at their own rank, and the axes that are
 * left are reduced. A mask on the values counts where there are weights.
 */
export function toSamplewise(given: Tensor, sampleWeight: Tensor | null, reduce: Reduce): Samplewise {
  const from = (x: Tensor, axis: number): Tensor => {
    const axes = x.dims.map((_, i) => i).slice(axis);
    return axes.length === 0 ? x : reduce(x, axes);
  };
  if (sampleWeight === null) return { values: from(given, 1), weights: null };
  const weight = weightsWithMask(sampleWeight, maskOf(given), 'sum') ?? sampleWeight;
  const [same, floats] = toSameRank(given, weight);
  const values = from(same, floats.rank);
  const weights = broadcastLike(floats, values);
  return { values: from(multiply(values, weights), 1), weights: from(weights, 1) };
}
