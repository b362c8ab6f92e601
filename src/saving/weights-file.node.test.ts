import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as layers from '../layers/index.ts';
import { input } from '../layers/index.ts';
import { type Sequential, sequential } from '../models/index.ts';
import { gather, readSafetensors, writeNpz, writeSafetensors } from './formats/index.ts';
import { loadModel } from './index.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'layerwise-weights-'));
});
afterAll(() => rm(folder, { recursive: true }));

const net = (names: readonly [string, string] = ['first', 'second'], units = 4): Sequential =>
  sequential([input({ shape: [3] }), layers.dense(units, { name: names[0] }), layers.dense(2, { name: names[1] })]);
const values = async (model: Sequential) => (await model.getWeights()).map(({ data }) => [...data].map(Number));
const float32 = (shape: readonly number[], from: number) => ({
  dtype: 'float32' as const,
  shape,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => from + i),
});

describe.each(['x.weights.h5', 'x.weights.json', 'x.safetensors', 'x.npz'])('%s', (name) => {
  test('gives back the weights', async () => {
    const [saved, loaded] = [net(), net()];
    await saved.saveWeights(join(folder, name));
    await loaded.loadWeights(join(folder, name));
    expect(await values(loaded)).toEqual(await values(saved));
  });

  test('of another model is refused, and changes nothing', async () => {
    const loaded = net(['first', 'second'], 5);
    const before = await values(loaded);
    await net().saveWeights(join(folder, name));
    await expect(loaded.loadWeights(join(folder, name))).rejects.toThrow('dense "first"');
    expect(await values(loaded)).toEqual(before);
  });

  test('of another model fills what fits, where it is asked to', async () => {
    const loaded = sequential([
      input({ shape: [3] }),
      layers.dense(4, { name: 'first' }),
      layers.dense(5, { name: 'second' }),
    ]);
    const saved = net();
    await saved.saveWeights(join(folder, name));
    expect(await loaded.loadWeights(join(folder, name), { skipMismatch: true })).toEqual(['dense "second"']);
    expect((await values(loaded))[0]).toEqual((await values(saved))[0]);
  });
});

describe('shards', () => {
  test('are cut where the largest size asks for it', async () => {
    await net().saveWeights(join(folder, 'cut.weights.json'), { maxShardSize: 50 / 2 ** 30 });
    const files = (await readdir(folder)).filter((file) => file.startsWith('cut'));
    expect(files.sort()).toEqual([
      'cut.weights.json',
      'cut_00000.weights.h5',
      'cut_00001.weights.h5',
      'cut_00002.weights.h5',
    ]);
    const loaded = net();
    await loaded.loadWeights(join(folder, 'cut.weights.json'));
    const index = JSON.parse((await readFile(join(folder, 'cut.weights.json'))).toString());
    expect(index.metadata.total_size).toBe(4 * loaded.countParams());
  });

  test('cannot be smaller than a weight', async () => {
    const saving = net().saveWeights(join(folder, 'small.weights.json'), { maxShardSize: 8 / 2 ** 30 });
    await expect(saving).rejects.toThrow('Increase maxShardSize.');
  });
});

test('layers are found by name in a .weights.h5, and others left as they are', async () => {
  const [saved, loaded] = [net(), net(['other', 'second'])];
  const before = await values(loaded);
  await saved.saveWeights(join(folder, 'named.weights.h5'));
  await loaded.loadWeights(join(folder, 'named.weights.h5'), { byName: true });
  expect(await values(loaded)).toEqual([...before.slice(0, 2), ...(await values(saved)).slice(2)]);
});

test('a safetensors file of another program is read by the names that it has there', async () => {
  const tensors = new Map([
    ['fc1.weight', float32([3, 4], 0)],
    ['fc1.bias', float32([4], 100)],
    ['fc2.weight', float32([4, 2], 200)],
    ['fc2.bias', float32([2], 300)],
  ]);
  const bytes = await gather(writeSafetensors(tensors));
  const loaded = net();
  const rename = (name: string) =>
    name.replace('first', 'fc1').replace('second', 'fc2').replace('/kernel', '.weight').replace('/bias', '.bias');
  await loaded.loadWeights(bytes, { rename });
  expect((await values(loaded))[3]).toEqual([300, 301]);
});

