import { IoUBase } from './iou-base.ts';
import type { MetricConfig } from './metric.ts';

/** Options of the mean intersection over union. */
export interface MeanIoUConfig extends MetricConfig {
  /** How many classes there are. */
  numClasses: number;
  /** A class whose labels do not count. Default `null`. */
  ignoreClass: number | null;
  /** Whether labels are class numbers rather than one-hot. Default `true`. */
  sparseYTrue: boolean;
  /** Whether predictions are class numbers rather than scores. Default `true`. */
  sparseYPred: boolean;
  /** The axis of the classes, where they have one. Default `-1`. */
  axis: number;
}

/** Options of the intersection over union. */
export interface IoUConfig extends MeanIoUConfig {
  /** The classes of which the mean is taken. */
  targetClassIds: readonly number[];
}

const sparse = { ignoreClass: null, sparseYTrue: true, sparseYPred: true, axis: -1 } as const;

/** Options but those that are required. */
type Optional<Config, Needed extends keyof Config> = Partial<Omit<Config, Needed>>;

/**
 * Intersection over union of classes, `tp / (tp + fp + fn)`, averaged over those that occur.
 *
 * @see https://keras.io/api/metrics/segmentation_metrics/#iou-class
 */
export class IoU extends IoUBase<IoUConfig> {
  static override readonly className = 'IoU';

  /** @throws {ArgumentError} for classes that there are not. */
  constructor(given: Partial<IoUConfig> & Pick<IoUConfig, 'numClasses' | 'targetClassIds'>) {
    const { numClasses, targetClassIds } = given;
    super(given, { ...sparse, numClasses, targetClassIds }, (config) => config);
  }
}

/**
 * Intersection over union of chosen classes, `tp / (tp + fp + fn)`, averaged over those that occur.
 *
 * Labels and predictions, class numbers (or with an axis of classes): any shape. Sample weights are cut to whole numbers.
 *
 * @param numClasses - how many classes there are.
 * @param targetClassIds - the classes of which the mean is taken.
 * @param options - `ignoreClass` (default `null`), `sparseYTrue` (`true`), `sparseYPred` (`true`), `axis` (`-1`), `name`.
 * @throws {ArgumentError} for classes that there are not.
 * @example
 * const metric = metrics.iou(2, [0]);
 * metric.updateState([0, 0, 1, 1], [0, 1, 0, 1]);
 * (await metric.result().item()).toFixed(4) // => '0.3333'
 * @see https://keras.io/api/metrics/segmentation_metrics/#iou-class
 */
export function iou(
  numClasses: number,
  targetClassIds: readonly number[],
  options: Optional<IoUConfig, 'numClasses' | 'targetClassIds'> = {},
): IoU {
  return new IoU({ ...options, numClasses, targetClassIds });
}

/**
 * Intersection over union, averaged over all classes that occur.
 *
 * @see https://keras.io/api/metrics/segmentation_metrics/#meaniou-class
 */
export class MeanIoU extends IoUBase<MeanIoUConfig> {
  static override readonly className = 'MeanIoU';

  /** @throws {ArgumentError} when there is no class. */
  constructor(given: Partial<MeanIoUConfig> & Pick<MeanIoUConfig, 'numClasses'>) {
    super(given, { ...sparse, numClasses: given.numClasses }, (config) => ({
      ...config,
      targetClassIds: all(config.numClasses),
    }));
  }
}

/**
 * Intersection over union, `tp / (tp + fp + fn)`, averaged over all classes that occur.
 *
 * Labels and predictions, class numbers (or with an axis of classes): any shape. Sample weights are cut to whole numbers.
 *
 * @param numClasses - how many classes there are.
 * @param options - `ignoreClass` (default `null`), `sparseYTrue` (`true`), `sparseYPred` (`true`), `axis` (`-1`), `name`.
 * @throws {ArgumentError} when there is no class.
 * @example
 * const metric = metrics.meanIou(2);
 * metric.updateState([0, 0, 1, 1], [0, 1, 0, 1]);
 * (await metric.result().item()).toFixed(4) // => '0.3333'
 * @see https://keras.io/api/metrics/segmentation_metrics/#meaniou-class
 */
export function meanIou(numClasses: number, options: Optional<MeanIoUConfig, 'numClasses'> = {}): MeanIoU {
  return new MeanIoU({ ...options, numClasses });
}

