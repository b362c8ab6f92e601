import { constant, shown, type Tensor, type TensorLike } from '../../graph/index.ts';
import {
  add,
  cast,
  concatenate,
  countNonzero,
  equal,
  exp,
  expandDims,
  fillLike,
  getItem,
  log,
  logicalAnd,
  logicalOr,
  logSoftmax,
  logsumexp,
  matmul,
  maximum,
  multiply,
  negative,
  notEqual,
  oneHot,
  reshape,
  stack,
  stopGradient,
  subtract,
  swapaxes,
  unstack,
  where,
} from '../../ops/index.ts';
import { asFloat, asTensor } from '../../ops/operands.ts';
import { ShapeError } from '../../utils/errors.ts';

/** Logarithm of the probability of what cannot be, as in Keras: low enough to count nowhere, and its slope is a number. */
const never = -1e5;

/**
 * Connectionist temporal classification: how unlikely a sequence of labels is, over all ways of spelling it out in more steps
 * than it has labels, each label lasting any number of steps, with blanks between. The steps stand in the graph one by one:
 * some hundred of them take seconds to compile.
 *
 * @param yTrue - class numbers from 1 on, 0 for the blanks that fill up short sequences: `[batch, labels]`.
 * @param yPred - logits, class 0 being the blank: `[batch, steps, classes]`, the number of steps known; the result is
 * `[batch]`. A sequence that does not fit into the steps gives about 1e5.
 * @throws {ShapeError} for other shapes, or lengths that are not known.
 * @example
 * (await losses.functions.ctc([[1]], [[[0, 0], [0, 0]]]).data())[0].toFixed(4) // => '0.2877'
 * @see https://www.cs.toronto.edu/~graves/icml_2006.pdf
 */
export function ctc(yTrue: TensorLike, yPred: TensorLike): Tensor {
  const labels = cast(asTensor(yTrue), 'int32');
  const logits = asFloat(yPred);
  const { steps, classes } = checked(labels, logits);
  const spelled = withBlanks(labels);
  // Of each step, the log-probability of every label and blank of the sequence.
  const chosen = swapaxes(oneHot(spelled, classes), 1, 2);
  const [first, ...later] = unstack(matmul(logSoftmax(logits, -1), chosen), steps, 1);
  if (first === undefined) return constant(0);
  const places = placesOf(spelled);
  const skip = skipsOf(spelled, places);
  // alpha[s]: log-probability of all ways of having come to place s. A sequence starts with a blank or its first label.
  let alpha = where(equal(maximum(places, 1), 1), first, never);
  for (const emitted of later) {
    const stayed = alpha;
    const moved = shifted(alpha, 1);
    const skipped = add(shifted(alpha, 2), skip);
    alpha = add(logOfSum(stayed, moved, skipped), emitted);
  }
  // It ends with its last label, or a blank behind it.
  const end = multiply(expandDims(countNonzero(labels, 1), 1), 2);
  const ends = logicalOr(equal(places, end), equal(places, subtract(end, 1)));
  return negative(logsumexp(where(ends, alpha, never * 1e5), 1));
}

/** `a b c` as `_ a _ b _ c _`: `[batch, labels]` to `[batch, 2 · labels + 1]`. */
function withBlanks(labels: Tensor): Tensor {
  const blanks = multiply(labels, 0);
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
  const isLabel = notEqual(spelled, 0);
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
    throw new ShapeError('ctc(yTrue, yPred)', {
      expected: 'class numbers [batch, labels] and logits [batch, steps, classes]',
      received,
    });
  if (typeof steps !== 'number')
    throw new ShapeError('ctc(yTrue, yPred)', {
      expected: 'a known number of steps',
      received,
      mend: 'Give the input its number of steps, as in input({ shape: [100, 13] }).',
    });
  return { steps, classes };
}
