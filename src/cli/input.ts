import { readFile } from 'node:fs/promises';
import type { StoredArray } from '../index.ts';
import { flattenNested, type NestedArray, nestedShape, sizeOf } from '../utils/arrays.ts';
import { FileError } from '../utils/errors.ts';
import { numbersOf } from './arrays.ts';
import { shownShape } from './columns.ts';
import { type Library, type LoadedModel, UsageError } from './command.ts';
import { type Picture, readPng } from './png.ts';

/** Numbers with their shape, as models take them. */
export interface InputArray {
  readonly data: Float32Array | Int32Array;
  readonly shape: readonly number[];
}

/** Data for a model: one array, or arrays by the names of its inputs. */
export type InputData = InputArray | Readonly<Record<string, InputArray>>;

/** Endings of the files that can be read. */
export const inputEndings: readonly string[] = ['.npy', '.npz', '.json', '.csv', '.png'];

/**
 * Reads data for a model from a file, in the shape that the model takes: a single sample becomes a batch of one, rows of a
 * table and pixels of a picture take the shape of a sample.
 *
 * @param divisor - what pixels are divided by.
 */
export async function readInput(
  library: Library,
  path: string,
  model: LoadedModel,
  divisor: number,
): Promise<InputData> {
  const { names = [], shapes = [] } = model.inputTemplate ?? {};
  const shape = shapes.length === 1 ? (shapes[0] ?? null) : null;
  const single = (array: InputArray): InputArray => (shape === null ? array : fitted(path, array, shape));
  const byName = (arrays: Readonly<Record<string, InputArray>>): InputData =>
    Object.fromEntries(
      Object.entries(arrays).map(([name, array]) => {
        const own = shapes[names.indexOf(name)];
        return [name, own === undefined ? array : fitted(`${path}: ${name}`, array, own)];
      }),
    );
  if (path.endsWith('.npy') || path.endsWith('.npz')) {
    const { weights } = await library.fileContents(path);
    const arrays: Record<string, InputArray> = {};
    for (const weight of weights) arrays[weight.name] = plain(path, await weight.read());
    const [first] = Object.values(arrays);
    if (path.endsWith('.npy') && first !== undefined) return single(first);
    return byName(arrays);
  }
  if (path.endsWith('.png')) {
    const picture = readPng(path, await bytesOf(path));
    return pictureArray(path, picture, shape, divisor);
  }
  const text = new TextDecoder().decode(await bytesOf(path));
  if (path.endsWith('.csv')) return single(tableArray(path, text));
  if (path.endsWith('.json')) {
    const parsed = parsedJson(path, text);
    if (Array.isArray(parsed) || typeof parsed === 'number') return single(nestedArray(path, parsed));
    if (typeof parsed !== 'object' || parsed === null) return nestedArray(path, parsed);
    return byName(
      Object.fromEntries(Object.entries(parsed).map(([name, part]) => [name, nestedArray(`${path}: ${name}`, part)])),
    );
  }
  throw new UsageError(`--input takes a file that ends in ${inputEndings.join(', ')}, received '${path}'.`);
}

/** The bytes of a file. */
async function bytesOf(path: string): Promise<Uint8Array> {
  return readFile(path).catch((cause: unknown) => {
    throw new FileError('predict', {
      expected: 'a file that can be read',
      received: `${path} (${cause instanceof Error ? cause.message : String(cause)})`,
      cause,
    });
  });
}

function plain(path: string, array: StoredArray): InputArray {
  if (array.dtype === 'string') throw new FileError(path, { expected: 'numbers', received: 'texts' });
  const isWhole = /^u?int|bool/.test(array.dtype);
  const numbers = numbersOf(array);
  return { shape: array.shape, data: isWhole ? Int32Array.from(numbers) : Float32Array.from(numbers) };
}

/** An array in the shape of a model's input: batch first, then a sample's axes. */
function fitted(path: string, array: InputArray, shape: readonly (number | null)[]): InputArray {
  if (agrees(array.shape, shape)) return array;
  const alone = [1, ...array.shape];
  if (agrees(alone, shape)) return { ...array, shape: alone };
  const sample = shape.slice(1);
  const [rows = 1, ...rest] = array.shape;
  if (sample.every((dim) => dim !== null)) {
    const known = sample.map(Number);
    if (sizeOf(rest) === sizeOf(known)) return { ...array, shape: [rows, ...known] };
    if (sizeOf(array.shape) === sizeOf(known)) return { ...array, shape: [1, ...known] };
  }
  throw new FileError(path, {
    expected: `data of shape ${shownShape(shape)}`,
    received: shownShape(array.shape),
    mend: 'null stands for any number of samples or steps.',
  });
}