function all(numClasses: number): readonly number[] {
  return Array.from({ length: Math.max(0, Math.floor(numClasses)) }, (_, i) => i);
}

/** Options of the mean intersection over union of one-hot labels. */
export interface OneHotMeanIoUConfig extends Omit<MeanIoUConfig, 'sparseYTrue'> {
  /** Whether predictions are class numbers rather than scores. Default `false`. */
  sparseYPred: boolean;
}

/** Options of the intersection over union of one-hot labels. */
export interface OneHotIoUConfig extends OneHotMeanIoUConfig {
  /** The classes of which the mean is taken. */
  targetClassIds: readonly number[];
}

const dense = { ignoreClass: null, sparseYPred: false, axis: -1 } as const;

/**
 * Intersection over union of chosen classes, for one-hot labels.
 *
 * @see https://keras.io/api/metrics/segmentation_metrics/#onehotiou-class
 */
export class OneHotIoU extends IoUBase<OneHotIoUConfig> {
  static override readonly className = 'OneHotIoU';

  /** @throws {ArgumentError} for classes that there are not. */
  constructor(given: Partial<OneHotIoUConfig> & Pick<OneHotIoUConfig, 'numClasses' | 'targetClassIds'>) {
    const { numClasses, targetClassIds } = given;
    super(given, { ...dense, numClasses, targetClassIds }, (config) => ({ ...config, sparseYTrue: false }));
  }
}

/**
 * Intersection over union of chosen classes, for one-hot labels.
 *
 * Labels and scores: any shape with an axis of classes.
 *
 * @param numClasses - how many classes there are.
 * @param targetClassIds - the classes of which the mean is taken.
 * @param options - `ignoreClass` (default `null`), `sparseYPred` (`false`), `axis` (`-1`), `name`.
 * @throws {ArgumentError} for classes that there are not.
 * @example
 * const metric = metrics.oneHotIou(2, [0]);
 * metric.updateState([[1, 0], [1, 0], [0, 1]], [[0.9, 0.1], [0.2, 0.8], [0.3, 0.7]]);
 * (await metric.result().item()).toFixed(4) // => '0.5000'
 * @see https://keras.io/api/metrics/segmentation_metrics/#onehotiou-class
 */
export function oneHotIou(
  numClasses: number,
  targetClassIds: readonly number[],
  options: Optional<OneHotIoUConfig, 'numClasses' | 'targetClassIds'> = {},
): OneHotIoU {
  return new OneHotIoU({ ...options, numClasses, targetClassIds });
}

/**
 * Intersection over union, averaged over all classes that occur, for one-hot labels.
 *
 * @see https://keras.io/api/metrics/segmentation_metrics/#onehotmeaniou-class
 */
export class OneHotMeanIoU extends IoUBase<OneHotMeanIoUConfig> {
  static override readonly className = 'OneHotMeanIoU';

  /** @throws {ArgumentError} when there is no class. */
  constructor(given: Partial<OneHotMeanIoUConfig> & Pick<OneHotMeanIoUConfig, 'numClasses'>) {
    super(given, { ...dense, numClasses: given.numClasses }, (config) => ({
      ...config,
      sparseYTrue: false,
      targetClassIds: all(config.numClasses),
    }));
  }
}

/**
 * Intersection over union, averaged over all classes that occur, for one-hot labels.
 *
 * Labels and scores: any shape with an axis of classes.
 *
 * @param numClasses - how many classes there are.
 * @param options - `ignoreClass` (default `null`), `sparseYPred` (`false`), `axis` (`-1`), `name`.
 * @throws {ArgumentError} when there is no class.
 * @example
 * const metric = metrics.oneHotMeanIou(2);
 * metric.updateState([[1, 0], [1, 0], [0, 1]], [[0.9, 0.1], [0.2, 0.8], [0.3, 0.7]]);
 * (await metric.result().item()).toFixed(4) // => '0.5000'
 * @see https://keras.io/api/metrics/segmentation_metrics/#onehotmeaniou-class
 */
export function oneHotMeanIou(
  numClasses: number,
  options: Optional<OneHotMeanIoUConfig, 'numClasses'> = {},
): OneHotMeanIoU {
  return new OneHotMeanIoU({ ...options, numClasses });
}
