import { describe, expect, test } from 'vitest';
import { input, ops, random, utils } from '../index.ts';
import { isRecordedArray, largestDifference, parityCases, type Recorded } from '../testing/parity.ts';
import { reportCase } from '../testing/parity-report.ts';
import { isArrayData } from '../utils/arrays.ts';
import { camel } from '../utils/names.ts';

/** Arguments that are by position here as well, besides the arrays. */
const positional: Readonly<Record<string, readonly string[]>> = {
  to_categorical: ['num_classes'],
  normalize: ['axis', 'order'],
};

describe.each(await parityCases('utils'))('$id', ({ id, name, given, answer }) => {
  test('is as Keras gives it', () => {
    const inputs = (answer.inputs as readonly Recorded[]).map((one) => inputOf(name, one));
    const config = (given.config ?? {}) as Readonly<Record<string, Recorded>>;
    const places = positional[name] ?? [];
    const position = places.map((place) => config[place]);
    const options = Object.fromEntries(
      Object.entries(config).flatMap(([key, value]) => (places.includes(key) ? [] : [[camel(key), value]])),
    );
    const operate = Reflect.get(utils, names[name] ?? camel(name)) as (...all: unknown[]) => unknown;
    const all = [...inputs, ...position, ...(Object.keys(options).length > 0 ? [options] : [])];
    const found = arrays(resultOf(operate(...all)));
    const expected = arrays(answer.output);
    expect(found.length).toBe(expected.length);
    for (const [i, { data, shape }] of expected.entries()) {
      expect(found[i]?.shape).toEqual(shape);
      expect(reportCase('utils', { id, name }, largestDifference(found[i]?.data ?? [], data))).toBeLessThan(1e-6);
    }
  });
});

const names: Readonly<Record<string, string>> = {
  pack_x_y_sample_weight: 'packXYSampleWeight',
  unpack_x_y_sample_weight: 'unpackXYSampleWeight',
};

function inputOf(name: string, recorded: Recorded): unknown {
  if (!isRecordedArray(recorded)) return Array.isArray(recorded) ? recorded.map((one) => inputOf(name, one)) : recorded;
  const { data, shape } = recorded;
  const [height = 0, width = 0] = shape;
  return name === 'img_to_array' ? { data, height, width } : { data, shape };
}

/** Everything that a dataset gives, batch by batch; a picture as an array. */
function resultOf(result: unknown): unknown {
  if (result instanceof utils.TimeseriesDataset)
    return Array.from({ length: result.length }, (_, i) => result.getItem(i));
  if (typeof result !== 'object' || result === null || !('width' in result)) return result;
  const { data, width, height } = result as utils.Img;
  return { data, shape: [height, width, data.length / (width * height)] };
}

function arrays(
  result: unknown,
): readonly { readonly data: ArrayLike<number | bigint>; readonly shape: readonly number[] }[] {
  if (isArrayData(result)) return [result];
  if (!Array.isArray(result)) return [];
  return result.flatMap(arrays);
}

describe('toCategorical', () => {
  test('refuses what is no class', () => {
    expect(() => utils.toCategorical([0, 3], 3)).toThrow(
      'toCategorical: x: expected classes from 0 to 2, received 3. Give a larger numClasses, or leave it out.',
    );
    expect(() => utils.toCategorical([0.5])).toThrow('received 1.5');
    expect(() => utils.toCategorical([-1], 2)).toThrow('received -1');
  });

  test('reads no tensor that has yet to be computed', () => {
    expect(() => utils.toCategorical(ops.add([1], [2]))).toThrow(
      'toCategorical: x: expected arrays of numbers, received a Tensor(float32[1]), which has yet to be computed.',
    );
  });
});

describe('normalize', () => {
  test('takes the largest absolute value as a norm, and the first axis', () => {
    expect(
      utils.normalize(
        [
          [1, -4],
          [2, 2],
        ],
        0,
        Number.POSITIVE_INFINITY,
      ).data,
    ).toEqual(Float32Array.of(0.5, -1, 1, 0.5));
  });

  test('refuses other norms', () => {
    expect(() => utils.normalize([1], -1, 0)).toThrow('normalize: order: expected a positive number, received 0.');
  });
});

describe('padSequences', () => {
  test('refuses steps of another shape, and ends that it does not know', () => {
    expect(() => utils.padSequences([[[1, 2]], [[1, 2, 3]]])).toThrow(
      'padSequences: sequences[1]: expected steps of shape [2], as those before, received [3].',
    );
    const options = { padding: 'left' } as unknown as utils.PadSequencesOptions; // what JavaScript may give
    expect(() => utils.padSequences([[1]], options)).toThrow(
      "padSequences: padding: expected 'pre' or 'post', received 'left'.",
    );
    expect(() => utils.padSequences([1])).toThrow(
      'padSequences: sequences[0]: expected a sequence, received a single number.',
    );
  });
});

