import { eachRun } from './batch-stream.ts';
import type { Dataset } from './batches.ts';
import type { Callback } from './callback.ts';
import type { Pace } from './pace.ts';
import type { RunPosition } from './position.ts';
import type { Logs, Trainer } from './trainer.ts';

/** What happens during training, in order. */
export type TrainingEvent =
  | { readonly kind: 'epochBegin'; readonly epoch: number }
  | { readonly kind: 'batchBegin'; readonly epoch: number; readonly batch: number }
  /** A batch is done; logs are means since the epoch began. */
  | { readonly kind: 'batch'; readonly epoch: number; readonly batch: number; readonly logs: Logs }
  /** All batches of an epoch are done, validation included. */
  | { readonly kind: 'epoch'; readonly epoch: number; readonly logs: Logs };

/** What a run of training is made of. */
export interface TrainingPlan {
  /** Null for none. */
  readonly validation: Dataset | null;
  /** Whether to validate after this epoch (from 0). */
  readonly validates: (epoch: number) => boolean;
  /** How far it has come: at first the epoch to begin with. */
  readonly position: RunPosition;
  readonly epochs: number;
  readonly stepsPerEpoch: number | null;
  readonly validationSteps: number | null;
  /** How many batches a run of the engine takes. */
  readonly pace: Pace;
  readonly validationPace: Pace;
  /** Batches of a whole epoch; null where the data do not tell. */
  readonly batches: number | null;
  readonly signal: AbortSignal | null;
  readonly shouldStop: () => boolean;
  /** Callbacks that are told of the validation's batches. */
  readonly callbacks: readonly Callback[];
}

/** Trains, and tells what happens. Leaving the loop early leaves the model as it was after the last batch. */
export async function* trainingEvents(trainer: Trainer, plan: TrainingPlan): AsyncGenerator<TrainingEvent> {
  const { position, epochs, shouldStop } = plan;
  let whole = false;
  try {
    while (position.epoch < epochs && !shouldStop()) yield* epochEvents(trainer, plan);
    whole = true;
  } finally {
    // A source that is not used up is told so, unless it was to give no more than it gave: another run may go on with it.
    if (!whole) await position.rewind().catch(() => undefined);
  }
}

async function* epochEvents(trainer: Trainer, plan: TrainingPlan): AsyncGenerator<TrainingEvent> {
  const { position, validation, epochs, stepsPerEpoch, pace, signal, shouldStop } = plan;
  signal?.throwIfAborted();
  position.beginEpoch();
  const { epoch } = position;
  yield { kind: 'epochBegin', epoch };
  while (stepsPerEpoch === null || position.batch < stepsPerEpoch) {
    const { batch } = position;
    const start = performance.now();
    const count = Math.min(pace.next(batchesLeft(plan)), (plan.batches ?? Number.POSITIVE_INFINITY) - batch);
    let batches = await position.take(Math.max(1, count), signal);
    if (batches.length === 0 && stepsPerEpoch !== null && batch === 0) {
      await position.rewind();
      batches = await position.take(count, signal);
    }
    if (batches.length === 0) {
      await position.rewind();
      break;
    }
    signal?.throwIfAborted();
    const taking = performance.now() - start;
    for (const i of batches.keys()) yield { kind: 'batchBegin', epoch, batch: batch + i };
    const begin = performance.now();
    const run = trainer.train(batches);
    const done = batch + batches.length;
    // One batch too many would be lost to whoever goes on with the source.
    if (stepsPerEpoch === null || done < stepsPerEpoch || epoch + 1 < epochs) position.lookAhead();
    const logs = await run;
    pace.took(batches.length, taking + performance.now() - begin);
    // Where training stands is where the weights stand: after all batches of the run.
    position.passed(batches.length, logs.at(-1) ?? {});
    signal?.throwIfAborted();
    for (const [i, batchLogs] of logs.entries()) yield { kind: 'batch', epoch, batch: batch + i, logs: batchLogs };
    if (shouldStop()) break;
  }
  // A stream that is longer than an epoch's steps goes on where it stopped.
  if (stepsPerEpoch === null) await position.rewind();
  let { logs } = position;
  if (validation !== null && plan.validates(epoch))
    logs = sorted({
      ...logs,
      ...prefixed(
        await evaluate(trainer, validation, plan.validationSteps, plan.validationPace, plan.callbacks, signal),
      ),
    });
  position.endEpoch();
  yield { kind: 'epoch', epoch, logs };
}

/** Batches that are to come, as far as is known. */
function batchesLeft({ position, epochs, batches }: TrainingPlan): number {
  return (epochs - position.epoch) * (batches ?? Number.POSITIVE_INFINITY) - position.batch;
}

/** Evaluates on all batches of a dataset; gives the final logs. */
export async function evaluate(
  trainer: Trainer,
  data: Dataset,
  steps: number | null,
  pace: Pace,
  callbacks: readonly Callback[],
  signal: AbortSignal | null,
  onBatch: (done: number, logs: Logs) => void = () => undefined,
): Promise<Logs> {
  trainer.resetMetrics();
  for (const callback of callbacks) await callback.onTestBegin({});
  let logs: Logs = {};
  let batch = 0;
  await eachRun(data, steps, pace, signal, async (batches, lookAhead) => {
    for (const i of batches.keys()) for (const callback of callbacks) await callback.onTestBatchBegin(batch + i, {});
    const run = trainer.test(batches);
    lookAhead();
    for (const batchLogs of await run) {
      logs = batchLogs;
      for (const callback of callbacks) await callback.onTestBatchEnd(batch, logs);
      batch++;
      onBatch(batch, logs);
    }
  });
  for (const callback of callbacks) await callback.onTestEnd(logs);
  return logs;
}

/** Keras gives all logs in the order of their names. */
function sorted(logs: Logs): Logs {
  return Object.fromEntries(Object.entries(logs).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function prefixed(logs: Logs): Logs {
  return Object.fromEntries(Object.entries(logs).map(([name, value]) => [`val_${name}`, value]));
}
