import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as layers from '../layers/index.ts';
import { Model, model, sequential } from '../models/index.ts';
import * as ops from '../ops/index.ts';
import {
  any,
  floats,
  furthest,
  keepForJudge,
  numbers,
  predicted,
  ranBy,
  withOrdinaryWeights,
} from '../testing/onnx-run.ts';
import { toHalf } from './onnx-weights.ts';

const { input } = layers;
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onnx-export-'));
});

afterAll(() => rm(folder, { recursive: true }));

describe('an exported file', () => {
  const small = () =>
    withOrdinaryWeights(
      any(
        sequential([
          input({ shape: [40], name: 'x' }),
          layers.dense(50, { activation: 'relu' }),
          layers.dense(3, { name: 'y' }),
        ]),
      ),
    );

  test('serves every batch size', async () => {
    const bytes = await (await small()).toOnnx();
    const session = await InferenceSession.create(bytes);
    for (const batch of [1, 5]) {
      const { y } = await session.run({ x: new OrtTensor('float32', numbers(40 * batch), [batch, 40]) });
      expect(y?.dims).toEqual([batch, 3]);
    }
  });

  test('calls the batch batch, and other unknown axes by their input', async () => {
    const words = input({ shape: [null], dtype: 'int32', name: 'words' });
    const net = model({ inputs: words, outputs: layers.embedding(5, 2, { name: 'vectors' })(words) });
    const session = await InferenceSession.create(await net.toOnnx());
    expect(session.inputMetadata[0]).toMatchObject({ name: 'words', type: 'int32', shape: ['batch', 'words_1'] });
    expect(session.outputMetadata[0]).toMatchObject({ name: 'vectors', shape: ['batch', 'words_1', 2] });
  });

  test('has a fixed batch where the signature asks for one', async () => {
    const bytes = await (await small()).toOnnx({ inputSignature: [{ shape: [7, 40], name: 'row' }] });
    const session = await InferenceSession.create(bytes);
    expect(session.inputMetadata[0]).toMatchObject({ name: 'row', shape: [7, 40] });
  });

  test('has all weights in a second file if asked to', async () => {
    const net = await small();
    const path = join(folder, 'outside.onnx');
    await net.export(path, { externalData: true });
    expect((await readdir(folder)).sort()).toEqual(['outside.onnx', 'outside.onnx.data']);
    // The kernel of 40 by 50; what is smaller than 1 kB stays inside.
    expect((await stat(`${path}.data`)).size).toBe(4 * 40 * 50);
    const x = floats('x', 2, 40);
    const [expected] = await predicted(net, [x]);
    const { outputs } = await ranBy(path, [x]);
    expect(furthest(outputs.y?.data as Float32Array, expected?.data ?? [])).toBeLessThan(1e-6);
  });

  test.each([18, 19, 20, 21, 22, 23, 24])('opens with opset %d', async (opset) => {
    const net = await small();
    const x = floats('x', 2, 40);
    const bytes = await net.toOnnx({ opset });
    await keepForJudge(`opset-${opset}`, bytes, [x], await predicted(net, [x]));
    const { outputs } = await ranBy(bytes, [x]);
    expect(furthest(outputs.y?.data as Float32Array, (await predicted(net, [x]))[0]?.data ?? [])).toBeLessThan(1e-6);
  });

  test('carries its name, a description and own metadata', async () => {
    const net = sequential([input({ shape: [2] }), layers.dense(1)], { name: 'tiny' });
    const text = new TextDecoder('latin1').decode(
      await net.toOnnx({ description: 'Adds up.', metadata: { author: 'somebody' } }),
    );
    for (const part of ['layerwise', '0.1.0', 'tiny', 'Adds up.', 'author', 'somebody']) expect(text).toContain(part);
  });

  test('has half the size with float16, and nearly the same outputs', async () => {
    const net = await small();
    const x = floats('x', 2, 40);
    const bytes = await net.toOnnx({ float16: true });
    expect(bytes.length).toBeLessThan((await net.toOnnx()).length / 2 + 600);
    await keepForJudge('float16', bytes, [x], []);
    const { outputs } = await ranBy(bytes, [x]);
    const [expected] = await predicted(net, [x]);
    expect(furthest(outputs.y?.data as Float32Array, expected?.data ?? [])).toBeLessThan(5e-3);
  });

  test('has a quarter of the size with int8, and nearly the same outputs', async () => {
    const net = await small();
    const x = floats('x', 2, 40);
    const bytes = await net.toOnnx({ quantize: 'int8' });
    expect(bytes.length).toBeLessThan((await net.toOnnx()).length / 4 + 2000);
    await keepForJudge('int8', bytes, [x], []);
    const { outputs } = await ranBy(bytes, [x]);
    const [expected] = await predicted(net, [x]);
    const largest = Math.max(...Array.from(expected?.data ?? [], Math.abs));
    expect(furthest(outputs.y?.data as Float32Array, expected?.data ?? [])).toBeLessThan(0.02 * largest);
  });

  test('can be made of a model class once it has been called', async () => {
    class Twice extends Model {
      static override readonly className = 'Twice';
      readonly dense = layers.dense(3);
      protected override call(x: Parameters<typeof this.dense>[0]) {
        return ops.multiply(this.dense(x), 2);
      }
    }
    const net = new Twice();
    await expect(net.toOnnx()).rejects.toThrow('expected a model that knows the shape of its inputs');
    const { data } = await net.predict([[1, 2]]);
    const { outputs } = await ranBy(await net.toOnnx(), [
      { name: 'input', dtype: 'float32', data: Float32Array.of(1, 2), shape: [1, 2] },
    ]);
    expect(furthest(outputs.output?.data as Float32Array, data)).toBeLessThan(1e-6);
  });
});

