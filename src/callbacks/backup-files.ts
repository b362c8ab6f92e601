import { listFolder, readFile, removePath, renameFile, writeFile } from '#files';
import type { Bookmark } from '../training/index.ts';
import { FileError } from '../utils/errors.ts';

/*
 * A backup is two files, as in Keras: `latest.weights.h5` and `training_metadata.json`. A process may be killed between any two
 * operations of the disk, so what counts is one of them: the renaming that puts new metadata in place of the old. Metadata name
 * their weights by a hash, so weights are found under whichever name they have at that instant:
 *
 *   1. new weights are written as `next.weights.h5`        the old metadata mean `latest`
 *   2. with `doubleCheckpoint`, the old pair gets `.bkp`   the old metadata mean `latest`, then `latest.bkp`
 *   3. new metadata replace the old: the backup is made    the new metadata mean `next`
 *   4. `next` becomes `latest`                             the new metadata mean `latest`
 */

/** What is backed up beside the weights. */
export interface BackedUp {
  readonly bookmark: Bookmark;
  /** Whether training was told to stop. */
  readonly stopped: boolean;
}

/** The file of metadata: the first two as Keras writes them, which is all that its own backups have. */
interface Metadata {
  readonly epoch: number;
  readonly batch: number;
  readonly weights_sha256?: string;
  readonly state?: BackedUp;
}

/** A file of weights. */
interface Weights {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The files of one backup in their folder. */
export class BackupFiles {
  readonly #folder: string;
  readonly #keepsTwo: boolean;

  constructor(folder: string, keepsTwo: boolean) {
    this.#folder = folder.replace(/[/\\]+$/, '') || folder;
    this.#keepsTwo = keepsTwo;
  }

  /** Replaces the backup; at no instant is there neither the old nor the new one. */
  async save(state: BackedUp, writeWeights: (path: string) => Promise<void>): Promise<void> {
    const next = this.#path(names.next);
    await writeWeights(next);
    const hash = await sha256(await readFile(next));
    if (this.#keepsTwo) await this.#keepOld();
    const { epoch, batch } = state.bookmark;
    // Keras notes the number of the last batch, from 0.
    const metadata: Metadata = { epoch, batch: Math.max(0, batch - 1), weights_sha256: hash, state };
    await writeFile(this.#path(names.metadata), JSON.stringify(metadata));
    await renameFile(next, this.#path(names.latest));
  }

  /**
   * Reads the newest backup that is whole; null where there is none.
   *
   * @throws {FileError} where there are backups, and none can be used.
   */
  async restore(load: (weights: Uint8Array) => Promise<void>): Promise<BackedUp | null> {
    const present = await listFolder(this.#folder);
    if (present === null) return null;
    // What a killed process left half written.
    const unfinished = present.filter((name) => /^\..+\.part$/.test(name));
    for (const name of unfinished) await removePath(this.#path(name));
    const candidates = [names.metadata, names.oldMetadata].filter((name) => present.includes(name));
    // Weights alone are what is left of a backup that was never made, or is removed already.
    if (!present.includes(names.metadata)) return null;
    let problem: unknown = null;
    for (const name of candidates)
      try {
        return await this.#restoreFrom(name, load);
      } catch (error) {
        problem ??= error;
      }
    throw problem;
  }

  /** Removes the folder: metadata first, without which the rest means nothing. */
  async remove(): Promise<void> {
    for (const name of [names.oldMetadata, names.metadata]) await removePath(this.#path(name));
    await removePath(this.#folder);
  }

  async #restoreFrom(name: string, load: (weights: Uint8Array) => Promise<void>): Promise<BackedUp> {
    const path = this.#path(name);
    const bytes = await readFile(path);
    const metadata = parsed(path, bytes);
    const weights = await this.#weightsOf(path, metadata.weights_sha256 ?? null, name === names.oldMetadata);
    await load(weights.bytes);
    // The next backup overwrites `next` and, if two are kept, what stands behind a damaged one: neither must be in use.
    if (name === names.oldMetadata) {
      await writeFile(this.#path(names.next), weights.bytes);
      await writeFile(this.#path(names.metadata), bytes);
    }
    if (name === names.oldMetadata || weights.name === names.next)
      await renameFile(this.#path(names.next), this.#path(names.latest));
    return metadata.state ?? beginning(metadata.epoch);
  }

  /** The weights that metadata mean: those of a hash, or, in a backup of Keras's, those of a name. */
  async #weightsOf(path: string, hash: string | null, isOld: boolean): Promise<Weights> {
    if (hash === null) {
      const name = isOld ? names.old : names.latest;
      return { name, bytes: await readFile(this.#path(name)) };
    }
    const present = (await listFolder(this.#folder)) ?? [];
    for (const name of [names.latest, names.next, names.old]) {
      if (!present.includes(name)) continue;
      const bytes = await readFile(this.#path(name));
      if ((await sha256(bytes)) === hash) return { name, bytes };
    }
    throw new FileError('BackupAndRestore', {
      expected: `the weights that ${path} was written with`,
      received: 'other or damaged ones',
      mend: 'Remove the folder to begin anew; with doubleCheckpoint an older backup is kept for this case.',
    });
  }

  async #keepOld(): Promise<void> {
    const present = (await listFolder(this.#folder)) ?? [];
    if (!present.includes(names.metadata) || !present.includes(names.latest)) return;
    await writeFile(this.#path(names.oldMetadata), await readFile(this.#path(names.metadata)));
    await renameFile(this.#path(names.latest), this.#path(names.old));
  }

  #path(name: string): string {
    return `${this.#folder}/${name}`;
  }
}

const names = {
  latest: 'latest.weights.h5',
  next: 'next.weights.h5',
  old: 'latest.weights.h5.bkp',
  metadata: 'training_metadata.json',
  oldMetadata: 'training_metadata.json.bkp',
};

function parsed(path: string, bytes: Uint8Array): Metadata {
  let read: unknown = null;
  try {
    read = JSON.parse(new TextDecoder().decode(bytes));
  } catch {}
  const { epoch, weights_sha256, state } = Object(read) as Partial<Metadata>; // each field is checked below
  const fits =
    Number.isInteger(epoch) &&
    (state === undefined
      ? weights_sha256 === undefined
      : typeof weights_sha256 === 'string' && Number.isInteger(state.bookmark?.batch));
  if (fits) return read as Metadata; // written by this file, or the two numbers of Keras's
  throw new FileError('BackupAndRestore', {
    expected: 'metadata of a backup',
    received: `${path}, which is damaged`,
    mend: 'Remove the folder to begin anew.',
  });
}

/** A backup of Keras's knows no more than the epoch: it is begun from its first batch, with the seeds there are. */
function beginning(epoch: number): BackedUp {
  const bookmark: Bookmark = {
    epoch,
    batch: 0,
    logs: {},
    seed: [],
    stream: null,
    seeds: [],
    metrics: [],
    callbacks: [],
  };
  return { bookmark, stopped: false };
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
