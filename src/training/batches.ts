import { Tensor, type TypedArray } from '../graph/index.ts';
import { isArrayData, isTypedArray } from '../utils/arrays.ts';
import { ArgumentError, internal } from '../utils/errors.ts';
import {
  type Column,
  type ModelData,
  readTable,
  roomFor,
  sampleCount,
  sliceRows,
  type Table,
  takeRows,
} from './columns.ts';
import type { BatchOptions } from './options.ts';
import type { Trainable } from './trainable.ts';
import type { Batch } from './trainer.ts';

/** One batch as an iterable gives it: inputs; inputs and labels; or these and sample weights. */
export type BatchLike = readonly [x: ModelData, y?: ModelData | null, sampleWeight?: ModelData | null];

/** Batches, ready made: an array's worth each, or as they come. */
export type BatchSource = Iterable<BatchLike> | AsyncIterable<BatchLike>;

/** Data to train on, evaluate or predict: as long as can be, read and checked. */
export interface Dataset {
  /** Number of batches, or null where it shows only at the end. */
  readonly steps: number | null;
  /** Bytes of a batch, or null where that shows only when it comes. */
  readonly batchBytes: number | null;
  /** Whether the batches stay what they are while more of them are taken: so do those of arrays, whoever else makes them. */
  readonly lasting: boolean;
  /** The batches of one epoch. Their memory is used again when twice as many more as are kept at a time were taken. */
  batches(kept: Kept): AsyncIterable<Batch> | Iterable<Batch>;
}

/** How many batches are in use at a time; may grow while they are taken. */
export interface Kept {
  readonly count: number;
}

/** Weights of classes: class number to weight. */
export type ClassWeight = Readonly<Record<number, number>>;

/** Arrays, read and checked. */
export interface Arrays {
  readonly x: Table;
  readonly y: Table | null;
  readonly weights: readonly (Column | null)[];
  readonly count: number;
}

/** Whether data are batches that come one after the other, rather than arrays. */
export function isBatchSource(data: unknown): data is BatchSource {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return false;
  if (data instanceof Tensor || isTypedArray(data) || isArrayData(data)) return false;
  return Symbol.iterator in data || Symbol.asyncIterator in data;
}

/**
 * Reads arrays for a model.
 *
 * @throws {ArgumentError} when they are ragged, empty, of different lengths, or of shapes that the model cannot take.
 */
export async function readArrays(
  where: string,
  model: Trainable,
  x: ModelData,
  y: ModelData | null,
  sampleWeight: ModelData | null,
): Promise<Arrays> {
  const { inputTemplate } = model;
  const inputs = fitShapes(where, model, inputTemplate, await readTable(`${where}: x`, x, inputTemplate));
  if (y === null && sampleWeight === null)
    return { x: inputs, y: null, weights: [], count: sampleCount(where, { x: inputs }) };
  const labels = y === null ? null : await readTable(`${where}: y`, y, model.outputTemplate);
  const weightTable = sampleWeight === null ? null : await readWeights(where, sampleWeight, labels);
  const count = sampleCount(where, { x: inputs, y: labels, sampleWeight: weightTable });
  const columns = weightTable?.columns ?? [];
  const outputs = labels?.columns.length ?? 0;
  const weights = Array.from({ length: outputs }, (_, i) => (columns.length === 1 ? columns[0] : columns[i]) ?? null);
  return { x: inputs, y: labels, weights, count };
}

/**
 * Data that are what the model's one input takes as they are, which those of most single samples are. Null for all others: `readArrays`
 * reads these, and says what is wrong with them.
 */
export function readyBatch({ inputTemplate }: Trainable, x: ModelData): Batch | null {
  if (inputTemplate === null || typeof inputTemplate.nesting !== 'number' || !isArrayData(x)) return null;
  const { data, shape } = x;
  if (!(data instanceof Float32Array || data instanceof Int32Array)) return null;
  const [wanted] = inputTemplate.shapes;
  const [size = 0] = shape;
  if (shape.length !== wanted?.length || size < 1 || !Number.isInteger(size)) return null;
  let length = size;
  for (let axis = 1; axis < shape.length; axis++) {
    const dim = shape[axis] ?? 0;
    if (wanted[axis] !== null && wanted[axis] !== dim) return null;
    length *= dim;
  }
  if (length !== data.length) return null;
  const dtype = data instanceof Float32Array ? 'float32' : 'int32';
  return { x: { columns: [{ data, shape, dtype }], nesting: inputTemplate.nesting }, y: null, weights: [], size };
}

