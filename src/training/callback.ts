import type { TypedArray, Variable } from '../graph/index.ts';
import type { Optimizer } from '../optimizers/index.ts';
import type { Json } from '../utils/json.ts';
import type { RunPosition } from './position.ts';
import type { Profile } from './profile.ts';
import type { Logs } from './trainer.ts';

/** The model that is being trained, as callbacks see it. */
export interface CallbackModel {
  readonly name: string;
  readonly weights: readonly Variable[];
  readonly trainableWeights: readonly Variable[];
  readonly optimizer: Optimizer;
  /** Whether the weights have been made. */
  readonly built?: boolean;
  /** Set to true to end training after the present batch. */
  stopTraining: boolean;
  /** The values of all weights. */
  getWeights(): Promise<readonly { readonly data: TypedArray; readonly shape: readonly number[] }[]>;
  /** Sets the values of all weights. */
  setWeights(weights: readonly { readonly data: TypedArray; readonly shape: readonly number[] }[]): void;
  /** Writes the model to a file, where it can be written. */
  save?(path: string): Promise<void>;
  /** Writes the weights to a file, where they can be written. */
  saveWeights?(path: string): Promise<void>;
  /** What the model is, its layers and how they are connected, in Keras's JSON. */
  toJSON?(): string;
  /** Sets weights and the optimizer's state to those of a file; gives what did not fit. */
  loadWeights?(source: string | Uint8Array): Promise<readonly string[]>;
}

/** What is known of a run when it starts. */
export interface RunInfo {
  /** The epoch at which it ends. */
  readonly epochs: number;
  /** Batches of an epoch; null where the data do not tell. */
  readonly steps: number | null;
  /** How much is printed. */
  readonly verbose: 0 | 1 | 2;
  /** For each metric, whether larger is better. */
  readonly directions: Readonly<Record<string, 'up' | 'down' | null>>;
  /** How far training has come; there is none outside `fit`. */
  readonly position?: RunPosition;
}

type Result = void | Promise<void>;

/**
 * Base of all callbacks: write the methods for the moments you want. All may be asynchronous; training waits.
 *
 * @see https://keras.io/api/callbacks/base_callback/
 */
export abstract class Callback {
  #model: CallbackModel | null = null;
  #info: RunInfo | null = null;

  /** The model being trained. */
  get model(): CallbackModel {
    if (this.#model === null) throw new Error('internal: a callback was used outside a run');
    return this.#model;
  }

  /** What is known of the run. */
  get run(): RunInfo {
    if (this.#info === null) throw new Error('internal: a callback was used outside a run');
    return this.#info;
  }

  /** Called before anything else, by `fit`, `evaluate` and `predict`. */
  attach(model: CallbackModel, info: RunInfo): void {
    this.#model = model;
    this.#info = info;
  }

  /**
   * Whether it must hear of a batch before the next one is begun. With `stepsPerExecution: 'auto'` training then goes on batch by batch.
   * Default: whether it has methods for batches of training or evaluation.
   */
  get needsEachBatch(): boolean {
    const { onTrainBatchBegin, onTrainBatchEnd, onTestBatchBegin, onTestBatchEnd } = Callback.prototype;
    return (
      this.onTrainBatchBegin !== onTrainBatchBegin ||
      this.onTrainBatchEnd !== onTrainBatchEnd ||
      this.onTestBatchBegin !== onTestBatchBegin ||
      this.onTestBatchEnd !== onTestBatchEnd
    );
  }

  /** What it remembers beyond an epoch, as JSON, for a run that goes on where this one is cut off. Default null: nothing. */
  getState(): Json | Promise<Json> {
    return null;
  }

  /** Goes on from what `getState` gave; called after `onTrainBegin`. */
  setState(_state: Json): void {}

  onTrainBegin(_logs: Logs): Result {}
  onTrainEnd(_logs: Logs): Result {}
  /** @param _epoch - from 0. */
  onEpochBegin(_epoch: number, _logs: Logs): Result {}
  /** @param _logs - training and validation values; keys may be added for the callbacks that follow and the history. */
  onEpochEnd(_epoch: number, _logs: Record<string, number>): Result {}
  /** @param _batch - from 0. */
  onTrainBatchBegin(_batch: number, _logs: Logs): Result {}
  onTrainBatchEnd(_batch: number, _logs: Logs): Result {}
  onTestBegin(_logs: Logs): Result {}
  onTestEnd(_logs: Logs): Result {}
  onTestBatchBegin(_batch: number, _logs: Logs): Result {}
  onTestBatchEnd(_batch: number, _logs: Logs): Result {}
  onPredictBegin(_logs: Logs): Result {}
  onPredictEnd(_logs: Logs): Result {}
  onPredictBatchBegin(_batch: number, _logs: Logs): Result {}
  onPredictBatchEnd(_batch: number, _logs: Logs): Result {}
}

/**
 * What `fit` gives back: the values of each epoch, by name.
 *
 * @see https://keras.io/api/models/model_training_apis/#fit-method
 */
export class History extends Callback {
  /** Values by name, one for each epoch in which there was one. */
  readonly history: Record<string, number[]> = {};
  /** Where the time of a step goes, if `fit` was asked for it; null else. */
  profile: Profile | null = null;
  /** Numbers of the epochs, from 0. */
  readonly epoch: number[] = [];

  override onTrainBegin(): void {
    this.epoch.length = 0;
    for (const name of Object.keys(this.history)) delete this.history[name];
  }

  override onEpochEnd(epoch: number, logs: Logs): void {
    this.epoch.push(epoch);
    for (const [name, value] of Object.entries(logs)) {
      this.history[name] ??= [];
      this.history[name].push(value);
    }
  }

  /** What was known of the run. */
  get params(): { readonly verbose: number; readonly epochs: number; readonly steps: number | null } {
    const { verbose, epochs, steps } = this.run;
    return { verbose, epochs, steps };
  }
}
