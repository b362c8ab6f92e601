import { shown, type Tensor, type TensorLike, unify } from '../graph/index.ts';
import { expandDims, squeeze } from '../ops/index.ts';
import { asFloat } from '../ops/operands.ts';
import { ShapeError } from '../utils/errors.ts';

/**
 * Two tensors whose ranks differ by a last axis of length 1, brought to one rank as Keras does: a vector gets the axis, any
 * other loses it.
 */
export function toSameRank(a: Tensor, b: Tensor): readonly [Tensor, Tensor] {
  if (a.rank === b.rank + 1 && a.dims.at(-1) === 1) return b.rank === 1 ? [a, expandDims(b, -1)] : [squeeze(a, -1), b];
  if (b.rank === a.rank + 1 && b.dims.at(-1) === 1) return a.rank === 1 ? [expandDims(a, -1), b] : [a, squeeze(b, -1)];
  return [a, b];
}

/**
 * Labels and predictions as floats of one shape. Keras would broadcast others, which is hardly ever what was meant.
 *
 * @param where - the function, for messages.
 * @throws {ShapeError} when the shapes surely differ, beyond a last axis of length 1.
 */
export function matched(where: string, yTrue: TensorLike, yPred: TensorLike): readonly [Tensor, Tensor] {
  const [labels, predictions] = toSameRank(asFloat(yTrue), asFloat(yPred));
  if (fits(labels, predictions)) return [labels, predictions];
  throw new ShapeError(`${where}(yTrue, yPred)`, {
    expected: 'labels in the shape of the predictions',
    received: `labels ${shown(asFloat(yTrue))} and predictions ${shown(asFloat(yPred))}`,
    mend: 'Reshape the labels, or give the last layer as many units as a label has numbers.',
  });
}

/** Whether two tensors can have the same shape, as far as is known. */
export function fits(a: Tensor, b: Tensor): boolean {
  return a.rank === b.rank && a.dims.every((dim, axis) => unify(dim, b.dims[axis] ?? -1) !== null);
}
