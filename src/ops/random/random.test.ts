import { describe, expect, test } from 'vitest';
import { gradients } from '../../autodiff/index.ts';
import { placeholder, type Tensor, tensor, Unknown } from '../../graph/index.ts';
import { compile, evaluateRaw, run, trace } from '../../runtime/index.ts';
import { expectClose, random as numbers } from '../../testing/op-test.ts';
import {
  drawKey,
  normalArray,
  permutationArray,
  squares,
  truncatedNormalArray,
  uniformArray,
} from '../../utils/random.ts';
import { multiply } from '../arithmetic.ts';
import { sum } from '../reduce.ts';
import {
  bernoulli,
  categorical,
  dropout,
  normal,
  normalLike,
  randint,
  SeedGenerator,
  setRandomSeed,
  shuffle,
  truncatedNormal,
  uniform,
  uniformLike,
} from './index.ts';

const key = drawKey(42, 0);
const seed = 42;

describe('draws in a graph are those of plain TypeScript', () => {
  test('uniform, bit for bit, in any shape', async () => {
    for (const shape of [[], [1], [7], [3, 5], [2, 1, 3, 4], [1, 6], [5000]]) {
      const size = shape.reduce((a, b) => a * b, 1);
      const { data, shape: drawn } = await uniform(shape, { seed }).evaluated();
      expect(drawn).toEqual(shape);
      expect(data).toEqual(uniformArray(key, size));
    }
  });

  test('normal and truncatedNormal up to rounding', async () => {
    expectClose(await normal([1000], { seed }).data(), normalArray(key, 1000), 2e-6);
    expectClose(await truncatedNormal([1000], { seed }).data(), truncatedNormalArray(key, 1000), 1e-5);
  });

  test('randint, bit for bit, for small and for large spans', async () => {
    for (const span of [1, 2, 7, 256, 65535, 65536, 65537, 1_000_003, 2 ** 31 + 5, 2 ** 32 - 1, 2 ** 32]) {
      const drawn = await randint([200], 0, span, { seed, dtype: 'uint32' }).data();
      const expected = Array.from({ length: 200 }, (_, i) =>
        Number((BigInt(squares(i + 1, key)) * BigInt(span)) >> 32n),
      );
      expect([...drawn].map(Number)).toEqual(expected);
    }
  });

  test('shuffle', async () => {
    const x = Int32Array.from({ length: 50 }, (_, i) => i);
    expect(await shuffle(x, { seed }).data()).toEqual(permutationArray(key, 50));
  });

  test('the same for a batch known at run time only', async () => {
    const batch = new Unknown();
    const time = new Unknown();
    const x = placeholder({ dtype: 'float32', dims: [batch, time, 3] });
    const program = trace([x], true, () => [uniformLike(x, { seed }), normalLike(x, { seed }), shuffle(x, { seed })]);
    const given = { data: Float32Array.from({ length: 30 }, (_, i) => i), shape: [5, 2, 3] };
    const [units, normals, shuffled] = await run(program, await compile(program), [given], evaluateRaw);
    expect(units?.data).toEqual(uniformArray(key, 30));
    expectClose(normals?.data ?? [], normalArray(key, 30), 2e-6);
    const rows = [...permutationArray(key, 5)].flatMap((row) => [0, 1, 2, 3, 4, 5].map((i) => row * 6 + i));
    expect([...(shuffled?.data ?? [])]).toEqual(rows);
  });
});

describe('seeds', () => {
  test('a whole number gives the same each time', async () => {
    expect(await uniform([4], { seed }).data()).toEqual(await uniform([4], { seed }).data());
  });

  test('a SeedGenerator gives other numbers each time, first those of its seed', async () => {
    const seeds = new SeedGenerator(seed);
    const [first, second] = [uniform([4], { seed: seeds }), uniform([4], { seed: seeds })];
    expect(await second.data()).not.toEqual(await first.data());
    expect(await first.data()).toEqual(uniformArray(drawKey(seed, 0), 4));
    expect(await second.data()).toEqual(uniformArray(drawKey(seed, 1), 4));
  });

  test('a tensor that was drawn stays as it is', async () => {
    const drawn = uniform([4]);
    expect(await multiply(drawn, 1).data()).toEqual(await drawn.data());
  });

  test('without a seed setRandomSeed repeats them', async () => {
    setRandomSeed(3);
    const first = await normal([4]).data();
    expect(await normal([4]).data()).not.toEqual(first);
    setRandomSeed(3);
    expect(await normal([4]).data()).toEqual(first);
  });

  test('a program draws anew in each run', async () => {
    const x = placeholder({ dtype: 'float32', dims: [64] });
    const seeds = new SeedGenerator(1);
    const program = trace([x], true, () => [dropout(x, 0.5, { seed: seeds })]);
    const compiled = await compile(program);
    const given = [{ data: new Float32Array(64).fill(1), shape: [64] }];
    const [first] = await run(program, compiled, given, evaluateRaw);
    const [second] = await run(program, compiled, given, evaluateRaw);
    expect(second?.data).not.toEqual(first?.data);
    expect([...seeds.state()]).toEqual([1, 2]);
  });

  test('anything else is refused', () => {
    expect(() => uniform([1], { seed: 1.5 })).toThrow('uniform: seed: expected a whole number, received 1.5');
  });
});

