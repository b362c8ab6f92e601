import { setMask, shown, type Tensor, type TensorLike } from '../../graph/index.ts';
import {
  add,
  cast,
  cumsum,
  equal,
  expandDims,
  fillLike,
  greater,
  logicalAnd,
  logicalNot,
  logsumexp,
  matmul,
  maximum,
  multiply,
  notEqual,
  ravel,
  softplus,
  subtract,
  transpose,
  where,
} from '../../ops/index.ts';
import { asFloat, asTensor } from '../../ops/operands.ts';
import { ShapeError } from '../../utils/errors.ts';

/** Options of the circle loss. */
export interface CircleOptions {
  /** Scale of the similarities. Default `80`. */
  readonly gamma?: number;
  /** How far same and other classes are to be kept apart. Default `0.4`. */
  readonly margin?: number;
  /** Whether a sample is not compared with itself. Default `true`. */
  readonly removeDiagonal?: boolean;
  /** Labels of other embeddings to compare with: `[references]`. Default: those of the batch. */
  readonly refLabels?: TensorLike | null;
  /** Other embeddings to compare with: `[references, dimensions]`. Default: those of the batch. */
  readonly refEmbeddings?: TensorLike | null;
}

/** Stands for -∞ in a sum of exponentials: an empty sum then has a slope of 0 rather than NaN. */
const nothing = -1e30;

/**
 * Circle loss of embeddings: draws samples of one class together and pushes others apart, each pair by how far it is from
 * where it should be.
 *
 * @param yTrue - class numbers: `[batch]`, or `[batch, 1]`.
 * @param yPred - embeddings of length 1: `[batch, dimensions]`; the result is `[batch]`, masked where it is 0.
 * @param options - `gamma` (default `80`), `margin` (`0.4`), `removeDiagonal` (`true`), `refLabels` and `refEmbeddings` (the
 * batch itself).
 * @throws {ShapeError} when embeddings are no matrix, or there is not one label for each.
 * @example
 * await losses.functions.circle([0, 1], [[1, 0], [0, 1]]).array() // => [0, 0]
 * @see https://arxiv.org/abs/2002.10857
 */
export function circle(
  yTrue: TensorLike,
  yPred: TensorLike,
  { gamma = 80, margin = 0.4, removeDiagonal = true, refLabels = null, refEmbeddings = null }: CircleOptions = {},
): Tensor {
  const embeddings = asFloat(yPred);
  const labels = labelsOf(yTrue, embeddings);
  const others = refEmbeddings === null ? embeddings : asFloat(refEmbeddings);
  const otherLabels = refLabels === null ? labels : labelsOf(refLabels, others);
  if (removeDiagonal && (refLabels !== null || refEmbeddings !== null) && others.dims[0] !== embeddings.dims[0])
    throw new ShapeError('circle(yTrue, yPred): removeDiagonal', {
      expected: 'as many references as samples, of which the diagonal is removed',
      received: `${shown(others)} and ${shown(embeddings)}`,
      mend: 'References that are not the batch itself have no diagonal: set removeDiagonal to false.',
    });
  const distance = maximum(subtract(1, matmul(embeddings, transpose(others))), 0);
  const same = equal(expandDims(labels, 1), expandDims(otherLabels, 0));
  const places = cumsum(fillLike(1, labels));
  const positive = removeDiagonal ? logicalAnd(same, notEqual(expandDims(places, 1), expandDims(places, 0))) : same;
  const negative = logicalNot(same);
  const near = where(positive, maximum(add(distance, margin), 0), 0);
  const far = where(negative, maximum(subtract(1 + margin, distance), 0), 0);
  const pull = multiply(multiply(near, -gamma), subtract(margin, distance));
  const push = multiply(multiply(far, gamma), subtract(1 - margin, distance));
  const loss = softplus(
    add(logsumexp(where(positive, pull, nothing), 1), logsumexp(where(negative, push, nothing), 1)),
  );
  setMask(loss, greater(loss, 0));
  return loss;
}

function labelsOf(given: TensorLike, embeddings: Tensor): Tensor {
  const labels = asTensor(given);
  const column = labels.rank === 2 && labels.dims[1] === 1;
  if (embeddings.rank !== 2 || !(labels.rank === 1 || column))
    throw new ShapeError('circle(yTrue, yPred)', {
      expected: 'class numbers [batch] and embeddings [batch, dimensions]',
      received: `${shown(labels)} and ${shown(embeddings)}`,
    });
  return cast(column ? ravel(labels) : labels, 'int32');
}
