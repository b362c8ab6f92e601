import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Structure } from '../graph/index.ts';
import { readHdf5 } from './hdf5/index.ts';
import { loadModel } from './index.ts';
import { modelFromJSON } from './models/index.ts';
import { data, type Expected, furthest, type Loaded } from './recorded.ts';

// Files and answers are those of the real Keras 3 and Keras 2: parity/make_legacy_files.py.

const folder = new URL('fixtures/legacy/', import.meta.url);
const fixture = (name: string) => readFile(new URL(name, folder));
const answers = async (name: string): Promise<Readonly<Record<string, Expected>>> =>
  JSON.parse((await fixture(name)).toString());
const keras3 = await answers('keras3-expected.json');
const keras2 = await answers('keras2-expected.json');
const recorded = (name: string): Expected => ({ ...keras3, ...keras2 })[name] ?? { x: [], output: [] };
const names = [...Object.keys(keras3), ...Object.keys(keras2)].filter((name) => name !== 'sharded');

describe.each(names)('%s.h5', (name) => {
  test('gives the outputs that it gave there', async () => {
    const model: Loaded = await loadModel(await fixture(`${name}.h5`));
    expect(furthest(await model.predict(data(recorded(name).x)), recorded(name).output)).toBeLessThan(1e-5);
  });

  test('gives them again as a .keras file', async () => {
    const model: Loaded = await loadModel(await fixture(`${name}.h5`));
    const copy: Loaded = await loadModel(await model.toKeras());
    expect(furthest(await copy.predict(data(recorded(name).x)), recorded(name).output)).toBeLessThan(1e-5);
  });

  test('is compiled as it was', async () => {
    const model: Loaded = await loadModel(await fixture(`${name}.h5`));
    const kinds = { convnet: 'Adam', branches: 'SGD', words: 'RMSprop' };
    expect(model.optimizer.className).toBe(kinds[name.slice(7) as keyof typeof kinds]); // keras3-words
  });
});

test.each(['keras3-branches', 'keras3-words'])('training goes on with %s.h5 as it does in Keras', async (name) => {
  const { x, y = [], next = [] } = recorded(name);
  const model: Loaded = await loadModel(await fixture(`${name}.h5`));
  await model.trainOnBatch(data(x), data(y));
  expect(furthest(await model.getWeights(), next)).toBeLessThan(1e-5);
});

describe('weights alone', () => {
  const fresh = async (name: string): Promise<Loaded> => {
    const made: Loaded = await loadModel(await fixture(`${name}.h5`), { compile: false });
    return modelFromJSON<Structure, Structure>(made.toJSON());
  };

  test.each(Object.keys(keras2))('of %s are found by order', async (name) => {
    const model = await fresh(name);
    await model.loadWeights(await fixture(`${name}.weights-only.h5`));
    expect(furthest(await model.predict(data(recorded(name).x)), recorded(name).output)).toBeLessThan(1e-5);
  });

  test('are found by name', async () => {
    const model = await fresh('keras2-branches');
    await model.loadWeights(await fixture('keras2-branches.weights-only.h5'), { byName: true });
    const { x, output } = recorded('keras2-branches');
    expect(furthest(await model.predict(data(x)), output)).toBeLessThan(1e-5);
  });

  test('of a whole model may be taken from its .h5', async () => {
    const model = await fresh('keras3-words');
    await model.loadWeights(await fixture('keras3-words.h5'));
    const { x, output } = recorded('keras3-words');
    expect(furthest(await model.predict(data(x)), output)).toBeLessThan(1e-5);
  });

  test('are no model', async () => {
    await expect(loadModel(await fixture('keras2-words.weights-only.h5'))).rejects.toThrow('weights alone');
  });

  test('of another model are refused, saying how many layers there are', async () => {
    const model = await fresh('keras2-words');
    await expect(model.loadWeights(await fixture('keras2-convnet.h5'))).rejects.toThrow('the weights of 3 layers');
  });
});

describe('shards that Keras wrote', () => {
  const index = new URL('sharded.weights.json', folder);
  const net = async () =>
    modelFromJSON<Structure, Structure>((await fixture('sharded.config.json')).toString(), { compile: false });

  test('are found beside their index', async () => {
    const model = await net();
    await model.loadWeights(fileURLToPath(index));
    const { x, output } = recorded('sharded');
    expect(furthest(await model.predict(data(x)), output)).toBeLessThan(1e-5);
  });

  test('may be given as files', async () => {
    const model = await net();
    const files = await Promise.all(
      ['sharded_00000.weights.h5', 'sharded_00001.weights.h5'].map(
        async (name) => new File([new Uint8Array(await fixture(name))], name),
      ),
    );
    await model.loadWeights(await fixture('sharded.weights.json'), { files });
    const { x, output } = recorded('sharded');
    expect(furthest(await model.predict(data(x)), output)).toBeLessThan(1e-5);
  });

  test('that are missing are named', async () => {
    const model = await net();
    await expect(model.loadWeights(await fixture('sharded.weights.json'))).rejects.toThrow('sharded_00000.weights.h5');
  });
});

test('the layout of Keras 2 is what the fixtures have', async () => {
  expect(readHdf5(await fixture('keras2-words.h5')).attributes.get('keras_version')).toMatch(/^2\./);
});