const average = async (x: Tensor) => Number(await sum(x).item()) / x.shape.reduce<number>((a, b) => a * (b ?? 1), 1);

describe('uniform', () => {
  test('keeps to its bounds', async () => {
    const drawn = await uniform([100_000], { minval: -0.05, maxval: 0.05, seed }).data();
    const inside = Array.from(drawn, Number).every((v) => v >= Math.fround(-0.05) && v < 0.05);
    expect(inside).toBe(true);
    expect(await average(uniform([100_000], { minval: 2, maxval: 5, seed }))).toBeCloseTo(3.5, 1);
  });

  test('refuses shapes and bounds that are none', () => {
    expect(() => uniform([-1])).toThrow('uniform: shape: expected whole axis lengths of at least 0, received [-1]');
    expect(() => uniform([1], { maxval: Number.NaN })).toThrow('uniform: maxval: expected a number, received NaN');
  });
});

test('normal has its mean and standard deviation', async () => {
  const drawn = Array.from(await normal([50_000], { mean: 3, stddev: 2, seed }).data(), Number);
  const mean = drawn.reduce((a, b) => a + b) / drawn.length;
  expect(mean).toBeCloseTo(3, 1);
  expect(Math.sqrt(drawn.reduce((a, b) => a + (b - mean) ** 2, 0) / drawn.length)).toBeCloseTo(2, 1);
});

test('truncatedNormal keeps within two standard deviations', async () => {
  const drawn = await truncatedNormal([50_000], { mean: 1, stddev: 0.5, seed }).data();
  expect([...drawn].every((v) => Math.abs(Number(v) - 1) <= 1)).toBe(true);
});

describe('randint', () => {
  test('draws each number equally often', async () => {
    const counts = new Float64Array(7);
    for (const v of await randint([70_000], -3, 4, { seed }).data())
      counts[Number(v) + 3] = (counts[Number(v) + 3] ?? 0) + 1;
    const chi = counts.reduce((total, count) => total + (count - 10_000) ** 2 / 10_000, 0);
    expect(chi).toBeLessThan(6 + 5 * Math.sqrt(12));
  });

  test('covers all of int32', async () => {
    const drawn = Array.from(await randint([1000], -(2 ** 31), 2 ** 31, { seed }).data(), Number);
    expect(drawn).toEqual(Array.from({ length: 1000 }, (_, i) => squares(i + 1, key) - 2 ** 31));
  });

  test('gives other dtypes', async () => {
    const [bytes, longs, floats] = (['uint8', 'int64', 'float32'] as const).map((dtype) =>
      randint([9], 3, 5, { dtype, seed }),
    );
    const plain = Array.from(await randint([9], 3, 5, { seed }).data(), Number);
    for (const drawn of [bytes, longs, floats]) expectClose((await drawn?.data()) ?? [], plain, 0);
    expect([bytes?.dtype, longs?.dtype, floats?.dtype]).toEqual(['uint8', 'int64', 'float32']);
  });

  test('refuses bounds that are none, and dtypes they do not fit into', () => {
    expect(() => randint([1], 3, 3)).toThrow(/^randint\(shape, minval, maxval\): expected whole bounds/);
    expect(() => randint([1], 0, 300, { dtype: 'uint8' })).toThrow(
      'expected bounds that fit into uint8, received 0 and 300',
    );
    expect(() => randint([1], 0, 2, { dtype: 'bool' })).toThrow(
      'randint: dtype: expected a dtype of numbers, received bool',
    );
  });
});

test('bernoulli is true as often as asked', async () => {
  expect(await average(bernoulli([100_000], 0.3, { seed }))).toBeCloseTo(0.3, 2);
  expect(() => bernoulli([1], 1.5)).toThrow('bernoulli: probability: expected a number from 0 to 1, received 1.5');
});

