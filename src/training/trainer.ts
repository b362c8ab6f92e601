import { gradients } from '../autodiff/index.ts';
import {
  assignments,
  leaves,
  type ProgramRecorder,
  placeholder,
  read,
  type Shape,
  type Structure,
  type Tensor,
  Unknown,
  under,
  type Variable,
} from '../graph/index.ts';
import type { Metric } from '../metrics/index.ts';
import { Mean } from '../metrics/mean.ts';
import { add, countOf } from '../ops/index.ts';
import {
  Baked,
  type Compiled,
  type CompiledSteps,
  canStep,
  compile,
  compileSteps,
  type Data,
  evaluateRaw,
  getDevice,
  type Program,
  run,
  settleAssignments,
  tileOf,
  trace,
} from '../runtime/index.ts';
import { ArgumentError, internal } from '../utils/errors.ts';
import { areAlike, type Column, type Form, formsOf, type Nesting, type Table } from './columns.ts';
import { type Finders, findersOf } from './finders.ts';
import { CompiledLosses } from './losses.ts';
import { Memory } from './memory.ts';
import { CompiledMetrics } from './metrics.ts';
import type { Profile } from './profile.ts';
import type { TrainerSettings } from './settings.ts';
import type { Trainable } from './trainable.ts';

/** One batch, as it goes into a program. */
export interface Batch {
  readonly x: Table;
  readonly y: Table | null;
  /** One column of weights for each output, null for none. */
  readonly weights: readonly (Column | null)[];
  readonly size: number;
}

/** Values by name: what callbacks and histories see. */
export type Logs = Readonly<Record<string, number>>;

interface Prepared {
  readonly program: Program;
  compiled: Compiled;
  /** The same for several batches in a run; null as long as there were none. */
  steps: CompiledSteps | null;
  /** Names of the outputs that are logs. */
  readonly names: readonly string[];
}

interface Judges {
  readonly losses: CompiledLosses | null;
  readonly metrics: CompiledMetrics;
}

/** Runs the steps of a compiled model: builds their programs, keeps them, and reads their logs. */
export class Trainer {
  readonly #model: Trainable;
  readonly settings: TrainerSettings | null;
  /** The state of random draws and metrics, for runs that go on from another. */
  readonly memory = new Memory();
  readonly #programs = new Map<string, Prepared>();
  readonly #baked = new Baked();
  readonly #lossMean = new Mean({ name: 'loss' });
  #finders: Finders | null = null;
  #judges: Judges | null = null;
  #last: Batch | null = null;
  #outputStructure: Structure | null = null;
  #predicted: readonly Shape[] = [];
  /** What was last predicted: most often the next is alike. */
  #predicting: { readonly prepared: Prepared; readonly columns: readonly Form[] } | null = null;
  #compiling = 0;

  /** @param settings - null for a model that is not compiled, which can only predict. */
  constructor(model: Trainable, settings: TrainerSettings | null) {
    this.#model = model;
    this.settings = settings;
  }

  /** Steps of training, one for each batch: forward, loss, gradients, update, metrics. Gives the logs so far in this epoch after each. */
  async train(batches: readonly Batch[]): Promise<readonly Logs[]> {
    this.#baked.drop();
    this.#last = batches.at(-1) ?? null;
    return this.#logged('train', batches);
  }

  /** Steps of evaluation, one for each batch. Gives the logs so far after each. */
  async test(batches: readonly Batch[]): Promise<readonly Logs[]> {
    return this.#logged('test', batches);
  }

  /** The model's outputs for a batch, flat. */
  async predict(given: Batch): Promise<readonly Data[]> {
    // Datasets may bring labels along, which are nothing to a prediction.
    const batch = given.y === null && given.weights.length === 0 ? given : { ...given, y: null, weights: [] };
    // Waiting even for nothing takes time, and a small model answers in a few microseconds.
    let prepared = this.#ready(batch);
    if (prepared === null) {
      prepared = await this.#prepared('predict', batch);
      this.#predicting = { prepared, columns: formsOf(batch.x.columns) };
    }
    const { program, compiled } = prepared;
    if (assignments.length > 0) await settleAssignments(evaluateRaw);
    return this.#baked.run(program, compiled, inputsOf(batch), evaluateRaw);
  }

