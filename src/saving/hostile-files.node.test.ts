import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { FileError, LayerwiseError } from '../utils/errors.ts';
import { readZip, writeZip } from './archive/index.ts';
import { gather } from './formats/index.ts';
import { loadModel } from './index.ts';

const fixture = async (name: string) => new Uint8Array(await readFile(new URL(`fixtures/${name}`, import.meta.url)));
const operators = await fixture('operators.keras');
const archive = readZip(operators);
const weights = await archive.read('model.weights.h5');
const shards = await Promise.all(
  [1, 2].map(async (i) => new File([await fixture(`tfjs/convnet/group1-shard${i}of2.bin`)], `group1-shard${i}of2.bin`)),
);

/** Whole models, each with how changed bytes become a file again. */
const models: readonly (readonly [string, Uint8Array, (bytes: Uint8Array) => Promise<Uint8Array>])[] = [
  ['operators.keras', operators, async (bytes) => bytes],
  [
    'the config of operators.keras',
    await archive.read('config.json'),
    async (bytes) =>
      gather(
        writeZip([
          { name: 'config.json', data: bytes },
          { name: 'model.weights.h5', data: weights },
        ]),
      ),
  ],
  ['keras2-branches.h5', await fixture('legacy/keras2-branches.h5'), async (bytes) => bytes],
  ['keras3-convnet.h5', await fixture('legacy/keras3-convnet.h5'), async (bytes) => bytes],
  ['model.json', await fixture('tfjs/convnet/model.json'), async (bytes) => bytes],
];

describe.each(models)('%s', (_, bytes, fileOf) => {
  test('is refused when cut off after each percent of its length', async () => {
    for (let percent = 0; percent < 100; percent++) {
      const cut = await fileOf(bytes.slice(0, Math.floor((bytes.length * percent) / 100)));
      await expect(loadModel(cut, { files: shards })).rejects.toThrow(FileError);
    }
  });

  test('is read or refused, and nothing else, with bytes changed at random, 300 times', async () => {
    const random = seeded(3);
    let slowest = 0;
    for (let i = 0; i < 300; i++) {
      const copy = bytes.slice();
      for (let k = 0; k <= i % 3; k++) copy[Math.floor(random() * copy.length)] = Math.floor(random() * 256);
      const file = await fileOf(copy);
      const start = performance.now();
      await loadModel(file, { files: shards }).catch((error: unknown) => {
        expect(error).toBeInstanceOf(LayerwiseError);
      });
      slowest = Math.max(slowest, performance.now() - start);
    }
    // A few milliseconds; the bound leaves room for a busy machine.
    expect(slowest).toBeLessThan(3000);
  });
});

/** Numbers in [0, 1), the same ones for a seed. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
