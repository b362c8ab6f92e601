import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { Structure } from '../graph/index.ts';
import type { Model } from '../models/index.ts';
import type { ModelData, Prediction } from '../training/index.ts';
import { loadModel } from './index.ts';

// Files and answers are those of the real Keras: parity/make_keras_files.py.

interface Recorded {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

type Nested = Recorded | readonly Nested[] | { readonly [name: string]: Nested };

interface Expected {
  readonly x: Nested;
  readonly output: Nested;
  readonly y?: Nested;
  readonly loss?: number;
  readonly next?: readonly Recorded[];
}

type Loaded = Model<Structure, Structure>;

const fixture = (name: string) => readFile(new URL(`fixtures/${name}`, import.meta.url));
const expected: Readonly<Record<string, Expected>> = JSON.parse((await fixture('expected.json')).toString());
const trained = Object.entries(expected).filter(([, { y }]) => y !== undefined);

describe.each(Object.entries(expected))('%s.keras, written by Keras', (name, record) => {
  test('gives the outputs that it gave there', async () => {
    const model: Loaded = await loadModel(await fixture(`${name}.keras`));
    expect(furthest(await predictions(model, record), record.output)).toBeLessThan(1e-5);
  });

  test('gives them again when it is saved and loaded here', async () => {
    const model: Loaded = await loadModel(await fixture(`${name}.keras`));
    const folder = process.env.SAVE_TO; // for Keras to judge: parity/make_keras_files.py
    if (folder !== undefined) await model.save(`${folder}/${name}.keras`);
    const copy: Loaded = await loadModel(await model.toKeras());
    expect(furthest(await predictions(copy, record), record.output)).toBeLessThan(1e-5);
  });
});

describe.each(trained)('training goes on with %s.keras', (name, { x, y = [], loss = 0, next = [] }) => {
  test('as it does in Keras', async () => {
    const model: Loaded = await loadModel(await fixture(`${name}.keras`));
    const logs = await model.trainOnBatch(data(x), data(y));
    expect(Math.abs((logs.loss ?? 0) - loss)).toBeLessThan(1e-5 * Math.max(1, loss));
    expect(furthest(await model.getWeights(), next)).toBeLessThan(1e-5);
  });

  test('also after it is saved and loaded here', async () => {
    const model: Loaded = await loadModel(await fixture(`${name}.keras`));
    const copy: Loaded = await loadModel(await model.toKeras());
    await copy.trainOnBatch(data(x), data(y));
    expect(furthest(await copy.getWeights(), next)).toBeLessThan(1e-5);
  });
});

describe('a file in the spellings of the first versions of Keras 3', () => {
  test('gives the outputs that the newer file gives', async () => {
    const model: Loaded = await loadModel(await fixture('older.keras'));
    const record = expected.mlp ?? { x: [], output: [] };
    expect(furthest(await predictions(model, record), record.output)).toBeLessThan(1e-5);
  });

  test('is compiled with an optimizer that is given by its name', async () => {
    expect((await loadModel(await fixture('older.keras'))).optimizer.className).toBe('Adam');
  });
});

async function predictions(model: Loaded, { x }: Expected): Promise<unknown> {
  return model.predict(data(x));
}

/** Inputs as the model takes them; whole numbers alone stand for indices. */
function data(nested: Nested): ModelData {
  if (isRecorded(nested)) {
    const whole = nested.data.every(Number.isInteger);
    return { data: whole ? Int32Array.from(nested.data) : Float32Array.from(nested.data), shape: nested.shape };
  }
  if (Array.isArray(nested)) return nested.map(data) as ModelData; // lists nest as the model's inputs do
  return Object.fromEntries(Object.entries(nested).map(([key, inner]) => [key, data(inner)])) as ModelData;
}

/** The largest difference between values here and there. */
function furthest(here: unknown, there: Nested): number {
  if (isRecorded(there)) {
    const { data: values, shape } = here as Prediction;
    expect([...shape]).toEqual(there.shape);
    return Math.max(0, ...there.data.map((value, i) => Math.abs(value - Number(values[i]))));
  }
  const parts = here as Readonly<Record<string, unknown>>;
  expect(Object.keys(parts).sort()).toEqual(Object.keys(there).sort());
  return Math.max(...Object.entries(there).map(([key, inner]) => furthest(parts[key], inner)));
}

function isRecorded(nested: Nested): nested is Recorded {
  return 'data' in nested && 'shape' in nested;
}
