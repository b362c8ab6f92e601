import type { BatchLike, ModelData } from '../training/index.ts';
import { ArgumentError } from '../utils/errors.ts';

/**
 * Inputs, labels and weights as one batch, in the form that `fit` takes from an iterable.
 *
 * @param x - inputs.
 * @param y - labels. Default null: none.
 * @param sampleWeight - weights; they need labels. Default null: none.
 * @throws {ArgumentError} for weights without labels.
 * @example
 * utils.packXYSampleWeight([1, 2], [0, 1]) // => [[1, 2], [0, 1]]
 * @see https://keras.io/api/utils/model_training_utils/
 */
export function packXYSampleWeight(
  x: ModelData,
  y: ModelData | null = null,
  sampleWeight: ModelData | null = null,
): BatchLike {
  if (sampleWeight !== null && y === null)
    throw new ArgumentError('packXYSampleWeight: sampleWeight', { expected: 'labels to weigh', received: 'no y' });
  if (y === null) return [x];
  return sampleWeight === null ? [x, y] : [x, y, sampleWeight];
}

/** Inputs, labels and weights; null for what is not there. */
export type Unpacked = readonly [x: ModelData, y: ModelData | null, sampleWeight: ModelData | null];

/**
 * The parts of a batch, with null for those that it has not.
 *
 * @param batch - `[x]`, `[x, y]` or `[x, y, sampleWeight]`; anything that is no list is `x` alone.
 * @throws {ArgumentError} for a list of another length.
 * @example
 * utils.unpackXYSampleWeight([[1, 2], [0, 1]]) // => [[1, 2], [0, 1], null]
 * @see https://keras.io/api/utils/model_training_utils/
 */
export function unpackXYSampleWeight(batch: BatchLike | ModelData): Unpacked {
  const parts: readonly (ModelData | null)[] | null = Array.isArray(batch) ? batch : null;
  if (parts === null) return [batch as ModelData, null, null]; // what is no list is no BatchLike
  const [x, y = null, sampleWeight = null] = parts;
  if (x !== undefined && x !== null && parts.length <= 3) return [x, y, sampleWeight];
  throw new ArgumentError('unpackXYSampleWeight', {
    expected: '[x], [x, y] or [x, y, sampleWeight]',
    received: `a list of ${parts.length}`,
  });
}
