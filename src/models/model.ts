import { type Mapped, mapStructure, type Shape, type Structure, type Tensor } from '../graph/index.ts';
import { type AnyLayer, Layer } from '../layers/layer.ts';
import type { LayerConfig } from '../layers/options.ts';
import {
  type BatchOptions,
  type BatchSource,
  type CallbackModel,
  type CompileOptions,
  display,
  type EvaluateOptions,
  type FitOptions,
  type History,
  type Logs,
  type ModelData,
  type Optimizer,
  type Prediction,
  type PredictOptions,
  type Profile,
  prepareRun,
  readBatch,
  runEvaluate,
  runFit,
  runPredict,
  settingsOf,
  type Trainable,
  Trainer,
  type TrainerSettings,
  type TrainingEvent,
  trainingEvents,
} from '../training/index.ts';
import { serializeSettings } from '../training/serialize-settings.ts';
import { ArgumentError, internal } from '../utils/errors.ts';
import { didYouMean } from '../utils/names.ts';
import { describeModel } from './describe.ts';
import type { ExportOptions, OnnxOptions } from './export-options.ts';
import { type JsonObject, serialize } from './serialize.ts';
import { type SummaryOptions, summaryText } from './summary.ts';

/** Options of `summary` beside the table's own. */
export interface PrintOptions extends Partial<SummaryOptions> {
  /** Takes the text instead of the display. */
  readonly print?: (text: string) => void;
}

/**
 * A layer that can be trained: compiled, fitted, evaluated, asked to predict. Subclass it and write `call`, or make one of a
 * graph with `model`, or of a list with `sequential`.
 *
 * @see https://keras.io/api/models/model/
 */
