import { describe, expect, test } from 'vitest';
import { callbacks, input, layers, losses, model, ops, sequential } from '../src/index.ts';

const rows = (count: number, width: number, fill = 0.5) => ({
  data: new Float32Array(count * width).fill(fill),
  shape: [count, width],
});

/** Four numbers in, three classes out. */
function classifier() {
  const net = sequential(
    [layers.dense(8, { activation: 'relu', inputShape: [4], name: 'hidden' }), layers.dense(3, { name: 'logits' })],
    {
      name: 'net',
    },
  );
  net.compile({
    optimizer: 'adam',
    loss: losses.sparseCategoricalCrossentropy({ fromLogits: true }),
    metrics: ['accuracy'],
  });
  return net;
}

const quiet = { verbose: 0 } as const;

describe('data that do not fit', () => {
  test('samples of another shape name the input, both shapes and the mend', async () => {
    await expect(classifier().fit(rows(10, 5), new Int32Array(10), quiet)).rejects.toThrow(
      /fit: x: expected shape \[null, 4\] for input "input_layer\w*" of Sequential "net", received \[10, 5\]. Reshape the data, or give the model another input shape./,
    );
  });

  test('x and y of different length', async () => {
    await expect(classifier().fit(rows(60, 4), new Int32Array(59), quiet)).rejects.toThrow(
      'fit: expected x and y with the same number of samples, received 60 and 59. Check how they were sliced.',
    );
  });

  test('ragged arrays name the row', async () => {
    await expect(
      classifier().fit(
        [
          [1, 2, 3, 4],
          [1, 2, 3],
        ],
        [0, 1],
        quiet,
      ),
    ).rejects.toThrow('fit: x: expected length 4 as in the rows before at [1], received length 3.');
  });

  test('no data at all', async () => {
    await expect(classifier().fit(rows(0, 4), new Int32Array(0), quiet)).rejects.toThrow(
      'fit: expected at least one sample, received none',
    );
  });

  test('text instead of numbers', async () => {
    await expect(classifier().fit([['a', 'b', 'c', 'd']] as never, [0], quiet)).rejects.toThrow(
      /fit: x: expected a number.*received the string 'a'/,
    );
  });

  test('labels out of range, with their place', async () => {
    await expect(classifier().fit(rows(4, 4), Int32Array.of(0, 1, 3, 2), quiet)).rejects.toThrow(
      /fit: y: expected .*0 to 2.*received 3/,
    );
    await expect(classifier().evaluate(rows(2, 4), Int32Array.of(0, -1), quiet)).rejects.toThrow(
      /evaluate: y: .*received -1/,
    );
  });

  test('labels that are no numbers, or fractions of classes', async () => {
    await expect(classifier().fit(rows(2, 4), [0, Number.NaN], quiet)).rejects.toThrow(/fit: y: .*received NaN/);
    await expect(classifier().fit(rows(2, 4), [0, 0.5], quiet)).rejects.toThrow(/fit: y: .*received 0.5/);
  });

  test('a missing y', async () => {
    await expect(classifier().fit(rows(4, 4), null, quiet)).rejects.toThrow(
      /fit: y: expected labels for the 1 outputs \(logits\), received none/,
    );
  });

  test('a validation split that leaves nothing', async () => {
    await expect(classifier().fit(rows(1, 4), [0], { ...quiet, validationSplit: 0.1 })).rejects.toThrow(
      'fit: validationSplit: expected a share that leaves samples on both sides, received 0.1 of 1 samples',
    );
  });

  test('nothing is trained when anything is wrong', async () => {
    const net = classifier();
    const before = await net.getWeights();
    await expect(net.fit(rows(4, 4), Int32Array.of(0, 1, 2, 7), quiet)).rejects.toThrow();
    expect(await net.getWeights()).toEqual(before);
    await net.fit(rows(4, 4), Int32Array.of(0, 1, 2, 0), quiet);
  });
});

