import { dtypes, type TypedArray } from '../graph/index.ts';
import type { Data } from '../runtime/index.ts';
import { type ArrayData, sizeOf } from '../utils/arrays.ts';
import { ArgumentError, internal } from '../utils/errors.ts';
import { eachRun } from './batch-stream.ts';
import {
  arrayDataset,
  type BatchSource,
  type Dataset,
  isBatchSource,
  iterableDataset,
  readArrays,
  readyBatch,
} from './batches.ts';
import type { Callback, CallbackModel, RunInfo } from './callback.ts';
import type { ModelData } from './columns.ts';
import { progressBar } from './console.ts';
import { paceOf } from './fit.ts';
import type { EvaluateOptions, PredictOptions } from './options.ts';
import { steadyPace } from './pace.ts';
import { checkWhole } from './plan.ts';
import { PyDataset, pyDataset } from './py-dataset.ts';
import { evaluate } from './run.ts';
import type { Trainable } from './trainable.ts';
import type { Batch, Logs, Trainer } from './trainer.ts';

type Options = EvaluateOptions | PredictOptions;

/** An output of `predict`: values in row-major order, and their shape, samples along the first axis. */
export type Prediction = ArrayData<Float32Array | Int32Array | Uint8Array | Uint32Array>;

/** Loss and metrics of a compiled model on data. */
export async function runEvaluate(
  model: Trainable & CallbackModel,
  trainer: Trainer,
  x: ModelData | BatchSource,
  y: ModelData | null,
  options: EvaluateOptions,
): Promise<Logs> {
  const { sampleWeight = null, verbose = 1, callbacks = [], signal = null, steps = null } = options;
  const data = await dataset('evaluate', model, x, y, sampleWeight, options, async (batch) => {
    trainer.checkTargets('evaluate: y', batch.y, await trainer.prepare('test', batch));
  });
  attach(callbacks, model, data.steps, verbose);
  const bar = verbose === 0 ? null : progressBar(data.steps, verbose);
  let done = 0;
  const single = callbacks.some((callback) => callback.needsEachBatch);
  const pace = paceOf(trainer, data, single);
  const logs = await evaluate(trainer, data, steps, pace, callbacks, signal, (batches, sofar) => {
    done = batches;
    bar?.update(batches, Object.entries(sofar), false);
  });
  if (bar !== null) bar.target = done;
  bar?.update(done, Object.entries(logs), true);
  return logs;
}

/** The outputs of a model for data, batch after batch, put together: one array for each output. */
export async function runPredict(
  model: Trainable & CallbackModel,
  trainer: Trainer,
  x: ModelData | BatchSource,
  options: PredictOptions,
): Promise<readonly Prediction[]> {
  const { batchSize = 32, verbose = 0, callbacks = [], signal = null, steps = null } = options;
  checkSizes('predict', options);
  let data: Dataset;
  if (isBatchSource(x)) data = sourceDataset('predict', model, x, options);
  else {
    const all = readyBatch(model, x) ?? (await readAll(model, x));
    // What is one batch, and watched by nobody, costs little more than the engine's run.
    const isWatched = callbacks.length > 0 || verbose !== 0;
    const given = Math.min(all.size, batchSize);
    const inParts = given >= leastInParts && !isWatched && steps === null;
    const size = (inParts ? await trainer.tile({ ...all, size: given }) : null) ?? batchSize;
    if (all.size <= size && !isWatched) {
      signal?.throwIfAborted();
      const outputs = await trainer.predict(all);
      signal?.throwIfAborted();
      return outputs.map(narrow);
    }
    data = arrayDataset({ ...all, count: all.size }, size, null);
  }
  attach(callbacks, model, data.steps, verbose);
  const bar = verbose === 0 ? null : progressBar(data.steps, verbose);
  for (const callback of callbacks) await callback.onPredictBegin({});
  const parts: (readonly Data[])[] = [];
  await eachRun(data, steps, steadyPace(1), signal, async ([batch], lookAhead) => {
    if (batch === undefined) return;
    for (const callback of callbacks) await callback.onPredictBatchBegin(parts.length, {});
    const outputs = trainer.predict(batch);
    lookAhead();
    parts.push(await outputs);
    for (const callback of callbacks) await callback.onPredictBatchEnd(parts.length - 1, {});
    bar?.update(parts.length, [], false);
  });
  for (const callback of callbacks) await callback.onPredictEnd({});
  if (bar !== null) bar.target = parts.length;
  bar?.update(parts.length, [], true);
  const [first = []] = parts;
  return first.map((_, output) =>
    narrow(joined(parts.map((part) => part[output] ?? internal('an output is missing')))),
  );
}

