import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { FileError, LayerwiseError } from '../utils/errors.ts';
import { readZip, writeZip } from './archive/index.ts';
import { gather } from './formats/index.ts';
import { loadModel } from './index.ts';

/*
 * Files made to do harm, and where each kind is tested. Everything is a FileError, soon and in little memory.
 *
 *   cut off at every percent               here; hdf5/hostile.test.ts (HDF5, .npz, .safetensors)
 *   bytes changed at random                here, 10,000 times a whole .keras file; hdf5/hostile.test.ts, 10,000 times without its checksums
 *   zip bombs, lies about sizes            hostile-models; archive/zip.test.ts
 *   HDF5 bombs by shared bytes             hdf5/bombs.test.ts
 *   names: absolute, `..`, twice, links    hostile-models; archive/zip.test.ts; shards.test.ts and tfjs for files beside
 *   soft, external, virtual links, cycles  hdf5/reader.test.ts ("soft links", "external links", "external", "virtual", "loops")
 *   shapes of 2^40                         hdf5/reader.test.ts ("huge", 2^56); hostile-models (units, inputs); here (TensorFlow.js)
 *   JSON of any depth                      hostile-models
 *   __proto__, constructor                 hostile-models (classes, keys, dtypes); archive/zip.test.ts (members)
 *   Lambda bytecode, modules of Python     hostile-models
 *   dtypes                                 hostile-models; hdf5/reader.test.ts (compound, references, opaque, …)
 *   calls that depend on each other        hostile-models
 */

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

  // The checksums of an archive find most changes at once.
  const count = bytes === operators ? 10_000 : 300;

  test(`is read or refused, and nothing else, with bytes changed at random, ${count} times`, async () => {
    const random = seeded(3);
    const shapes = await shapesIn(await fileOf(bytes));
    let slowest = 0;
    for (let i = 0; i < count; i++) {
      const copy = bytes.slice();
      for (let k = 0; k <= i % 3; k++) copy[Math.floor(random() * copy.length)] = Math.floor(random() * 256);
      const file = await fileOf(copy);
      const start = performance.now();
      const found = await shapesIn(file).catch((error: unknown) => {
        expect(error).toBeInstanceOf(LayerwiseError);
        return shapes;
      });
      expect(found).toBe(shapes);
      slowest = Math.max(slowest, performance.now() - start);
    }
    // A few milliseconds; the bound leaves room for a busy machine.
    expect(slowest).toBeLessThan(3000);
  });
});

test('weights of 2^40 values beside a model.json are refused before any memory is asked for', async () => {
  const dense = {
    class_name: 'Dense',
    config: { name: 'd', units: 2 ** 40, use_bias: false, batch_input_shape: [null, 1] },
  };
  const file = {
    modelTopology: { class_name: 'Sequential', config: { name: 'net', layers: [dense] } },
    weightsManifest: [{ paths: ['w.bin'], weights: [{ name: 'd/kernel', shape: [1, 2 ** 40], dtype: 'float32' }] }],
  };
  const source = new TextEncoder().encode(JSON.stringify(file));
  await expect(loadModel(source, { files: [new File([new Uint8Array(8)], 'w.bin')] })).rejects.toThrow(FileError);
});

/** The shapes of the weights of a file's model, as text. */
async function shapesIn(file: Uint8Array): Promise<string> {
  const model = await loadModel(file, { files: shards });
  return JSON.stringify(model.weights.map(({ shape }) => shape));
}

/** Numbers in [0, 1), the same ones for a seed. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