describe('dropout', () => {
  const x = tensor(numbers([100, 50], { range: [1, 2] }));

  test('drops the part it should and keeps the mean', async () => {
    const dropped = Array.from(await dropout(x, 0.4, { seed }).data(), Number);
    expect(dropped.filter((v) => v === 0).length / 5000).toBeCloseTo(0.4, 1);
    expect(dropped.reduce((a, b) => a + b) / 5000).toBeCloseTo(await average(x), 1);
  });

  test('lets the gradient through where it kept', async () => {
    const given = tensor([1, 2, 3, 4]);
    const kept = dropout(given, 0.5, { seed });
    const [slope] = gradients(sum(kept), [given]);
    expect(await slope?.array()).toEqual(Array.from(await kept.data(), Number).map((v) => (v === 0 ? 0 : 2)));
  });

  test('decides once for axes of 1 in the noise shape', async () => {
    const rows = (await dropout(
      tensor([
        [1, 1, 1],
        [1, 1, 1],
        [1, 1, 1],
        [1, 1, 1],
      ]),
      0.5,
      { seed, noiseShape: [null, 1] },
    ).array()) as number[][];
    expect(rows.every((row) => new Set(row).size === 1)).toBe(true);
    expect(new Set(rows.flat())).toEqual(new Set([0, 2]));
  });

  test('drops nothing at 0 and everything at 1', async () => {
    expect(await dropout([1, 2], 0).array()).toEqual([1, 2]);
    expect(await dropout([1, 2], 1).array()).toEqual([0, 0]);
  });

  test('refuses rates and noise shapes that do not fit', () => {
    expect(() => dropout([1], 2)).toThrow('dropout: rate: expected a number from 0 to 1, received 2');
    expect(() => dropout([1, 2], 0.5, { noiseShape: [3] })).toThrow(
      'dropout: noiseShape: expected for each axis of float32[2] its length, null or 1, received [3]',
    );
  });
});

describe('categorical', () => {
  test('draws classes by their probability', async () => {
    const odds = [0.1, 0.2, 0, 0.7];
    const logits = [odds.map(Math.log), [0, 0, 0, 0]];
    const [first, second] = (await categorical(logits, 20_000, { seed }).array()) as number[][];
    const shares = (row: number[] = []) => odds.map((_, i) => row.filter((v) => v === i).length / 20_000);
    expectClose(shares(first), odds, 0.02);
    expectClose(shares(second), [0.25, 0.25, 0.25, 0.25], 0.02);
    expect(shares(first)[2]).toBe(0);
  });

  test('is int32, for a batch known at run time only', async () => {
    const logits = placeholder({ dtype: 'float32', dims: [new Unknown(), 3] });
    const program = trace([logits], false, () => [categorical(logits, 2, { seed })]);
    const data = Float32Array.of(0, -100, -100, -100, 0, -100);
    const [drawn] = await run(program, await compile(program), [{ data, shape: [2, 3] }], evaluateRaw);
    expect(drawn).toEqual({ data: Int32Array.of(0, 0, 1, 1), shape: [2, 2] });
  });

  test('refuses logits that are no matrix, and no samples', () => {
    expect(() => categorical([0, 1], 1)).toThrow(
      'categorical(logits): expected a matrix [batch, classes], received float32[2]',
    );
    expect(() => categorical([[0, 1]], 0)).toThrow(
      'categorical: numSamples: expected a positive whole number, received 0',
    );
  });
});

describe('shuffle', () => {
  test('keeps rows together', async () => {
    const x = [
      [1, 10],
      [2, 20],
      [3, 30],
    ];
    const shuffled = (await shuffle(x, { seed }).array()) as number[][];
    expect([...shuffled].sort()).toEqual(x);
  });

  test('shuffles another axis', async () => {
    const [row = []] = (await shuffle([[1, 2, 3, 4, 5]], { axis: 1, seed }).array()) as number[][];
    expect([...row].sort()).toEqual([1, 2, 3, 4, 5]);
  });

  test('sends gradients back to where the elements came from', async () => {
    const x = tensor([1, 2, 3, 4]);
    const shuffled = shuffle(x, { seed });
    const [slope] = gradients(sum(multiply(shuffled, [10, 20, 30, 40])), [x]);
    const order = Array.from(await shuffled.data(), Number);
    expect(await slope?.array()).toEqual([1, 2, 3, 4].map((v) => (order.indexOf(v) + 1) * 10));
  });

  test('refuses an axis that is not there', () => {
    expect(() => shuffle([1], { axis: 1 })).toThrow('shuffle: axis: expected an axis from -1 to 0, received 1');
  });
});
