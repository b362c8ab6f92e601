import { constant, shown, type Tensor, type TensorLike } from '../graph/index.ts';
import { toSameRank } from '../losses/rank.ts';
import {
  broadcastLike,
  cast,
  ceil,
  clip,
  expandDims,
  getItem,
  greater,
  topK as highest,
  matmul,
  maximum,
  multiply,
  notEqual,
  oneHot,
  ravel,
  reshape,
  squeeze,
  subtract,
  sum,
  swapaxes,
  transpose,
  where,
} from '../ops/index.ts';
import { asFloat } from '../ops/operands.ts';
import { ArgumentError, ShapeError } from '../utils/errors.ts';
import { weightFrom } from './histogram.ts';

/** Scores that are not among the top k, as Keras has it. */
export const lowest = -1e10;

/** Thresholds, and how predictions are compared with them. */
export interface Thresholds {
  readonly list: readonly number[];
  /** Whether they lie evenly from 0 to 1: then a prediction's place among them is computed, not searched. */
  readonly even: boolean;
}

/** Options of counting. */
export interface Counting {
  /** Only the k highest scores of a row can be positive. */
  readonly topK?: number | null;
  /** Only this class counts. */
  readonly classId?: number | null;
  /** Whether each label (column) is counted by itself. */
  readonly multiLabel?: boolean;
  /** Weights of the labels. */
  readonly labelWeights?: readonly number[] | null;
}

/** Weights of true and false positives and negatives, for each threshold: `[thresholds]`, or `[thresholds, labels]`. */
export interface Confusion {
  readonly truePositives: Tensor;
  readonly falsePositives: Tensor;
  readonly trueNegatives: Tensor;
  readonly falseNegatives: Tensor;
}

/**
 * Counts a batch: predictions above a threshold are positive, labels other than 0 are true.
 *
 * @param place - the metric, for messages.
 * @throws {ShapeError} when the shapes do not fit.
 */
export function confusionOf(
  place: string,
  yTrue: TensorLike,
  yPred: TensorLike,
  sampleWeight: TensorLike | null,
  thresholds: Thresholds,
  options: Counting = {},
): Confusion {
  const { multiLabel = false, classId = null, topK = null, labelWeights = null } = options;
  const [given, scores] = toSameRank(asFloat(yTrue), asFloat(yPred));
  checkShapes(place, given, scores, options);
  const weight = sampleWeight === null ? null : columnOf(asFloat(sampleWeight), given);
  const ranked = topK === null ? scores : onlyTop(scores, topK);
  const column = (x: Tensor) => (classId === null ? x : getItem(x, ['...', { start: classId, stop: classId + 1 }]));
  const predictions = column(ranked);
  const labels = column(given);
  // One row of numbers to count, or one for each label.
  const row = (x: Tensor) => (multiLabel ? transpose(x) : ravel(x));
  const weights = [weight, labelWeights === null ? null : constant(labelWeights)].flatMap((one) =>
    one === null ? [] : [broadcastLike(one, predictions)],
  );
  const isTrue = cast(notEqual(labels, 0), 'float32');
  const weighed = (x: Tensor) => row(weights.reduce(multiply, x));
  const trues = weighed(isTrue);
  const falses = weighed(subtract(1, isTrue));
  return thresholds.even
    ? counted(row(predictions), trues, falses, thresholds.list)
    : compared(row(predictions), trues, falses, thresholds.list);
}

/** Evenly spaced thresholds: those below a prediction are a matter of division. */
function counted(predictions: Tensor, trues: Tensor, falses: Tensor, list: readonly number[]): Confusion {
  const last = list.length - 1;
  const above = subtract(ceil(multiply(clip(predictions, 0, 1), last)), 1);
  const reachesOut = (list[0] ?? 0) < 0 || (list[last] ?? 1) > 1;
  const places = reachesOut ? maximum(above, 0) : above;
  const truePositives = weightFrom(places, trues, list.length);
  const falsePositives = weightFrom(places, falses, list.length);
  const rest = (all: Tensor, positives: Tensor) => subtract(sum(all, -1, true), positives);
  return byThreshold({
    truePositives,
    falsePositives,
    trueNegatives: rest(falses, falsePositives),
    falseNegatives: rest(trues, truePositives),
  });
}

