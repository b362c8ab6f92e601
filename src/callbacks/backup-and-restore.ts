import { canWriteFiles } from '#files';
import { settled } from '../losses/settings.ts';
import { Callback, type CallbackModel, type RunInfo, type RunPosition } from '../training/index.ts';
import { ArgumentError, FileError, internal } from '../utils/errors.ts';
import type { Json } from '../utils/json.ts';
import { BackupFiles } from './backup-files.ts';
import { boolean, text } from './checks.ts';

/** Options of backing up a run of training. */
export interface BackupAndRestoreConfig {
  /** When to back up: after each epoch (`'epoch'`), or after so many batches. Default `'epoch'`. */
  saveFreq: 'epoch' | number;
  /** Whether the backup before the last one is kept too, for when the last one turns out to be damaged. Default `false`. */
  doubleCheckpoint: boolean;
  /** Whether the backup is removed when training has ended. Default `true`. */
  deleteCheckpoint: boolean;
}

/**
 * Backs up training, so that a run that was cut off, at whatever instant, goes on where it was: `fit` with the same callback, data and
 * options trains the epochs and batches that are left, and ends with the weights, bit for bit, that it would have had anyway.
 * Backed up are weights, the optimizer's state, the seeds of dropout and of the samples' order, and the place in the epoch.
 *
 * Keras's callback begins an epoch that was cut off anew; this one goes on with its next batch. What other callbacks remember (the
 * patience of `EarlyStopping`) is backed up too, by their `getState`. Callbacks after this one act when the backup is made already: put
 * it last. What follows only from the data's own code (an iterable that draws from `Math.random`) is the caller's to repeat.
 *
 * @see https://keras.io/api/callbacks/backup_and_restore/
 */
export class BackupAndRestore extends Callback {
  /** All options, complete. */
  readonly config: Readonly<BackupAndRestoreConfig>;
  /** The folder of the backup, which holds nothing else. */
  readonly backupDir: string;
  readonly #files: BackupFiles;
  #batchesSince = 0;

  constructor(backupDir: string, given: Partial<BackupAndRestoreConfig> = {}) {
    super();
    text('BackupAndRestore: backupDir', backupDir);
    const config = settled<BackupAndRestoreConfig>('BackupAndRestore', defaults, given);
    const { saveFreq, doubleCheckpoint, deleteCheckpoint } = config;
    if (saveFreq !== 'epoch' && !(Number.isInteger(saveFreq) && saveFreq > 0))
      throw new ArgumentError('BackupAndRestore: saveFreq', {
        expected: "'epoch', or a number of batches",
        received: String(saveFreq),
      });
    boolean('BackupAndRestore: doubleCheckpoint', doubleCheckpoint);
    boolean('BackupAndRestore: deleteCheckpoint', deleteCheckpoint);
    this.config = config;
    this.backupDir = backupDir;
    this.#files = new BackupFiles(backupDir, doubleCheckpoint);
  }

  /** @throws {FileError} where there is no disk, as in a browser. */
  override attach(model: CallbackModel, info: RunInfo): void {
    super.attach(model, info);
    if (!canWriteFiles)
      throw new FileError('BackupAndRestore: backupDir', {
        expected: 'a disk, as in Node',
        received: `'${this.backupDir}' in a browser`,
        mend: 'Keep the weights with modelCheckpoint(), which without a path leaves them in memory.',
      });
    if (model.saveWeights === undefined || model.loadWeights === undefined)
      throw new ArgumentError('BackupAndRestore', {
        expected: 'a model whose weights can be written to a file',
        received: `"${model.name}"`,
      });
  }

  /**
   * @throws {ArgumentError} for a model without weights yet.
   * @throws {FileError} when there is a backup and it is damaged, or of another model.
   */
  override async onTrainBegin(): Promise<void> {
    const { model } = this;
    this.#batchesSince = 0;
    if (model.built === false)
      throw new ArgumentError('BackupAndRestore', {
        expected: 'a model that is built',
        received: `"${model.name}", which is not`,
        mend: 'Give its first layer an inputShape, or call it on a batch of data before fit.',
      });
    const restored = await this.#files.restore((bytes) => loadAll(model, bytes));
    if (restored === null) return;
    this.#position.goTo(restored.bookmark);
    if (restored.stopped) model.stopTraining = true;
  }

  override getState(): Json {
    return this.#batchesSince;
  }

  override setState(state: Json): void {
    this.#batchesSince = Number(state ?? 0);
  }

  override get needsEachBatch(): boolean {
    return this.config.saveFreq !== 'epoch';
  }

  override async onTrainBatchEnd(): Promise<void> {
    const { saveFreq } = this.config;
    if (saveFreq === 'epoch' || ++this.#batchesSince < saveFreq) return;
    this.#batchesSince = 0;
    await this.#save();
  }

  override async onEpochEnd(): Promise<void> {
    if (this.config.saveFreq === 'epoch') await this.#save();
  }

  override async onTrainEnd(): Promise<void> {
    if (this.config.deleteCheckpoint) await this.#files.remove();
  }

  get #position(): RunPosition {
    return this.run.position ?? internal('training without a position');
  }

  async #save(): Promise<void> {
    const { model } = this;
    const bookmark = await this.#position.note();
    const state = { bookmark, stopped: model.stopTraining };
    await this.#files.save(state, (path) => model.saveWeights?.(path) ?? internal('no way to save weights'));
  }
}

const defaults: BackupAndRestoreConfig = { saveFreq: 'epoch', doubleCheckpoint: false, deleteCheckpoint: true };

/** Sets weights and the optimizer's state; an optimizer that began anew would not go on with the same run. */
async function loadAll(model: CallbackModel, bytes: Uint8Array): Promise<void> {
  const skipped = (await model.loadWeights?.(bytes)) ?? internal('no way to load weights');
  if (skipped.length > 0)
    throw new FileError('BackupAndRestore', {
      expected: 'a backup of the model as it is compiled',
      received: `one that does not fit its ${skipped.join(', ')}`,
      mend: 'Compile the model as it was, or remove the backup to begin anew.',
    });
}

/**
 * Backs up training, so that a run that was cut off goes on where it was.
 *
 * @param backupDir - a folder for the backup alone; it is made if missing, and removed when training has ended.
 * @param options - `saveFreq` (`'epoch'`, the default, or a number of batches), `doubleCheckpoint` (default `false`),
 * `deleteCheckpoint` (default `true`).
 * @throws {ArgumentError} for an unknown option, or one with a value that makes no sense.
 * @example
 * callbacks.backupAndRestore('backup', { saveFreq: 100 }).config.deleteCheckpoint // => true
 * @see https://keras.io/api/callbacks/backup_and_restore/
 */
export function backupAndRestore(backupDir: string, options: Partial<BackupAndRestoreConfig> = {}): BackupAndRestore {
  return new BackupAndRestore(backupDir, options);
}
