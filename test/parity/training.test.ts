import { describe, expect, test } from 'vitest';
import { datasets, losses, metrics, ops, optimizers } from '../../src/index.ts';
import { MissingClass, type NeutralModel, neutralModel } from '../../src/testing/neutral-model.ts';
import {
  camelKeys,
  isRecordedArray,
  largestDifference,
  type ParityCase,
  parityCases,
  type Recorded,
  type RecordedArray,
} from '../../src/testing/parity.ts';
import { reportCase } from '../../src/testing/parity-report.ts';
import type { ModelData } from '../../src/training/index.ts';
import { Callback, type Logs } from '../../src/training/index.ts';

const namespaces = { losses, metrics, optimizers } as const;

type Fields = Readonly<Record<string, Recorded>>;

/**
 * Logs of training that are another backend's: on JAX, whose answers these are, the mask of the predictions is lost on their
 * way out of the gradient, so training's metrics do not see it there. The loss does, and so does `evaluate`.
 */
const unmasked: Readonly<Record<string, string>> = { 'masked-sequence': 'mae' };

const cases = await parityCases('training');

describe('training gives what Keras gives', () => {
  for (const parity of cases) {
    const model = buildOrNull(parity);
    test.skipIf(model === null)(parity.id, async () => {
      if (model === null) return;
      await check(parity, model);
    });
  }
});

function buildOrNull({ given }: ParityCase): ReturnType<typeof neutralModel> | null {
  try {
    compileOptions(given.compile as Fields);
    return neutralModel(given.model as unknown as NeutralModel);
  } catch (error) {
    if (error instanceof MissingClass) return null;
    throw error;
  }
}

async function check(parity: ParityCase, model: ReturnType<typeof neutralModel>): Promise<void> {
  const { given, answer } = parity;
  const { id } = parity;
  const close = closeFor(parity);
  const data = await columns(answer.data as Fields);
  const { x = 0, y = null } = data;
  const weights = answer.weights as readonly Fields[];
  const batches: Logs[] = [];
  const { epochs, validation_data: _, ...fit } = given.fit as Fields;
  const options = camelKeys(fit);
  const validation =
    data.validation_x && data.validation_y
      ? { validationData: [data.validation_x, data.validation_y, data.validation_sample_weight ?? null] as const }
      : {};
  model.compile(compileOptions(given.compile as Fields));
  if (!model.built) await model.testOnBatch(x, y);
  expect(model.weights.map(({ name }) => name)).toEqual(weights.map(({ name }) => name));
  model.setWeights(weights.map(({ initial }) => tensorOf(initial)));
  const history = await model.fit(x, y, {
    verbose: 0,
    shuffle: false,
    epochs: Number(epochs ?? 1),
    ...options,
    ...validation,
    ...(data.sample_weight !== undefined && { sampleWeight: data.sample_weight }),
    callbacks: [new Batches(batches)],
  });
  expect(Object.keys(history.history)).toEqual(Object.keys(answer.history as Fields));
  for (const [name, values] of Object.entries(answer.history as Readonly<Record<string, readonly number[]>>))
    if (unmasked[id] !== name) close(`${name} of each epoch`, history.history[name] ?? [], values);
  expect(history.epoch).toEqual(answer.epochs);
  for (const [i, recorded] of (answer.batches_of_first_epoch as readonly Readonly<Record<string, number>>[]).entries())
    for (const [name, value] of Object.entries(recorded))
      if (name !== 'batch' && unmasked[id] !== name)
        close(`${name} after batch ${recorded.batch}`, [batches[recorded.batch ?? i]?.[name] ?? Number.NaN], [value]);
  const tested = data.test_x ?? x;
  const size = options.batchSize === undefined ? {} : { batchSize: Number(options.batchSize) };
  const logs = await model.evaluate(tested, data.test_y ?? y, { verbose: 0, ...size });
  for (const [name, value] of Object.entries(answer.evaluate as Readonly<Record<string, number>>))
    close(`${name} of evaluate`, [logs[name] ?? Number.NaN], [value]);
  const values = await model.getWeights();
  for (const [i, { name, final }] of weights.entries())
    if (final !== null) close(`${String(name)} at the end`, Array.from(values[i]?.data ?? [], Number), numbers(final));
  expect(model.optimizer.variables.length).toBe((answer.optimizer_variables as readonly Recorded[]).length);
}

