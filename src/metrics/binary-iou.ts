import type { Tensor } from '../graph/index.ts';
import { cast, greaterEqual } from '../ops/index.ts';
import { IoUBase } from './iou-base.ts';
import type { MetricConfig } from './metric.ts';

/** Options of the binary intersection over union. */
export interface BinaryIoUConfig extends MetricConfig {
  /** The classes of which the mean is taken: 0, 1 or both. Default `[0, 1]`. */
  targetClassIds: readonly number[];
  /** From it on a prediction counts as 1. Default `0.5`. */
  threshold: number;
}

/**
 * Intersection over union of a mask and of what it leaves out.
 *
 * @see https://keras.io/api/metrics/segmentation_metrics/#binaryiou-class
 */
export class BinaryIoU extends IoUBase<BinaryIoUConfig> {
  static override readonly className = 'BinaryIoU';

  /** @throws {ArgumentError} for classes other than 0 and 1. */
  constructor(given: Partial<BinaryIoUConfig> = {}) {
    super(given, { targetClassIds: [0, 1], threshold: 0.5 }, ({ targetClassIds }) => ({
      numClasses: 2,
      targetClassIds,
      ignoreClass: null,
      sparseYTrue: true,
      sparseYPred: true,
      axis: -1,
    }));
  }

  protected override classes(yPred: Tensor): Tensor {
    return cast(greaterEqual(cast(yPred, 'float32'), this.config.threshold), 'int32');
  }
}

/**
 * Intersection over union of a mask and of what it leaves out, averaged.
 *
 * Labels (0 or 1) and predictions (from 0 to 1): any shape. Sample weights are cut to whole numbers.
 *
 * @param options - `targetClassIds` (default `[0, 1]`), `threshold` (`0.5`), `name`.
 * @throws {ArgumentError} for classes other than 0 and 1.
 * @example
 * const metric = metrics.binaryIou({ threshold: 0.3 });
 * metric.updateState([0, 1, 0, 1], [0.1, 0.2, 0.4, 0.7]);
 * (await metric.result().item()).toFixed(4) // => '0.3333'
 * @see https://keras.io/api/metrics/segmentation_metrics/#binaryiou-class
 */
export function binaryIou(options: Partial<BinaryIoUConfig> = {}): BinaryIoU {
  return new BinaryIoU(options);
}
