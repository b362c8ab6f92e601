import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterEach, expect, test, vi } from 'vitest';
import { sgd } from '../optimizers/index.ts';
import { camelKeys, type Recorded } from '../testing/parity.ts';
import type { Callback, CallbackModel, RunInfo } from '../training/index.ts';
import { EarlyStopping, ModelCheckpoint, ReduceLROnPlateau } from './index.ts';

type Value = number | 'NaN' | 'Infinity' | '-Infinity' | null;

/** What Keras's callbacks did with given logs: `parity/callbacks.py`. */
interface Decisions {
  readonly cases: readonly {
    readonly id: string;
    readonly class: keyof typeof makers;
    readonly config: { readonly [name: string]: Recorded };
    readonly fits: readonly (readonly Readonly<Record<string, Value>>[])[];
    readonly batches?: number;
    readonly answer: readonly {
      readonly steps: readonly (Readonly<Record<string, Value>> & {
        readonly stop: boolean;
        readonly learning_rate: number;
        readonly logged_rate: number | null;
        readonly saved: readonly string[];
      })[];
      readonly printed: string;
      readonly weight: number;
    }[];
  }[];
}

const makers = {
  EarlyStopping: (options: object) => new EarlyStopping(options),
  ReduceLROnPlateau: (options: object) => new ReduceLROnPlateau(options),
  ModelCheckpoint: ({ filepath, ...options }: { readonly filepath?: string }) => new ModelCheckpoint(filepath, options),
};

const attributes: Readonly<Record<keyof typeof makers, readonly (readonly [string, string])[]>> = {
  EarlyStopping: [
    ['wait', 'wait'],
    ['best', 'best'],
    ['best_epoch', 'bestEpoch'],
    ['stopped_epoch', 'stoppedEpoch'],
  ],
  ReduceLROnPlateau: [
    ['wait', 'wait'],
    ['best', 'best'],
    ['cooldown_counter', 'cooldownCounter'],
  ],
  ModelCheckpoint: [['best', 'best']],
};

const file = new URL('fixtures/decisions.json.gz', import.meta.url);
const { cases }: Decisions = JSON.parse(gunzipSync(readFileSync(file)).toString());
const info: RunInfo = { epochs: 100, steps: 1, verbose: 0, directions: { accuracy: 'up', mae: 'down' } };

afterEach(() => vi.restoreAllMocks());

test.each(cases)('$id decides as Keras does', async ({ class: name, config, fits, batches = 0, answer }) => {
  const printed: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const model = fakeModel();
  const callback: Callback = makers[name](camelKeys(config));
  callback.attach(model, info);
  for (const [i, epochs] of fits.entries()) {
    const { steps, printed: wanted, weight } = answer[i] ?? never();
    model.stopTraining = false;
    printed.length = 0;
    await callback.onTrainBegin({});
    for (const [epoch, step] of steps.entries()) {
      const logs = Object.fromEntries(Object.entries(epochs[epoch] ?? {}).map(([key, value]) => [key, Number(value)]));
      await callback.onEpochBegin(epoch, {});
      for (let batch = 0; batch < batches; batch++) await callback.onTrainBatchEnd(batch, { ...logs });
      model.weight = epoch;
      await callback.onEpochEnd(epoch, logs);
      const kept = Object.entries(callback).filter(([key]) => attributes[name].some(([, ours]) => ours === key));
      expect(Object.fromEntries(kept)).toEqual(
        Object.fromEntries(attributes[name].map(([theirs, ours]) => [ours, parsed(step[theirs] ?? null)])),
      );
      expect(model.stopTraining).toBe(step.stop);
      expect(await model.optimizer.learningRate.item()).toBe(step.learning_rate);
      expect(logs.learning_rate ?? null).toBe(step.logged_rate);
      expect(model.saved.splice(0)).toEqual(step.saved);
    }
    await callback.onTrainEnd({});
    expect(printed.join('')).toBe(wanted);
    expect(model.weight).toBe(weight);
  }
});

/** A model of one weight, which tells the epoch. */
function fakeModel() {
  const saved: string[] = [];
  const save = async (path: string) => void saved.push(path);
  return {
    name: 'fake',
    weights: [],
    trainableWeights: [],
    optimizer: sgd({ learningRate: 0.1 }),
    stopTraining: false,
    weight: 0,
    saved,
    async getWeights() {
      return [{ data: Float32Array.of(this.weight), shape: [1] }];
    },
    setWeights(weights: Parameters<CallbackModel['setWeights']>[0]) {
      this.weight = Number(weights[0]?.data[0]);
    },
    save,
    saveWeights: save,
  };
}

function parsed(value: Value | boolean | readonly string[]): number | null {
  return value === null ? null : Number(value);
}

function never(): never {
  throw new Error('the recording lacks a fit');
}
