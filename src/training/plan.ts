import { ArgumentError } from '../utils/errors.ts';
import {
  type Arrays,
  arrayDataset,
  type BatchSource,
  classWeights,
  type Dataset,
  isBatchSource,
  iterableDataset,
  readArrays,
  slicedArrays,
} from './batches.ts';
import type { ModelData } from './columns.ts';
import type { FitOptions } from './options.ts';
import { PyDataset, pyDataset } from './py-dataset.ts';
import type { Trainable } from './trainable.ts';

/** The data of a run of training. */
export interface TrainingData {
  readonly train: Dataset;
  readonly validation: Dataset | null;
  /** All arrays there are, to check labels in before anything runs. */
  readonly arrays: readonly Arrays[];
}

/** Reads and checks everything that `fit` is given. */
export async function trainingData(
  model: Trainable,
  x: ModelData | BatchSource,
  y: ModelData | null,
  options: FitOptions,
  permutation: (count: number) => ArrayLike<number>,
): Promise<TrainingData> {
  checkOptions(options);
  const { batchSize = 32, shuffle = true, stepsPerEpoch = null } = options;
  if (isBatchSource(x)) return fromBatches(model, x, y, options, permutation);
  const all = await readArrays('fit', model, x, y, options.sampleWeight ?? null);
  const { classWeight = null, validationSplit = 0 } = options;
  const weighted = classWeight === null ? all : classWeights('fit', all, classWeight);
  const split = options.validationData === undefined && validationSplit > 0;
  const kept = split ? splitAt(all.count, validationSplit) : all.count;
  const train = kept === all.count ? weighted : slicedArrays(weighted, 0, kept);
  const size =
    options.batchSize === undefined && stepsPerEpoch !== null ? Math.ceil(train.count / stepsPerEpoch) : batchSize;
  const order = shuffle ? () => permutation(train.count) : null;
  const held = split ? slicedArrays(all, kept, all.count) : null;
  const validation =
    held === null
      ? await validationOf(model, options, size)
      : { dataset: arrayDataset(held, options.validationBatchSize ?? size, null), arrays: [held] };
  return {
    train: arrayDataset(train, size, order),
    validation: validation?.dataset ?? null,
    arrays: [train, ...(validation?.arrays ?? [])],
  };
}

async function fromBatches(
  model: Trainable,
  source: BatchSource,
  y: ModelData | null,
  options: FitOptions,
  permutation: (count: number) => ArrayLike<number>,
): Promise<TrainingData> {
  const refuse = (option: string, received: string, mend: string): never => {
    throw new ArgumentError(`fit: ${option}`, { expected: 'none with an iterable of batches', received, mend });
  };
  if (y !== null) refuse('y', 'labels', 'Give them in the batches: yield [x, y].');
  if (options.batchSize !== undefined)
    refuse('batchSize', String(options.batchSize), 'The batches have their own sizes.');
  if (options.validationSplit) refuse('validationSplit', String(options.validationSplit), 'Use validationData.');
  if (options.sampleWeight !== undefined) refuse('sampleWeight', 'weights', 'Yield [x, y, sampleWeight].');
  if (options.classWeight !== undefined) refuse('classWeight', 'weights', 'Yield [x, y, sampleWeight].');
  const epochs = (options.epochs ?? 1) - (options.initialEpoch ?? 0);
  if (epochs > 1 && options.stepsPerEpoch === undefined && isOneShot(source))
    refuse(
      'x',
      'an iterator that can be gone through once',
      'Give stepsPerEpoch, or an object whose [Symbol.iterator]() starts anew each time.',
    );
  const validation = await validationOf(model, options, 32);
  return {
    train: ofSource(
      'fit',
      model,
      source,
      options.stepsPerEpoch ?? null,
      (options.shuffle ?? true) ? permutation : null,
    ),
    validation: validation?.dataset ?? null,
    arrays: validation?.arrays ?? [],
  };
}

/** Batches by number, or as they come. */
function ofSource(
  where: string,
  model: Trainable,
  source: BatchSource,
  steps: number | null,
  order: ((count: number) => ArrayLike<number>) | null,
): Dataset {
  return source instanceof PyDataset
    ? pyDataset(where, model, source, steps, order)
    : iterableDataset(where, model, source, steps);
}

/** A generator is its own iterator: a second loop over it finds nothing. */
function isOneShot(source: BatchSource): boolean {
  return 'next' in source;
}

async function validationOf(
  model: Trainable,
  options: FitOptions,
  batchSize: number,
): Promise<{ readonly dataset: Dataset; readonly arrays: readonly Arrays[] } | null> {
  const { validationData: given, validationSteps = null } = options;
  if (given === undefined) return null;
  if (isBatchSource(given))
    return { dataset: ofSource('fit: validationData', model, given, validationSteps, null), arrays: [] };
  const list: readonly unknown[] = given;
  if (!Array.isArray(given) || list.length < 2 || list.length > 3)
    throw new ArgumentError('fit: validationData', {
      expected: '[x, y], [x, y, sampleWeight], or an iterable of batches',
      received: Array.isArray(given) ? `a list of ${list.length}` : typeof given,
    });
  const [x, y, sampleWeight = null] = given;
  const arrays = await readArrays('fit: validationData', model, x, y, sampleWeight);
  return { dataset: arrayDataset(arrays, options.validationBatchSize ?? batchSize, null), arrays: [arrays] };
}

function splitAt(count: number, share: number): number {
  const kept = Math.floor(count * (1 - share));
  if (kept > 0 && kept < count) return kept;
  throw new ArgumentError('fit: validationSplit', {
    expected: 'a share that leaves samples on both sides',
    received: `${share} of ${count} samples`,
  });
}

function checkOptions(options: FitOptions): void {
  const wholes = ['batchSize', 'stepsPerEpoch', 'validationSteps', 'validationBatchSize'] as const;
  for (const name of wholes) checkWhole(`fit: ${name}`, options[name], 1);
  checkWhole('fit: epochs', options.epochs, 0);
  checkWhole('fit: initialEpoch', options.initialEpoch, 0);
  const { validationSplit, verbose } = options;
  if (validationSplit !== undefined && !(validationSplit >= 0 && validationSplit < 1))
    throw new ArgumentError('fit: validationSplit', {
      expected: 'a number from 0 up to, not including, 1',
      received: String(validationSplit),
    });
  if (verbose !== undefined && ![0, 1, 2].includes(verbose))
    throw new ArgumentError('fit: verbose', { expected: '0, 1 or 2', received: String(verbose) });
}

/** Complains about a number that is given and not whole, or too small. */
export function checkWhole(where: string, given: number | undefined, least: number): void {
  if (given === undefined || (Number.isInteger(given) && given >= least)) return;
  throw new ArgumentError(where, { expected: `a whole number of at least ${least}`, received: String(given) });
}
