import { dtypes, type TensorLike } from '../graph/index.ts';
import type { BatchLike } from '../training/batches.ts';
import { PyDataset } from '../training/py-dataset.ts';
import { type ArrayData, sizeOf } from '../utils/arrays.ts';
import { ArgumentError } from '../utils/errors.ts';
import { permutationArray } from '../utils/random.ts';
import { globalSeedGenerator, SeedGenerator } from '../utils/seed-generator.ts';
import { type Known, known, whole } from './arrays.ts';

/** Options of `timeseriesDatasetFromArray`. */
export interface TimeseriesOptions {
  /** Steps from the beginning of one sequence to that of the next. Default `1`. */
  readonly sequenceStride?: number;
  /** Steps from one value within a sequence to the next. Default `1`. */
  readonly samplingRate?: number;
  /** Sequences of a batch; the last may have fewer. Default `128`. */
  readonly batchSize?: number;
  /** Whether the sequences are put in a new order each epoch. Default `false`. */
  readonly shuffle?: boolean;
  /** Which orders. Default: those of the global generator. */
  readonly seed?: number | null;
  /** The first step that is used. Default: the first there is. */
  readonly startIndex?: number | null;
  /** The step before which to end. Default: after the last there is. */
  readonly endIndex?: number | null;
}

/**
 * A time series as batches of its windows: sequences of steps that follow each other, with what comes of them.
 *
 * @param data - `[time, ...features]`: the steps, in order.
 * @param targets - `[time, ...]`: at each step, the target of the sequence that begins there; null for none.
 * @param sequenceLength - steps of a sequence.
 * @param options - `sequenceStride` (default 1), `samplingRate` (default 1), `batchSize` (default 128), `shuffle` (default `false`), `seed`,
 * `startIndex` and `endIndex` (default: all steps).
 * @returns batches `[x]` or `[x, y]` for `fit`, `evaluate` and `predict`: x is `[batch, sequenceLength, ...features]`.
 * @throws {ArgumentError} for options that are no whole numbers, or leave no sequence.
 * @example
 * const windows = utils.timeseriesDatasetFromArray([1, 2, 3, 4], [3, 4], 2, { batchSize: 2 });
 * windows.length // => 1
 * windows.getItem(0)[0] // => { data: Float32Array [1, 2, 2, 3], shape: [2, 2] }
 * @see https://keras.io/api/data_loading/timeseries/#timeseries_dataset_from_array-function
 */
export function timeseriesDatasetFromArray(
  data: TensorLike,
  targets: TensorLike | null,
  sequenceLength: number,
  options: TimeseriesOptions = {},
): TimeseriesDataset {
  return new TimeseriesDataset(data, targets, sequenceLength, options);
}

/** The windows of a time series, batch by batch. */
export class TimeseriesDataset extends PyDataset {
  readonly length: number;
  readonly #data: Known;
  readonly #targets: Known | null;
  readonly #first: number;
  readonly #sequenceLength: number;
  readonly #options: { readonly stride: number; readonly rate: number; readonly batchSize: number };
  readonly #seeds: SeedGenerator | null;
  #starts: Int32Array;

  constructor(data: TensorLike, targets: TensorLike | null, sequenceLength: number, options: TimeseriesOptions) {
    super();
    const { sequenceStride = 1, samplingRate = 1, batchSize = 128, shuffle = false, seed = null } = options;
    const where = 'timeseriesDatasetFromArray';
    this.#data = known(`${where}: data`, data);
    this.#targets = targets === null ? null : known(`${where}: targets`, targets);
    const time = this.#data.shape[0] ?? 0;
    this.#first = index(`${where}: startIndex`, options.startIndex ?? 0, time);
    const end = index(`${where}: endIndex`, options.endIndex ?? time, time);
    this.#sequenceLength = whole(`${where}: sequenceLength`, sequenceLength, 1);
    this.#options = {
      stride: whole(`${where}: sequenceStride`, sequenceStride, 1),
      rate: whole(`${where}: samplingRate`, samplingRate, 1),
      batchSize: whole(`${where}: batchSize`, batchSize, 1),
    };
    // With targets a sequence must have one; without, it must end before the data do.
    const room = end - this.#first - (sequenceLength - 1) * samplingRate;
    const starts = this.#targets === null ? room : Math.min(room, (this.#targets.shape[0] ?? 0) - this.#first);
    if (starts < 1)
      throw new ArgumentError(where, {
        expected: `at least ${(sequenceLength - 1) * samplingRate + 1} steps for a sequence${this.#targets === null ? '' : ', and a target'}`,
        received: `${Math.max(0, end - this.#first)} steps`,
      });
    this.#starts = Int32Array.from({ length: Math.ceil(starts / sequenceStride) }, (_, i) => i * sequenceStride);
    this.#seeds = !shuffle ? null : seed === null ? globalSeedGenerator() : new SeedGenerator(seed);
    this.length = Math.ceil(this.#starts.length / batchSize);
  }

  override onEpochBegin(): void {
    if (this.#seeds === null) return;
    const order = permutationArray(this.#seeds.nextKey(), this.#starts.length);
    this.#starts = this.#starts.map((_, i) => this.#starts[order[i] ?? 0] ?? 0);
  }

  override getItem(batch: number): BatchLike {
    const { batchSize, rate } = this.#options;
    const starts = this.#starts.subarray(batch * batchSize, (batch + 1) * batchSize);
    const steps = Array.from(starts, (start) =>
      Array.from({ length: this.#sequenceLength }, (_, i) => this.#first + start + i * rate),
    );
    const x = taken(this.#data, steps.flat(), [starts.length, this.#sequenceLength]);
    if (this.#targets === null) return [x];
    const places = starts.map((start) => this.#first + start);
    return [x, taken(this.#targets, places, [starts.length])];
  }
}

/** The steps at given places. */
function taken({ data, shape, dtype }: Known, places: ArrayLike<number>, leading: readonly number[]): ArrayData {
  const features = shape.slice(1);
  const size = sizeOf(features);
  const steps = dtypes[dtype].zeros(places.length * size);
  for (let step = 0; step < places.length; step++)
    for (let i = 0; i < size; i++) steps[step * size + i] = data[(places[step] ?? 0) * size + i] ?? 0;
  return { data: steps, shape: [...leading, ...features] };
}

function index(where: string, given: number, time: number): number {
  if (Number.isInteger(given) && given >= 0 && given <= time) return given;
  throw new ArgumentError(where, { expected: `a step from 0 to ${time}`, received: String(given) });
}
