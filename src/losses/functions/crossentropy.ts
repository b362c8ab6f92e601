import { axisOf, setMask, shown, type Tensor, type TensorLike } from '../../graph/index.ts';
import {
  add,
  countOf,
  divide,
  expandDims,
  mean,
  multiply,
  notEqual,
  binaryCrossentropy as ofBits,
  categoricalCrossentropy as ofDistributions,
  sparseCategoricalCrossentropy as ofNumbers,
  squeeze,
  where,
} from '../../ops/index.ts';
import { asFloat, asTensor } from '../../ops/operands.ts';
import { ShapeError } from '../../utils/errors.ts';
import { fits, matched, toSameRank } from '../rank.ts';

/** Options of the binary crossentropy. */
export interface BinaryCrossentropyOptions {
  /** Whether predictions are logits, before any sigmoid, rather than probabilities. Default `false`. */
  readonly fromLogits?: boolean;
  /** How far labels are drawn towards 0.5, from 0 to 1. Default `0`. */
  readonly labelSmoothing?: number;
  /** The axis over which the mean is taken. Default `-1`. */
  readonly axis?: number;
}

/**
 * Crossentropy of yes-or-no answers: `mean(-t · ln p - (1 - t) · ln(1 - p))` over an axis.
 *
 * @param yTrue - labels, 0 or 1 or between: `[batch, ..., n]`.
 * @param yPred - probabilities or logits in the same shape; the result lacks `axis`.
 * @param options - `fromLogits` (default `false`), `labelSmoothing` (`0`), `axis` (`-1`).
 * @throws {ShapeError} when the shapes differ by more than a last axis of length 1.
 * @example
 * await losses.functions.binaryCrossentropy([[0, 1]], [[0, 0]], { fromLogits: true }).array() // => [0.6931471824645996]
 * @see https://keras.io/api/losses/probabilistic_losses/#binarycrossentropy-function
 */
export function binaryCrossentropy(
  yTrue: TensorLike,
  yPred: TensorLike,
  { fromLogits = false, labelSmoothing = 0, axis = -1 }: BinaryCrossentropyOptions = {},
): Tensor {
  const [labels, predictions] = matched('binaryCrossentropy', yTrue, yPred);
  return mean(ofBits(smoothedBits(labels, labelSmoothing), predictions, fromLogits), axis);
}

/** Labels drawn towards 0.5. */
export function smoothedBits(labels: Tensor, labelSmoothing: number): Tensor {
  return labelSmoothing === 0 ? labels : add(multiply(labels, 1 - labelSmoothing), labelSmoothing / 2);
}

/** Options of the categorical crossentropy. */
export interface CategoricalCrossentropyOptions {
  /** Whether predictions are logits, before any softmax, rather than probabilities. Default `false`. */
  readonly fromLogits?: boolean;
  /** How far labels are drawn towards `1 / classes`, from 0 to 1. Default `0`. */
  readonly labelSmoothing?: number;
  /** The axis of the classes. Default `-1`. */
  readonly axis?: number;
}

/**
 * Crossentropy of labels that are distributions, such as one-hot rows: `-Σ t · ln p` over the classes.
 *
 * @param yTrue - labels: `[batch, ..., classes]`.
 * @param yPred - probabilities (scaled to sum to 1) or logits in the same shape; the result lacks `axis`.
 * @param options - `fromLogits` (default `false`), `labelSmoothing` (`0`), `axis` (`-1`).
 * @throws {ShapeError} when the shapes differ, such as for labels that are class numbers, or there is one class only.
 * @example
 * await losses.functions.categoricalCrossentropy([[0, 1]], [[0, 0]], { fromLogits: true }).array() // => [0.6931471824645996]
 * @see https://keras.io/api/losses/probabilistic_losses/#categoricalcrossentropy-function
 */
export function categoricalCrossentropy(
  yTrue: TensorLike,
  yPred: TensorLike,
  { fromLogits = false, labelSmoothing = 0, axis = -1 }: CategoricalCrossentropyOptions = {},
): Tensor {
  const [labels, predictions] = distributions(
    'categoricalCrossentropy',
    yTrue,
    yPred,
    'use sparseCategoricalCrossentropy',
  );
  return ofDistributions(smoothedRows(labels, labelSmoothing), predictions, fromLogits, axis);
}

