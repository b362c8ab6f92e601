import type { Tensor } from '../graph/index.ts';
import { expandDims, squeeze } from '../ops/index.ts';

/**
 * Two tensors whose ranks differ by a last axis of length 1, brought to one rank as Keras does: a vector gets the axis, any
 * other loses it.
 */
export function toSameRank(a: Tensor, b: Tensor): readonly [Tensor, Tensor] {
  if (a.rank === b.rank + 1 && a.dims.at(-1) === 1) return b.rank === 1 ? [a, expandDims(b, -1)] : [squeeze(a, -1), b];
  if (b.rank === a.rank + 1 && b.dims.at(-1) === 1) return a.rank === 1 ? [expandDims(a, -1), b] : [a, squeeze(b, -1)];
  return [a, b];
}
