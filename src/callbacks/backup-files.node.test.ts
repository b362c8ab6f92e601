import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import * as disk from '#files';
import { BackupFiles } from './backup-files.ts';

// Every operation on the disk is counted; the process "dies" at a given one: it and all that follow do not happen.
const counted = vi.hoisted(() => ({ left: Number.POSITIVE_INFINITY }));
vi.mock('#files', async (importOriginal) => {
  const original = await importOriginal<typeof disk>();
  const mortal =
    <Given extends readonly unknown[], T>(operation: (...given: Given) => Promise<T>) =>
    async (...given: Given): Promise<T> => {
      if (counted.left-- <= 0) throw new Error('killed');
      return operation(...given);
    };
  return {
    ...original,
    writeFile: mortal(original.writeFile),
    renameFile: mortal(original.renameFile),
    removePath: mortal(original.removePath),
  };
});

let folder = '';
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'layerwise-backup-')), 'backup');
});
afterEach(async () => {
  counted.left = Number.POSITIVE_INFINITY;
  await rm(join(folder, '..'), { recursive: true });
});

/** Saves a backup that has the same number everywhere. */
async function save(files: BackupFiles, number: number): Promise<void> {
  const bookmark = {
    epoch: number,
    batch: number,
    logs: {},
    seed: [],
    stream: null,
    seeds: [],
    metrics: [],
    callbacks: [],
  };
  await files.save({ bookmark, stopped: false }, (path) => disk.writeFile(path, Uint8Array.of(number, 1, 2, 3)));
}

/** The number of the backup that is there, in which all must agree; 0 for none. */
async function restored(files: BackupFiles): Promise<number> {
  let weights = 0;
  const state = await files.restore(async (bytes) => {
    weights = bytes[0] ?? 0;
  });
  expect(state?.bookmark.epoch ?? 0).toBe(weights);
  return weights;
}

/** Lets the process die at its operation number `at`; tells whether it lived to the end. */
async function dyingAt(at: number, body: () => Promise<unknown>): Promise<boolean> {
  counted.left = at;
  try {
    await body();
    return true;
  } catch (error) {
    if (counted.left >= 0) throw error;
    return false;
  } finally {
    counted.left = Number.POSITIVE_INFINITY;
  }
}

describe.each([false, true])('with doubleCheckpoint: %s', (keepsTwo) => {
  const make = () => new BackupFiles(folder, keepsTwo);

  test('a process that dies at any operation of two backups, twice, leaves the newest one that was made, whole', async () => {
    for (let first = 0; ; first++) {
      let lived = false;
      for (let second = 0; !lived; second++) {
        await rm(folder, { recursive: true, force: true });
        await save(make(), 1);
        await save(make(), 2);
        const outlived = await dyingAt(first, () => save(make(), 3));
        const before = await restored(make());
        expect(outlived ? [3] : [2, 3]).toContain(before);
        await save(make(), 2);
        await dyingAt(first, () => save(make(), 3));
        lived = await dyingAt(second, async () => {
          const files = make();
          const found = await restored(files);
          expect([2, 3]).toContain(found);
          await save(files, 4);
        });
        expect(lived ? [4] : [2, 3, 4]).toContain(await restored(make()));
        await save(make(), 5);
        expect(await restored(make())).toBe(5);
        if (outlived && lived) return;
      }
    }
  });

  test('a process that dies while it removes the backup leaves it whole, or none', async () => {
    for (let at = 0; ; at++) {
      await rm(folder, { recursive: true, force: true });
      await save(make(), 1);
      await save(make(), 2);
      const lived = await dyingAt(at, () => make().remove());
      expect([0, 2]).toContain(await restored(make()));
      if (!lived) continue;
      await expect(readdir(folder)).rejects.toThrow('ENOENT');
      return;
    }
  });

  test('what a killed process left half written is removed', async () => {
    await save(make(), 1);
    await writeFile(join(folder, '.next.weights.h5.0123456789ab.part'), 'half');
    expect(await restored(make())).toBe(1);
    expect(await readdir(folder)).not.toContain('.next.weights.h5.0123456789ab.part');
  });
});

test('weights that were never committed are no backup', async () => {
  expect(await dyingAt(1, () => save(new BackupFiles(folder, false), 1))).toBe(false);
  expect(await readdir(folder)).toEqual(['next.weights.h5']);
  expect(await restored(new BackupFiles(folder, false))).toBe(0);
});

describe('a damaged backup', () => {
  beforeEach(async () => {
    for (const number of [1, 2]) await save(new BackupFiles(folder, true), number);
  });

  test.each(['latest.weights.h5', 'training_metadata.json'])(
    'is replaced by the one before, whichever file is damaged: %s',
    async (name) => {
      await writeFile(join(folder, name), 'damaged');
      for (let at = 0; ; at++) if (await dyingAt(at, () => restored(new BackupFiles(folder, true)))) break;
      expect(await restored(new BackupFiles(folder, true))).toBe(1);
      // From now on it is the newest, so that the next backup keeps it.
      for (let at = 0; ; at++) {
        const made = await dyingAt(at, () => save(new BackupFiles(folder, true), 3));
        const found = await restored(new BackupFiles(folder, true));
        expect(made ? [3] : [1, 3]).toContain(found);
        if (made) return;
      }
    },
  );

  test('is refused where there is no other', async () => {
    await rm(join(folder, 'training_metadata.json.bkp'));
    await writeFile(join(folder, 'latest.weights.h5'), 'damaged');
    await expect(restored(new BackupFiles(folder, true))).rejects.toThrow(
      /BackupAndRestore: expected the weights that .*training_metadata\.json was written with, received other or damaged ones/,
    );
  });
});

test("metadata begin as Keras's do", async () => {
  await save(new BackupFiles(folder, false), 3);
  const metadata: unknown = JSON.parse(await readFile(join(folder, 'training_metadata.json'), 'utf8'));
  expect(metadata).toMatchObject({ epoch: 3, batch: 2 });
});
