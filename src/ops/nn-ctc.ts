import { composite, constant, shown, type Tensor, type TensorLike } from '../graph/index.ts';
import { ShapeError } from '../utils/errors.ts';
import { add, maximum, multiply, negative, subtract } from './arithmetic.ts';
import { cast } from './cast.ts';
import { equal, less, logicalAnd, logicalOr, notEqual } from './comparison.ts';
import { exp, log, stopGradient } from './elementwise.ts';
import { oneHot } from './indexing.ts';
import { concatenate, stack } from './joining.ts';
import { fillLike } from './like.ts';
import { matmul } from './linalg.ts';
import { expandDims, reshape, swapaxes } from './movement.ts';
import { logSoftmax } from './nn-softmax.ts';
import { asFloat, asTensor } from './operands.ts';
import { mod } from './remainder.ts';
import { where } from './select.ts';
import { getItem } from './slicing.ts';
import { unstack } from './splitting.ts';
import { logsumexp } from './statistics.ts';

/** Logarithm of the probability of what cannot be, as in Keras: low enough to count nowhere, and its slope is a number. */
const never = -1e5;

/**
 * Connectionist temporal classification: how unlikely a sequence of labels is, over all ways of spelling it out in more steps
 * than it has labels, each label lasting any number of steps, with blanks between. The steps stand in the graph one by one:
 * some hundred of them take seconds to compile.
 *
 * @param target - class numbers: `[batch, labels]`, of known length.
 * @param output - logits: `[batch, steps, classes]`, the number of steps known.
 * @param targetLength - whole numbers `[batch]`: how many of the labels count.
 * @param outputLength - whole numbers `[batch]`: how many of the steps count.
 * @param maskIndex - the class that is the blank. Default `0`.
 * @returns float32 `[batch]`. A sequence that does not fit into the steps gives about 1e5.
 * @throws {ShapeError} for other shapes, or lengths that are not known.
 * @example
 * (await ops.ctcLoss([[1]], [[[0, 0], [0, 0]]], [1], [2]).data())[0].toFixed(4) // => '0.2877'
 * @see https://www.cs.toronto.edu/~graves/icml_2006.pdf
 * @see https://keras.io/api/ops/nn/#ctc_loss-function
 */
export const ctcLoss = composite(
  'ctcLoss',
  (
    target: TensorLike,
    output: TensorLike,
    targetLength: TensorLike,
    outputLength: TensorLike,
    maskIndex: number = 0,
  ): Tensor => {
    const labels = cast(asTensor(target), 'int32');
    const logits = asFloat(output);
    const { steps, classes } = checked(labels, logits);
    const spelled = withBlanks(labels, maskIndex);
    // Of each step, the log-probability of every label and blank of the sequence.
    const chosen = swapaxes(oneHot(spelled, classes), 1, 2);
    const [first, ...later] = unstack(matmul(logSoftmax(logits, -1), chosen), steps, 1);
    if (first === undefined) return constant(0);
    const places = placesOf(spelled);
    const skip = skipsOf(spelled, places);
    const lasting = expandDims(cast(asTensor(outputLength), 'int32'), 1);
    // alpha[s]: log-probability of all ways of having come to place s. A sequence starts with a blank or its first label.
    let alpha = where(equal(maximum(places, 1), 1), first, never);
    for (const [i, emitted] of later.entries()) {
      const stayed = alpha;
      const moved = shifted(alpha, 1);
      const skipped = add(shifted(alpha, 2), skip);
      const next = add(logOfSum(stayed, moved, skipped), emitted);
      alpha = where(less(i + 1, lasting), next, alpha);
    }
    // It ends with its last label, or a blank behind it.
    const end = multiply(expandDims(cast(asTensor(targetLength), 'int32'), 1), 2);
    const ends = logicalOr(equal(places, end), equal(places, subtract(end, 1)));
    return negative(logsumexp(where(ends, alpha, never * 1e5), 1));
  },
);

/** `a b c` as `_ a _ b _ c _`: `[batch, labels]` to `[batch, 2 · labels + 1]`. */
function withBlanks(labels: Tensor, blank: number): Tensor {
  const blanks = fillLike(blank, labels);
  const count = labels.dims[1];
  const pairs = reshape(stack([blanks, labels], 2), [-1, 2 * (typeof count === 'number' ? count : 0)]);
  return concatenate([pairs, getItem(blanks, [{}, { start: 0, stop: 1 }])], 1);
}

/** The places of a row: `[1, length]`. */
function placesOf(spelled: Tensor): Tensor {
  const length = spelled.dims[1];
  return expandDims(
    constant(
      Array.from({ length: typeof length === 'number' ? length : 0 }, (_, i) => i),
      'int32',
    ),
    0,
  );
}

/** 0 where the blank before a label may be left out, which is between different labels; `never` elsewhere. */
function skipsOf(spelled: Tensor, places: Tensor): Tensor {
  const two = getItem(multiply(spelled, 0), [{}, { start: 0, stop: 2 }]);
  const before = concatenate([two, getItem(spelled, [{}, { stop: -2 }])], 1);
  const isLabel = equal(mod(places, 2), 1);
  const isLater = notEqual(maximum(places, 1), 1);
  return where(logicalAnd(logicalAnd(isLabel, isLater), notEqual(spelled, before)), 0, never);
}

/** What was at place `s - by`. */
function shifted(alpha: Tensor, by: number): Tensor {
  const head = fillLike(never, getItem(alpha, [{}, { stop: by }]));
  return concatenate([head, getItem(alpha, [{}, { stop: -by }])], 1);
}

/** `ln(eᵃ + eᵇ + eᶜ)`. The largest is taken off first; as it cancels out, its slope is left out. */
function logOfSum(a: Tensor, b: Tensor, c: Tensor): Tensor {
  const top = stopGradient(maximum(maximum(a, b), c));
  const parts = [a, b, c].map((x) => exp(subtract(x, top)));
  return add(log(parts.reduce(add)), top);
}

function checked(labels: Tensor, logits: Tensor): { readonly steps: number; readonly classes: number } {
  const [, steps, classes] = logits.dims;
  const received = `labels ${shown(labels)} and logits ${shown(logits)}`;
  if (labels.rank !== 2 || logits.rank !== 3 || typeof classes !== 'number' || typeof labels.dims[1] !== 'number')
    throw new ShapeError('ctcLoss(target, output)', {
      expected: 'class numbers [batch, labels] and logits [batch, steps, classes]',
      received,
    });
  if (typeof steps !== 'number')
    throw new ShapeError('ctcLoss(target, output)', {
      expected: 'a known number of steps',
      received,
      mend: 'Give the input its number of steps, as in input({ shape: [100, 13] }).',
    });
  return { steps, classes };
}