function agrees(given: readonly number[], shape: readonly (number | null)[]): boolean {
  return given.length === shape.length && shape.every((dim, axis) => dim === null || dim === given[axis]);
}

/** Rows of numbers; a first row with a word in it is taken for titles. */
function tableArray(path: string, text: string): InputArray {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const rows = lines.map((line) => line.split(/[,;\t]/).map((cell) => cell.trim()));
  const isTitles = rows[0]?.some((cell) => cell === '' || Number.isNaN(Number(cell))) ?? false;
  const body = isTitles ? rows.slice(1) : rows;
  const width = body[0]?.length ?? 0;
  const data = body.flatMap((row, i) => {
    const wrong = row.find((cell) => cell === '' || (Number.isNaN(Number(cell)) && cell.toLowerCase() !== 'nan'));
    if (row.length === width && wrong === undefined) return row.map(Number);
    throw new FileError(path, {
      expected: `${width} numbers in line ${i + 1 + (isTitles ? 1 : 0)}`,
      received: wrong === undefined ? String(row.length) : JSON.stringify(wrong),
    });
  });
  return { data: Float32Array.from(data), shape: [body.length, width] };
}

function parsedJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new FileError(path, {
      expected: 'JSON',
      received: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
  }
}

function nestedArray(path: string, given: unknown): InputArray {
  if (typeof given === 'number') return { data: Float32Array.of(given), shape: [] };
  if (!Array.isArray(given))
    throw new FileError(path, {
      expected: 'nested arrays of numbers',
      received: given === null ? 'null' : typeof given,
    });
  const nested = given as NestedArray; // nestedShape and flattenNested complain about anything else
  const shape = nestedShape(path, nested);
  const { values } = flattenNested(nested, sizeOf(shape));
  return { data: Float32Array.from(values), shape };
}

/** A picture as a model takes it: its size has to be the model's; colours become grey where the model knows no colours. */
function pictureArray(
  path: string,
  { width, height, channels, data }: Picture,
  shape: readonly (number | null)[] | null,
  divisor: number,
): InputArray {
  const refuse = (expected: string): never => {
    throw new FileError(path, {
      expected,
      received: `a picture of ${height} rows, ${width} columns and ${channels} channels`,
      mend: 'Scale it to the size that the model takes.',
    });
  };
  if (shape === null) return refuse('a model with one input of known shape');
  const [, rows = null, columns = null, last = 1] = shape;
  const isFlat = shape.length === 2;
  const wanted = isFlat ? 1 : (last ?? Math.min(channels, 3));
  if (!isFlat && (shape.length > 4 || (rows ?? height) !== height || (columns ?? width) !== width))
    return refuse(`a picture of shape ${shownShape(shape.slice(1))}`);
  if (isFlat && rows !== height * width) return refuse(`a picture of ${rows} pixels`);
  if (wanted !== 1 && wanted !== 3 && wanted !== 4) return refuse(`a picture of ${wanted} channels`);
  const pixels = new Float32Array(height * width * wanted);
  for (let i = 0; i < height * width; i++) {
    const at = i * channels;
    const [r = 0, second = 0, third = 0, fourth = 255] = data.subarray(at, at + channels);
    const isGrey = channels <= 2;
    const [g, b, alpha] = isGrey ? [r, r, channels === 2 ? second : 255] : [second, third, fourth];
    if (wanted === 1) pixels[i] = (isGrey ? r : grey(r, g, b)) / divisor;
    else for (const [k, value] of [r, g, b, alpha].slice(0, wanted).entries()) pixels[i * wanted + k] = value / divisor;
  }
  if (isFlat) return { data: pixels, shape: [1, height * width] };
  return { data: pixels, shape: shape.length === 3 ? [1, height, width] : [1, height, width, wanted] };
}

/** The luma of ITU-R 601, rounded as Pillow does, which Keras reads pictures with. */
function grey(r: number, g: number, b: number): number {
  return (r * 19595 + g * 38470 + b * 7471 + 0x8000) >> 16;
}