/** Labels and predictions that are distributions over the same classes; `sparse` says what to do with class numbers. */
export function distributions(
  place: string,
  yTrue: TensorLike,
  yPred: TensorLike,
  sparse: string,
): readonly [Tensor, Tensor] {
  const [labels, predictions] = toSameRank(asFloat(yTrue), asFloat(yPred));
  const received = `labels ${shown(asFloat(yTrue))} and predictions ${shown(asFloat(yPred))}`;
  if (predictions.dims.at(-1) === 1)
    throw new ShapeError(`${place}(yTrue, yPred)`, {
      expected: 'two classes or more',
      received,
      mend: 'With one unit, use binaryCrossentropy.',
    });
  if (fits(labels, predictions)) return [labels, predictions];
  const width = predictions.dims.at(-1);
  const numbers = labels.rank === predictions.rank - 1 || labels.dims.at(-1) === 1;
  throw new ShapeError(`${place}(yTrue, yPred)`, {
    expected: 'one-hot labels in the shape of the predictions',
    received,
    mend: numbers
      ? `If the labels are class numbers, ${sparse}.`
      : `Each label needs as many numbers as the model's output has classes${typeof width === 'number' ? `: ${width}` : ''}.`,
  });
}

/** Labels drawn towards `1 / classes`; Keras counts the classes on the last axis, whatever `axis` is. */
export function smoothedRows(labels: Tensor, labelSmoothing: number): Tensor {
  if (labelSmoothing === 0) return labels;
  const classes = countOf(labels, [labels.rank - 1]);
  return add(multiply(labels, 1 - labelSmoothing), divide(labelSmoothing, classes));
}

/** Options of the sparse categorical crossentropy. */
export interface SparseCategoricalCrossentropyOptions {
  /** Whether predictions are logits, before any softmax, rather than probabilities. Default `false`. */
  readonly fromLogits?: boolean;
  /** A label that does not count, such as padding. Default `null`. */
  readonly ignoreClass?: number | null;
  /** The axis of the classes. Default `-1`. */
  readonly axis?: number;
}

/**
 * Crossentropy of labels that are class numbers: `-ln p[label]`.
 *
 * @param yTrue - class numbers: `[batch, ...]`, or with a last axis of length 1.
 * @param yPred - probabilities (scaled to sum to 1) or logits, the same with an axis of classes, which the result lacks.
 * Where the label is `ignoreClass` the result is 0, and masked.
 * @param options - `fromLogits` (default `false`), `ignoreClass` (`null`), `axis` (`-1`).
 * @throws {ShapeError} when the shapes do not fit.
 * @example
 * await losses.functions.sparseCategoricalCrossentropy([1], [[0, 0]], { fromLogits: true }).array() // => [0.6931471824645996]
 * @see https://keras.io/api/losses/probabilistic_losses/#sparsecategoricalcrossentropy-function
 */
export function sparseCategoricalCrossentropy(
  yTrue: TensorLike,
  yPred: TensorLike,
  { fromLogits = false, ignoreClass = null, axis = -1 }: SparseCategoricalCrossentropyOptions = {},
): Tensor {
  const predictions = asFloat(yPred);
  const along = axisOf('sparseCategoricalCrossentropy: axis', axis, predictions.rank);
  const given = asTensor(yTrue);
  const labels = given.rank === predictions.rank && given.dims[along] === 1 ? squeeze(given, along) : given;
  if (ignoreClass === null) return ofNumbers(labels, predictions, fromLogits, along);
  const counts = notEqual(labels, ignoreClass);
  // What is ignored may be anything, even NaN: equal scores stand in for it, so that neither value nor gradient see it.
  const scores = where(expandDims(counts, along), predictions, fromLogits ? 0 : 1);
  const values = where(counts, ofNumbers(where(counts, labels, 0), scores, fromLogits, along), 0);
  setMask(values, counts);
  return values;
}
