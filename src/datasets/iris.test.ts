import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { measurements } from './iris.data.ts';
import { type Flowers, iris } from './iris.ts';

const classes = ({ labels }: Flowers) => [0, 1, 2].map((kind) => labels.data.filter((label) => label === kind).length);
const rows = ({ features, labels }: Flowers) =>
  Array.from(labels.data, (label, i) =>
    [...features.data.subarray(i * 4, i * 4 + 4), label].map((v) => v.toFixed(1)).join(),
  );

// The file iris.csv of scikit-learn as Windows has it (2,885 bytes): the SHA-256 is of a copy we did not make.
test("is scikit-learn's file to the byte", () => {
  const lines = Array.from({ length: 150 }, (_, i) =>
    [...measurements.slice(i * 4, i * 4 + 4).map((value) => value.toFixed(1)), Math.floor(i / 50)].join(','),
  );
  const text = ['150,4,setosa,versicolor,virginica', ...lines, ''].join('\r\n');
  expect(createHash('sha256').update(text).digest('hex')).toBe(
    'f9e3809b56cc0f2f2f69554b7a0ea04e94d0e2c21343c86593eaf5581551dab6',
  );
});

test('gives each species equally to both parts', async () => {
  const { train, test } = await iris();
  expect([classes(train), classes(test)]).toEqual([
    [40, 40, 40],
    [10, 10, 10],
  ]);
});

test('every flower is in one part, with its own label', async () => {
  const { train, test } = await iris({ testFraction: 0.3, seed: 5 });
  const all = await iris({ testFraction: 0 });
  expect([...rows(train), ...rows(test)].sort()).toEqual(rows(all.train).sort());
  expect(all.test.features.shape).toEqual([0, 4]);
});

test('mixes the species', async () => {
  const { train } = await iris();
  expect(new Set(train.labels.data.subarray(0, 20)).size).toBe(3);
});

test('equal seeds give equal parts, others do not', async () => {
  const [a, b, c] = await Promise.all([iris({ seed: 1 }), iris({ seed: 1 }), iris({ seed: 2 })]);
  expect(rows(a.train)).toEqual(rows(b.train));
  expect(rows(a.train)).not.toEqual(rows(c.train));
});

test.each([1, 1.5, -0.1, Number.NaN])('refuses testFraction %s', async (testFraction) => {
  await expect(iris({ testFraction })).rejects.toThrow(
    `iris: testFraction: expected a number from 0 up to, not including, 1, received ${testFraction}.`,
  );
});
