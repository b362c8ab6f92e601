import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { activations, input, Layer, layers, loadModel, Model, model, ops, sequential, type Tensor } from '../index.ts';
import { readZip } from './archive/index.ts';
import { knownClasses } from './classes.ts';
import { readHdf5 } from './hdf5/index.ts';
import { weightsToBytes } from './weights-file.ts';

const folder = () => mkdtemp(join(tmpdir(), 'layerwise-saving-'));
const x = [[1, 2, 3]];

function net() {
  return sequential([input({ shape: [3] }), layers.dense(4, { activation: 'relu' }), layers.dense(2)]);
}

class Scale extends Layer {
  static override readonly className = 'Scale';
  factor = this.addWeight('factor', [], { initializer: 'ones' });
  protected override call(given: Tensor): Tensor {
    return ops.multiply(given, this.factor);
  }
}

class TwoTowers extends Model {
  static override readonly className = 'TwoTowers';
  leftTower = layers.dense(2);
  towers = [layers.dense(2), [layers.dense(3), layers.dense(2)]] as const;
  protected override call(given: Tensor): Tensor {
    const [first, [wide, narrow]] = this.towers;
    return ops.add(this.leftTower(given), ops.add(first(given), narrow(wide(given))));
  }
}

describe('a .keras file', () => {
  test('is written and read by path', async () => {
    const path = join(await folder(), 'new', 'net.keras');
    const saved = net();
    await saved.save(path);
    const loaded = await loadModel(path);
    expect(await loaded(ops.tensor(x)).array()).toEqual(await saved(ops.tensor(x)).array());
    expect(await readdir(join(path, '..'))).toEqual(['net.keras']);
  });

  test('is read from a Blob', async () => {
    const bytes = new Uint8Array(await net().toKeras());
    expect((await loadModel(new Blob([bytes]))).countParams()).toBe(26);
  });

  test('has the members that Keras writes, in its order', async () => {
    expect([...readZip(await net().toKeras()).entries.keys()]).toEqual([
      'metadata.json',
      'config.json',
      'model.weights.h5',
    ]);
  });

  test('leaves out how it was compiled on request', async () => {
    const saved = net();
    saved.compile({ optimizer: 'adam', loss: 'mse' });
    const bytes = await saved.toKeras();
    expect((await loadModel(bytes)).compiled).toBe(true);
    expect((await loadModel(bytes, { compile: false })).compiled).toBe(false);
  });

  test('keeps an activation that is saved by its name', async () => {
    const saved = sequential([input({ shape: [3] }), layers.dense(4, { activation: activations.gelu })]);
    const loaded = await loadModel(await saved.toKeras());
    expect(await loaded(ops.tensor(x)).array()).toEqual(await saved(ops.tensor(x)).array());
  });

  test('is refused for a Lambda, with the way out', async () => {
    const saved = sequential([input({ shape: [3] }), layers.lambda((given: Tensor) => ops.square(given))]);
    await expect(saved.toKeras()).rejects.toThrow('Write a class that extends Layer');
  });

  test('keeps plain ops between layers', async () => {
    const start = input({ shape: [3] });
    const saved = model({ inputs: start, outputs: ops.add(layers.dense(2)(start), 1) });
    const copy = await loadModel(await saved.toKeras());
    const [there, here] = await Promise.all([saved.predict([[1, 2, 3]]), copy.predict([[1, 2, 3]])]);
    expect(here).toEqual(there);
  });
});

