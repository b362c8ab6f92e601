import type { BatchSource, ClassWeight } from './batches.ts';
import type { Callback } from './callback.ts';
import type { ModelData } from './columns.ts';

/** Options of `fit`. */
export interface FitOptions {
  /** Samples for each step. Default 32; with an iterable, which brings its own batches, not allowed. */
  readonly batchSize?: number;
  /** The epoch at which to end. Default 1. */
  readonly epochs?: number;
  /** 0 prints nothing, 1 a progress bar, 2 a line for each epoch. Default 1. */
  readonly verbose?: 0 | 1 | 2;
  readonly callbacks?: readonly Callback[];
  /** The share of the samples, from the end and before shuffling, that is kept for validation. Default 0. */
  readonly validationSplit?: number;
  /** Data to validate on after each epoch: `[x, y]`, `[x, y, sampleWeight]`, or batches. */
  readonly validationData?: readonly [x: ModelData, y: ModelData, sampleWeight?: ModelData | null] | BatchSource;
  /** Validate after every so many epochs, or after these (from 1). Default 1. */
  readonly validationFreq?: number | readonly number[];
  /** Default: `batchSize`. */
  readonly validationBatchSize?: number;
  /** Batches of a validation. Default: all. */
  readonly validationSteps?: number;
  /** Whether the samples are put in a new order each epoch. Default true. */
  readonly shuffle?: boolean;
  /** Weight of each class, by its number; 1 for those not named. */
  readonly classWeight?: ClassWeight;
  /** Weight of each sample (or each of its steps); one array for all outputs, or one for each. */
  readonly sampleWeight?: ModelData;
  /** The epoch to begin with, from 0. Default 0. */
  readonly initialEpoch?: number;
  /** Batches of an epoch. Default: as many as the data have. */
  readonly stepsPerEpoch?: number;
  /**
   * Measures, after the first step, how long its parts take in the engine, on the CPU in Node: `history.profile`, printed as a table at the
   * end unless `verbose` is 0. Default false.
   */
  readonly profile?: boolean;
  /** Ends training when it is aborted; `fit` then throws its reason, and the model stays as it was after the last step. */
  readonly signal?: AbortSignal;
}

/** Options of `evaluate`. */
export interface EvaluateOptions {
  /** Samples for each step. Default 32. */
  readonly batchSize?: number;
  /** 0 prints nothing, 1 a progress bar, 2 a line. Default 1. */
  readonly verbose?: 0 | 1 | 2;
  readonly sampleWeight?: ModelData;
  /** Batches to evaluate. Default: all. */
  readonly steps?: number;
  readonly callbacks?: readonly Callback[];
  readonly signal?: AbortSignal;
}

/** Options of `predict`. */
export interface PredictOptions {
  /** Samples for each step. Default 32. */
  readonly batchSize?: number;
  /** 0 prints nothing, 1 a progress bar. Default 0. */
  readonly verbose?: 0 | 1 | 2;
  /** Batches to predict. Default: all. */
  readonly steps?: number;
  readonly callbacks?: readonly Callback[];
  readonly signal?: AbortSignal;
}

/** Options of `trainOnBatch` and `testOnBatch`. */
export interface BatchOptions {
  readonly sampleWeight?: ModelData;
  readonly classWeight?: ClassWeight;
}