describe('models that do not fit', () => {
  test('layers that do not fit name the layer, both shapes and the mend', () => {
    const x = input({ shape: [4] });
    const y = input({ shape: [5] });
    expect(() => layers.add({ name: 'sum' })([x, y])).toThrow(/"sum".*\[null, 4\].*\[null, 5\]/s);
    expect(() => layers.dense(3, { name: 'wide' })(input({ shape: [null] }))).toThrow(
      'dense "wide": expected an input whose last axis is known, received shape [null, null]. Give the input a shape, as in input({ shape: [784] }).',
    );
  });

  test("a layer called with another model's input", () => {
    const mine = input({ shape: [4], name: 'mine' });
    const leftover = input({ shape: [4], name: 'leftover' });
    const outputs = layers.add()([layers.dense(4)(mine), layers.dense(4)(leftover)]);
    expect(() => model({ inputs: mine, outputs })).toThrow(
      'model: expected outputs that depend on the listed inputs only, received a dependence on input "leftover", which is not listed.',
    );
  });

  test('a tensor of a model has no value', async () => {
    await expect(
      layers
        .dense(2)(input({ shape: [4] }))
        .data(),
    ).rejects.toThrow('expected a tensor with a value');
  });

  test('misspelled names', () => {
    expect(() => layers.dense(3, { activation: 'rleu' as never })).toThrow("Did you mean 'relu'?");
    expect(() => classifier().compile({ optimizer: 'adm' as never })).toThrow("Did you mean 'adam'?");
    expect(() => classifier().compile({ optimiser: 'adam' } as never)).toThrow("Did you mean 'optimizer'?");
  });

  test('fit before compile', async () => {
    const net = sequential([layers.dense(1, { inputShape: [4] })], { name: 'raw' });
    await expect(net.fit(rows(2, 4), [0, 1])).rejects.toThrow(
      "Sequential \"raw\".fit: expected a compiled model, received one that is not. Compile it first: model.compile({ optimizer: 'adam', loss: 'mse' }).",
    );
    expect((await net.predict(rows(2, 4))).shape).toEqual([2, 1]);
  });

  test('layers inside a private field would not be trained', () => {
    class Hidden extends layers.Layer {
      static override readonly className = 'Hidden';
      readonly #inner = layers.dense(2, { name: 'inner' });
      protected override call(x: ReturnType<typeof input>) {
        return this.#inner(x);
      }
    }
    expect(() => new Hidden()(input({ shape: [4] }))).toThrow(
      /to call only layers that it keeps in its properties, received a call of "inner"/,
    );
  });
});

describe('training that goes wrong', () => {
  test('an infinite loss shows in the logs, and training goes on', async () => {
    const net = sequential([layers.dense(1, { inputShape: [1], kernelInitializer: 'ones' })]);
    net.compile({ optimizer: 'sgd', loss: 'mse' });
    const { history } = await net.fit([[1e30], [1e30]], [0, 0], { ...quiet, epochs: 2 });
    expect(history.loss?.[0]).toBe(Number.POSITIVE_INFINITY);
    expect(history.loss).toHaveLength(2);
  });

  test('TerminateOnNaN ends it', async () => {
    const net = sequential([layers.dense(1, { inputShape: [1], kernelInitializer: 'ones' })]);
    net.compile({ optimizer: 'sgd', loss: 'mse' });
    const { history } = await net.fit([[1e30], [1e30]], [0, 0], {
      ...quiet,
      epochs: 5,
      callbacks: [callbacks.terminateOnNaN()],
    });
    expect(history.loss).toHaveLength(1);
  });

  test('an aborted fit leaves the model usable, as it was after its last step', async () => {
    const net = classifier();
    const stop = new AbortController();
    const watch = callbacks.lambdaCallback({
      onTrainBatchEnd: (batch) => (batch === 2 ? stop.abort(new Error('enough')) : undefined),
    });
    const y = Int32Array.from({ length: 64 }, (_, i) => i % 3);
    await expect(
      net.fit(rows(64, 4), y, { ...quiet, batchSize: 8, signal: stop.signal, callbacks: [watch] }),
    ).rejects.toThrow('enough');
    expect(await net.optimizer.iterations.item()).toBe(3);
    await net.fit(rows(64, 4), y, quiet);
    expect((await net.predict(rows(2, 4))).shape).toEqual([2, 3]);
  });

  test('a callback that throws leaves the model usable', async () => {
    const net = classifier();
    const broken = callbacks.lambdaCallback({
      onTrainBatchEnd: () => {
        throw new Error('broken callback');
      },
    });
    await expect(net.fit(rows(8, 4), new Int32Array(8), { ...quiet, callbacks: [broken] })).rejects.toThrow(
      'broken callback',
    );
    await net.fit(rows(8, 4), new Int32Array(8), quiet);
  });

  test('breaking out of steps() ends cleanly', async () => {
    const net = classifier();
    let batches = 0;
    for await (const event of net.steps(rows(64, 4), new Int32Array(64), { batchSize: 8, epochs: 3 })) {
      expect(event.logs).toHaveProperty('loss');
      if (++batches === 5) break;
    }
    expect(await net.optimizer.iterations.item()).toBe(5);
    expect(await ops.sum((await net.getWeights())[0]?.data as Float32Array).item()).not.toBeNaN();
  });
});