  /** How many samples of a batch are best predicted at a time; null for all, and where it would make a difference to the outputs. */
  async tile(batch: Batch): Promise<number | null> {
    const { program, compiled } = await this.#prepared('predict', batch);
    return compiled.target === 'webgpu' ? null : tileOf(program, batch.size);
  }

  /** How long the parts of a step take. The model stays as it is. */
  async profile(kind: 'train' | 'predict', batch: Batch, runs: number): Promise<Profile> {
    const { program } = await this.#prepared(kind, batch);
    if (assignments.length > 0) await settleAssignments(evaluateRaw);
    const { profileOf } = await import('./profile.ts'); // few ever ask
    return profileOf(program, inputsOf(batch), runs);
  }

  /** The same of training, for the batch that was last trained on. */
  async profileLast(runs: number): Promise<Profile> {
    return this.profile('train', this.#last ?? internal('nothing was trained yet'), runs);
  }

  /** The model's output as it was last predicted: how the flat outputs are nested. */
  get outputStructure(): Structure {
    return this.#outputStructure ?? internal('nothing was predicted yet');
  }

  /** How long the engine took to compile the last program, in ms; infinite where several steps of it cannot be one run. */
  get compiling(): number {
    return this.#compiling;
  }

  /** Forgets the batches seen: at the start of an epoch, and of an evaluation. */
  resetMetrics(): void {
    for (const metric of this.#allMetrics()) metric.resetState();
  }

  /** Names of the logs with the metrics behind them. */
  get metrics(): readonly { readonly name: string; readonly direction: 'up' | 'down' | null }[] {
    return (this.#judges?.metrics.entries ?? []).map(({ name, metric }) => ({ name, direction: metric.direction }));
  }

  /**
   * Builds the model and the state of loss and metrics for data like this batch, without running anything. Gives the shapes
   * of the predictions.
   */
  async prepare(kind: 'train' | 'test', batch: Batch): Promise<readonly Shape[]> {
    await this.#prepared(kind, batch);
    return this.#predicted;
  }

  /** Complains about labels that the losses cannot mean anything by. */
  checkTargets(where: string, y: Table | null, predicted: readonly Shape[]): void {
    for (const [i, loss] of (this.#judges?.losses?.losses ?? []).entries()) {
      const column = y?.columns[i];
      const shape = predicted[i];
      if (loss && column && shape)
        loss.checkTargets(y.columns.length > 1 ? `${where}[${i}]` : where, column.data, shape);
    }
  }

  /** What is done when training ends: weights take their moving averages, if the optimizer keeps any. */
  finish(): void {
    this.#last = null;
    this.settings?.optimizer.finalizeVariables(this.#model.trainableWeights);
  }

  async #logged(kind: 'train' | 'test', batches: readonly Batch[]): Promise<readonly Logs[]> {
    const logs: Logs[] = [];
    for (const equal of runsOf(batches)) {
      const [first] = equal;
      if (first === undefined) continue;
      const prepared = await this.#prepared(kind, first);
      for (const results of await this.#run(prepared, equal)) logs.push(logsOf(prepared.names, results));
    }
    return logs;
  }

  /** The results of one run for each batch: all in one run of the engine, if there are several. */
  async #run(prepared: Prepared, batches: readonly Batch[]): Promise<readonly (readonly Data[])[]> {
    const { program, compiled } = prepared;
    if (assignments.length > 0) await settleAssignments(evaluateRaw);
    const [first, ...others] = batches.map(inputsOf);
    if (first === undefined) return [];
    if (others.length === 0 || !canStep(program)) {
      const results = [await run(program, compiled, first, evaluateRaw)];
      for (const inputs of others) results.push(await run(program, compiled, inputs, evaluateRaw));
      return results;
    }
    if (prepared.steps === null || prepared.steps.released || prepared.steps.target !== getDevice())
      prepared.steps = await compileSteps(program);
    return prepared.steps.run(program, [first, ...others], evaluateRaw);
  }

  /** The program for batches like the one that was predicted last, if this is one. */
  #ready(batch: Batch): Prepared | null {
    if (this.#predicting === null) return null;
    const { prepared, columns } = this.#predicting;
    const { released, target } = prepared.compiled;
    return released || target !== getDevice() || !areAlike(columns, batch.x.columns) ? null : prepared;
  }

  async #prepared(kind: 'train' | 'test' | 'predict', batch: Batch): Promise<Prepared> {
    const key = `${kind}|${signature(batch)}`;
    const known = this.#programs.get(key);
    if (known !== undefined) {
      if (known.compiled.released || known.compiled.target !== getDevice())
        known.compiled = await compile(known.program);
      return known;
    }
    if (kind !== 'predict' && this.settings !== null) this.#finders ??= await findersOf(this.settings);
    const names: string[] = [];
    const program = this.#trace(kind, batch, names);
    const start = performance.now();
    const prepared = { program, compiled: await compile(program), steps: null, names };
    this.#compiling = canStep(program) ? performance.now() - start : Number.POSITIVE_INFINITY;
    this.#programs.set(key, prepared);
    if (kind !== 'predict')
      this.memory.notice(
        program.draws,
        this.#allMetrics().flatMap(({ variables }) => variables),
      );
    return prepared;
  }

  #trace(kind: 'train' | 'test' | 'predict', batch: Batch, names: string[]): Program {
    // All arrays of a batch have as many samples: one axis, with one identity.
    const axis = new Unknown();
    const place = (column: Column): Tensor =>
      placeholder({ dtype: column.dtype, dims: [axis, ...column.shape.slice(1)] });
    const x = batch.x.columns.map(place);
    const y = batch.y?.columns.map(place) ?? [];
    const weights = batch.weights.map((column) => (column === null ? null : place(column)));
    const inputs = [...x, ...y, ...weights.filter((weight) => weight !== null)];
    return trace(inputs, kind === 'train', (recorder) => {
      const output = this.#model.apply(structureOf(batch.x.nesting, x));
      const yPred = leaves(output);
      this.#predicted = yPred.map((prediction) => prediction.shape);
      if (kind === 'predict') {
        this.#outputStructure = output;
        return yPred;
      }
      const first = yPred[0] ?? internal('a model without output');
      return this.#judged(kind, recorder, y, yPred, weights, countOf(x[0] ?? first, [0]), names);
    });
  }

  #judged(
    kind: 'train' | 'test',
    recorder: ProgramRecorder,
    y: readonly Tensor[],
    yPred: readonly Tensor[],
    weights: readonly (Tensor | null)[],
    batchSize: Tensor,
    names: string[],
  ): readonly Tensor[] {
    const settings = this.settings ?? internal('a model that is not compiled has no steps of training');
    const { losses, metrics } = this.#judgesFor(settings, y, yPred);
    let loss = losses?.total(y, yPred, weights, batchSize) ?? null;
    for (const added of [...recorder.losses, ...this.#penalties()]) loss = loss === null ? added : add(loss, added);
    if (loss === null)
      throw new ArgumentError(`${this.#model.className} "${this.#model.name}"`, {
        expected: 'a loss to train with',
        received: 'none',
        mend: "Compile the model with one: model.compile({ optimizer: 'adam', loss: 'mse' }).",
      });
    this.#lossMean.updateState(loss, batchSize);
    if (kind === 'train') {
      const { optimizer } = settings;
      const variables = this.#model.trainableWeights;
      const scaled = optimizer.scaleLoss(loss);
      if (variables.length > 0) {
        const slopes = gradients(scaled, variables);
        under('update', () => optimizer.apply(slopes, variables));
      }
    }
    metrics.update(y, yPred, weights);
    const results: [string, Tensor][] = [
      ['loss', this.#lossMean.result()],
      ...(losses?.means ?? []).map(({ name, mean }): [string, Tensor] => [name, mean.result()]),
      ...metrics.entries.map(({ name, metric }): [string, Tensor] => [name, metric.result()]),
    ];
    // Keras gives all logs in alphabetical order.
    results.sort(([a], [b]) => (a < b ? -1 : 1));
    names.push(...results.map(([name]) => name));
    return results.map(([, result]) => result);
  }

  /** Losses and metrics are chosen by the shapes of the first batch, and keep their state from then on. */
  #judgesFor(settings: TrainerSettings, y: readonly Tensor[], yPred: readonly Tensor[]): Judges {
    if (this.#judges !== null) return this.#judges;
    const names = this.#model.outputTemplate?.names ?? yPred.map((_, i) => `output_${i}`);
    const { loss, lossWeights, metrics, weightedMetrics } = settings;
    if (y.length !== yPred.length && loss !== null)
      throw new ArgumentError('fit: y', {
        expected: `labels for the ${yPred.length} outputs (${names.join(', ')})`,
        received: y.length === 0 ? 'none' : `${y.length}`,
      });
    const { lossOf, metricOf } = this.#finders ?? internal('losses and metrics were not looked for');
    this.#judges = {
      losses: loss === null ? null : new CompiledLosses(lossOf, loss, lossWeights, names, y, yPred),
      metrics: new CompiledMetrics(metricOf, metrics, weightedMetrics, names, y, yPred),
    };
    return this.#judges;
  }

  #penalties(): readonly Tensor[] {
    return this.#model.trainableWeights.flatMap((weight) =>
      weight.regularizer === null ? [] : [weight.regularizer(read(weight))],
    );
  }

  #allMetrics(): readonly Metric[] {
    const { losses = null, metrics = null } = this.#judges ?? {};
    return [
      this.#lossMean,
      ...(losses?.means ?? []).map(({ mean }) => mean),
      ...(metrics?.entries ?? []).map(({ metric }) => metric),
    ];
  }