async function readWeights(where: string, given: ModelData, labels: Table | null): Promise<Table> {
  if (labels === null)
    throw new ArgumentError(`${where}: sampleWeight`, { expected: 'labels to weigh', received: 'no y' });
  const table = await readTable(`${where}: sampleWeight`, given, null);
  if (table.columns.length !== 1 && table.columns.length !== labels.columns.length)
    throw new ArgumentError(`${where}: sampleWeight`, {
      expected: `one array, or one for each of the ${labels.columns.length} outputs`,
      received: `${table.columns.length}`,
    });
  return { ...table, columns: table.columns.map(toFloat) };
}

function toFloat(column: Column): Column {
  return column.dtype === 'float32'
    ? column
    : { ...column, dtype: 'float32', data: Float32Array.from(column.data, Number) };
}

/** Arrays whose rank differs from the model's input by a last axis of length 1 get or lose it; other misfits are refused. */
function fitShapes(where: string, model: Trainable, template: Trainable['inputTemplate'], table: Table): Table {
  const { shapes = [], names = [] } = template ?? {};
  const columns = table.columns.map((column, i) => {
    const wanted = shapes[i];
    if (wanted === undefined) return column;
    const { shape } = column;
    const fits = (candidate: readonly number[]) =>
      candidate.length === wanted.length &&
      wanted.every((dim, axis) => axis === 0 || dim === null || dim === candidate[axis]);
    if (fits(shape)) return column;
    if (fits([...shape, 1])) return { ...column, shape: [...shape, 1] };
    if (shape.at(-1) === 1 && fits(shape.slice(0, -1))) return { ...column, shape: shape.slice(0, -1) };
    throw new ArgumentError(`${where}: x`, {
      expected: `shape [${wanted.map((dim) => String(dim)).join(', ')}] for input "${names[i]}" of ${model.className} "${model.name}"`,
      received: `[${shape.join(', ')}]`,
      mend: 'Reshape the data, or give the model another input shape.',
    });
  });
  return { ...table, columns };
}

/** One batch, read and checked. */
export async function readBatch(
  where: string,
  model: Trainable,
  x: ModelData,
  y: ModelData | null,
  options: BatchOptions,
): Promise<Batch> {
  const read = await readArrays(where, model, x, y, options.sampleWeight ?? null);
  const { count, ...arrays } =
    options.classWeight === undefined ? read : classWeights(where, read, options.classWeight);
  return { ...arrays, size: count };
}

/** Arrays cut into batches, in order or in an order given. */
export function arrayDataset(arrays: Arrays, batchSize: number, order: (() => ArrayLike<number>) | null): Dataset {
  const { count } = arrays;
  return {
    steps: Math.ceil(count / batchSize),
    batchBytes: (bytesOf(arrays) / count) * Math.min(batchSize, count),
    lasting: true,
    *batches(kept) {
      const indices = order?.() ?? null;
      const rooms = new Rooms(Math.min(batchSize, count), kept);
      for (let from = 0; from < count; from += batchSize) {
        const to = Math.min(from + batchSize, count);
        if (indices !== null) rooms.next();
        yield selected(arrays, to - from, (column) =>
          indices === null ? sliceRows(column, from, to) : takeRows(column, indices, from, to, rooms.of(column)),
        );
      }
    },
  };
}

/**
 * Memory for batches, used in turn: fresh memory would cost more than the copy into it. Batches that follow each other stand one
 * behind the other, so that several can be run together as they are.
 */
class Rooms {
  readonly #rows: number;
  readonly #kept: Kept;
  #memory = new Map<Column, TypedArray>();
  #turns = 0;
  #turn = -1;

