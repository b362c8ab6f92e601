import { eachBatch } from './batch-stream.ts';
import type { Dataset } from './batches.ts';
import type { Callback } from './callback.ts';
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
  const { position, validation, epochs, stepsPerEpoch, signal, shouldStop } = plan;
  signal?.throwIfAborted();
  position.beginEpoch();
  const { epoch } = position;
  yield { kind: 'epochBegin', epoch };
  while (stepsPerEpoch === null || position.batch < stepsPerEpoch) {
    const { batch } = position;
    let next = await position.next(signal);
    if (next === null && stepsPerEpoch !== null && batch === 0) {
      await position.rewind();
      next = await position.next(signal);
    }
    if (next === null) {
      await position.rewind();
      break;
    }
    signal?.throwIfAborted();
    yield { kind: 'batchBegin', epoch, batch };
    const step = trainer.train(next);
    // One batch too many would be lost to whoever goes on with the source.
    if (stepsPerEpoch === null || batch + 1 < stepsPerEpoch || epoch + 1 < epochs) position.lookAhead();
    const logs = await step;
    position.batch++;
    position.logs = logs;
    signal?.throwIfAborted();
    yield { kind: 'batch', epoch, batch, logs };
    if (shouldStop()) break;
  }
  // A stream that is longer than an epoch's steps goes on where it stopped.
  if (stepsPerEpoch === null) await position.rewind();
  let { logs } = position;
  if (validation !== null && plan.validates(epoch))
    logs = sorted({
      ...logs,
      ...prefixed(await evaluate(trainer, validation, plan.validationSteps, plan.callbacks, signal)),
    });
  position.endEpoch();
  yield { kind: 'epoch', epoch, logs };
}

/** Evaluates on all batches of a dataset; gives the final logs. */
export async function evaluate(
  trainer: Trainer,
  data: Dataset,
  steps: number | null,
  callbacks: readonly Callback[],
  signal: AbortSignal | null,
  onBatch: (done: number, logs: Logs) => void = () => undefined,
): Promise<Logs> {
  trainer.resetMetrics();
  for (const callback of callbacks) await callback.onTestBegin({});
  let logs: Logs = {};
  let batch = 0;
  await eachBatch(data, steps, signal, async (given, lookAhead) => {
    for (const callback of callbacks) await callback.onTestBatchBegin(batch, {});
    const step = trainer.test(given);
    lookAhead();
    logs = await step;
    for (const callback of callbacks) await callback.onTestBatchEnd(batch, logs);
    batch++;
    onBatch(batch, logs);
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