/** Any thresholds: every prediction is compared with each. */
function compared(predictions: Tensor, trues: Tensor, falses: Tensor, list: readonly number[]): Confusion {
  const positive = cast(greater(expandDims(predictions, -1), constant(list)), 'float32');
  const negative = subtract(1, positive);
  const total = (weights: Tensor, chosen: Tensor) => squeeze(matmul(expandDims(weights, -2), chosen), -2);
  return byThreshold({
    truePositives: total(trues, positive),
    falsePositives: total(falses, positive),
    trueNegatives: total(falses, negative),
    falseNegatives: total(trues, negative),
  });
}

/** Counts with the thresholds first, where there are labels. */
function byThreshold(counts: Confusion): Confusion {
  const turned = (x: Tensor) => (x.rank === 2 ? swapaxes(x, 0, 1) : x);
  return {
    truePositives: turned(counts.truePositives),
    falsePositives: turned(counts.falsePositives),
    trueNegatives: turned(counts.trueNegatives),
    falseNegatives: turned(counts.falseNegatives),
  };
}

/** One weight for each sample as a column beside labels that have one. */
function columnOf(weight: Tensor, labels: Tensor): Tensor {
  const column = weight.rank === 0 ? reshape(weight, [1]) : expandDims(weight, -1);
  return column.rank === labels.rank + 1 ? squeeze(column, -1) : column;
}

function onlyTop(scores: Tensor, k: number): Tensor {
  const width = scores.dims.at(-1);
  const chosen = oneHot(highest(scores, k).indices, typeof width === 'number' ? width : 0);
  return where(greater(sum(chosen, -2), 0), scores, lowest);
}

function checkShapes(place: string, labels: Tensor, scores: Tensor, { classId, topK, multiLabel }: Counting): void {
  const width = scores.dims.at(-1);
  const received = `labels ${shown(labels)} and predictions ${shown(scores)}`;
  if (labels.rank !== scores.rank)
    throw new ShapeError(`${place}: updateState`, { expected: 'labels in the shape of the predictions', received });
  const needsClasses = (classId ?? null) !== null || (topK ?? null) !== null || multiLabel;
  if (needsClasses && (scores.rank < 2 || typeof width !== 'number'))
    throw new ShapeError(`${place}: updateState`, { expected: 'predictions [batch, classes]', received });
  if (typeof classId === 'number' && typeof width === 'number' && classId >= width)
    throw new ArgumentError(`${place}: classId`, {
      expected: `a class from 0 to ${width - 1}`,
      received: String(classId),
    });
}

/** Thresholds of a metric: what was given, or the default; checked. */
export function thresholdsOf(place: string, given: number | readonly number[] | null, byDefault: number): Thresholds {
  const list = given === null ? [byDefault] : typeof given === 'number' ? [given] : given;
  const wrong = given === null ? undefined : list.find((threshold) => !(threshold >= 0 && threshold <= 1));
  if (wrong !== undefined || list.length === 0)
    throw new ArgumentError(`${place}: thresholds`, {
      expected: 'numbers from 0 to 1',
      received: wrong === undefined ? 'none' : String(wrong),
      mend: 'For logits, put a sigmoid before the metric.',
    });
  return { list, even: isEven(list) };
}

/** Whether thresholds are `0, 1/n, 2/n, …, 1`, within what Keras (NumPy's allclose) takes for equal. */
export function isEven(thresholds: readonly number[]): boolean {
  const last = thresholds.length - 1;
  if (last < 2) return false;
  return thresholds.every((threshold, i) => {
    const even = Math.fround(i / last);
    return Math.abs(threshold - even) <= 1e-7 + 1e-5 * Math.abs(even);
  });
}

/** The thresholds `0, 1/n, 2/n, …, 1`. */
export function evenThresholds(count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => (i === count - 1 ? 1 : i / (count - 1)));
}

/** Complains about a class that is no whole number from 0 on. */
export function checkClassId(place: string, classId: number | null): void {
  if (classId === null || (Number.isInteger(classId) && classId >= 0)) return;
  throw new ArgumentError(`${place}: classId`, { expected: 'a whole number from 0 on', received: String(classId) });
}