test('a safetensors file holds the weights by their names', async () => {
  await net().saveWeights(join(folder, 'names.safetensors'));
  const { tensors, metadata } = readSafetensors(await readFile(join(folder, 'names.safetensors')));
  expect([...tensors.keys()].sort()).toEqual(['first/bias', 'first/kernel', 'second/bias', 'second/kernel']);
  expect(metadata.get('format')).toBe('keras');
});

test('an .npz of numpy.savez(path, *weights) is read in order', async () => {
  const arrays = [float32([3, 4], 0), float32([4], 10), float32([4, 2], 20), float32([2], 30)];
  const loaded = net();
  await loaded.loadWeights(await gather(writeNpz(new Map(arrays.map((array, i) => [`arr_${i}`, array])))));
  expect((await values(loaded))[3]).toEqual([30, 31]);
});

describe('an address', () => {
  const serve = async (bytes: Uint8Array, use: (address: string) => Promise<void>, cut = false) => {
    const server = createServer((_, response) => {
      response.writeHead(200, { 'content-length': bytes.length });
      if (cut) response.write(bytes.subarray(0, 100), () => response.destroy());
      else response.end(bytes);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/net.keras`); // it listens on a port
    } finally {
      server.close();
    }
  };

  test('is fetched, and tells how far it is', async () => {
    const bytes = await net().toKeras();
    await serve(bytes, async (address) => {
      const seen: (readonly [number, number | null])[] = [];
      const model = await loadModel(address, { onProgress: (loaded, total) => seen.push([loaded, total]) });
      expect(model.countParams()).toBe(26);
      expect(seen.at(-1)).toEqual([bytes.length, bytes.length]);
    });
  });

  test('is left when the signal says so', async () => {
    await serve(await net().toKeras(), async (address) => {
      const signal = AbortSignal.abort(new Error('enough'));
      await expect(loadModel(address, { signal })).rejects.toThrow('enough');
    });
  });

  test('that ends early is an error', async () => {
    await serve(
      await net().toKeras(),
      async (address) => void (await expect(loadModel(address)).rejects.toThrow()),
      true,
    );
  });

  test('that is missing is named', async () => {
    await expect(loadModel('http://127.0.0.1:9/none.keras')).rejects.toThrow('http://127.0.0.1:9/none.keras');
  });
});

test('files are read from a Blob, an ArrayBuffer and a handle', async () => {
  const bytes = new Uint8Array(await net().toKeras());
  const file = new File([bytes], 'net.keras');
  for (const source of [file, bytes.buffer, { getFile: async () => file }])
    expect((await loadModel(source)).countParams()).toBe(26);
});

test('bytes that the caller keeps are not written to', async () => {
  const bytes = await net().toKeras();
  const before = Uint8Array.from(bytes);
  const model = await loadModel(bytes);
  model.compile({ optimizer: 'sgd', loss: 'mse' });
  await model.trainOnBatch([[1, 2, 3]], [[1, 2]]);
  expect(bytes).toEqual(before);
});

test('a model that was read from disk, whose weights are where the file was read to, learns as any other', async () => {
  const saved = net();
  saved.compile({ optimizer: 'adam', loss: 'mse' });
  await saved.trainOnBatch([[1, 2, 3]], [[1, 2]]);
  await saved.save(join(folder, 'learns.keras'));
  const bytes = new Uint8Array(await readFile(join(folder, 'learns.keras')));
  const [fromDisk, fromBytes] = [await loadModel(join(folder, 'learns.keras')), await loadModel(bytes)];
  for (const model of [fromDisk, fromBytes]) {
    await model.trainOnBatch([[1, 0, 3]], [[0, 2]]);
    await model.trainOnBatch([[1, 2, 3]], [[1, 2]]);
  }
  expect(await fromDisk.getWeights()).toEqual(await fromBytes.getWeights());
});
