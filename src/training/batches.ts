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
  /** The batches of one epoch. The arrays of one may be used again for the third after it. */
  batches(): AsyncIterable<Batch> | Iterable<Batch>;
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
  const labels = y === null ? null : await readTable(`${where}: y`, y, model.outputTemplate);
  const weightTable = sampleWeight === null ? null : await readWeights(where, sampleWeight, labels);
  const count = sampleCount(where, { x: inputs, y: labels, sampleWeight: weightTable });
  const columns = weightTable?.columns ?? [];
  const outputs = labels?.columns.length ?? 0;
  const weights = Array.from({ length: outputs }, (_, i) => (columns.length === 1 ? columns[0] : columns[i]) ?? null);
  return { x: inputs, y: labels, weights, count };
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
    *batches() {
      const indices = order?.() ?? null;
      // Fresh memory would cost more than the copy into it. One batch is run and one is waiting while the next is made.
      const rooms = Array.from({ length: 3 }, () => new Map<Column, TypedArray>());
      for (let from = 0, turn = 0; from < count; from += batchSize, turn = (turn + 1) % rooms.length) {
        const to = Math.min(from + batchSize, count);
        yield selected(arrays, to - from, (column) => {
          if (indices === null) return sliceRows(column, from, to);
          const room = rooms[turn]?.get(column) ?? roomFor(column, Math.min(batchSize, count));
          rooms[turn]?.set(column, room);
          return takeRows(column, indices, from, to, room);
        });
      }
    },
  };
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

/** Batches from an iterable, each read and checked as it comes. */
export function iterableDataset(where: string, model: Trainable, source: BatchSource, steps: number | null): Dataset {
  return {
    steps,
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
