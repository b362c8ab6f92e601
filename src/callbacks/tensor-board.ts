import { canWriteFiles, writeFile } from '#files';
import { settled } from '../losses/settings.ts';
import { Callback, type CallbackModel, type Logs, type RunInfo } from '../training/index.ts';
import { ArgumentError, FileError } from '../utils/errors.ts';
import type { Json } from '../utils/json.ts';
import { boolean, count, text } from './checks.ts';
import { doubles, scalar, strings } from './events/event.ts';
import { EventFile } from './events/event-file.ts';
import { histogram } from './events/histogram.ts';
import { weightImages } from './events/weight-image.ts';
import { warn } from './print.ts';
import { type Embeddings, embeddingsOf, projectorConfig, tableOf } from './projector.ts';
import { logRates, ratesOf } from './rates.ts';

/** Options of writing for TensorBoard. */
export interface TensorBoardConfig {
  /** After every so many epochs histograms of the weights are written; 0 for none. Default `0`. */
  histogramFreq: number;
  /** Whether the model's layers are written, for the graph of TensorBoard. Default `true`. */
  writeGraph: boolean;
  /** Whether weights are written as pictures too, with the histograms. Default `false`. */
  writeImages: boolean;
  /** Whether the speed of training is written. Default `false`. */
  writeStepsPerSecond: boolean;
  /** When losses and metrics are written: after each epoch alone, or also after each batch, or every so many. Default `'epoch'`. */
  updateFreq: 'epoch' | 'batch' | number;
  /** Which batches are profiled. Only 0, none: a step is one call of the engine, whose inner times TensorBoard cannot show. Default `0`. */
  profileBatch: 0;
  /** After every so many epochs the embeddings are written for the projector; 0 for never. Default `0`. */
  embeddingsFreq: number;
  /** Files, from `logDir`, with a line of text for each row of an embedding: one for all, or by the names of layers. Default `null`. */
  embeddingsMetadata: string | Readonly<Record<string, string>> | null;
}

/**
 * Writes training for TensorBoard: curves, histograms and pictures of the weights, the graph of the layers, embeddings. Show them with
 * `tensorboard --logdir logs`. Names, steps and formats are those that Keras and TensorFlow write.
 *
 * | what | where |
 * |---|---|
 * | `epoch_loss`, … by epoch, `epoch_learning_rate` | `train/` and `validation/` |
 * | `batch_loss`, … by batch | `train/` |
 * | `evaluation_loss_vs_iterations`, … by steps of the optimizer | `validation/` |
 * | `dense/kernel/histogram`, `dense/kernel/image` by epoch | `train/` |
 *
 * Where Keras leaves out epochs whose last batch is no multiple of `updateFreq`, this writes every epoch.
 *
 * @see https://keras.io/api/callbacks/tensorboard/
 */
export class TensorBoard extends Callback {
  /** All options, complete. */
  readonly config: Readonly<TensorBoardConfig>;
  /** The folder of the logs. */
  readonly logDir: string;
  #train: EventFile | null = null;
  #validation: EventFile | null = null;
  #embeddings: Embeddings = [];
  #batches = 0;
  #batchStart = 0;
  #epochStart = 0;
  #epochBatches = 0;

  constructor(logDir = 'logs', given: Partial<TensorBoardConfig> = {}) {
    super();
    text('TensorBoard: logDir', logDir);
    this.logDir = logDir.replace(/[/\\]+$/, '') || logDir;
    this.config = settled<TensorBoardConfig>('TensorBoard', defaults, given);
    check(this.config);
  }

