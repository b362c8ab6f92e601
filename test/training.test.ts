import { describe, expect, test } from 'vitest';
import {
  callbacks,
  input,
  layers,
  Model,
  metrics,
  model,
  ops,
  sequential,
  setRandomSeed,
  type Tensor,
} from '../src/index.ts';

const quiet = { verbose: 0 } as const;
const wave = (...shape: number[]) => ({
  data: Float32Array.from({ length: shape.reduce((product, dim) => product * dim, 1) }, (_, i) => Math.sin(i * 1.3)),
  shape,
});

/** One number out of three. */
function line(name = 'line') {
  const net = sequential([layers.dense(1, { inputShape: [3] })], { name });
  net.compile({ optimizer: 'sgd', loss: 'mse', metrics: ['mae'] });
  return net;
}

describe('fit', () => {
  test('takes nested arrays, typed arrays with a shape, and tensors alike', async () => {
    const rows = [
      [1, 2, 3],
      [4, 5, 6],
      [0, 1, 0],
      [1, 0, 1],
    ];
    const labels = [1, 2, 3, 4];
    const forms = [
      [rows, labels],
      [{ data: Float32Array.from(rows.flat()), shape: [4, 3] }, Float32Array.from(labels)],
      [ops.tensor(rows), ops.tensor(labels)],
    ] as const;
    const results: number[] = [];
    for (const [x, y] of forms) {
      setRandomSeed(1);
      const { history } = await line().fit(x, y, { ...quiet, epochs: 2, shuffle: false });
      results.push(history.loss?.[1] ?? Number.NaN);
    }
    expect(results[1]).toBe(results[0]);
    expect(results[2]).toBe(results[0]);
  });

  test('repeats bit for bit under one seed, shuffling and dropout included', async () => {
    const run = async () => {
      setRandomSeed(5);
      const net = sequential([layers.dense(8, { inputShape: [3] }), layers.dropout(0.5), layers.dense(1)]);
      net.compile({ optimizer: 'adam', loss: 'mse' });
      return (await net.fit(wave(40, 3), wave(40), { ...quiet, epochs: 3, batchSize: 8 })).history.loss;
    };
    expect(await run()).toEqual(await run());
  });

  test('takes batches from an iterable, and from an asynchronous one', async () => {
    const batches = [
      [wave(4, 3), wave(4)],
      [wave(2, 3), wave(2)],
    ] as const;
    const net = line();
    const { history } = await net.fit({ [Symbol.iterator]: () => batches[Symbol.iterator]() }, null, {
      ...quiet,
      epochs: 2,
    });
    expect(history.loss).toHaveLength(2);
    async function* stream() {
      for (;;) yield batches[0];
    }
    await net.fit(stream(), null, { ...quiet, epochs: 2, stepsPerEpoch: 3 });
    expect(await net.optimizer.iterations.item()).toBe(2 * 2 + 2 * 3);
  });

  test('refuses to go twice through a generator that can be gone through once', async () => {
    function* once() {
      yield [wave(4, 3), wave(4)] as const;
    }
    await expect(line().fit(once(), null, { ...quiet, epochs: 2 })).rejects.toThrow(
      'an iterator that can be gone through once',
    );
  });

  test('stops early, and gives back the best weights', async () => {
    const net = line();
    const { epoch } = await net.fit(wave(8, 3), wave(8), {
      ...quiet,
      epochs: 50,
      callbacks: [callbacks.earlyStopping({ monitor: 'loss', patience: 2, minDelta: 1, restoreBestWeights: true })],
    });
    expect(epoch.length).toBe(3);
  });

  test('logs a metric of several numbers under a name for each', async () => {
    const net = sequential([layers.dense(2, { inputShape: [3], activation: 'softmax' })]);
    net.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy', metrics: [metrics.f1Score()] });
    const y = [
      [1, 0],
      [0, 1],
      [1, 0],
      [0, 1],
    ];
    const { history } = await net.fit(wave(4, 3), y, quiet);
    expect(Object.keys(history)).toEqual(['f1_score[0]', 'f1_score[1]', 'loss']);
  });
});

