import { constant, type Tensor } from '../graph/index.ts';
import {
  cast,
  cumsum,
  divide,
  equal,
  expandDims,
  flip,
  floor,
  getItem,
  matmul,
  multiply,
  reshape,
  subtract,
  swapaxes,
} from '../ops/index.ts';

/**
 * How much weight lies in bucket k or in one above it, for each k.
 *
 * Scattering is slow or missing on some devices, and comparing every number with every bucket takes `n · buckets` memory. So
 * a bucket `k = low · q + r` is written as two short one-hot vectors, for q and for r: their outer products, weighed and
 * summed up, are the histogram, and that sum is one product of matrices.
 *
 * @param places - the bucket of each number, whole, as floats: `[..., n]`; numbers below 0 are in none.
 * @param weights - `[..., n]`.
 * @param count - how many buckets there are.
 * @returns `[..., count]`.
 */
export function weightFrom(places: Tensor, weights: Tensor, count: number): Tensor {
  const low = Math.ceil(Math.sqrt(count));
  const high = Math.ceil(count / low);
  const q = floor(divide(places, low));
  const rows = multiply(hot(q, high), expandDims(weights, -1));
  const columns = hot(subtract(places, multiply(q, low)), low);
  const table = matmul(swapaxes(rows, -1, -2), columns);
  const lead = table.shape.slice(0, -2);
  const histogram = getItem(reshape(table, [...lead, high * low]), ['...', { stop: count }]);
  return flip(cumsum(flip(histogram, -1), -1), -1);
}

/** One-hot vectors of floats: `[...]` to `[..., length]`. */
function hot(places: Tensor, length: number): Tensor {
  const numbers = constant(Array.from({ length }, (_, i) => i));
  return cast(equal(expandDims(places, -1), numbers), 'float32');
}
