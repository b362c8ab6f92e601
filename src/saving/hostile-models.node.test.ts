import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { input, layers, sequential } from '../index.ts';
import { FileError } from '../utils/errors.ts';
import { readZip, writeZip } from './archive/index.ts';
import { gather } from './formats/index.ts';
import { loadModel } from './index.ts';

const mlp = new Uint8Array(await readFile(new URL('fixtures/mlp.keras', import.meta.url)));
const archive = readZip(mlp);
const configText = new TextDecoder().decode(await archive.read('config.json'));
const weights = await archive.read('model.weights.h5');

/** The file with another config. */
function withConfig(config: string): Uint8Array {
  return gather(
    writeZip([
      { name: 'config.json', data: config },
      { name: 'model.weights.h5', data: weights },
    ]),
  );
}

const first = (change: (text: string) => string) => withConfig(change(configText));

test('the file itself is fine', async () => {
  expect((await loadModel(first((text) => text))).layers.length).toBe(3);
});

test.each(Array.from({ length: 19 }, (_, i) => (i + 1) * 5))(
  'a file cut off after %i %% is refused',
  async (percent) => {
    const cut = mlp.slice(0, Math.floor((mlp.length * percent) / 100));
    await expect(loadModel(cut)).rejects.toThrow(FileError);
  },
);

describe('refused, by name', () => {
  test('a class that is not known', async () => {
    const file = first((text) => text.replace('"class_name": "Dropout"', '"class_name": "Dropuot"'));
    await expect(loadModel(file)).rejects.toThrow(
      "expected classes of layers that are known, received 'keras.layers.Dropuot'. Did you mean 'Dropout'? A class of your own is passed as { customObjects: [Dropuot] }",
    );
  });

  test('a known class of a module that is not one of Keras', async () => {
    const file = first((text) =>
      text.replace('"module": "keras.layers", "class_name": "Dense"', '"module": "os", "class_name": "Dense"'),
    );
    await expect(loadModel(file)).rejects.toThrow("received 'os.Dense'");
  });

  test('a Lambda, which is bytecode', async () => {
    const file = first((text) => text.replace('"class_name": "Dropout"', '"class_name": "Lambda"'));
    await expect(loadModel(file)).rejects.toThrow('a Lambda, which a file holds as Python bytecode');
  });

  test.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])('a class called %s', async (name) => {
    const file = first((text) => text.replace('"class_name": "Dropout"', `"class_name": "${name}"`));
    await expect(loadModel(file)).rejects.toThrow(FileError);
  });

  test('a key __proto__, which changes nothing', async () => {
    const file = first((text) => text.replace('"config": {', '"config": {"__proto__": {"polluted": 1}, '));
    await expect(loadModel(file)).rejects.toThrow("'__proto__'");
    expect('polluted' in {}).toBe(false);
  });

  test('a config that nests thousands of levels deep', async () => {
    const file = first((text) =>
      text.replace('"trainable": true', `"trainable": ${'['.repeat(1e5)}${']'.repeat(1e5)}`),
    );
    await expect(loadModel(file)).rejects.toThrow('expected JSON nested at most 200 deep');
  });

  test('an option that makes no sense', async () => {
    const file = first((text) => text.replace('"units": 5', '"units": -5'));
    await expect(loadModel(file)).rejects.toThrow(
      /Dense "dense": expected a config that its class accepts, received .*-5/,
    );
  });

  test('layers with more units than the file has weights for', async () => {
    const file = first((text) => text.replace('"units": 5', '"units": 6'));
    await expect(loadModel(file)).rejects.toThrow(
      'dense "dense": expected [4, 6] for its weight kernel, received [4, 5].',
    );
  });

  test('fewer weights than the layers have', async () => {
    const file = first((text) => text.replace('"use_bias": true', '"use_bias": false'));
    await expect(loadModel(file)).rejects.toThrow(
      'dense "dense": expected 1 weights at "layers/dense/vars", received 2.',
    );
  });

  test('an optimizer that is not known', async () => {
    const file = first((text) => text.replace('"class_name": "Adam"', '"class_name": "Adama"'));
    await expect(loadModel(file)).rejects.toThrow('Load the model with { compile: false }');
  });

  test('a config that is no model', async () => {
    await expect(
      loadModel(withConfig('{"class_name": "Dense", "module": "keras.layers", "config": {"units": 2}}')),
    ).rejects.toThrow('expected a model, received a layer');
  });

  test('a zip file of something else', async () => {
    const file = gather(writeZip([{ name: 'a.txt', data: 'a' }]));
    await expect(loadModel(file)).rejects.toThrow('expected a .keras file: config.json and model.weights.h5');
  });
});

test('calls that depend on each other end in an error', async () => {
  const tensor = (name: string) => ({ class_name: '__keras_tensor__', config: { keras_history: [name, 0, 0] } });
  const loop = (name: string, other: string) => ({
    module: 'keras.layers',
    class_name: 'Identity',
    config: { name },
    name,
    inbound_nodes: [{ args: [tensor(other)], kwargs: {} }],
  });
  const config = {
    name: 'm',
    layers: [loop('a', 'b'), loop('b', 'a')],
    input_layers: ['a', 0, 0],
    output_layers: ['b', 0, 0],
  };
  const file = withConfig(JSON.stringify({ module: 'keras', class_name: 'Functional', config }));
  await expect(loadModel(file)).rejects.toThrow('"a", "b", which depend on each other');
});

test('every change of one byte of the config gives the model or a FileError', async () => {
  const bytes = new TextEncoder().encode(configText);
  for (let at = 7; at < bytes.length; at += 61) {
    const changed = bytes.slice();
    changed[at] = (changed[at] ?? 0) ^ 5;
    const file = gather(
      writeZip([
        { name: 'config.json', data: changed },
        { name: 'model.weights.h5', data: weights },
      ]),
    );
    await loadModel(file).catch((error: unknown) => expect(error).toBeInstanceOf(FileError));
  }
});

test('a model in a file called otherwise is not written', async () => {
  const net = sequential([input({ shape: [2] }), layers.dense(1)]);
  await expect(net.save('model.h5')).rejects.toThrow(
    "saveModel: expected a path that ends in .keras or /model.json, received 'model.h5'.",
  );
});