  /** The optimizer's state, once it has any. */
  get optimizerVariables(): readonly Variable[] {
    const optimizer = this.settings?.optimizer;
    return optimizer?.isBuilt ? optimizer.variables : [];
  }
}

/** The columns of a batch, in the order in which programs take them. */
function inputsOf({ x, y, weights }: Batch): readonly Column[] {
  if (y === null && weights.length === 0) return x.columns;
  return [...x.columns, ...(y?.columns ?? []), ...weights.filter((column) => column !== null)];
}

/** Batches in order, those of one kind and size together. */
function runsOf(batches: readonly Batch[]): readonly (readonly Batch[])[] {
  const runs: Batch[][] = [];
  const keyOf = (batch: Batch) => `${batch.size}|${signature(batch)}`;
  let last: string | null = null;
  for (const batch of batches) {
    const key = batches.length === 1 ? '' : keyOf(batch);
    if (key === last) runs.at(-1)?.push(batch);
    else runs.push([batch]);
    last = key;
  }
  return runs;
}

/** What a program gave as logs. A metric of several numbers (one for each class, say) has a log for each, so that any can be monitored. */
function logsOf(names: readonly string[], results: readonly Data[]): Logs {
  const logs: Record<string, number> = {};
  for (const [i, name] of names.entries()) {
    const { data } = results[i] ?? internal('a log is missing');
    if (data.length === 1) logs[name] = Number(data[0]);
    else for (const [place, value] of data.entries()) logs[`${name}[${place}]`] = Number(value);
  }
  return logs;
}

function signature(batch: Batch): string {
  const column = (one: Column | null) => (one === null ? '-' : `${one.dtype}${one.shape.slice(1).join('x')}`);
  return [batch.x.columns, batch.y?.columns ?? [], batch.weights].map((list) => list.map(column).join()).join('|');
}

/** Tensors nested as data were. */
export function structureOf(nesting: Nesting, tensors: readonly Tensor[]): Structure {
  if (typeof nesting === 'number') return tensors[nesting] ?? internal('a column is missing');
  if (Array.isArray(nesting)) return nesting.map((inner: Nesting) => structureOf(inner, tensors));
  return Object.fromEntries(Object.entries(nesting).map(([key, inner]) => [key, structureOf(inner, tensors)]));
}
