import { writeFile } from 'node:fs/promises';
import type { StoredArray } from '../index.ts';
import { sizeOf } from '../utils/arrays.ts';
import { shownNumber } from './columns.ts';
import { type Command, type Library, UsageError } from './command.ts';
import { inputEndings, readInput } from './input.ts';
import { oneFile } from './inspect.ts';

/** `layerwise predict model.keras --input x.npy`. */
export const predictCommand: Command = {
  name: 'predict',
  summary: 'Runs a model on data of a file and prints what it gives, a line for each sample.',
  positionals: '<model>',
  options: {
    input: {
      short: 'i',
      value: '<file>',
      help: `Data: ${inputEndings.join(', ')}. Several inputs: .npz or .json, by name.`,
    },
    output: { short: 'o', value: '<file>', help: 'Saves the outputs instead: .npy, .npz, .json or .csv.' },
    divide: { value: '<number>', help: 'What pixels of a picture are divided by. Default: 1.' },
    'batch-size': { value: '<number>', help: 'How many samples are run at once. Default: 32.' },
    json: { help: 'Prints JSON.' },
  },
  examples: [
    'layerwise predict model.keras --input x.npy',
    'layerwise predict digits.keras --input seven.png --divide 255',
    'layerwise predict model.onnx --input rows.csv --output y.npy',
  ],
  async run({ library, positionals, values, switches, out }) {
    const path = oneFile(positionals, 'layerwise predict model.keras --input x.npy');
    const input = values.get('input');
    if (input === undefined) throw new UsageError('on which data? As in: --input x.npy.');
    if (!inputEndings.some((ending) => input.endsWith(ending)))
      throw new UsageError(`--input takes a file that ends in ${inputEndings.join(', ')}, received '${input}'.`);
    const output = values.get('output');
    if (output !== undefined && !/\.(npy|npz|json|csv)$/.test(output))
      throw new UsageError(`--output takes a file that ends in .npy, .npz, .json or .csv, received '${output}'.`);
    const divisor = positive('divide', values.get('divide') ?? '1');
    const batchSize = values.get('batch-size');
    const batch = batchSize === undefined ? {} : { batchSize: positive('batch-size', batchSize) };
    const loaded = await library();
    const model = await loaded.loadModel(path);
    const data = await readInput(loaded, input, model, divisor);
    const predicted = arraysOf(await model.predict(data as never, batch));
    if (output !== undefined) {
      await saved(loaded, output, predicted);
      out(`Saved ${output}\n`);
    } else if (switches.has('json')) out(`${JSON.stringify(nestedOf(predicted))}\n`);
    else
      for (const [name, array] of predicted) {
        if (predicted.size > 1) out(`${name}:\n`);
        out(linesOf(array, shownNumber));
      }
    return 0;
  },
};

type Numbers = Float32Array | Int32Array | Uint8Array | Uint32Array;

interface Predicted {
  readonly data: Numbers;
  readonly shape: readonly number[];
}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new UsageError(`--${option} takes a positive number, received '${text}'.`);
  return value;
}

/** The outputs by name; a list by number. */
function arraysOf(predicted: unknown): ReadonlyMap<string, Predicted> {
  const arrays = new Map<string, Predicted>();
  const visit = (part: unknown, name: string): void => {
    if (typeof part !== 'object' || part === null) return;
    if ('data' in part && 'shape' in part) arrays.set(name === '' ? 'output' : name, part as Predicted);
    else for (const [key, inner] of Object.entries(part)) visit(inner, name === '' ? key : `${name}.${key}`);
  };
  visit(predicted, '');
  return arrays;
}

async function saved(library: Library, path: string, predicted: ReadonlyMap<string, Predicted>): Promise<void> {
  if (path.endsWith('.json')) return writeFile(path, `${JSON.stringify(nestedOf(predicted))}\n`);
  const [first, second] = [...predicted.values()];
  if (path.endsWith('.npz') || first === undefined) return library.writeArrays(path, stored(predicted));
  if (second !== undefined)
    throw new UsageError(
      `${path} holds one array, the model gives ${[...predicted.keys()].join(', ')}: use .npz or .json.`,
    );
  if (path.endsWith('.csv')) return writeFile(path, linesOf(first, String));
  return library.writeArrays(path, stored(predicted));
}

function stored(predicted: ReadonlyMap<string, Predicted>): ReadonlyMap<string, StoredArray> {
  return new Map(
    [...predicted].map(([name, { data, shape }]): [string, StoredArray] => {
      if (data instanceof Float32Array) return [name, { dtype: 'float32', shape, data }];
      return [name, { dtype: 'int32', shape, data: Int32Array.from(data) }];
    }),
  );
}

/** A line for each sample, its values in a row. */
function linesOf({ data, shape }: Predicted, shown: (value: number) => string): string {
  const width = sizeOf(shape.slice(1));
  const rows = Array.from({ length: shape[0] ?? 1 }, (_, i) =>
    Array.from(data.subarray(i * width, (i + 1) * width), shown).join(','),
  );
  return `${rows.join('\n')}\n`;
}

/** One array alone, several by name; nested as their shapes say. */
function nestedOf(predicted: ReadonlyMap<string, Predicted>): unknown {
  const nested = ({ data, shape }: Predicted): unknown => {
    const level = (axis: number, start: number): unknown => {
      const length = shape[axis];
      if (length === undefined) return data[start];
      const stride = sizeOf(shape.slice(axis + 1));
      return Array.from({ length }, (_, i) => level(axis + 1, start + i * stride));
    };
    return level(0, 0);
  };
  const [first, ...others] = [...predicted.values()];
  if (first !== undefined && others.length === 0) return nested(first);
  return Object.fromEntries([...predicted].map(([name, array]) => [name, nested(array)]));
}