describe('classes of the caller', () => {
  test('are made when they are passed', async () => {
    const saved = sequential([input({ shape: [3] }), new Scale()]);
    saved.setWeights([3]);
    const loaded = await loadModel(await saved.toKeras(), { customObjects: [Scale] });
    expect(await loaded(ops.tensor(x)).array()).toEqual([[3, 6, 9]]);
  });

  test('are asked for by name when they are not', async () => {
    const bytes = await sequential([input({ shape: [3] }), new Scale()]).toKeras();
    await expect(loadModel(bytes)).rejects.toThrow(
      "'Scale', registered as 'Custom>Scale'. A class of your own is passed as { customObjects: [Scale] }",
    );
  });

  test('inside a wrapper are made too', async () => {
    const saved = sequential([input({ shape: [2, 3] }), layers.timeDistributed(new Scale())]);
    saved.setWeights([2]);
    const loaded = await loadModel(await saved.toKeras(), { customObjects: [Scale] });
    expect(
      await loaded(
        ops.tensor([
          [
            [1, 2, 3],
            [0, 0, 1],
          ],
        ]),
      ).array(),
    ).toEqual([
      [
        [2, 4, 6],
        [0, 0, 2],
      ],
    ]);
  });

  test('that are models find the weights of layers in properties and lists', async () => {
    const saved = new TwoTowers();
    const output = await saved(ops.tensor(x)).array();
    const loaded = await loadModel(await saved.toKeras(), { customObjects: [TwoTowers] });
    expect(await loaded(ops.tensor(x)).array()).toEqual(output);
  });

  test('have their weights where Keras looks for them', async () => {
    const saved = new TwoTowers();
    await saved(ops.tensor(x)).array();
    const file = readHdf5(await weightsToBytes(saved));
    for (const path of ['left_tower', 'towers/dense', 'towers/container/dense', 'towers/container/dense_1'])
      expect(file.group(`${path}/vars`).keys()).toEqual(['0', '1']);
  });
});

describe('a .weights.h5 file', () => {
  test('gives another model of the same layers the same outputs', async () => {
    const path = join(await folder(), 'net.weights.h5');
    const [saved, other] = [net(), net()];
    await saved.saveWeights(path);
    expect(await other.loadWeights(path)).toEqual([]);
    expect(await other(ops.tensor(x)).array()).toEqual(await saved(ops.tensor(x)).array());
  });

  test('of Keras is read, whatever the names of layers', async () => {
    const archive = readZip(new Uint8Array(await readFile(new URL('fixtures/mlp.keras', import.meta.url))));
    const other = sequential([
      input({ shape: [4] }),
      layers.dense(5, { activation: 'relu', name: 'hidden' }),
      layers.dropout(0.1),
      layers.dense(3, { activation: 'softmax', name: 'head' }),
    ]);
    await other.loadWeights(await archive.read('model.weights.h5'));
    const { mlp } = JSON.parse((await readFile(new URL('fixtures/expected.json', import.meta.url))).toString());
    const { data } = await other.predict({ data: Float32Array.from(mlp.x.data), shape: mlp.x.shape });
    for (const [i, value] of mlp.output.data.entries()) expect(data[i]).toBeCloseTo(value, 5);
  });

  test('of another model names the layer, and changes nothing', async () => {
    const other = sequential([input({ shape: [3] }), layers.dense(4), layers.dense(7, { name: 'head' })]);
    const before = await other.getWeights();
    await expect(other.loadWeights(await weightsToBytes(net()))).rejects.toThrow(
      'dense "head": expected [4, 7] for its weight kernel, received [4, 2].',
    );
    expect(await other.getWeights()).toEqual(before);
  });

  test('of another model leaves layers that do not fit as they are, on request', async () => {
    const saved = net();
    const other = sequential([input({ shape: [3] }), layers.dense(4), layers.dense(7, { name: 'head' })]);
    expect(await other.loadWeights(await weightsToBytes(saved), { skipMismatch: true })).toEqual(['dense "head"']);
    expect((await other.getWeights())[0]).toEqual((await saved.getWeights())[0]);
  });

  test('carries the name of each layer', async () => {
    const file = readHdf5(await weightsToBytes(sequential([input({ shape: [3] }), layers.dense(4, { name: 'head' })])));
    expect(file.group('layers/dense/vars').attributes.get('name')).toBe('head');
  });
});

test('every layer of the library that has no function in it can be read from a file', () => {
  const exported = Object.values<unknown>(layers).filter(
    (made) => typeof made === 'function' && made.prototype instanceof Layer,
  );
  const abstract = [layers.Wrapper, layers.Merge, layers.Lambda];
  const missing = exported.filter((made) => ![...knownClasses, ...abstract].includes(made as never));
  expect(missing).toEqual([]);
});