/** Smaller batches are run as they are: to look at them would take longer than could be won. */
const leastInParts = 256;

async function readAll(model: Trainable, x: ModelData): Promise<Batch> {
  const { count, ...arrays } = await readArrays('predict', model, x, null, null);
  return { ...arrays, size: count };
}

async function dataset(
  where: string,
  model: Trainable,
  x: ModelData | BatchSource,
  y: ModelData | null,
  sampleWeight: ModelData | null,
  options: Options,
  check: (all: Batch) => Promise<void>,
): Promise<Dataset> {
  checkSizes(where, options);
  if (isBatchSource(x)) {
    if (y !== null || sampleWeight !== null)
      throw new ArgumentError(`${where}: y`, {
        expected: 'no labels or weights beside an iterable of batches',
        received: 'some',
        mend: 'Give them in the batches: yield [x, y].',
      });
    return sourceDataset(where, model, x, options);
  }
  const arrays = await readArrays(where, model, x, y, sampleWeight);
  await check({ ...arrays, size: arrays.count });
  return arrayDataset(arrays, options.batchSize ?? 32, null);
}

function checkSizes(where: string, { batchSize, steps }: Options): void {
  checkWhole(`${where}: batchSize`, batchSize, 1);
  checkWhole(`${where}: steps`, steps, 1);
}

function sourceDataset(where: string, model: Trainable, x: BatchSource, options: Options): Dataset {
  const { steps = null } = options;
  return x instanceof PyDataset ? pyDataset(where, model, x, steps, null) : iterableDataset(where, model, x, steps);
}

function attach(
  callbacks: readonly Callback[],
  model: CallbackModel,
  steps: number | null,
  verbose: RunInfo['verbose'],
): void {
  for (const callback of callbacks) callback.attach(model, { epochs: 1, steps, verbose, directions: {} });
}

/** Batches of one output, joined along the first axis. */
function joined(parts: readonly Data[]): Data {
  const [first] = parts;
  if (first === undefined || parts.length === 1) return first ?? internal('nothing was predicted');
  const rest = first.shape.slice(1);
  const other = parts.find(
    ({ shape }) => shape.length !== first.shape.length || shape.slice(1).some((dim, i) => dim !== rest[i]),
  );
  if (other !== undefined)
    throw new ArgumentError('predict', {
      expected: 'batches whose outputs have the same shape but for the first axis',
      received: `[${first.shape.join(', ')}] and [${other.shape.join(', ')}]`,
      mend: 'Predict the batches one by one, or pad them to one length.',
    });
  const rows = parts.reduce((sum, { shape }) => sum + (shape[0] ?? 0), 0);
  const data = likeArray(first.data, rows * sizeOf(rest));
  let at = 0;
  for (const part of parts) {
    data.set(part.data as never, at); // all parts come from the same output
    at += part.data.length;
  }
  return { data, shape: [rows, ...rest] };
}

/** 64-bit whole numbers as 32-bit ones, which can be computed with. */
function narrow({ data, shape }: Data): Prediction {
  return { data: data instanceof BigInt64Array ? Int32Array.from(data, Number) : data, shape };
}

function likeArray(array: TypedArray, length: number): TypedArray {
  if (array instanceof Float32Array) return dtypes.float32.zeros(length);
  if (array instanceof Int32Array) return dtypes.int32.zeros(length);
  if (array instanceof BigInt64Array) return dtypes.int64.zeros(length);
  return array instanceof Uint32Array ? dtypes.uint32.zeros(length) : dtypes.uint8.zeros(length);
}
