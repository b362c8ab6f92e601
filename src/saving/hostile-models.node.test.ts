import { readFile } from 'node:fs/promises';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { input, layers, sequential } from '../index.ts';
import { FileError } from '../utils/errors.ts';
import { readZip, writeZip } from './archive/index.ts';
import { gather, type StoredArray } from './formats/index.ts';
import { Hdf5Tree, readHdf5, writeHdf5 } from './hdf5/index.ts';
import { loadModel } from './index.ts';

const mlp = new Uint8Array(await readFile(new URL('fixtures/mlp.keras', import.meta.url)));
const archive = readZip(mlp);
const configText = new TextDecoder().decode(await archive.read('config.json'));
const weights = await archive.read('model.weights.h5');

const members = [
  { name: 'config.json', data: configText },
  { name: 'model.weights.h5', data: weights },
];

/** An archive of one deflated member, config.json, whose headers tell a size. */
function packed(content: Uint8Array, size = content.length): Uint8Array {
  const deflated = deflateRawSync(content);
  const name = Buffer.from('config.json');
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(8, 4);
  fields.writeUInt32LE(deflated.length, 14);
  fields.writeUInt32LE(size, 18);
  fields.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, name, deflated]);
  const directory = Buffer.concat([Buffer.from('PK\x01\x02\x14\0'), fields, Buffer.alloc(14), name]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(local.length, 16);
  return new Uint8Array(Buffer.concat([local, directory, end]));
}

/** The file with another config. */
function withConfig(config: string): Uint8Array {
  return gather(
    writeZip([
      { name: 'config.json', data: config },
      { name: 'model.weights.h5', data: weights },
    ]),
  );
}

