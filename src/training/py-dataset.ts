import { ArgumentError } from '../utils/errors.ts';
import { type BatchLike, type Dataset, iterableDataset } from './batches.ts';
import type { Trainable } from './trainable.ts';

/**
 * Base of data that are read batch by batch, by number: `fit`, `evaluate` and `predict` take one in place of arrays. The number
 * of batches is known, so the progress bar shows it, and `fit` goes through them in a new order each epoch (`shuffle`,
 * default true), which an iterable cannot offer.
 *
 * A subclass writes `length` and `getItem`, and may write `onEpochBegin` and `onEpochEnd`.
 *
 * @example
 * class Squares extends utils.PyDataset {
 *   length = 3;
 *   getItem(index) {
 *     return [[[index]], [[index * index]]];
 *   }
 * }
 * const net = sequential([layers.dense(1, { inputShape: [1] })]);
 * net.compile({ optimizer: 'sgd', loss: 'mse' });
 * const history = await net.fit(new Squares(), null, { epochs: 2, verbose: 0 });
 * history.history.loss.length // => 2
 * @see https://keras.io/api/utils/python_utils/#pydataset-class
 */
export abstract class PyDataset {
  /** How many batches there are; null for no end, where `stepsPerEpoch` says how many make an epoch. */
  abstract readonly length: number | null;

  /** The batch of that number, from 0: `[x]`, `[x, y]` or `[x, y, sampleWeight]`, or a promise of it. */
  abstract getItem(index: number): BatchLike | Promise<BatchLike>;

  /** Called before the batches are gone through. */
  onEpochBegin(): void {}

  /** Called after all batches have been gone through. */
  onEpochEnd(): void {}

  /** All batches once, in order. */
  [Symbol.asyncIterator](): AsyncGenerator<BatchLike> {
    return epochOf(this, null);
  }
}

/** The batches of a dataset, in order or, where they have an end, in an order given. */
export function pyDataset(
  where: string,
  model: Trainable,
  source: PyDataset,
  steps: number | null,
  order: ((count: number) => ArrayLike<number>) | null,
): Dataset {
  if (source.length === null && steps === null)
    throw new ArgumentError(where, {
      expected: 'a number of steps for a dataset without end',
      received: 'none',
      mend: where === 'fit' ? 'Give stepsPerEpoch.' : 'Give steps, or validationSteps.',
    });
  const epochs = { [Symbol.asyncIterator]: () => epochOf(source, order) };
  return iterableDataset(where, model, epochs, steps ?? source.length);
}

async function* epochOf(
  source: PyDataset,
  order: ((count: number) => ArrayLike<number>) | null,
): AsyncGenerator<BatchLike> {
  source.onEpochBegin();
  const { length } = source;
  const places = length === null ? null : order?.(length);
  for (let i = 0; length === null || i < length; i++) yield await source.getItem(places?.[i] ?? i);
  source.onEpochEnd();
}
