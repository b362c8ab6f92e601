import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { loadModel } from './index.ts';
import { data, type Expected, furthest, type Loaded } from './recorded.ts';

// Files and answers are those of the real Keras: parity/make_keras_files.py.

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
