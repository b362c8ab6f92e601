import { describe, expect, test } from 'vitest';
import { binned } from './bins.ts';
import { histogram } from './histogram.ts';

describe('bins', () => {
  test('hold every value once', () => {
    const values = Array.from({ length: 1000 }, (_, i) => Math.sin(i) * 3);
    for (const bins of [undefined, 1, 7, 100])
      expect(binned(values, bins).bars.reduce((sum, bar) => sum + bar.count, 0)).toBe(1000);
  });

  test('begin at round numbers', () => {
    const { bars } = binned([0.13, 0.94, 0.5, 0.51], 10);
    expect(bars.map((bar) => bar.start)).toEqual([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]);
  });

  test('give each of a few whole numbers its own bar', () => {
    expect(binned([0, 2, 2, 3]).bars).toEqual([
      { start: -0.5, end: 0.5, count: 1 },
      { start: 0.5, end: 1.5, count: 0 },
      { start: 1.5, end: 2.5, count: 2 },
      { start: 2.5, end: 3.5, count: 1 },
    ]);
  });

  test('put a value on a border into the upper bar', () => {
    expect(binned([0, 0.5, 1, 1.25], 2).bars).toEqual([
      { start: 0, end: 0.5, count: 1 },
      { start: 0.5, end: 1, count: 1 },
      { start: 1, end: 1.5, count: 2 },
    ]);
  });

  test('are few, whatever the outliers', () => {
    const values = [...Array.from({ length: 1000 }, (_, i) => i / 1000), 1e6];
    expect(binned(values).bars.length).toBeLessThan(100);
  });

  test.each([[0.1], [-1e-9], [1e20], [0.7]])('hold equal values: %s', (value) => {
    const { bars } = binned([value, value]);
    expect(bars).toHaveLength(1);
    expect(bars[0]?.count).toBe(2);
    expect((bars[0]?.start ?? 1) <= value && value <= (bars[0]?.end ?? 0)).toBe(true);
  });
});

test('is bars from nothing up, with mean, deviation and number', () => {
  expect(histogram([1, 2, 3, 4], { label: 'size' }).spec).toMatchObject({
    title: { text: 'Histogram', subtitle: ['mean 2.5, std 1.12, n = 4'] },
    layer: [
      {
        mark: { type: 'rect' },
        encoding: {
          x: { field: 'start', title: 'size' },
          x2: { field: 'end' },
          y: { field: 'count' },
          y2: { datum: 0 },
        },
      },
    ],
  });
});

test('gives each set by name a panel', () => {
  const { spec } = histogram({ kernel: new Float32Array(10), bias: { data: new Float32Array(4), shape: [2, 2] } });
  expect(spec).toMatchObject({ concat: [{ title: { text: 'kernel' } }, { title: { text: 'bias' } }] });
});

test('says how many values it leaves out', () => {
  const { spec } = histogram([1, Number.NaN, 2, Number.POSITIVE_INFINITY]);
  expect(spec).toMatchObject({ title: { subtitle: ['mean 1.5, std 0.5, n = 2', '2 not finite, left out'] } });
});

test('takes a hundred thousand values', () => {
  const { spec } = histogram(Float32Array.from({ length: 100_000 }, (_, i) => Math.sin(i)));
  expect(JSON.stringify(spec).length).toBeLessThan(20_000);
});

test.each<[string, Parameters<typeof histogram>, RegExp]>([
  ['no values', [[]], /at least one finite value, received 0 values/],
  [
    'no finite values',
    [{ bias: [Number.NaN] }],
    /histogram "bias": expected at least one finite value, received 1 values, none finite/,
  ],
  ['no sets', [{}], /several sets by name, received an empty object/],
  ['0 bins', [[1, 2], { bins: 0 }], /bins: expected a whole number from 1 to 1000, received 0/],
])('refuses %s', (_, given, message) => {
  expect(() => histogram(...given)).toThrow(message);
});
