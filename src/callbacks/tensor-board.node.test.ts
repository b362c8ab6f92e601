import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { input } from '../layers/core/input.ts';
import { dense, embedding, flatten } from '../layers/index.ts';
import { sequential } from '../models/index.ts';
import { sgd } from '../optimizers/index.ts';
import { type EventValue, readEvents } from '../testing/read-events.ts';
import { lambdaCallback, type TensorBoardConfig, tensorBoard } from './index.ts';

// `parity/event_files.py check` reads these logs with TensorBoard's own readers.
const logs = fileURLToPath(new URL('../../.build/tensorboard', import.meta.url));
const fixtures = fileURLToPath(new URL('fixtures/tensorboard', import.meta.url));

const x = { data: linspace(-1, 1, 24), shape: [8, 3] };
const y = {
  data: Float32Array.from({ length: 8 }, (_, i) => x.data.slice(3 * i, 3 * i + 3).reduce((a, b) => a + b) * 0.5),
  shape: [8, 1],
};

let other = '';
beforeAll(async () => {
  other = await mkdtemp(join(tmpdir(), 'layerwise-tensorboard-'));
  await rm(logs, { recursive: true, force: true });
  await train(logs, { histogramFreq: 1, writeImages: true, writeStepsPerSecond: true, updateFreq: 1 });
});
afterAll(() => rm(other, { recursive: true }));

/** The model of `parity/event_files.py`, in which nothing is random. */
async function train(folder: string, options: Partial<TensorBoardConfig>): Promise<void> {
  const model = sequential(
    [input({ shape: [3] }), dense(4, { activation: 'tanh', name: 'hidden' }), dense(1, { name: 'out' })],
    { name: 'net' },
  );
  const weights = await model.getWeights();
  model.setWeights(weights.map(({ data, shape }, i) => ({ data: linspace(-0.5, 0.5 + 0.1 * i, data.length), shape })));
  model.compile({ optimizer: sgd({ learningRate: 0.1 }), loss: 'mse', metrics: ['mae'] });
  const callbacks = [tensorBoard(folder, options)];
  await model.fit(x, y, { batchSize: 3, epochs: 2, shuffle: false, verbose: 0, validationData: [x, y], callbacks });
}

function linspace(from: number, to: number, count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => (count === 1 ? from : from + ((to - from) * i) / (count - 1)));
}

/** All values of the only file of a run. */
async function eventsIn(folder: string): Promise<readonly EventValue[]> {
  const [name = '', ...more] = await readdir(folder);
  expect(more).toEqual([]);
  return readEvents(await readFile(join(folder, name)));
}