  constructor(rows: number, kept: Kept) {
    this.#rows = rows;
    this.#kept = kept;
  }

  /** Goes on to the place of the next batch. */
  next(): void {
    // Those that are run, as many that may be waiting, and as many that are being made.
    const turns = 3 * this.#kept.count;
    if (turns > this.#turns) {
      // Batches in use keep the memory that they have.
      this.#memory = new Map();
      this.#turns = turns;
      this.#turn = -1;
    }
    this.#turn = (this.#turn + 1) % this.#turns;
  }

  /** Where a column of the batch goes. */
  of(column: Column): TypedArray {
    const memory = this.#memory.get(column) ?? roomFor(column, this.#turns * this.#rows);
    this.#memory.set(column, memory);
    const size = memory.length / this.#turns;
    return memory.subarray(this.#turn * size, (this.#turn + 1) * size);
  }
}

/** Some of the samples of arrays. */
export function slicedArrays(arrays: Arrays, from: number, to: number): Arrays {
  const { x, y, weights } = selected(arrays, to - from, (column) => sliceRows(column, from, to));
  return { x, y, weights, count: to - from };
}

function selected(arrays: Omit<Arrays, 'count'>, size: number, select: (column: Column) => Column): Batch {
  const table = ({ columns, nesting }: Table): Table => ({ columns: columns.map(select), nesting });
  return {
    x: table(arrays.x),
    y: arrays.y === null ? null : table(arrays.y),
    weights: arrays.weights.map((column) => (column === null ? null : select(column))),
    size,
  };
}

/** A batch with memory of its own. */
export function keptBatch(batch: Batch): Batch {
  return selected(batch, batch.size, (column) => ({ ...column, data: column.data.slice() }));
}

function bytesOf({ x, y, weights }: Omit<Arrays, 'count'>): number {
  const columns = [...x.columns, ...(y?.columns ?? []), ...weights.filter((column) => column !== null)];
  return columns.reduce((sum, { data }) => sum + data.byteLength, 0);
}

/** Batches from an iterable, each read and checked as it comes. */
export function iterableDataset(where: string, model: Trainable, source: BatchSource, steps: number | null): Dataset {
  return {
    steps,
    batchBytes: null,
    lasting: false,
    async *batches() {
      for await (const given of source) {
        const [x, y = null, sampleWeight = null] = isTuple(given) ? given : ([given] as const);
        const { count, ...arrays } = await readArrays(where, model, x, y, sampleWeight);
        yield { ...arrays, size: count };
      }
    },
  };
}

function isTuple(given: unknown): given is BatchLike {
  return Array.isArray(given) && given.length >= 1 && given.length <= 3 && typeof given[0] !== 'number';
}

/** Sample weights from class weights: the weight of each sample's label, 1 for classes that are not named. */
export function classWeights(where: string, arrays: Arrays, classWeight: ClassWeight): Arrays {
  const [labels, ...others] = arrays.y?.columns ?? [];
  if (labels === undefined || others.length > 0)
    throw new ArgumentError(`${where}: classWeight`, {
      expected: 'a model with one output',
      received: `${others.length + 1}`,
    });
  if (arrays.weights.some((column) => column !== null))
    throw new ArgumentError(`${where}: classWeight`, {
      expected: 'either classWeight or sampleWeight',
      received: 'both',
    });
  const width = labels.shape.length > 1 ? (labels.shape.at(-1) ?? internal('labels without shape')) : 1;
  const data = Float32Array.from({ length: arrays.count }, (_, row) => classWeight[labelOf(labels, row, width)] ?? 1);
  return { ...arrays, weights: [{ data, shape: [arrays.count], dtype: 'float32' }] };
}

/** The class of a sample: its number, or the largest of its one-hot row. */
function labelOf({ data }: Column, row: number, width: number): number {
  if (width === 1) return Math.round(Number(data[row]));
  let best = 0;
  for (let i = 1; i < width; i++) if (Number(data[row * width + i]) > Number(data[row * width + best])) best = i;
  return best;
}
