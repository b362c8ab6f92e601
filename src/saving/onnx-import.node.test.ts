import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import type { Structure, Tensor } from '../graph/index.ts';
import * as layers from '../layers/index.ts';
import { type Model, model, sequential } from '../models/index.ts';
import * as ops from '../ops/index.ts';
import type { Prediction } from '../training/index.ts';
import { FileError, GradientError } from '../utils/errors.ts';
import { importOnnx, type OnnxModel } from './index.ts';

// Files by torch and by onnx's own helpers, and what ONNX Runtime gave for them in Python: parity/make_onnx_files.py.

interface Recorded {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

interface Recording {
  readonly inputs: Readonly<Record<string, Recorded>>;
  readonly outputs: Readonly<Record<string, Recorded>>;
}

type AnyImport = OnnxModel<Structure, Structure>;

const { input } = layers;
const folder = new URL('fixtures/onnx/', import.meta.url);
const recordings: Readonly<Record<string, Recording>> = JSON.parse(
  await readFile(new URL('expected.json', folder), 'utf8'),
);
const convnet = new URL('torch-convnet.onnx', folder);
const image = recordings['torch-convnet']?.inputs.image ?? { dtype: '', shape: [], data: [] };

function furthest(a: ArrayLike<number | bigint>, b: ArrayLike<number | bigint>): number {
  expect(a.length).toBe(b.length);
  return Array.from(a).reduce<number>((most, value, i) => Math.max(most, Math.abs(Number(value) - Number(b[i]))), 0);
}

/** A model that is the imported one alone. */
function alone(layer: AnyImport): Model<Structure, Structure> {
  const inputs = Object.fromEntries(
    layer.inputSpecs.map(({ name, shape, dtype }) => [
      name,
      input({ batchShape: [null, ...shape.slice(1)], dtype, name }),
    ]),
  );
  const [first] = Object.values(inputs);
  const outputs = layer.inputSpecs.length === 1 && first !== undefined ? layer(first) : layer(inputs);
  return model({ inputs, outputs }) as unknown as Model<Structure, Structure>; // seen without its types
}

function data({ data: values, shape, dtype }: Recorded): {
  readonly data: Float32Array | Int32Array;
  readonly shape: readonly number[];
} {
  return { shape, data: dtype.startsWith('int') ? Int32Array.from(values) : Float32Array.from(values) };
}

describe.each(Object.entries(recordings))('%s.onnx', (name, { inputs, outputs }) => {
  test('gives what it gives in ONNX Runtime', async () => {
    const layer: AnyImport = await importOnnx(new URL(`${name}.onnx`, folder));
    const given = Object.fromEntries(Object.entries(inputs).map(([key, one]) => [key, data(one)]));
    const predicted = await alone(layer).predict(given);
    const results = (layer.outputSpecs.length === 1 ? { y: predicted } : predicted) as Record<string, Prediction>;
    for (const [i, recorded] of Object.values(outputs).entries()) {
      const result = Object.values(results)[i];
      expect(result?.shape).toEqual(recorded.shape);
      expect(furthest(result?.data ?? [], recorded.data)).toBeLessThan(1e-5);
    }
  });
});

describe('an imported model', () => {
  test('tells what it takes and gives', async () => {
    const layer = await importOnnx(convnet);
    expect(layer.inputSpecs).toMatchObject([{ name: 'image', shape: [null, 2, 6, 8], dtype: 'float32' }]);
    expect(layer.outputSpecs).toMatchObject([{ name: 'classes', shape: [null, 5], dtype: 'float32' }]);
  });

  test('keeps the batch of its input as the batch of its output', async () => {
    const layer = await importOnnx(convnet);
    const x = input({ shape: [2, 6, 8] });
    expect(layer(x).dims[0]).toBe(x.dims[0]);
  });

  test('counts its weights as frozen', async () => {
    const layer = await importOnnx(convnet);
    const net = sequential([input({ shape: [2, 6, 8] }), layer, layers.dense(1)]);
    expect(net.trainableWeights).toHaveLength(2);
    layer.trainable = true;
    expect([layer.trainableWeights, layer.weights.length]).toEqual([[], 2]);
    expect(layer.countParams()).toBe(4 * 2 * 9 + 5 * 48);
  });

  test('stays as it is while what follows learns', async () => {
    const layer = await importOnnx(convnet);
    const net = sequential([input({ shape: [2, 6, 8] }), layer, layers.dense(1, { kernelInitializer: 'zeros' })]);
    net.compile({ optimizer: 'sgd', loss: 'mse' });
    const before = await layer.getWeights();
    const x = data(image);
    const losses: number[] = [];
    for (let i = 0; i < 20; i++) losses.push((await net.trainOnBatch(x, [[1], [2], [3]])).loss ?? 0);
    expect(losses.at(-1)).toBeLessThan((losses[0] ?? 0) / 2);
    expect(await layer.getWeights()).toEqual(before);
  });

  test('refuses to be learned through', async () => {
    const layer = await importOnnx(convnet, { name: 'base' });
    const x = input({ shape: [2, 6, 8] });
    const net = model({ inputs: x, outputs: layer(layers.dense(8)(x)) });
    net.compile({ optimizer: 'sgd', loss: 'mse' });
    const training = net.trainOnBatch(
      data(image),
      Array.from({ length: 3 }, () => [1, 0, 0, 0, 0]),
    );
    await expect(training).rejects.toThrow(GradientError);
    await expect(training).rejects.toThrow(
      'onnxModel "base": expected to learn only behind an imported model, received trainable weights before it. ' +
        'An ONNX graph has no gradient. Freeze what stands before it (layer.trainable = false), or cut there: ops.stopGradient(x).',
    );
  });

  test('may stand behind frozen layers', async () => {
    const layer = await importOnnx(convnet);
    const x = input({ shape: [2, 6, 8] });
    const first = layers.dense(8);
    const net = model({ inputs: x, outputs: layers.dense(1)(layer(first(x))) });
    first.trainable = false;
    net.compile({ optimizer: 'sgd', loss: 'mse' });
    expect((await net.trainOnBatch(data(image), [[1], [2], [3]])).loss).toBeGreaterThan(0);
  });

  test('can be called twice, and on values', async () => {
    const layer = await importOnnx(convnet);
    const once = await layer(ops.tensor(data(image))).data();
    expect(furthest(once, recordings['torch-convnet']?.outputs.classes?.data ?? [])).toBeLessThan(1e-6);
    const x = input({ shape: [2, 6, 8] });
    const net = model({ inputs: x, outputs: layers.add()([layer(x), layer(ops.multiply(x, 1))]) });
    expect(
      furthest(
        (await net.predict(data(image))).data,
        Float32Array.from(Array.from(once, Number), (value) => 2 * value),
      ),
    ).toBeLessThan(1e-6);
  });

  test('can be cut at a value inside', async () => {
    const features = await importOnnx(convnet, { outputs: ['max_pool2d'] });
    const x = input({ shape: [2, 6, 8] });
    expect(features(x).shape).toEqual([null, 4, 3, 4]);
    expect(features.weights.map(({ name }) => name)).toEqual(['features.0.weight']);
    const net = model({ inputs: x, outputs: layers.globalMaxPooling2D({ dataFormat: 'channels_first' })(features(x)) });
    expect((await net.predict(data(image))).shape).toEqual([3, 4]);
  });

  test('cannot be cut where the file tells no shape', async () => {
    const cut = importOnnx(new URL('opset-9.onnx', folder), { outputs: ['normal'] });
    await expect(cut).rejects.toThrow('onnx.shape_inference.infer_shapes(model)');
  });

  test('is exported with the rest', async () => {
    const layer = await importOnnx(convnet);
    const net = sequential([input({ shape: [2, 6, 8], name: 'image' }), layer, layers.dense(2, { name: 'y' })]);
    const session = await InferenceSession.create(await net.toOnnx());
    const { y } = await session.run({ image: new OrtTensor('float32', Float32Array.from(image.data), image.shape) });
    expect(furthest(y?.data as Float32Array, (await net.predict(data(image))).data)).toBeLessThan(1e-6);
  });

  test('has operators of the engine also when it is exported', async () => {
    const layer = await importOnnx(new URL('engine-operators.onnx', folder));
    const net = sequential([input({ shape: [20], name: 'x' }), layer]);
    const { inputs, outputs } = recordings['engine-operators'] ?? { inputs: {}, outputs: {} };
    const session = await InferenceSession.create(await net.toOnnx());
    const results = await session.run({
      x: new OrtTensor('float32', Float32Array.from(inputs.x?.data ?? []), inputs.x?.shape ?? []),
    });
    expect(furthest(Object.values(results)[0]?.data as Float32Array, outputs.y?.data ?? [])).toBeLessThan(1e-6);
  });

  test('is no part of a .keras file', async () => {
    const layer = await importOnnx(convnet, { name: 'base' });
    const net = sequential([input({ shape: [2, 6, 8] }), layer]);
    await expect(net.toKeras()).rejects.toThrow(
      'onnxModel "base": saving: expected layers of Keras or of your own, received an imported ONNX model, for which Keras has none.',
    );
  });

  test('takes a list, a record, and int32 for int64', async () => {
    const layer: OnnxModel<Structure, Readonly<Record<string, Tensor>>> = await importOnnx(
      new URL('two-ends-and-a-file.onnx', folder),
    );
    const ids = ops.tensor([[1, 2]], undefined, 'int32');
    const shift = ops.tensor([[[0.5]]]);
    const [a, b] = [layer([ids, shift]).y, layer({ shift, ids }).y];
    expect(await a?.array()).toEqual(await b?.array());
    expect(() => layer({ shift, id: ids })).toThrow("received 'id'. Did you mean 'ids'?");
    expect(() => layer([ids])).toThrow('expected a list or a record of 2 tensors (ids, shift), received 1.');
  });

  test('refuses inputs of other shapes', async () => {
    const layer = await importOnnx(convnet, { name: 'base' });
    expect(() => layer(input({ shape: [6, 8, 2] }))).toThrow(
      'onnxModel "base": expected float32[batch, 2, 6, 8] for its input \'image\', received float32[null, 6, 8, 2].',
    );
  });
});

describe('weights in a second file', () => {
  const bytes = () => readFile(new URL('two-ends-and-a-file.onnx', folder));
  const name = 'two-ends-and-a-file.onnx.data';

  test('are passed along where the model is given as bytes', async () => {
    await expect(importOnnx(await bytes())).rejects.toThrow(
      `importOnnx: externalData: expected the bytes of '${name}', which holds weights of the model, received none.`,
    );
    const weights = await readFile(new URL(name, folder));
    expect((await importOnnx(await bytes(), { externalData: { [name]: weights } })).weights).toHaveLength(2);
  });

  test('that is cut short are refused', async () => {
    const weights = (await readFile(new URL(name, folder))).subarray(0, 1000);
    await expect(importOnnx(await bytes(), { externalData: { [name]: weights } })).rejects.toThrow(
      /table: expected its weights within 1000 bytes/,
    );
  });

  test.each(['../secrets', '/etc/passwd', 'C:\\secrets', 'a/../../b', 'https://example.org/x'])(
    'are not looked for at %s',
    async (location) => {
      const place = await mkdtemp(join(tmpdir(), 'onnx-import-'));
      const plain = (await bytes()).toString('latin1');
      // Lengths stand before texts, so the other one has to be as long.
      const hostile = location.padEnd(name.length, location.includes('\\') ? '\\' : '/');
      await writeFile(join(place, 'x.onnx'), Buffer.from(plain.replaceAll(name, hostile), 'latin1'));
      await expect(importOnnx(pathToFileURL(join(place, 'x.onnx')))).rejects.toThrow(
        'expected weights in files beside the model',
      );
      await rm(place, { recursive: true });
    },
  );
});

describe('what cannot be imported', () => {
  test.each([
    ['other bytes', new TextEncoder().encode('no model at all')],
    ['nothing', new Uint8Array()],
  ])('%s', async (_, bytes) => {
    await expect(importOnnx(bytes)).rejects.toThrow(FileError);
  });

  test('files cut short at any byte, all with a FileError', async () => {
    const bytes = await readFile(convnet);
    for (let i = 1; i < 100; i++) {
      const cut = bytes.subarray(0, Math.floor((bytes.length * i) / 100));
      await expect(importOnnx(cut), `cut at ${i} %`).rejects.toThrow(FileError);
    }
  });

  test('values of other names, with the nearest', async () => {
    await expect(importOnnx(convnet, { outputs: ['clases'] })).rejects.toThrow("Did you mean 'classes'?");
  });
});
