import { canWriteFiles } from '#files';
import { settled } from '../losses/settings.ts';
import type { CallbackModel, Logs, RunInfo } from '../training/index.ts';
import { fixed } from '../utils/decimals.ts';
import { ArgumentError, internal } from '../utils/errors.ts';
import type { Json } from '../utils/json.ts';
import { boolean, finite, text, verbosity } from './checks.ts';
import { fileName } from './file-name.ts';
import { MonitorCallback, type MonitorConfig } from './monitor.ts';
import { print } from './print.ts';
import { fieldsOf, readNumber, readWeights, savedNumber, savedWeights, type Weights } from './state.ts';

/** Options of keeping a model while it is trained. */
export interface ModelCheckpointConfig extends MonitorConfig {
  /** 1 prints what is done. Default `0`. */
  verbose: 0 | 1;
  /** Whether only models are kept that are better than all before. Default `false`. */
  saveBestOnly: boolean;
  /** Whether only the weights are written; the file's name must then end in `.weights.h5`. Default `false`. */
  saveWeightsOnly: boolean;
  /** When to keep the model: after each epoch (`'epoch'`), or after so many batches. Default `'epoch'`. */
  saveFreq: 'epoch' | number;
  /** The value that the first model must be better than, with `saveBestOnly`. Default `null`. */
  initialValueThreshold: number | null;
}

/**
 * Keeps the model while it is trained: in files, or, without a path, its weights in memory as `bestWeights`.
 *
 * @see https://keras.io/api/callbacks/model_checkpoint/
 */
export class ModelCheckpoint extends MonitorCallback {
  /** All options, complete. */
  readonly config: Readonly<ModelCheckpointConfig>;
  /** Where files go, with placeholders; null: nowhere. */
  readonly filepath: string | null;
  /** The best value so far, with `saveBestOnly`; null before the first. */
  best: number | null;
  /** The weights that were kept last, where no file is written; null before the first. */
  bestWeights: Weights | null = null;
  #epoch = 0;
  #lastBatch: number | null = null;
  #batchesSince = 0;

  constructor(filepath: string | null = null, given: Partial<ModelCheckpointConfig> = {}) {
    const config = settled<ModelCheckpointConfig>('ModelCheckpoint', defaults, given);
    super('ModelCheckpoint', config);
    verbosity('ModelCheckpoint: verbose', config.verbose);
    boolean('ModelCheckpoint: saveBestOnly', config.saveBestOnly);
    boolean('ModelCheckpoint: saveWeightsOnly', config.saveWeightsOnly);
    if (config.initialValueThreshold !== null)
      finite('ModelCheckpoint: initialValueThreshold', config.initialValueThreshold);
    const { saveFreq } = config;
    if (saveFreq !== 'epoch' && !(Number.isInteger(saveFreq) && saveFreq > 0))
      throw new ArgumentError('ModelCheckpoint: saveFreq', {
        expected: "'epoch', or a number of batches",
        received: String(saveFreq),
      });
    if (filepath !== null) checkPath(filepath, config.saveWeightsOnly);
    this.config = config;
    this.filepath = filepath;
    this.best = config.initialValueThreshold;
  }

  /** @throws {ArgumentError} where a file is wanted in a browser, or from a model that cannot be saved. */
  override attach(model: CallbackModel, info: RunInfo): void {
    super.attach(model, info);
    const { saveWeightsOnly } = this.config;
    const canSave = (saveWeightsOnly ? model.saveWeights : model.save) !== undefined;
    if (this.filepath === null || (canSave && canWriteFiles)) return;
    throw new ArgumentError('ModelCheckpoint: filepath', {
      expected: canSave ? 'none, since a browser has no disk' : 'none, since this model cannot be written to a file',
      received: `'${this.filepath}'`,
      mend: 'Leave it out (null): the weights are then kept in memory, as bestWeights, for model.setWeights.',
    });
  }

