import { describe, expect, test } from 'vitest';
import { callbacks, layers, sequential } from '../index.ts';

const { dense, embedding, input } = layers;

function pairs() {
  return sequential([input({ shape: [2] }), dense(2, { kernelInitializer: 'ones', biasInitializer: 'ones' })]);
}

test('a large batch that is run in parts gives what it gives as one, and is one for callbacks', async () => {
  const words = input({ shape: [32], dtype: 'int32' });
  const net = sequential([words, embedding(50, 64), layers.globalAveragePooling1D(), dense(3)]);
  const count = 1100; // 9 MB of vectors
  const x = { data: Int32Array.from({ length: 32 * count }, (_, i) => (i * i) % 50), shape: [count, 32] };
  let batches = 0;
  const told = callbacks.lambdaCallback({ onPredictBatchEnd: () => void batches++ });
  const parts = await net.predict(x, { batchSize: count });
  const whole = await net.predict(x, { batchSize: count, callbacks: [told] });
  expect(batches).toBe(1);
  expect(parts.shape).toEqual([count, 3]);
  expect(whole.shape).toEqual([count, 3]);
  const differences = parts.data.map((value, i) => Math.abs(value - (whole.data[i] ?? Number.NaN)));
  expect(Math.max(...differences)).toBeLessThan(1e-6);
});

describe('predicting one batch', () => {
  test('gives the same for arrays that are ready and arrays that are read', async () => {
    const net = pairs();
    for (let i = 0; i < 4; i++) {
      const ready = await net.predict({ data: Float32Array.of(i, 2, 3, 4), shape: [2, 2] });
      expect(ready).toEqual(
        await net.predict([
          [i, 2],
          [3, 4],
        ]),
      );
      expect([...ready.data]).toEqual([i + 3, i + 3, 8, 8]);
    }
  });

  test('takes int32 for what the model looks up', async () => {
    const net = sequential([input({ shape: [2], dtype: 'int32' }), embedding(3, 1, { embeddingsInitializer: 'ones' })]);
    const x = { data: Int32Array.of(0, 2), shape: [1, 2] };
    for (let i = 0; i < 3; i++) expect(await net.predict(x)).toEqual({ data: Float32Array.of(1, 1), shape: [1, 2, 1] });
  });

  test('takes the next shape for what it is', async () => {
    const net = sequential([input({ shape: [null, 1] }), dense(1, { kernelInitializer: 'ones' })]);
    for (const steps of [3, 1, 2, 3]) {
      const data = Float32Array.from({ length: 2 * steps }, (_, i) => i);
      const { data: found, shape } = await net.predict({ data, shape: [2, steps, 1] });
      expect(shape).toEqual([2, steps, 1]);
      expect(found).toEqual(data);
    }
  });

  test('sees weights that were set after the last', async () => {
    const net = pairs();
    const x = { data: Float32Array.of(1, 1), shape: [1, 2] };
    for (let i = 0; i < 3; i++) await net.predict(x);
    net.setWeights([{ data: Float32Array.of(0, 0, 0, 0), shape: [2, 2] }, Float32Array.of(5, 6)]);
    expect([...(await net.predict(x)).data]).toEqual([5, 6]);
  });

  test('answers each of many that are asked for at once', async () => {
    const net = pairs();
    const asked = Array.from({ length: 20 }, (_, i) => net.predict({ data: Float32Array.of(i, 0), shape: [1, 2] }));
    const answers = await Promise.all(asked);
    expect(answers.map(({ data }) => data[0])).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  });

  test('refuses what does not fit as it does for larger data', async () => {
    const net = pairs();
    const of = (length: number, shape: readonly number[]) => net.predict({ data: new Float32Array(length), shape });
    await expect(of(3, [1, 3])).rejects.toThrow('predict: x: expected shape [null, 2]');
    await expect(of(3, [1, 2])).rejects.toThrow('predict: x: expected 2 values for shape [1, 2], received 3');
    await expect(of(0, [0, 2])).rejects.toThrow('at least one sample');
    await expect(of(2, [2])).rejects.toThrow('predict: x: expected shape [null, 2]');
  });

  test('does not begin, or hides its answer, when it is aborted', async () => {
    const net = pairs();
    const x = { data: Float32Array.of(1, 1), shape: [1, 2] };
    const reason = new Error('enough');
    await expect(net.predict(x, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const controller = new AbortController();
    const answer = net.predict(x, { signal: controller.signal });
    controller.abort(reason);
    await expect(answer).rejects.toBe(reason);
  });
});