export abstract class Model<
    In extends Structure = Tensor,
    Out extends Structure = Tensor,
    Config extends LayerConfig = LayerConfig,
    Needed extends keyof Config = never,
  >
  extends Layer<Config, Needed, In, Out>
  implements Omit<Trainable, 'apply'>
{
  static override readonly className: string = 'Model';
  /** Set to true, by a callback, to end training after the present batch. */
  stopTraining = false;
  #trainer: Trainer | null = null;
  #history: History | null = null;
  #buildShape: Mapped<In, Shape> | null = null;

  /** The layers, in the order of the summary. */
  get layers(): readonly AnyLayer[] {
    return this.sublayers;
  }

  /** How inputs are nested, with names and shapes; null where only the data tell. */
  get inputTemplate(): Trainable['inputTemplate'] {
    return null;
  }

  /** How outputs are nested, with their names; null where only a call tells. */
  get outputTemplate(): Trainable['outputTemplate'] {
    return null;
  }

  /** The optimizer that the model was compiled with. */
  get optimizer(): Optimizer {
    return this.#compiled('optimizer').settings?.optimizer ?? internal('compiled without an optimizer');
  }

  /** Whether the model is compiled. */
  get compiled(): boolean {
    return this.#trainer?.settings != null;
  }

  /** What the model was compiled with; null for one that is not. */
  get compileSettings(): TrainerSettings | null {
    return this.#trainer?.settings ?? null;
  }

  /** The shape of the inputs that the weights were made for, where a call told it; null else. */
  get buildShape(): Mapped<In, Shape> | null {
    return this.#buildShape;
  }

  override buildOnce(inputShape: Mapped<In, Shape>): void {
    this.#buildShape ??= inputShape;
    super.buildOnce(inputShape);
  }

  /** What the last `fit` gave; null before. */
  get history(): History | null {
    return this.#history;
  }

  /**
   * Sets what the model is trained by. Compile again after changing which layers are trainable.
   *
   * @throws {ArgumentError} for unknown names, with the nearest known one.
   * @see https://keras.io/api/models/model_training_apis/#compile-method
   */
  compile(options: CompileOptions = {}): void {
    this.#trainer = new Trainer(this.#trainable, settingsOf(options));
  }

  /**
   * Trains for a number of epochs.
   *
   * @param x - samples along the first axis: nested arrays, typed arrays with a shape, tensors; or batches `[x, y]`, one by one.
   * @param y - labels in the same order; null with batches.
   * @returns what each epoch gave: `history.history.loss`.
   * @throws {ArgumentError} before anything is trained, when the data do not fit the model.
   * @see https://keras.io/api/models/model_training_apis/#fit-method
   */
  async fit(x: ModelData | BatchSource, y: ModelData | null = null, options: FitOptions = {}): Promise<History> {
    const trainer = this.#compiled('fit');
    this.#history = await runFit(this.#trainable, trainer, x, y, options);
    return this.#history;
  }

  /**
   * Trains step by step: an event for each batch and each epoch. Leaving the loop ends training cleanly.
   *
   * @example
   * const net = sequential([input({ shape: [2] }), layers.dense(1)]);
   * net.compile({ optimizer: 'sgd', loss: 'mse' });
   * const epochs = [];
   * for await (const event of net.steps([[1, 2], [3, 4]], [[0], [1]], { epochs: 2 }))
   *   if (event.kind === 'epoch') epochs.push(event.epoch);
   * epochs // => [0, 1]
   */
  async *steps(
    x: ModelData | BatchSource,
    y: ModelData | null = null,
    options: FitOptions = {},
  ): AsyncGenerator<Extract<TrainingEvent, { kind: 'batch' | 'epoch' }>> {
    const trainer = this.#compiled('steps');
    this.stopTraining = false;
    const { plan } = await prepareRun(this.#trainable, trainer, x, y, options, true);
    for await (const event of trainingEvents(trainer, plan))
      if (event.kind === 'batch' || event.kind === 'epoch') yield event;
    trainer.finish();
  }

  /**
   * Loss and metrics on data, by name.
   *
   * @param x - as in `fit`.
   * @param y - as in `fit`.
   * @see https://keras.io/api/models/model_training_apis/#evaluate-method
   */
  async evaluate(x: ModelData | BatchSource, y: ModelData | null = null, options: EvaluateOptions = {}): Promise<Logs> {
    return runEvaluate(this.#trainable, this.#compiled('evaluate'), x, y, options);
  }

  /**
   * The outputs for data, nested as the model's outputs are. Needs no `compile`.
   *
   * @param x - as in `fit`.
   * @see https://keras.io/api/models/model_training_apis/#predict-method
   */
  async predict(x: ModelData | BatchSource, options: PredictOptions = {}): Promise<Mapped<Out, Prediction>> {
    const trainer = this.#predictor;
    const outputs = await runPredict(this.#trainable, trainer, x, options);
    let next = 0;
    const nested = mapStructure(trainer.outputStructure, () => outputs[next++] ?? internal('an output is missing'));
    return nested as never; // the structure that call gave, which is Out's
  }

  /**
   * Where the time of a step goes, as the engine measures it: milliseconds for each layer, forward, backward and in the update of its
   * weights. With labels it is a step of training, without them one of predicting. The model stays as it is. All of the step runs in the
   * engine for this, the optimizer too.
   *
   * @param x - one batch.
   * @param y - its labels.
   * @param options - `runs`: steps to measure. Default 10.
   * @returns the profile: `String(profile)` is a table, `plot.flame(profile)` a picture.
   * @throws {EngineError} in the browser and on WebGPU, whose engines give no times.
   * @example
   * const net = sequential([input({ shape: [4] }), layers.dense(2, { name: 'wide' })], { name: 'net' });
   * (await net.profile([[1, 2, 3, 4]])).layers.map(({ layer }) => layer) // => ['net/wide']
   */
  async profile(x: ModelData, y: ModelData | null = null, options: { readonly runs?: number } = {}): Promise<Profile> {
    const trainer = y === null ? this.#predictor : this.#compiled('profile');
    const batch = await readBatch('profile', this.#trainable, x, y, {});
    return trainer.profile(y === null ? 'predict' : 'train', batch, options.runs ?? 10);
  }

  /**
   * One step of training on one batch. Gives loss and metrics of this batch alone.
   *
   * @see https://keras.io/api/models/model_training_apis/#train_on_batch-method
   */
  async trainOnBatch(x: ModelData, y: ModelData | null = null, options: BatchOptions = {}): Promise<Logs> {
    const trainer = this.#compiled('trainOnBatch');
    const batch = await readBatch('trainOnBatch', this.#trainable, x, y, options);
    trainer.checkTargets('trainOnBatch: y', batch.y, await trainer.prepare('train', batch));
    trainer.resetMetrics();
    const [logs = {}] = await trainer.train([batch]);
    return logs;
  }

  /**
   * Loss and metrics of one batch, without training.
   *
   * @see https://keras.io/api/models/model_training_apis/#test_on_batch-method
   */
  async testOnBatch(x: ModelData, y: ModelData | null = null, options: BatchOptions = {}): Promise<Logs> {
    const trainer = this.#compiled('testOnBatch');
    const batch = await readBatch('testOnBatch', this.#trainable, x, y, options);
    trainer.checkTargets('testOnBatch: y', batch.y, await trainer.prepare('test', batch));
    trainer.resetMetrics();
    const [logs = {}] = await trainer.test([batch]);
    return logs;
  }

  /** A layer by name or by index. */
  getLayer(which: string | number): AnyLayer {
    const { layers } = this;
    const found = typeof which === 'number' ? layers[which] : layers.find(({ name }) => name === which);
    if (found !== undefined) return found;
    const names = layers.map(({ name }) => name);
    throw new ArgumentError(`${this.className} "${this.name}".getLayer`, {
      expected: typeof which === 'number' ? `an index below ${layers.length}` : 'the name of a layer',
      received: typeof which === 'number' ? String(which) : `'${which}'`,
      mend: typeof which === 'number' ? '' : didYouMean(which, names),
    });
  }

  /**
   * Prints the layers, their output shapes and numbers of weights, as Keras's table.
   *
   * @returns the text that was printed.
   * @see https://keras.io/api/models/model/#summary-method
   */
  summary(options: PrintOptions = {}): string {
    const { print, ...layout } = options;
    const { write, color, columns } = display();
    const described = describeModel(this as unknown as AnyLayer, this.#trainer?.optimizerVariables ?? []);
    const plain = summaryText(described, { columns, ...layout });
    if (print !== undefined) print(plain);
    else write(color ? summaryText(described, { columns, color, ...layout }) : plain);
    return plain;
  }

  /**
   * The model as a text of JSON, as Keras writes it: layers and how they are called, and what the model is compiled with; no
   * weights. `models.modelFromJSON` takes it.
   *
   * @throws {ArgumentError} for what no file can hold, such as a Lambda.
   * @example
   * const net = sequential([input({ shape: [4] }), layers.dense(2)], { name: 'tiny' });
   * JSON.parse(net.toJSON()).config.name // => 'tiny'
   * @see https://keras.io/api/models/model_saving_apis/model_config_serialization/#to_json-method
   */
  toJSON(): string {
    return JSON.stringify(serializeModel(this as unknown as AnyLayer)); // any model, seen without its types
  }

  /**
   * Writes the model to a `.keras` file, which the real Keras opens too: layers, weights, and, if it is compiled, optimizer with
   * its state, losses and metrics. All or nothing: a crash leaves an older file as it was.
   *
   * @param path - ends in `.keras`; in a browser `indexeddb://name`, `opfs://x.keras`, or `downloads://x.keras`, which hands it to the user.
   * @throws {ArgumentError} for another ending, or what no file can hold: a Lambda, a plain op between layers.
   * @throws {FileError} when the file cannot be written.
   * @see https://keras.io/api/models/model_saving_apis/model_saving_and_loading/#save-method
   */
  async save(path: string | URL): Promise<void> {
    await (await import('../saving/file-work/index.ts')).saveModel(this, path);
  }

  /**
   * The bytes of the model's `.keras` file: what `save` writes. `loadModel` takes them.
   *
   * @throws {ArgumentError} for what no file can hold: a Lambda, a plain op between layers.
   * @example
   * const bytes = await sequential([input({ shape: [4] }), layers.dense(2)]).toKeras();
   * String.fromCharCode(...bytes.subarray(0, 2)) // => 'PK'
   */
  async toKeras(): Promise<Uint8Array> {
    return (await import('../saving/file-work/index.ts')).modelToKeras(this);
  }

  /**
   * Writes the weights to a file: `.weights.h5`, or `.weights.json` with shards beside it, in Keras's layout and with the optimizer's state if
   * the model is compiled; or `.safetensors` or `.npz`, under names such as `dense/kernel`.
   *
   * @param path - on disk, or in a browser `indexeddb://name`, `opfs://x.weights.h5`, `downloads://x.weights.h5`.
   * @param options - `maxShardSize`: the largest size of a shard, in GiB. Default 5.
   * @throws {ArgumentError} for another ending, or a weight that is larger than a shard.
   * @throws {FileError} when the file cannot be written.
   * @see https://keras.io/api/models/model_saving_apis/weights_saving_and_loading/#save_weights-method
   */
  async saveWeights(path: string | URL, options: { readonly maxShardSize?: number } = {}): Promise<void> {
    await (await import('../saving/file-work/index.ts')).saveWeights(this, path, options);
  }

  /**
   * Sets the weights to those of a file, of this library or of Keras: `.weights.h5` and `.weights.json`, where they are found by the classes
   * and the order of layers, whatever their names; `.h5` of Keras 2 and 3; `.safetensors` and `.npz`, where they are found by their names.
   *
   * @param source - a path, an address, a name in a browser's store, bytes, or a `Blob`.
   * @param options - `skipMismatch`: leave layers that do not fit as they are; `byName`: find layers by their names; `rename`: what a weight
   * is called in a `.safetensors` or `.npz` file; `files`: the shards beside a `.weights.json`; `onProgress` and `signal`.
   * @returns the layers that were left as they are.
   * @throws {FileError} naming the layer, when weights are missing or do not fit; nothing is changed then.
   * @see https://keras.io/api/models/model_saving_apis/weights_saving_and_loading/#load_weights-method
   */
  async loadWeights(
    source: string | URL | Uint8Array | ArrayBuffer | Blob,
    options: {
      readonly skipMismatch?: boolean;
      readonly byName?: boolean;
      readonly rename?: (name: string) => string;
      readonly files?: readonly File[];
      readonly onProgress?: (loaded: number, total: number | null) => void;
      readonly signal?: AbortSignal;
    } = {},
  ): Promise<readonly string[]> {
    return (await import('../saving/file-work/index.ts')).loadWeights(this, source, options);
  }

  /**
   * Writes the graph by which the model predicts to an ONNX file, which any ONNX runtime runs: weights inside, inputs and outputs
   * named as the model's, the batch and other unknown axes symbolic. All or nothing: a crash leaves an older file as it was.
   *
   * @param path - ends in `.onnx`. In a browser, which has no disk, take `toOnnx()` instead.
   * @throws {ArgumentError} for another ending, an opset that lacks an operator, or what no graph can hold: state, random draws.
   * @throws {FileError} when the file cannot be written.
   * @see https://keras.io/api/models/model_saving_apis/export/
   */
  async export(path: string | URL, options: ExportOptions = {}): Promise<void> {
    await (await import('../saving/file-work/index.ts')).exportModel(this, path, options);
  }

  /**
   * The bytes of the model's ONNX file: what `export` writes. `new Blob([bytes])` makes a download of them.
   *
   * @throws {ArgumentError} for a model of more than 2 GB, an opset that lacks an operator, state, or random draws.
   * @example
   * const bytes = await sequential([input({ shape: [4] }), layers.dense(2)]).toOnnx({ opset: 18 });
   * bytes[1] // => 8
   */
  async toOnnx(options: OnnxOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
    return (await import('../saving/file-work/index.ts')).modelToOnnx(this, options);
  }

  get #predictor(): Trainer {
    this.#trainer ??= new Trainer(this.#trainable, null);
    return this.#trainer;
  }

  get #trainable(): Trainable & CallbackModel {
    return this as unknown as Trainable & CallbackModel; // any model, seen without its types
  }

  #compiled(method: string): Trainer {
    if (this.#trainer?.settings != null) return this.#trainer;
    throw new ArgumentError(`${this.className} "${this.name}".${method}`, {
      expected: 'a compiled model',
      received: 'one that is not',
      mend: "Compile it first: model.compile({ optimizer: 'adam', loss: 'mse' }).",
    });
  }
}

/** A model as Keras writes it: layers and calls, and what it is compiled with. */
export function serializeModel(model: AnyLayer): JsonObject {
  const settings: TrainerSettings | null = model instanceof Model ? model.compileSettings : null;
  return { ...serialize(model), compile_config: settings === null ? {} : serializeSettings(settings) };
}
