import { describe, expect, test } from 'vitest';
import type { Tensor } from '../graph/index.ts';
import * as layers from '../layers/index.ts';
import { input, Layer } from '../layers/index.ts';
import { Loss } from '../losses/index.ts';
import { model, sequential } from '../models/index.ts';
import * as ops from '../ops/index.ts';
import { SGD } from '../optimizers/index.ts';
import { loadModel } from './index.ts';
import { cloneModel, modelFromConfig, modelFromJSON } from './models/index.ts';

const x = [
  [1, 2, 3],
  [-1, 0, 2],
];

function list() {
  return sequential([input({ shape: [3] }), layers.dense(4, { activation: 'relu' }), layers.dense(2)], { name: 'net' });
}

function graph() {
  const a = input({ shape: [3], name: 'a' });
  const hidden = layers.dense(3, { name: 'shared' });
  const joined = ops.add(hidden(hidden(a)), ops.getItem(a, ['...', { start: 0, stop: 3 }]));
  return model({ inputs: { a }, outputs: [layers.dense(1)(joined), ops.mean(joined, -1, true)] }, { name: 'net' });
}

describe('toJSON and modelFromJSON', () => {
  test.each([
    ['a list', list],
    ['a graph', graph],
  ])('give a model of %s with the same config', (_, make) => {
    const net = make();
    const copy = modelFromJSON(net.toJSON());
    expect(JSON.parse(copy.toJSON())).toEqual(JSON.parse(net.toJSON()));
  });

  test('keep what the model is compiled with', () => {
    const net = list();
    net.compile({ optimizer: 'rmsprop', loss: 'mse', metrics: ['mae'] });
    expect(modelFromJSON(net.toJSON()).optimizer.className).toBe('RMSprop');
    expect(modelFromJSON(net.toJSON(), { compile: false }).compiled).toBe(false);
  });

  test('take the object that was parsed as well', () => {
    expect(modelFromJSON(JSON.parse(list().toJSON())).name).toBe('net');
  });

  test('refuse what is no model', () => {
    expect(() => modelFromJSON('{"class_name": "Dense", "config": {"units": 1}}')).toThrow('expected a model');
    expect(() => modelFromJSON('[1]')).toThrow('modelFromJSON');
  });
});

describe('getConfig and modelFromConfig', () => {
  test.each([
    ['a list', list],
    ['a graph', graph],
  ])('give a model of %s with the same config', (_, make) => {
    const net = make();
    expect(modelFromConfig(net.getConfig()).getConfig()).toEqual(net.getConfig());
  });
});

describe('cloneModel', () => {
  test('gives the same outputs with the same weights', async () => {
    const net = graph();
    const copy = cloneModel(net);
    copy.setWeights((await net.getWeights()).map(({ data, shape }) => ops.tensor(data, shape)));
    const [there, here] = await Promise.all([net.predict({ a: x }), copy.predict({ a: x })]);
    expect(here).toEqual(there);
  });

  test('has weights of its own, drawn anew', async () => {
    const net = list();
    const [there, here] = await Promise.all([net.getWeights(), cloneModel(net).getWeights()]);
    expect(here[0]?.data).not.toEqual(there[0]?.data);
  });

  test('shares a layer where the original does', () => {
    const copy = cloneModel(graph());
    expect(copy.countParams()).toBe(graph().countParams());
    expect(copy.layers.map(({ name }) => name)).toContain('shared');
  });

  test('starts from other inputs when they are given', () => {
    const start = input({ shape: [3], batchSize: 5 });
    const copy = cloneModel(list(), { inputTensors: start });
    expect(copy.lastOutputShapes ?? (copy as unknown as { outputs: Tensor }).outputs.shape).toEqual([5, 2]);
  });

  test('puts in the place of each layer what a function gives', () => {
    const copy = cloneModel(list(), {
      cloneFunction: (layer) => (layer.className === 'Dense' ? layers.dense(6, { name: layer.name }) : layer),
    });
    expect(copy.countParams()).toBe(3 * 6 + 6 + 6 * 6 + 6);
  });

  test('copies functions, and the layers inside wrappers and models', async () => {
    const inner = sequential([input({ shape: [3] }), layers.dense(3)]);
    const net = sequential([
      input({ shape: [2, 3] }),
      layers.timeDistributed(inner),
      layers.lambda((given: Tensor) => ops.multiply(given, 2)),
    ]);
    const copy = cloneModel(net);
    copy.setWeights((await net.getWeights()).map(({ data, shape }) => ops.tensor(data, shape)));
    expect(await copy.predict([x])).toEqual(await net.predict([x]));
    expect(copy.weights[0]).not.toBe(net.weights[0]);
  });
});

class Twice extends Layer {
  static override readonly className = 'Twice';
  protected override call(given: Tensor): Tensor {
    return ops.multiply(given, 2);
  }
}

class Halved extends Loss {
  static override readonly className = 'Halved';
  protected override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return ops.mean(ops.multiply(ops.abs(ops.subtract(yTrue, yPred)), 0.5), -1);
  }
}

class Slow extends SGD {
  static override readonly className = 'Slow' as 'SGD'; // a class of its own, told by its name
}

const swoosh = (given: Tensor): Tensor => ops.multiply(given, ops.sigmoid(given));
const distance = (yTrue: Tensor, yPred: Tensor): Tensor => ops.mean(ops.abs(ops.subtract(yTrue, yPred)), -1);

describe('classes and functions of the caller', () => {
  const named = { Twice, Halved, Slow, swoosh, distance };
  const compiled = (loss: unknown, metrics: unknown[] = []) => {
    const net = sequential([input({ shape: [3] }), layers.dense(2, { activation: swoosh }), new Twice()]);
    net.compile({ optimizer: new Slow({ learningRate: 0.25 }), loss: loss as 'mse', metrics: metrics as 'mse'[] }); // seen as names
    return net;
  };

  test('are read for a layer, an activation, a loss, a metric and an optimizer', async () => {
    const net = compiled(new Halved({}, {}), [distance]);
    const bytes = await net.toKeras();
    const copy = await loadModel(bytes, { customObjects: named });
    const y = [
      [1, 2],
      [3, 4],
    ];
    expect(await copy.evaluate(x, y, { verbose: 0 })).toEqual(await net.evaluate(x, y, { verbose: 0 }));
    expect(copy.optimizer).toBeInstanceOf(Slow);
    expect(copy.optimizer.config.learningRate).toBe(0.25);
  });

  test('may be listed instead of named', async () => {
    const bytes = await compiled(distance).toKeras();
    const copy = await loadModel(bytes, { customObjects: Object.values(named) });
    expect(copy.compileSettings?.loss).toBe(distance);
  });

  test.each([
    ['a layer', { swoosh, Slow, distance }, '{ customObjects: [Twice] }'],
    ['an activation', { Twice, Slow, distance }, '{ customObjects: { swoosh } }'],
    ['a loss', { Twice, swoosh, Slow }, '{ customObjects: { distance } }'],
    ['an optimizer', { Twice, swoosh, distance }, "'Slow'"],
  ])('that are missing are named: %s', async (_, customObjects, mend) => {
    await expect(loadModel(await compiled(distance).toKeras(), { customObjects })).rejects.toThrow(mend);
  });

  test('that are unknown metrics are named', async () => {
    const bytes = await compiled('mse', [distance]).toKeras();
    await expect(loadModel(bytes, { customObjects: { Twice, swoosh, Slow } })).rejects.toThrow('{ distance }');
  });
});
