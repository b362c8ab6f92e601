import { readFile } from 'node:fs/promises';
import { InferenceSession } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { leaves, type Structure } from '../graph/index.ts';
import * as layers from '../layers/index.ts';
import { type Functional, model, sequential } from '../models/index.ts';
import * as ops from '../ops/index.ts';
import {
  type AnyModel,
  any,
  flatten,
  floats,
  furthest,
  type Given,
  keepForJudge,
  predicted,
  ranBy,
  tokens,
  withOrdinaryWeights,
} from '../testing/onnx-run.ts';
import { setRandomSeed } from '../utils/seed-generator.ts';
import { loadModel } from './index.ts';

// Files are run by ONNX Runtime itself. Its strictest reader, onnx.checker, judges them too: parity/check_onnx_files.py.

const { input } = layers;

const cases: Readonly<Record<string, { readonly make: () => AnyModel; readonly given: readonly Given[] }>> = {
  'dense layers and dropout': {
    make: () =>
      any(
        sequential([
          input({ shape: [6], name: 'x' }),
          layers.dense(5, { activation: 'relu' }),
          layers.dropout(0.5),
          layers.gaussianNoise(1),
          layers.dense(3, { activation: 'softmax', name: 'classes' }),
        ]),
      ),
    given: [floats('x', 4, 6)],
  },
  'convolutions, pooling and batch normalization': {
    make: () =>
      any(
        sequential([
          input({ shape: [9, 8, 2], name: 'image' }),
          layers.conv2D(4, 3, { padding: 'same', activation: 'relu' }),
          layers.batchNormalization(),
          layers.maxPooling2D(2),
          layers.depthwiseConv2D(3, { padding: 'same' }),
          layers.separableConv2D(5, 3, { strides: 2, padding: 'same' }),
          layers.averagePooling2D(2, { padding: 'same' }),
          layers.conv2DTranspose(3, 3, { strides: 2, padding: 'same' }),
          layers.spatialDropout2D(0.3),
          layers.globalAveragePooling2D(),
        ]),
      ),
    given: [floats('image', 2, 9, 8, 2)],
  },
  'one and three dimensions': {
    make: () => {
      const line = input({ shape: [12, 3], name: 'line' });
      const block = input({ shape: [5, 6, 4, 2], name: 'block' });
      const a = layers.globalMaxPooling1D()(layers.conv1D(4, 3, { padding: 'causal' })(line));
      const b = layers.globalAveragePooling3D()(layers.maxPooling3D(2)(layers.conv3D(4, 2)(block)));
      return any(model({ inputs: [line, block], outputs: [layers.add()([a, b]), a] }));
    },
    given: [floats('line', 3, 12, 3), floats('block', 3, 5, 6, 4, 2)],
  },
  'embedding with a mask': {
    make: () => {
      const words = input({ shape: [null], dtype: 'int32', name: 'words' });
      const embedded = layers.embedding(10, 4, { maskZero: true })(words);
      return any(model({ inputs: words, outputs: layers.globalAveragePooling1D()(layers.dense(3)(embedded)) }));
    },
    given: [
      tokens('words', [
        [1, 2, 3, 0, 0],
        [4, 5, 6, 7, 0],
        [9, 0, 0, 0, 0],
      ]),
    ],
  },
  'every kind of normalization': {
    make: () =>
      any(
        sequential([
          input({ shape: [4, 6], name: 'x' }),
          layers.layerNormalization(),
          layers.groupNormalization({ groups: 3 }),
          layers.rmsNormalization(),
          layers.batchNormalization({ axis: 1 }),
          layers.unitNormalization(),
          layers.alphaDropout(0.2),
        ]),
      ),
    given: [floats('x', 2, 4, 6)],
  },
  'reshaping layers': {
    make: () =>
      any(
        sequential([
          input({ shape: [4, 6, 3], name: 'x' }),
          layers.zeroPadding2D(1),
          layers.cropping2D([
            [0, 1],
            [1, 1],
          ]),
          layers.upSampling2D(2),
          layers.permute([3, 1, 2]),
          layers.reshape([6, -1]),
          layers.flatten(),
          layers.repeatVector(2),
          layers.timeDistributed(layers.dense(3)),
        ]),
      ),
    given: [floats('x', 2, 4, 6, 3)],
  },
  'every kind of activation': {
    make: () => {
      const x = input({ shape: [5], name: 'x' });
      const names = ['elu', 'selu', 'gelu', 'silu', 'mish', 'softplus', 'softsign', 'tanh', 'sigmoid', 'hardSigmoid'];
      const activated = names.map((name) => layers.activation(name as 'relu')(x));
      const others = [layers.leakyRelu()(x), layers.prelu()(x), layers.softmax()(x), layers.relu({ maxValue: 0.5 })(x)];
      return any(model({ inputs: x, outputs: layers.concatenate()([...activated, ...others]) }));
    },
    given: [floats('x', 3, 5)],
  },
  'records of inputs and outputs, merged': {
    make: () => {
      const a = input({ shape: [3], name: 'a' });
      const b = input({ shape: [3], name: 'b' });
      const merged = layers.maximum()([layers.multiply()([a, b]), layers.subtract()([a, b]), layers.average()([a, b])]);
      const dotted = layers.dot(1)([a, b]);
      return any(model({ inputs: { left: a, right: b }, outputs: { wide: layers.dense(4)(merged), narrow: dotted } }));
    },
    given: [floats('a', 5, 3), floats('b', 5, 3)],
  },
  'a model in a model, a layer used twice, an input that is an output': {
    make: () => {
      const inner = sequential([input({ shape: [3] }), layers.dense(3, { activation: 'tanh' })], { name: 'inner' });
      const x = input({ shape: [3], name: 'x' });
      const once = inner(x);
      const twice = inner(once);
      return any(model({ inputs: x, outputs: [twice, once, x, twice] }));
    },
    given: [floats('x', 2, 3)],
  },
  'plain ops between layers': {
    make: () => {
      const x = input({ shape: [null, 4], name: 'x' });
      const scores = ops.matmul(x, ops.transpose(x, [0, 2, 1]));
      return any(model({ inputs: x, outputs: ops.sum(ops.matmul(ops.softmax(scores), layers.dense(4)(x)), 1) }));
    },
    given: [floats('x', 2, 7, 4)],
  },
};

