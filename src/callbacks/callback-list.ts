import { Callback, type CallbackModel, type RunInfo } from '../training/index.ts';
import { ArgumentError } from '../utils/errors.ts';
import type { Json } from '../utils/json.ts';

type Logs = Readonly<Record<string, number>>;

/**
 * Several callbacks as one: each is told of every moment, in order, and waited for. It is what `fit` does with its list; this
 * one can be handed around, or driven by a loop of one's own.
 *
 * @see https://keras.io/api/callbacks/
 */
export class CallbackList extends Callback {
  readonly callbacks: Callback[];

  constructor(callbacks: readonly Callback[]) {
    super();
    const wrong: unknown = callbacks.find((callback) => !(callback instanceof Callback));
    if (wrong !== undefined)
      throw new ArgumentError('callbackList(callbacks)', { expected: 'callbacks', received: typeof wrong });
    this.callbacks = [...callbacks];
  }

  /** Adds one, which is told after the others. */
  append(callback: Callback): void {
    this.callbacks.push(callback);
  }

  override attach(model: CallbackModel, info: RunInfo): void {
    super.attach(model, info);
    for (const callback of this.callbacks) callback.attach(model, info);
  }

  override get needsEachBatch(): boolean {
    return this.callbacks.some((callback) => callback.needsEachBatch);
  }

  override async getState(): Promise<Json> {
    const states: Json[] = [];
    for (const callback of this.callbacks) states.push(await callback.getState());
    return states;
  }

  override setState(states: Json): void {
    if (!Array.isArray(states)) return;
    for (const [i, state] of states.entries()) this.callbacks[i]?.setState(state);
  }

  override onTrainBegin(logs: Logs): Promise<void> {
    return this.#tell((callback) => callback.onTrainBegin(logs));
  }
  override onTrainEnd(logs: Logs): Promise<void> {
    return this.#tell((callback) => callback.onTrainEnd(logs));
  }
  override onEpochBegin(epoch: number, logs: Logs): Promise<void> {
    return this.#tell((callback) => callback.onEpochBegin(epoch, logs));
  }
  override onEpochEnd(epoch: number, logs: Record<string, number>): Promise<void> {
    return this.#tell((callback) => callback.onEpochEnd(epoch, logs));
  }
  override onTrainBatchBegin(batch: number, logs: Logs): Promise<void> {
    return this.#tell((callback) => callback.onTrainBatchBegin(batch, logs));
  }
  override onTrainBatchEnd(batch: number, logs: Logs): Promise<void> {
    return this.#tell((callback) => callback.onTrainBatchEnd(batch, logs));
  }
  override onTestBegin(logs: Logs): Promise<void> {
    return this.#tell((callback) => callback.onTestBegin(logs));
  }
  override onTestEnd(logs: Logs): Promise<void> {
    return this.#tell((callback) => callback.onTestEnd(logs));
  }
  override onTestBatchBegin(batch: number, logs: Logs): Promise<void> {
    return this.#tell((callback) => callback.onTestBatchBegin(batch, logs));
  }
  override onTestBatchEnd(batch: number, logs: Logs): Promise<void> {
    return this.#tell((callback) => callback.onTestBatchEnd(batch, logs));
  }
  override onPredictBegin(logs: Logs): Promise<void> {
    return this.#tell((callback) => callback.onPredictBegin(logs));
  }
  override onPredictEnd(logs: Logs): Promise<void> {
    return this.#tell((callback) => callback.onPredictEnd(logs));
  }
  override onPredictBatchBegin(batch: number, logs: Logs): Promise<void> {
    return this.#tell((callback) => callback.onPredictBatchBegin(batch, logs));
  }
  override onPredictBatchEnd(batch: number, logs: Logs): Promise<void> {
    return this.#tell((callback) => callback.onPredictBatchEnd(batch, logs));
  }

  async #tell(moment: (callback: Callback) => void | Promise<void>): Promise<void> {
    for (const callback of this.callbacks) await moment(callback);
  }
}

/**
 * Several callbacks as one.
 *
 * @param callbacks - told in this order.
 * @throws {ArgumentError} for anything else.
 * @example
 * callbacks.callbackList([callbacks.terminateOnNaN(), callbacks.earlyStopping()]).callbacks.length // => 2
 * @see https://keras.io/api/callbacks/
 */
export function callbackList(callbacks: readonly Callback[]): CallbackList {
  return new CallbackList(callbacks);
}