describe('splitDataset', () => {
  const x = { data: Float32Array.from({ length: 20 }, (_, i) => i), shape: [10, 2] };
  const y = Int32Array.from({ length: 10 }, (_, i) => i);

  test('keeps arrays together, in lists and records', () => {
    const [left, right] = utils.splitDataset({ x, both: [y, x] }, { leftSize: 8, shuffle: true, seed: 3 });
    expect(left.both[0]?.data).toHaveLength(8);
    const labels = Array.from(right.both[0]?.data ?? [], Number);
    expect(Array.from(right.x.data, Number)).toEqual(labels.flatMap((label) => [2 * label, 2 * label + 1]));
    expect([...labels, ...Array.from(left.both[0]?.data ?? [], Number)].sort()).toEqual(Array.from(y));
  });

  test('gives the same parts for the same seed, and for the same seed of all', () => {
    const part = (seed: number | null) => utils.splitDataset(y, { leftSize: 5, shuffle: true, seed })[0].data;
    expect(part(3)).toEqual(part(3));
    expect(part(4)).not.toEqual(part(3));
    utils.setRandomSeed(1);
    const first = part(null);
    expect(part(null)).not.toEqual(first);
    utils.setRandomSeed(1);
    expect(part(null)).toEqual(first);
  });

  test('refuses sizes that do not divide the samples, and arrays that differ', () => {
    expect(() => utils.splitDataset(y, {})).toThrow('splitDataset: expected a leftSize, a rightSize or both');
    expect(() => utils.splitDataset(y, { leftSize: 10 })).toThrow(
      'splitDataset: leftSize: expected a share between 0 and 1, or a number of samples below 10, received 10.',
    );
    expect(() => utils.splitDataset(y, { leftSize: 0.7, rightSize: 0.7 })).toThrow('which are 7 and 7 samples');
    expect(() => utils.splitDataset({ x: [1, 2], y: [1] }, { leftSize: 1 })).toThrow(
      'splitDataset: dataset: expected arrays with the same number of samples, received 2 and 1.',
    );
  });
});

describe('timeseriesDatasetFromArray', () => {
  test('shuffles the sequences anew each epoch, each with its own target', async () => {
    const series = Float32Array.from({ length: 40 }, (_, i) => i);
    const windows = utils.timeseriesDatasetFromArray(series, series, 3, { batchSize: 8, shuffle: true, seed: 5 });
    const epoch = async () => {
      const starts: number[] = [];
      for await (const [x, y] of windows) {
        const data = (x as { data: Float32Array }).data;
        const firsts = Array.from(data).filter((_, i) => i % 3 === 0);
        expect(Array.from((y as { data: Float32Array }).data)).toEqual(firsts);
        starts.push(...firsts);
      }
      return starts;
    };
    const first = await epoch();
    expect(await epoch()).not.toEqual(first);
    expect([...first].sort((a, b) => a - b)).toEqual(Array.from({ length: 38 }, (_, i) => i));
  });

  test('refuses series that are too short', () => {
    expect(() => utils.timeseriesDatasetFromArray([1, 2], null, 3)).toThrow(
      'timeseriesDatasetFromArray: expected at least 3 steps for a sequence, received 2 steps.',
    );
    expect(() => utils.timeseriesDatasetFromArray([1, 2], null, 1, { endIndex: 3 })).toThrow(
      'timeseriesDatasetFromArray: endIndex: expected a step from 0 to 2, received 3.',
    );
  });
});

describe('unpackXYSampleWeight', () => {
  test('gives back what was packed', () => {
    const [x, y, w] = [
      [1, 2],
      [3, 4],
      [1, 1],
    ];
    expect(utils.unpackXYSampleWeight(utils.packXYSampleWeight(x, y, w))).toEqual([x, y, w]);
    expect(utils.unpackXYSampleWeight([x])).toEqual([x, null, null]);
    expect(utils.unpackXYSampleWeight({ a: x })).toEqual([{ a: x }, null, null]);
  });

  test('refuses weights without labels, and too many parts', () => {
    expect(() => utils.packXYSampleWeight([1], null, [1])).toThrow('expected labels to weigh, received no y.');
    expect(() => utils.unpackXYSampleWeight([1, 2, 3, 4])).toThrow(
      'unpackXYSampleWeight: expected [x], [x, y] or [x, y, sampleWeight], received a list of 4.',
    );
  });
});

describe('pictures', () => {
  test('go back and forth', () => {
    const img = { data: Uint8ClampedArray.of(1, 2, 3, 4, 255, 0, 7, 8), width: 1, height: 2 };
    expect(utils.arrayToImg(utils.imgToArray(img), { scale: false })).toEqual(img);
  });

  test('of other shapes are refused', () => {
    expect(() => utils.arrayToImg([[1]])).toThrow(
      'arrayToImg: x: expected [height, width, channels] with 1, 3 or 4 channels, received [1, 1].',
    );
    expect(() => utils.imgToArray({ data: Uint8Array.of(1, 2), width: 1, height: 1 })).toThrow(
      'imgToArray: img: expected 1, 3 or 4 numbers for each of 1 · 1 pixels, received 2 numbers.',
    );
  });
});

test('isKerasTensor tells tensors of a model from values', () => {
  const x = input({ shape: [2] });
  expect([x, ops.relu(x), ops.ones([2]), random.normal([2]), 3].map(utils.isKerasTensor)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});

test('standardizeDtype knows the dtypes there are', () => {
  expect(['float', 'int', 'bool', 'uint8', null].map((name) => utils.standardizeDtype(name))).toEqual([
    'float32',
    'int32',
    'bool',
    'uint8',
    'float32',
  ]);
  expect(() => utils.standardizeDtype('int23')).toThrow("received 'int23'. Did you mean 'int32'?");
});