  /**
   * @throws {FileError} where there is no disk, as in a browser.
   * @throws {ArgumentError} for metadata of a layer that is no embedding of the model.
   */
  override attach(model: CallbackModel, info: RunInfo): void {
    super.attach(model, info);
    if (!canWriteFiles)
      throw new FileError('TensorBoard: logDir', {
        expected: 'a disk, as in Node',
        received: `'${this.logDir}' in a browser`,
        mend: 'Draw the history that fit gives with plot.history.',
      });
    const { embeddingsFreq, embeddingsMetadata } = this.config;
    this.#embeddings = embeddingsFreq === 0 ? [] : embeddingsOf(model.weights, embeddingsMetadata);
  }

  override async onTrainBegin(): Promise<void> {
    this.#batches = 0;
    this.#train = null;
    this.#validation = null;
    if (this.config.writeGraph) await this.#writeLayers();
    if (this.#embeddings.length > 0)
      await writeFile(`${this.logDir}/projector_config.pbtxt`, projectorConfig(this.#embeddings));
  }

  override getState(): Json {
    return this.#batches;
  }

  override setState(state: Json): void {
    this.#batches = Number(state ?? 0);
  }

  override onEpochBegin(): void {
    this.#epochStart = performance.now();
    this.#epochBatches = this.#batches;
  }

  override get needsEachBatch(): boolean {
    return this.config.updateFreq !== 'epoch';
  }

  override onTrainBatchBegin(): void {
    this.#batchStart = performance.now();
  }

  override async onTrainBatchEnd(_batch: number, logs: Logs): Promise<void> {
    const { updateFreq, writeStepsPerSecond } = this.config;
    this.#batches++;
    if (updateFreq === 'epoch' || this.#batches % (updateFreq === 'batch' ? 1 : updateFreq) !== 0) return;
    const speed = 1000 / (performance.now() - this.#batchStart);
    addScalars(this.#trainFile, this.#batches, 'batch_', {
      ...(writeStepsPerSecond && { steps_per_second: speed }),
      ...logs,
    });
    await this.#trainFile.flushSometimes();
  }

  override async onTestEnd(logs: Logs): Promise<void> {
    const iterations = await this.model.optimizer.iterations.item();
    const named = Object.entries(logs).map(([name, value]) => [`${name}_vs_iterations`, value]);
    addScalars(this.#validationFile, iterations, 'evaluation_', Object.fromEntries(named));
    await this.#validationFile.flush();
  }

  override async onEpochEnd(epoch: number, logs: Logs): Promise<void> {
    const { histogramFreq, embeddingsFreq, writeStepsPerSecond } = this.config;
    const own: Record<string, number> = {};
    const validation: Record<string, number> = {};
    for (const [name, value] of Object.entries(logs))
      if (name.startsWith('val_')) validation[name.slice('val_'.length)] = value;
      else own[name] = value;
    await logRates(ratesOf(this.model), own);
    if (writeStepsPerSecond)
      own.steps_per_second = ((this.#batches - this.#epochBatches) * 1000) / (performance.now() - this.#epochStart);
    addScalars(this.#trainFile, epoch, 'epoch_', own);
    if (histogramFreq > 0 && epoch % histogramFreq === 0) await this.#writeWeights(epoch);
    await this.#trainFile.flush();
    if (Object.keys(validation).length > 0) {
      addScalars(this.#validationFile, epoch, 'epoch_', validation);
      await this.#validationFile.flush();
    }
    if (embeddingsFreq > 0 && epoch % embeddingsFreq === 0)
      for (const { weight, table } of this.#embeddings)
        await writeFile(`${this.logDir}/${table}`, await tableOf(weight));
  }

  override async onTrainEnd(): Promise<void> {
    await this.#train?.flush();
    await this.#validation?.flush();
  }

  get #trainFile(): EventFile {
    this.#train ??= new EventFile(`${this.logDir}/train`);
    return this.#train;
  }

  get #validationFile(): EventFile {
    this.#validation ??= new EventFile(`${this.logDir}/validation`);
    return this.#validation;
  }

  /** The layers as Keras writes them in JSON, from which TensorBoard draws its conceptual graph. */
  async #writeLayers(): Promise<void> {
    try {
      const json = this.model.toJSON?.();
      // As in Keras: what a model class of the caller's own calls is not in its JSON.
      if (json === undefined || !/"class_name":"(Functional|Sequential)"/.test(json.slice(0, 200))) return;
      const tensor = strings([json], []);
      this.#trainFile.add(0, { tag: 'keras', plugin: 'graph_keras_model', content: '1', tensor });
    } catch (error) {
      warn(`TensorBoard: the graph is left out. ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  async #writeWeights(epoch: number): Promise<void> {
    const used = new Map<string, number>();
    for (const weight of this.model.weights) {
      const before = used.get(weight.path) ?? 0;
      used.set(weight.path, before + 1);
      // Layers of nested models may have the same name.
      const name = before === 0 ? weight.path : `${weight.path}_${before}`;
      const { data, shape } = await weight.evaluated();
      const table = doubles(histogram(data), [30, 3]);
      this.#trainFile.add(epoch, { tag: `${name}/histogram`, plugin: 'histograms', tensor: table });
      const images = this.config.writeImages ? await weightImages(data, shape) : null;
      if (images === null) continue;
      const parts = [String(images.width), String(images.height), ...images.files];
      this.#trainFile.add(epoch, { tag: `${name}/image`, plugin: 'images', tensor: strings(parts, [parts.length]) });
    }
  }
}

const defaults: TensorBoardConfig = {
  histogramFreq: 0,
  writeGraph: true,
  writeImages: false,
  writeStepsPerSecond: false,
  updateFreq: 'epoch',
  profileBatch: 0,
  embeddingsFreq: 0,
  embeddingsMetadata: null,
};

function check(config: TensorBoardConfig): void {
  const { histogramFreq, updateFreq, profileBatch, embeddingsFreq, embeddingsMetadata } = config;
  count('TensorBoard: histogramFreq', histogramFreq);
  count('TensorBoard: embeddingsFreq', embeddingsFreq);
  for (const option of ['writeGraph', 'writeImages', 'writeStepsPerSecond'] as const)
    boolean(`TensorBoard: ${option}`, config[option]);
  if (updateFreq !== 'epoch' && updateFreq !== 'batch' && !(Number.isInteger(updateFreq) && updateFreq > 0))
    throw new ArgumentError('TensorBoard: updateFreq', {
      expected: "'epoch', 'batch', or a number of batches",
      received: String(updateFreq),
    });
  if (profileBatch !== 0)
    throw new ArgumentError('TensorBoard: profileBatch', {
      expected: '0',
      received: String(profileBatch),
      mend: 'A step is one call of the engine, so there is no trace of it to show. writeStepsPerSecond tells the speed.',
    });
  if (embeddingsMetadata !== null && typeof embeddingsMetadata !== 'string' && typeof embeddingsMetadata !== 'object')
    throw new ArgumentError('TensorBoard: embeddingsMetadata', {
      expected: 'a file, or files by the names of layers',
      received: String(embeddingsMetadata),
    });
}

function addScalars(file: EventFile, step: number, prefix: string, values: Logs): void {
  for (const [name, value] of Object.entries(values))
    file.add(step, { tag: `${prefix}${name}`, plugin: 'scalars', tensor: scalar(value) });
}

/**
 * Writes training for TensorBoard.
 *
 * @param logDir - the folder of the logs, for this callback alone. Default `'logs'`.
 * @param options - see `TensorBoardConfig`.
 * @throws {ArgumentError} for an unknown option, or one with a value that makes no sense.
 * @example
 * callbacks.tensorBoard('logs', { histogramFreq: 1 }).config.updateFreq // => 'epoch'
 * @see https://keras.io/api/callbacks/tensorboard/
 */
export function tensorBoard(logDir = 'logs', options: Partial<TensorBoardConfig> = {}): TensorBoard {
  return new TensorBoard(logDir, options);
}