  override getState(): Json {
    const counts = { lastBatch: this.#lastBatch, batchesSince: this.#batchesSince };
    return { best: savedNumber(this.best), ...counts, bestWeights: savedWeights(this.bestWeights) };
  }

  override setState(state: Json): void {
    const { best, lastBatch = null, batchesSince, bestWeights } = fieldsOf(state);
    this.best = readNumber(best) ?? this.best;
    this.#lastBatch = lastBatch === null ? null : Number(lastBatch);
    this.#batchesSince = Number(batchesSince ?? 0);
    this.bestWeights = readWeights(bestWeights, this.model);
  }

  override onEpochBegin(epoch: number): void {
    this.#epoch = epoch;
  }

  override get needsEachBatch(): boolean {
    return this.config.saveFreq !== 'epoch';
  }

  override async onTrainBatchEnd(batch: number, logs: Logs): Promise<void> {
    const { saveFreq } = this.config;
    if (saveFreq === 'epoch') return;
    const isSameEpoch = this.#lastBatch !== null && batch > this.#lastBatch;
    this.#batchesSince += isSameEpoch ? batch - (this.#lastBatch ?? 0) : batch + 1;
    this.#lastBatch = batch;
    if (this.#batchesSince < saveFreq) return;
    this.#batchesSince = 0;
    await this.#keep(this.#epoch, batch, logs);
  }

  override async onEpochEnd(epoch: number, logs: Logs): Promise<void> {
    this.settleDirection();
    if (this.config.saveFreq === 'epoch') await this.#keep(epoch, null, logs);
  }

  async #keep(epoch: number, batch: number | null, logs: Logs): Promise<void> {
    const values = { epoch: epoch + 1, ...(batch !== null && { batch: batch + 1 }), ...logs };
    const path = this.filepath === null ? null : fileName(this.filepath, values);
    const say = (what: string) => {
      if (this.config.verbose === 1) print(`\nEpoch ${epoch + 1}: ${what}`);
    };
    const target = path === null ? 'keeping its weights' : `saving model to ${path}`;
    if (!this.#isDue(logs, target, say)) return;
    if (path === null) {
      this.bestWeights = await this.model.getWeights();
      return;
    }
    const { model } = this;
    if (this.config.saveWeightsOnly) await (model.saveWeights?.(path) ?? internal('no way to save weights'));
    else await (model.save?.(path) ?? internal('no way to save the model'));
    say(`finished saving model to ${path}`);
  }

  #isDue(logs: Logs, target: string, say: (what: string) => void): boolean {
    const { saveBestOnly, monitor } = this.config;
    if (!saveBestOnly) {
      say(target);
      return true;
    }
    const current = this.monitored(logs, 'only the best model shall be kept');
    if (current === null) return true;
    const before = this.best === null ? 'None' : fixed(this.best, 5);
    if (!this.improves(current, this.best)) {
      say(`${monitor} did not improve from ${before}`);
      return false;
    }
    say(`${monitor} improved from ${before} to ${fixed(current, 5)}, ${target}`);
    this.best = current;
    return true;
  }
}

const defaults: ModelCheckpointConfig = {
  monitor: 'val_loss',
  verbose: 0,
  saveBestOnly: false,
  saveWeightsOnly: false,
  mode: 'auto',
  saveFreq: 'epoch',
  initialValueThreshold: null,
};

function checkPath(filepath: string, saveWeightsOnly: boolean): void {
  text('ModelCheckpoint: filepath', filepath);
  const ending = saveWeightsOnly ? '.weights.h5' : '.keras';
  if (filepath.endsWith(ending)) return;
  throw new ArgumentError('ModelCheckpoint: filepath', {
    expected: `a name that ends in ${ending}`,
    received: `'${filepath}'`,
    mend: saveWeightsOnly
      ? 'Without saveWeightsOnly whole models are saved, as .keras.'
      : 'Weights alone are saved with saveWeightsOnly.',
  });
}

/**
 * Keeps the model while it is trained.
 *
 * @param filepath - where files go, with placeholders such as `{epoch:02d}` and `{val_loss:.2f}`; null (default) keeps the
 * weights in memory, as `bestWeights`.
 * @param options - see `ModelCheckpointConfig`.
 * @throws {ArgumentError} for an unknown option, or one with a value that makes no sense.
 * @example
 * callbacks.modelCheckpoint('best.keras', { saveBestOnly: true }).config.monitor // => 'val_loss'
 * @see https://keras.io/api/callbacks/model_checkpoint/
 */
export function modelCheckpoint(
  filepath: string | null = null,
  options: Partial<ModelCheckpointConfig> = {},
): ModelCheckpoint {
  return new ModelCheckpoint(filepath, options);
}