/** The file with weights that are all as they were but for the first kernel. */
function withKernel(kernel: StoredArray): Uint8Array {
  const tree = new Hdf5Tree();
  const root = readHdf5(weights);
  tree.put('layers/dense/vars/0', kernel);
  for (const [path, shape] of Object.entries({
    'layers/dense/vars/1': [5],
    'layers/dense_1/vars/0': [5, 3],
    'layers/dense_1/vars/1': [3],
  })) {
    expect(root.dataset(path).shape).toEqual(shape);
    tree.put(path, { dtype: 'float32', shape, data: new Float32Array(shape.reduce((size, axis) => size * axis, 1)) });
  }
  const config = JSON.stringify({ ...JSON.parse(configText), compile_config: null });
  return gather(
    writeZip([
      { name: 'config.json', data: config },
      { name: 'model.weights.h5', data: gather(writeHdf5(tree)) },
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

  test('a key constructor, which is an option that no class has', async () => {
    const file = first((text) =>
      text.replace('"units": 5', '"units": 5, "constructor": {"prototype": {"polluted": 1}}'),
    );
    await expect(loadModel(file)).rejects.toThrow("received 'constructor'");
    expect('polluted' in {}).toBe(false);
  });

  // What names a module and a class there is never looked for in it, whatever part of a model it stands for.
  test.each([
    ['an initializer', '"module": "keras.initializers", "class_name": "GlorotUniform"', 'os'],
    ['an optimizer', '"module": "keras.optimizers", "class_name": "Adam"', 'subprocess'],
    ['an input', '"module": "keras.layers", "class_name": "InputLayer"', 'kerasx.layers'],
    ['the model', '"module": "keras", "class_name": "Sequential"', '__main__'],
  ])('%s of any module', async (_, described, module) => {
    const file = first((text) => text.replaceAll(described, described.replace(/keras[^"]*/, module)));
    const className = /class_name": "(\w+)/.exec(described)?.[1];
    await expect(loadModel(file)).rejects.toThrow(`received '${module}.${className}'`);
  });

  test.each([
    ['bytecode', { class_name: '__lambda__', config: { value: '4wEAAAAAAAAAAAAAAAE=' } }],
    ['a function of Python', { module: 'builtins', class_name: 'function', config: 'eval', registered_name: 'eval' }],
    ['a class of a module', { module: 'os', class_name: 'system', config: { command: 'true' }, registered_name: null }],
  ])('an activation, an initializer or a loss that is %s', async (_, description) => {
    const json = JSON.stringify(description);
    const places: readonly ((text: string) => string)[] = [
      (text) => text.replace('"activation": "relu"', `"activation": ${json}`),
      (text) => text.replace('"kernel_regularizer": null', `"kernel_regularizer": ${json}`),
      (text) => text.replace('"loss": "categorical_crossentropy"', `"loss": ${json}`),
      (text) => text.replace('"weighted_metrics": null', `"weighted_metrics": [${json}]`),
    ];
    for (const change of places) {
      expect(change(configText)).not.toBe(configText);
      await expect(loadModel(first(change))).rejects.toThrow(FileError);
    }
  });

  test.each(['complex64', 'string', 'object', '__proto__', 'float33'])('layers of dtype %s', async (dtype) => {
    const file = first((text) => text.replaceAll('{"name": "float32"}', `{"name": "${dtype}"}`));
    await expect(loadModel(file)).rejects.toThrow('expected layers of a dtype that Keras has for numbers');
  });

  test.each(['units', 'batch_shape'])('%s of 2^40, before any memory is asked for', async (key) => {
    const file = first((text) =>
      text.replace(
        key === 'units' ? '"units": 5' : '"batch_shape": [null, 4',
        `"${key}": ${key === 'units' ? '' : '[null, '}${2 ** 40}`,
      ),
    );
    await expect(loadModel(file)).rejects.toThrow(/expected \[.*1099511627776.*\] for its weight kernel/);
  });

  test('weights that are texts, or of no dtype that numbers have', async () => {
    const kernel = { dtype: 'string' as const, shape: [4, 5], data: Array<string>(20).fill('1') };
    await expect(loadModel(withKernel(kernel))).rejects.toThrow('expected numbers for');
  });

  test('weights of other numbers are turned into those of the layer', async () => {
    const kernel = { dtype: 'float64' as const, shape: [4, 5], data: new Float64Array(20).fill(0.5) };
    const model = await loadModel(withKernel(kernel));
    expect((await model.getWeights())[0]?.data).toEqual(new Float32Array(20).fill(0.5));
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

describe('as an archive', () => {
  test('a member that unpacks to a thousand times its size is refused before it is unpacked', async () => {
    const start = performance.now();
    await expect(loadModel(packed(new Uint8Array(2 ** 27)))).rejects.toThrow(/to be packed at most 100 times smaller/);
    expect(performance.now() - start).toBeLessThan(5000);
  });

  test('a member that says it is small and unpacks to much is cut off', async () => {
    await expect(loadModel(packed(new Uint8Array(2 ** 27), 1000))).rejects.toThrow(FileError);
  });

  test.each(['../config.json', '/tmp/config.json', 'a/../../b.json', 'c:/config.json', '..\\config.json'])(
    'a member called %s',
    async (name) => {
      const file = gather(writeZip([{ name: 'x'.repeat(name.length), data: '{}' }, ...members]));
      const changed = Buffer.from(file).toString('latin1').replaceAll('x'.repeat(name.length), name);
      await expect(loadModel(new Uint8Array(Buffer.from(changed, 'latin1')))).rejects.toThrow(
        /leaves the archive|absolute|backslash/,
      );
    },
  );

  test('two members of one name', async () => {
    const file = gather(writeZip([{ name: 'config.jsom', data: '{}' }, ...members]));
    const changed = Buffer.from(file).toString('latin1').replaceAll('config.jsom', 'config.json');
    await expect(loadModel(new Uint8Array(Buffer.from(changed, 'latin1')))).rejects.toThrow('"config.json" twice');
  });

  test('assets are left alone, and are not saved again: no layer here has any', async () => {
    const file = gather(writeZip([...members, { name: 'assets/vocabulary/words.txt', data: 'one\ntwo\n' }]));
    const again = readZip(await (await loadModel(file)).toKeras());
    expect([...again.entries.keys()]).toEqual(['metadata.json', 'config.json', 'model.weights.h5']);
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
