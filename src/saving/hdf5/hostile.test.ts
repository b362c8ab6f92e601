import { describe, expect, test } from 'vitest';
import { fixture, seeded } from '../../testing/byteFixtures.ts';
import { FileError } from '../../utils/errors.ts';
import { readZip } from '../archive/index.ts';
import { readSafetensors } from '../formats/index.ts';
import { readNpz } from '../formats/npz.ts';
import { Hdf5Group, readHdf5 } from './index.ts';

/** Looks at everything in a file; damage of one object does not keep it from the next. */
async function readAll(group: Hdf5Group): Promise<void> {
  for (const name of group.attributes.names) await tolerate(async () => group.attributes.get(name));
  for (const key of group.keys()) {
    await tolerate(async () => {
      const member = group.get(key);
      if (member instanceof Hdf5Group) return readAll(member);
      for (const name of member?.attributes.names ?? []) member?.attributes.get(name);
      await member?.read();
    });
  }
}

/** Runs, and lets a FileError pass; anything else fails the test. */
async function tolerate(run: () => Promise<unknown>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
  }
}

const archives = new URL('../archive/', import.meta.url).href;
const formats = new URL('../formats/', import.meta.url).href;

const files: [name: string, bytes: Uint8Array, use: (bytes: Uint8Array) => Promise<unknown>][] = [
  ['model.weights.h5', fixture(import.meta.url, 'model.weights.h5'), async (bytes) => readAll(readHdf5(bytes))],
  ['dtypes.latest.h5', fixture(import.meta.url, 'dtypes.latest.h5'), async (bytes) => readAll(readHdf5(bytes))],
  [
    'model.keras',
    fixture(archives, 'model.keras'),
    async (bytes) => {
      const archive = readZip(bytes);
      for (const name of archive.entries.keys()) await tolerate(() => archive.read(name));
      await readAll(readHdf5(await archive.read('model.weights.h5')));
    },
  ],
  [
    'compressed.npz',
    fixture(formats, 'compressed.npz'),
    async (bytes) => {
      const archive = readNpz(bytes);
      for (const name of archive.names) await archive.read(name);
    },
  ],
  [
    'arrays.safetensors',
    fixture(formats, 'arrays.safetensors'),
    async (bytes) => {
      for (const tensor of readSafetensors(bytes).tensors.values()) tensor.read();
    },
  ],
];

describe.each(files)('%s', (name, bytes, use) => {
  test('is refused when cut short anywhere', async () => {
    for (let percent = 0; percent < 100; percent++) {
      await expect(use(bytes.subarray(0, Math.floor((bytes.length * percent) / 100)))).rejects.toThrow(FileError);
    }
  });

  // What Keras writes is tried most.
  const count = name.startsWith('model') ? 10_000 : 1_000;

  test(`neither crashes nor hangs with bytes changed at random, ${count} times`, async () => {
    const random = seeded(1);
    const copy = new Uint8Array(bytes);
    let slowest = 0;
    for (let i = 0; i < count; i++) {
      const at = Math.floor(random() * copy.length);
      copy[at] = Math.floor(random() * 256);
      const start = performance.now();
      await tolerate(() => use(copy));
      slowest = Math.max(slowest, performance.now() - start);
      copy.set(bytes.subarray(at, at + 1), at);
    }
    // A few milliseconds; the bound leaves room for a busy machine.
    expect(slowest).toBeLessThan(2000);
  });
});