describe('what cannot be exported', () => {
  const tiny = () => sequential([input({ shape: [2] }), layers.dense(1, { activation: 'gelu', name: 'last' })]);

  test('an opset that nobody asked for', async () => {
    await expect(tiny().toOnnx({ opset: 13 })).rejects.toThrow(
      'export: opset: expected one of 18, 19, 20, 21, 22, 23, 24, received 13. Readers of later opsets open earlier ones.',
    );
  });

  test('an operator that the opset lacks', async () => {
    const net = sequential([input({ shape: [2] }), layers.lambda((x) => ops.gelu(x), { name: 'last' })], {
      name: 'net',
    });
    await expect(net.toOnnx({ opset: 18 })).rejects.toThrow(
      /expected 20 or more, where Gelu came, received 18\. It is used in .*last/,
    );
  });

  test('random draws, with the layer that makes them', async () => {
    const x = input({ shape: [2] });
    const noisy = layers.gaussianNoise(1, { name: 'noise' })(x, { training: true });
    await expect(model({ inputs: x, outputs: noisy }).toOnnx()).rejects.toThrow(
      /expected a model that draws no random numbers while it predicts, received one that does in .*noise/,
    );
  });

  test('a path that says another format', async () => {
    await expect(tiny().export('model.pb')).rejects.toThrow("expected a path that ends in .onnx, received 'model.pb'");
  });

  test('a signature that does not fit', async () => {
    await expect(tiny().toOnnx({ inputSignature: [{ shape: [null, 3] }] })).rejects.toThrow('expected [null, 2]');
  });
});

describe('toHalf', () => {
  test.each([
    [1, 0x3c00],
    [-2, 0xc000],
    [65504, 0x7bff],
    [65519.99, 0x7bff],
    [65520, 0x7c00],
    [2 ** -24, 1],
    [2 ** -25, 0],
    [1.5 * 2 ** -24, 2],
    [2 ** -14, 0x0400],
    [2 ** -14 - 2 ** -25, 0x0400],
    [1 + 2 ** -11, 0x3c00],
    [1 + 3 * 2 ** -11, 0x3c02],
    [Number.NaN, 0x7e00],
    [Number.NEGATIVE_INFINITY, 0xfc00],
    [-0, 0x8000],
  ])('%f', (value, half) => {
    expect(toHalf(new Uint32Array(Float32Array.of(value).buffer)[0] ?? 0)).toBe(half);
  });
});
