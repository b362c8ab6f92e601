import type { Shape, Tensor } from '../graph/index.ts';
import type { Json } from '../utils/json.ts';
import * as functions from './functions/index.ts';
import { checkClassNumbers, checkProbabilities, type Labels } from './labels.ts';
import { Loss, type LossConfig } from './loss.ts';
import { checkBetween, withoutDefault } from './settings.ts';

/** Options of the crossentropies of labels that are probabilities. */
export interface CrossentropyConfig extends LossConfig {
  /** Whether predictions are logits, before any activation, rather than probabilities. Default `false`. */
  fromLogits: boolean;
  /** How far labels are drawn towards being undecided, from 0 to 1. Default `0`. */
  labelSmoothing: number;
  /** The axis of the classes, or, of the binary crossentropy, that of the mean. Default `-1`. */
  axis: number;
}

/** Defaults of the crossentropies of labels that are probabilities. */
export const crossentropyDefaults = { fromLogits: false, labelSmoothing: 0, axis: -1 } as const;

/**
 * Crossentropy of yes-or-no answers: `mean(-t · ln p - (1 - t) · ln(1 - p))`.
 *
 * @see https://keras.io/api/losses/probabilistic_losses/#binarycrossentropy-class
 */
export class BinaryCrossentropy extends Loss<CrossentropyConfig> {
  static override readonly className = 'BinaryCrossentropy';

  constructor(given: Partial<CrossentropyConfig> = {}) {
    super(given, crossentropyDefaults);
    checkBetween('BinaryCrossentropy: labelSmoothing', this.config.labelSmoothing, 0, 1);
  }

  protected override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return functions.binaryCrossentropy(yTrue, yPred, this.config);
  }

  /** Every label must be from 0 to 1. */
  override checkTargets(where: string, labels: Labels, predicted: Shape): void {
    checkProbabilities(where, labels, predicted, bitsMend);
  }
}

/** How labels that are no answers to yes-or-no questions are mended. */
export const bitsMend =
  'For -1 and 1 use hinge; for more than two classes use sparseCategoricalCrossentropy and one output for each.';

/**
 * Crossentropy of yes-or-no answers, for a last layer with one unit for each question: after a sigmoid, or without
 * activation and with `fromLogits`.
 *
 * Labels (0 or 1, or between) and predictions: `[batch, ..., n]`.
 *
 * @param options - `fromLogits` (default `false`), `labelSmoothing` (`0`), `axis` (`-1`), `name`, `reduction`.
 * @throws {ArgumentError} for a smoothing that is not from 0 to 1.
 * @example
 * (await losses.binaryCrossentropy().apply([[1]], [[0.5]]).item()).toFixed(4) // => '0.6931'
 * @see https://keras.io/api/losses/probabilistic_losses/#binarycrossentropy-class
 */
export function binaryCrossentropy(options: Partial<CrossentropyConfig> = {}): BinaryCrossentropy {
  return new BinaryCrossentropy(options);
}

/**
 * Crossentropy of labels that are distributions, such as one-hot rows: `-Σ t · ln p`.
 *
 * @see https://keras.io/api/losses/probabilistic_losses/#categoricalcrossentropy-class
 */
export class CategoricalCrossentropy extends Loss<CrossentropyConfig> {
  static override readonly className = 'CategoricalCrossentropy';

  constructor(given: Partial<CrossentropyConfig> = {}) {
    super(given, crossentropyDefaults);
    checkBetween('CategoricalCrossentropy: labelSmoothing', this.config.labelSmoothing, 0, 1);
  }

  protected override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return functions.categoricalCrossentropy(yTrue, yPred, this.config);
  }

  /** Every number of a label must be from 0 to 1. */
  override checkTargets(where: string, labels: Labels, predicted: Shape): void {
    checkProbabilities(where, labels, predicted, rowsMend);
  }
}

/** How labels that are no distributions are mended. */
export const rowsMend =
  'Labels are rows of probabilities, such as one-hot rows; for class numbers use sparseCategoricalCrossentropy.';

/**
 * Crossentropy of labels that are distributions, such as one-hot rows, for a last layer with one unit for each class: after a
 * softmax, or without activation and with `fromLogits`. For labels that are class numbers, `sparseCategoricalCrossentropy`.
 *
 * Labels and predictions: `[batch, ..., classes]`.
 *
 * @param options - `fromLogits` (default `false`), `labelSmoothing` (`0`), `axis` (`-1`), `name`, `reduction`.
 * @throws {ArgumentError} for a smoothing that is not from 0 to 1.
 * @example
 * (await losses.categoricalCrossentropy().apply([[0, 1]], [[0.5, 0.5]]).item()).toFixed(4) // => '0.6931'
 * @see https://keras.io/api/losses/probabilistic_losses/#categoricalcrossentropy-class
 */
export function categoricalCrossentropy(options: Partial<CrossentropyConfig> = {}): CategoricalCrossentropy {
  return new CategoricalCrossentropy(options);
}

/** Options of the sparse categorical crossentropy. */
export interface SparseCategoricalCrossentropyConfig extends LossConfig {
  /** Whether predictions are logits, before any softmax, rather than probabilities. Default `false`. */
  fromLogits: boolean;
  /** A label that does not count, such as padding. Default `null`. */
  ignoreClass: number | null;
  /** The axis of the classes. Default `-1`. */
  axis: number;
}

/**
 * Crossentropy of labels that are class numbers: `-ln p[label]`.
 *
 * @see https://keras.io/api/losses/probabilistic_losses/#sparsecategoricalcrossentropy-class
 */
export class SparseCategoricalCrossentropy extends Loss<SparseCategoricalCrossentropyConfig> {
  static override readonly className = 'SparseCategoricalCrossentropy';

  constructor(given: Partial<SparseCategoricalCrossentropyConfig> = {}) {
    super(given, { fromLogits: false, ignoreClass: null, axis: -1 });
  }

  protected override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return functions.sparseCategoricalCrossentropy(yTrue, yPred, this.config);
  }

  /** Every label must be the number of a class, or the one that is ignored. */
  override checkTargets(where: string, labels: Labels, predicted: Shape): void {
    checkClassNumbers(where, labels, predicted, this.config.axis, this.config.ignoreClass);
  }

  /** Keras 3.15 leaves `axis` out, and reads it if it is there: it is written where it matters. */
  override getConfig(): Readonly<Record<string, Json>> {
    return withoutDefault(super.getConfig(), 'axis', -1);
  }
}

/**
 * Crossentropy of labels that are class numbers, for a last layer with one unit for each class: after a softmax, or without
 * activation and with `fromLogits`.
 *
 * Labels: `[batch, ...]`; predictions: the same with an axis of classes.
 *
 * @param options - `fromLogits` (default `false`), `ignoreClass` (`null`), `axis` (`-1`), `name`, `reduction`.
 * @example
 * (await losses.sparseCategoricalCrossentropy({ fromLogits: true }).apply([1], [[0, 0]]).item()).toFixed(4) // => '0.6931'
 * @see https://keras.io/api/losses/probabilistic_losses/#sparsecategoricalcrossentropy-class
 */
export function sparseCategoricalCrossentropy(
  options: Partial<SparseCategoricalCrossentropyConfig> = {},
): SparseCategoricalCrossentropy {
  return new SparseCategoricalCrossentropy(options);
}