describe.each(['train', 'validation'])('the file of %s', (run) => {
  test("has the values of Keras's, in its order and form", async () => {
    const theirs = readEvents(await readFile(join(fixtures, `${run}.tfevents`)));
    const ours = await eventsIn(join(logs, run));
    // Keras's paths of weights begin with the name of a Sequential model.
    const form = ({ tag, step, plugin, content, dtype, shape }: EventValue) => ({
      tag: tag.replace(/^net\//, ''),
      step,
      plugin,
      content,
      dtype,
      shape,
    });
    expect(ours.map(form)).toEqual(theirs.map(form));
    expect(ours.length).toBe(run === 'train' ? 41 : 8);
  });

  test("agrees with Keras's numbers", async () => {
    const theirs = readEvents(await readFile(join(fixtures, `${run}.tfevents`)));
    const ours = await eventsIn(join(logs, run));
    for (const [i, { tag, numbers }] of ours.entries()) {
      if (tag.includes('steps_per_second')) expect(numbers[0]).toBeGreaterThan(0);
      else
        for (const [k, number] of numbers.entries())
          expect(Math.abs(number - (theirs[i]?.numbers[k] ?? 99))).toBeLessThan(1e-6);
    }
  });
});

test('pictures of weights have the shades of their numbers', async () => {
  const events = await eventsIn(join(logs, 'train'));
  const kernel = events.find(({ tag, step }) => tag === 'hidden/kernel/image' && step === 1);
  const [width, height, png = new Uint8Array()] = kernel?.pieces ?? [];
  expect([width, height].map((size) => new TextDecoder().decode(size))).toEqual(['4', '3']);
  const { numbers = [] } = events.find(({ tag, step }) => tag === 'hidden/kernel/histogram' && step === 1) ?? {};
  const largest = Math.trunc(Math.max(...numbers.filter((_, i) => i % 3 === 1)) * 255.5);
  const data = Buffer.from(png).indexOf('IDAT');
  const pixels = inflateSync(Buffer.from(png).subarray(data + 4));
  // Three rows, each with its filter before it; numbers below 0 are black.
  expect(pixels.length).toBe(3 * 5);
  expect(Math.max(...pixels)).toBe(largest);
  expect(Math.min(...pixels)).toBe(0);
});

test("the graph is Keras's JSON of the model", async () => {
  const [first] = await eventsIn(join(logs, 'train'));
  const json: unknown = JSON.parse(new TextDecoder().decode(first?.pieces[0]));
  const layers = ['input_layer', 'hidden', 'out'].map((name) => ({ config: { name } }));
  expect(json).toMatchObject({ class_name: 'Sequential', config: { name: 'net', layers } });
  expect(first).toMatchObject({ tag: 'keras', plugin: 'graph_keras_model', content: '1', step: 0 });
});

test('writes epochs alone unless told otherwise', async () => {
  const folder = join(other, 'epochs');
  await train(folder, { writeGraph: false });
  const events = await eventsIn(join(folder, 'train'));
  expect(events.map(({ tag, step }) => `${tag} ${step}`)).toEqual(
    [0, 1].flatMap((step) => ['loss', 'mae', 'learning_rate'].map((name) => `epoch_${name} ${step}`)),
  );
});

test('writes every so many batches, and every epoch all the same', async () => {
  const folder = join(other, 'batches');
  await train(folder, { writeGraph: false, updateFreq: 4 });
  const events = await eventsIn(join(folder, 'train'));
  expect(events.filter(({ tag }) => tag.endsWith('loss')).map(({ tag, step }) => `${tag} ${step}`)).toEqual([
    'epoch_loss 0',
    'batch_loss 4',
    'epoch_loss 1',
  ]);
});

test('what was written before a run breaks off stays readable', async () => {
  const folder = join(other, 'broken');
  const model = sequential([dense(1, { inputShape: [3] })]);
  model.compile({ optimizer: 'sgd', loss: 'mse' });
  const breaking = lambdaCallback({
    onEpochBegin: (epoch) => {
      if (epoch === 1) throw new Error('over');
    },
  });
  const run = model.fit(x, y, { epochs: 3, verbose: 0, callbacks: [tensorBoard(folder), breaking] });
  await expect(run).rejects.toThrow('over');
  const events = await eventsIn(join(folder, 'train'));
  expect(events.map(({ tag }) => tag)).toEqual(['keras', 'epoch_loss', 'epoch_learning_rate']);
});

test('evaluate writes beside the steps of the optimizer', async () => {
  const model = sequential([dense(1, { inputShape: [3] })]);
  model.compile({ optimizer: 'sgd', loss: 'mse' });
  await model.fit(x, y, { verbose: 0, batchSize: 2 });
  const folder = join(other, 'evaluate');
  const { loss } = await model.evaluate(x, y, { verbose: 0, callbacks: [tensorBoard(folder)] });
  expect(await readdir(folder)).toEqual(['validation']);
  const [event] = await eventsIn(join(folder, 'validation'));
  expect(event).toMatchObject({ tag: 'evaluation_loss_vs_iterations', step: 4, numbers: [loss] });
});

describe('embeddings', () => {
  const words = () => {
    const model = sequential([
      input({ shape: [3], dtype: 'int32' }),
      embedding(6, 2, { name: 'words' }),
      flatten(),
      dense(1),
    ]);
    model.compile({ optimizer: 'sgd', loss: 'mse' });
    return model;
  };
  const ids = { data: Int32Array.of(0, 1, 2, 3, 4, 5), shape: [2, 3] };

  test('are written as a table for the projector', async () => {
    const model = words();
    const folder = join(logs, 'embeddings');
    const board = tensorBoard(folder, { embeddingsFreq: 1, embeddingsMetadata: { words: 'words.txt' } });
    await model.fit(ids, [[1], [2]], { verbose: 0, callbacks: [board] });
    expect(await readFile(join(folder, 'projector_config.pbtxt'), 'utf8')).toBe(
      'embeddings {\n  tensor_name: "words/embeddings"\n  tensor_path: "embeddings/words.tsv"\n  metadata_path: "words.txt"\n}\n',
    );
    const rows = (await readFile(join(folder, 'embeddings', 'words.tsv'), 'utf8')).trimEnd().split('\n');
    const table = rows.map((row) => row.split('\t').map(Number));
    expect(table).toEqual(await model.weights[0]?.array());
  });

  test('metadata of a layer that is none of them is refused', async () => {
    const board = tensorBoard(join(other, 'none'), { embeddingsFreq: 1, embeddingsMetadata: { word: 'words.txt' } });
    await expect(words().fit(ids, [[1], [2]], { verbose: 0, callbacks: [board] })).rejects.toThrow(
      "TensorBoard: embeddingsMetadata: expected names of embedding layers, received 'word'.",
    );
  });
});

test('a model that no JSON can hold is written without its graph, with a warning', async () => {
  const warning = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const model = sequential([dense(1, { inputShape: [3] })]);
  model.compile({ optimizer: 'sgd', loss: 'mse' });
  vi.spyOn(model, 'toJSON').mockImplementation(() => {
    throw new Error('no such thing');
  });
  const folder = join(other, 'plain');
  await model.fit(x, y, { verbose: 0, callbacks: [tensorBoard(folder)] });
  expect(warning).toHaveBeenCalledWith('TensorBoard: the graph is left out. no such thing');
  expect((await eventsIn(join(folder, 'train'))).map(({ tag }) => tag)).toEqual(['epoch_loss', 'epoch_learning_rate']);
  warning.mockRestore();
});

test.each([
  [{ profileBatch: 5 }, 'TensorBoard: profileBatch: expected 0, received 5.'],
  [{ updateFreq: 0 }, "TensorBoard: updateFreq: expected 'epoch', 'batch', or a number of batches, received 0."],
  [{ histogramFreq: -1 }, 'TensorBoard: histogramFreq: expected a whole number of at least 0, received -1.'],
  [{ writeImages: 1 }, 'TensorBoard: writeImages: expected true or false, received 1.'],
  [{ histogramfreq: 1 }, "TensorBoard: options: expected known options, received 'histogramfreq'."],
])('refuses %o', (options, message) => {
  expect(() => tensorBoard('logs', options as Partial<TensorBoardConfig>)).toThrow(message);
});
