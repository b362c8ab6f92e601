import type { Tensor } from '../../graph/index.ts';
import {
  abs,
  arange,
  cast,
  cumsum,
  expandDims,
  greaterEqual,
  less,
  logicalAnd,
  max,
  onesLike,
  subtract,
} from '../../ops/index.ts';

/** Which sources a target may take from: all that are asked for, null where none is. */
export function both(a: Tensor | null, b: Tensor | null): Tensor | null {
  if (a === null || b === null) return a ?? b;
  return logicalAnd(a, b);
}

/** The sources up to a target's own place: booleans `[1, targets, sources]`. */
export function causalMask(query: Tensor, value: Tensor): Tensor {
  return greaterEqual(places(query, -2), places(value, -1));
}

/** The sources less than `width` places away on either side: booleans `[1, targets, sources]`. */
export function windowMask(query: Tensor, value: Tensor, width: number): Tensor {
  return less(abs(subtract(places(query, -2), places(value, -1))), width);
}

/** A mask of targets `[batch, targets]` as `[batch, targets, 1]`. */
export function ofTargets(mask: Tensor): Tensor {
  return expandDims(cast(mask, 'bool'), -1);
}

/** A mask of sources `[batch, sources]` as `[batch, 1, sources]`. */
export function ofSources(mask: Tensor): Tensor {
  return expandDims(cast(mask, 'bool'), -2);
}

/** The places of a sequence `[batch, steps, ...]`, along the last axis but one or the last of `[1, ·, ·]`. */
function places(sequence: Tensor, axis: -1 | -2): Tensor {
  return expandDims(expandDims(counted(sequence), axis === -1 ? 0 : 1), 0);
}

/** `0, 1, 2, …`, as many as there are steps. */
function counted(sequence: Tensor): Tensor {
  const steps = sequence.shape[1];
  if (typeof steps === 'number') return arange(steps, null, 1, 'int32');
  // How many they are is known when the graph runs.
  const others = sequence.dims.flatMap((_, axis) => (axis === 1 ? [] : [axis]));
  return cumsum(cast(max(onesLike(sequence), others), 'int32'), 0);
}
