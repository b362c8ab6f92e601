import type { BatchSource, Dataset } from './batches.ts';
import { type Callback, type CallbackModel, History, type RunInfo } from './callback.ts';
import type { ModelData } from './columns.ts';
import { display, progressBar } from './console.ts';
import type { FitOptions } from './options.ts';
import { MeasuredPace, type Pace, steadyPace } from './pace.ts';
import { trainingData } from './plan.ts';
import { RunPosition } from './position.ts';
import { type TrainingEvent, type TrainingPlan, trainingEvents } from './run.ts';
import { shuffled } from './shuffle.ts';
import type { Trainable } from './trainable.ts';
import type { Batch, Trainer } from './trainer.ts';

/** Steps over which `fit` measures. */
const profiledSteps = 10;

/** Everything that `fit` prepares before the first step. */
export interface PreparedRun {
  readonly plan: TrainingPlan;
  readonly info: RunInfo;
}

/**
 * Reads the data, builds the model for them, and checks the labels: whatever is wrong shows before training starts.
 *
 * @param watched - whether somebody looks at the model after each batch.
 */
export async function prepareRun(
  model: Trainable & CallbackModel,
  trainer: Trainer,
  x: ModelData | BatchSource,
  y: ModelData | null,
  options: FitOptions,
  watched: boolean,
): Promise<PreparedRun> {
  const { epochs = 1, initialEpoch = 0, validationFreq = 1, stepsPerEpoch = null, verbose = 1 } = options;
  const data = await trainingData(model, x, y, options, shuffled);
  const [first] = data.arrays;
  if (first !== undefined) {
    const batch: Batch = { ...first, size: first.count };
    const shapes = await trainer.prepare('train', batch);
    for (const arrays of data.arrays) trainer.checkTargets('fit: y', arrays.y, shapes);
  }
  const single = watched || options.profile === true || (options.callbacks ?? []).some((one) => one.needsEachBatch);
  const plan: TrainingPlan = {
    validation: data.validation,
    validates: (epoch) =>
      typeof validationFreq === 'number' ? (epoch + 1) % validationFreq === 0 : validationFreq.includes(epoch + 1),
    position: new RunPosition(trainer, data.train, options.callbacks ?? [], initialEpoch),
    epochs,
    stepsPerEpoch,
    validationSteps: options.validationSteps ?? null,
    pace: paceOf(trainer, data.train, single),
    validationPace: paceOf(trainer, data.validation, single),
    batches: stepsPerEpoch ?? data.train.steps,
    signal: options.signal ?? null,
    shouldStop: () => model.stopTraining,
    callbacks: options.callbacks ?? [],
  };
  const info: RunInfo = {
    epochs,
    steps: stepsPerEpoch ?? data.train.steps,
    verbose,
    position: plan.position,
    // Metrics are chosen by the first batch, which may be yet to come.
    get directions() {
      return Object.fromEntries(trainer.metrics.map(({ name, direction }) => [name, direction]));
    },
  };
  return { plan, info };
}

/** Batches that are run together take so many bytes at most, and are so many at most. */
const mostBytes = 64e6;
const mostBatches = 64;

/**
 * How many batches of a dataset are run at a time.
 *
 * @param single - whether somebody must hear of each before the next.
 */
export function paceOf(trainer: Trainer, data: Dataset | null, single: boolean): Pace {
  const given = trainer.settings?.stepsPerExecution ?? 1;
  if (given !== 'auto') return steadyPace(given);
  if (single || data === null || !data.lasting) return steadyPace(1);
  const most = Math.min(mostBatches, Math.floor(mostBytes / Math.max(1, data.batchBytes ?? 0)));
  return new MeasuredPace({ compiling: trainer.compiling, most });
}

/** Trains: drains the events of training, and tells the callbacks and the progress bar of them. */
export async function runFit(
  model: Trainable & CallbackModel,
  trainer: Trainer,
  x: ModelData | BatchSource,
  y: ModelData | null,
  options: FitOptions,
): Promise<History> {
  model.stopTraining = false;
  const { plan, info } = await prepareRun(model, trainer, x, y, options, false);
  const history = new History();
  const bar = new EpochBar(info);
  // The history comes last, so that it sees what callbacks add to the logs of an epoch.
  const callbacks: readonly Callback[] = [...(options.callbacks ?? []), history];
  for (const callback of callbacks) callback.attach(model, info);
  for (const callback of callbacks) await callback.onTrainBegin({});
  plan.position.recall();
  let last: TrainingEvent | null = null;
  for await (const event of trainingEvents(trainer, plan)) {
    for (const callback of callbacks) await told(callback, event);
    bar.show(event);
    if (options.profile && event.kind === 'batch') history.profile ??= await trainer.profileLast(profiledSteps);
    last = event;
  }
  trainer.finish();
  for (const callback of callbacks) await callback.onTrainEnd(last?.kind === 'epoch' ? last.logs : {});
  if (history.profile !== null && info.verbose !== 0) display().write(String(history.profile));
  return history;
}

function told(callback: Callback, event: TrainingEvent): void | Promise<void> {
  switch (event.kind) {
    case 'epochBegin':
      return callback.onEpochBegin(event.epoch, {});
    case 'batchBegin':
      return callback.onTrainBatchBegin(event.batch, {});
    case 'batch':
      return callback.onTrainBatchEnd(event.batch, event.logs);
    case 'epoch':
      return callback.onEpochEnd(event.epoch, event.logs);
  }
}

/** Keras's progress lines: a header and a bar for each epoch. */
class EpochBar {
  readonly #info: RunInfo;
  #bar: ReturnType<typeof progressBar> | null = null;
  #done = 0;

  constructor(info: RunInfo) {
    this.#info = info;
  }

  show(event: TrainingEvent): void {
    const { verbose, epochs, steps } = this.#info;
    if (verbose === 0) return;
    if (event.kind === 'epochBegin') {
      this.#bar = progressBar(steps, verbose, epochs > 1 ? `Epoch ${event.epoch + 1}/${epochs}\n` : '');
      this.#done = 0;
    } else if (event.kind === 'batch') {
      this.#done = event.batch + 1;
      // The finished line waits for the validation's values.
      this.#bar?.update(this.#done, Object.entries(event.logs), false);
    } else if (event.kind === 'epoch') {
      if (this.#bar !== null && this.#bar.target === null) this.#bar.target = this.#done;
      this.#bar?.update(this.#done, Object.entries(event.logs), true);
    }
  }
}