/** Three epochs on the digits come out within 3e-6 in Node; WebAssembly rounds a little differently. */
function closeFor(parity: ParityCase) {
  return (what: string, actual: readonly number[], expected: readonly number[]): void => {
    expect(actual.length, what).toBe(expected.length);
    reportCase('training', parity, largestDifference(actual, expected));
    for (const [i, value] of expected.entries()) {
      const difference = Math.abs((actual[i] ?? Number.NaN) - value) / Math.max(1, Math.abs(value));
      expect(difference, `${what}: ${actual[i]} instead of ${value}`).toBeLessThan(5e-5);
    }
  };
}

class Batches extends Callback {
  readonly #logs: Logs[];
  #epoch = -1;

  constructor(logs: Logs[]) {
    super();
    this.#logs = logs;
  }

  override onEpochBegin(): void {
    this.#epoch++;
  }

  override onTrainBatchEnd(_batch: number, logs: Logs): void {
    if (this.#epoch === 0) this.#logs.push(logs);
  }
}

function compileOptions(given: Fields): Parameters<ReturnType<typeof neutralModel>['compile']>[0] {
  const { optimizer, loss, metrics, weighted_metrics: weightedMetrics, loss_weights: lossWeights } = given;
  const revived = {
    ...(optimizer !== undefined && { optimizer: revive('optimizers', optimizer) }),
    ...(loss !== undefined && { loss: nested('losses', loss) }),
    ...(metrics !== undefined && { metrics: nested('metrics', metrics) }),
    ...(weightedMetrics !== undefined && { weightedMetrics: nested('metrics', weightedMetrics) }),
    ...(lossWeights !== undefined && { lossWeights }),
  };
  return revived as never; // checked by compile itself
}

function nested(kind: 'losses' | 'metrics', given: Recorded): unknown {
  if (Array.isArray(given)) return given.map((one: Recorded) => nested(kind, one));
  if (typeof given === 'object' && given !== null && !('class_name' in given))
    return Object.fromEntries(Object.entries(given as Fields).map(([name, one]) => [name, nested(kind, one)]));
  return revive(kind, given);
}

function revive(kind: 'losses' | 'metrics' | 'optimizers', given: Recorded): unknown {
  if (typeof given !== 'object' || given === null || !('class_name' in given)) return given;
  const { class_name: name, config = {} } = given as Fields;
  const all: Readonly<Record<string, unknown>> = {
    ...namespaces[kind],
    ...optimizers,
    ...optimizers.schedules,
  };
  const found = Object.values(all).find(
    (one) => typeof one === 'function' && 'className' in one && one.className === name,
  ) as (new (options: object) => unknown) | undefined;
  if (found === undefined) throw new MissingClass(String(name));
  const options = Object.entries(camelKeys(config)).map(([key, value]) => [key, revive('optimizers', value)]);
  return new found(Object.fromEntries(options));
}

async function columns(data: Fields): Promise<Record<string, ModelData>> {
  const read: Record<string, ModelData> = {};
  for (const [name, recorded] of Object.entries(data)) read[name] = await column(recorded);
  return read;
}

async function column(recorded: Recorded): Promise<ModelData> {
  if (isRecordedArray(recorded)) return { data: recorded.data as Float32Array, shape: recorded.shape };
  if (Array.isArray(recorded)) return Promise.all(recorded.map(column));
  const fields = recorded as Fields;
  if (fields.mnist === undefined) {
    const entries = await Promise.all(
      Object.entries(fields).map(async ([key, one]) => [key, await column(one)] as const),
    );
    return Object.fromEntries(entries);
  }
  const from = 'document' in globalThis ? { from: '/mnist' } : {};
  const mnist = await datasets.mnist({ normalize: true, ...from });
  const part = mnist[fields.mnist as 'train' | 'test'][fields.part as 'images' | 'labels'];
  const size = part.shape.slice(1).reduce((product, dim) => product * dim, 1);
  const [start, end] = [Number(fields.from), Number(fields.to)];
  return { data: part.data.slice(start * size, end * size), shape: [end - start, ...part.shape.slice(1)] };
}

function tensorOf(recorded: Recorded | undefined): ReturnType<typeof ops.tensor> {
  const { data, shape } = recorded as RecordedArray;
  return ops.tensor({ data: data as Float32Array, shape });
}

function numbers(recorded: Recorded | undefined): number[] {
  return Array.from((recorded as RecordedArray).data, Number);
}