describe.each(Object.entries(cases))('%s', (name, { make, given }) => {
  test.each([name.includes('activation') ? 20 : 18, 21, 24])(
    'give the same in ONNX Runtime, written for opset %d',
    async (opset) => {
      setRandomSeed(3);
      const net = await withOrdinaryWeights(make());
      const bytes = await net.toOnnx({ opset });
      const expected = await predicted(net, given);
      const { session, outputs } = await ranBy(bytes, given);
      await keepForJudge(`${name.replaceAll(/\W+/g, '-')}-${opset}`, bytes, given, expected);
      expect(session.inputNames).toEqual(given.map((one) => one.name));
      expect(session.outputNames).toHaveLength(expected.length);
      for (const [i, output] of session.outputNames.entries()) {
        expect(outputs[output]?.dims).toEqual(expected[i]?.shape);
        expect(furthest(outputs[output]?.data as Float32Array, expected[i]?.data ?? [])).toBeLessThan(2e-6);
      }
    },
  );
});

const recorded: Readonly<Record<string, { readonly x: unknown }>> = JSON.parse(
  await readFile(new URL('fixtures/expected.json', import.meta.url), 'utf8'),
);

// Their answers in Keras are compared elsewhere; here the two graphs that are made of one model are.
describe.each(Object.entries(recorded))('%s.keras, written by Keras', (name, { x }) => {
  test('gives as ONNX what it gives here', async () => {
    const net: AnyModel = await loadModel(await readFile(new URL(`fixtures/${name}.keras`, import.meta.url)));
    const bytes = await net.toOnnx();
    const { inputNames } = await InferenceSession.create(bytes);
    const dtypes = leaves((net as unknown as Functional<Structure, Structure>).inputs).map(({ dtype }) => dtype);
    const values = flatten(inOrder(x, net.inputTemplate?.nesting ?? 0));
    const given = values.map(({ data, shape }, i): Given => {
      const dtype = dtypes[i] ?? 'float32';
      const typed = dtype === 'float32' ? Float32Array.from(data) : Int32Array.from(data);
      return { name: inputNames[i] ?? '', dtype, shape, data: typed };
    });
    const expected = await predicted(net, given);
    const { session, outputs } = await ranBy(bytes, given);
    await keepForJudge(name, bytes, given, expected);
    expect(session.outputNames).toHaveLength(expected.length);
    for (const [i, result] of session.outputNames.entries())
      expect(furthest(outputs[result]?.data as Float32Array, expected[i]?.data ?? [])).toBeLessThan(1e-5);
  });
});

/** Recorded inputs nested as the model's are: records in the order of its keys. */
function inOrder(recording: unknown, nesting: unknown): unknown {
  if (typeof nesting !== 'object' || nesting === null || Array.isArray(nesting)) return recording;
  const record = new Map(Object.entries(recording as object));
  return Object.entries(nesting).map(([key, inner]) => inOrder(record.get(key), inner));
}