describe('trainOnBatch and testOnBatch', () => {
  test('give the values of their batch alone', async () => {
    const net = line();
    const first = await net.testOnBatch(wave(4, 3), wave(4));
    const again = await net.testOnBatch(wave(4, 3), wave(4));
    expect(again).toEqual(first);
    const trained = await net.trainOnBatch(wave(4, 3), wave(4));
    expect(trained.loss).toBeCloseTo(first.loss ?? Number.NaN, 5);
    expect((await net.testOnBatch(wave(4, 3), wave(4))).loss).toBeLessThan(first.loss ?? 0);
  });
});

describe('predict', () => {
  test('joins batches in their order', async () => {
    const net = line();
    const all = await net.predict(wave(70, 3), { batchSize: 32 });
    expect(all.shape).toEqual([70, 1]);
    const last = await net.predict({ data: wave(70, 3).data.slice(69 * 3), shape: [1, 3] });
    expect(all.data[69]).toBeCloseTo(last.data[0] ?? Number.NaN, 6);
  });

  test('nests outputs as the model does', async () => {
    const x = input({ shape: [3], name: 'x' });
    const net = model({ inputs: { x }, outputs: { a: layers.dense(1)(x), both: [layers.dense(2)(x), ops.exp(x)] } });
    const result = await net.predict({ x: wave(5, 3) });
    expect(result.a.shape).toEqual([5, 1]);
    expect(result.both[0].shape).toEqual([5, 2]);
    expect(result.both[1].data[1]).toBeCloseTo(Math.exp(Math.sin(1.3)), 5);
  });
});

describe('models', () => {
  test('of inner tensors look into a trained model', async () => {
    const x = input({ shape: [3] });
    const hidden = layers.dense(4, { activation: 'relu', name: 'hidden' })(x);
    const net = model({ inputs: x, outputs: layers.dense(1)(hidden) });
    const head = model({ inputs: hidden, outputs: net.outputs });
    const body = model({ inputs: x, outputs: hidden });
    const whole = await net.predict(wave(4, 3));
    const parts = await head.predict(await body.predict(wave(4, 3)));
    expect(Array.from(parts.data, Number)).toEqual(Array.from(whole.data, Number));
    expect(head.layers.map(({ name }) => name)).not.toContain('hidden');
  });

  test('stand in models as layers, twice if need be', async () => {
    const tower = sequential([layers.dense(4, { inputShape: [3] })], { name: 'tower' });
    const a = input({ shape: [3] });
    const b = input({ shape: [3] });
    const net = model({ inputs: [a, b], outputs: layers.subtract()([tower(a), tower(b)]) });
    expect(net.countParams()).toBe(16);
    const { data } = await net.predict([wave(2, 3), wave(2, 3)]);
    expect(Math.max(...Array.from(data, Number))).toBe(0);
  });

  test('are written by subclassing, and train', async () => {
    class Residual extends Model {
      static override readonly className = 'Residual';
      readonly inner = layers.dense(3, { activation: 'tanh' });
      readonly out = layers.dense(1);

      protected override call(x: Tensor): Tensor {
        return this.out(ops.add(x, this.inner(x)));
      }
    }
    const net = new Residual();
    net.compile({ optimizer: 'adam', loss: 'mse' });
    const { history } = await net.fit(wave(32, 3), wave(32), { ...quiet, epochs: 30 });
    expect(history.loss?.at(-1)).toBeLessThan(history.loss?.[0] ?? 0);
    expect(net.countParams()).toBe(12 + 4);
  });

  test('leave frozen layers as they are', async () => {
    const net = sequential([layers.dense(4, { inputShape: [3], name: 'frozen' }), layers.dense(1)]);
    net.getLayer('frozen').trainable = false;
    net.compile({ optimizer: 'sgd', loss: 'mse' });
    const [before] = await net.getWeights();
    await net.fit(wave(8, 3), wave(8), quiet);
    const [after, , changed] = await net.getWeights();
    expect(after?.data).toEqual(before?.data);
    expect(changed?.data).toBeDefined();
  });

  test('keep their weights when a weight is set that does not fit', () => {
    const net = line();
    expect(() => net.setWeights([[[1], [2]], [0]])).toThrow(
      /setWeights: expected float32\[3, 1\] for \w+\/kernel, received float32\[2, 1\]/,
    );
    expect(() => net.setWeights([])).toThrow('expected values for its 2 weights, received 0');
  });
});
