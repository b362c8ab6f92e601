import { describe, expect, test } from 'vitest';
import { gradients } from '../../autodiff/index.ts';
import { placeholder, tensor } from '../../graph/index.ts';
import { compile, evaluateRaw, run, trace } from '../../runtime/index.ts';
import { add } from '../arithmetic.ts';
import { sum } from '../reduce.ts';
import { beta, binomial, gamma, SeedGenerator } from './index.ts';

const seed = 42;
const count = 40_000;

/** Mean, variance and third central moment, as they are drawn. */
async function momentsOf(drawn: { data(): Promise<ArrayLike<number | bigint>> }): Promise<readonly number[]> {
  const values = Array.from(await drawn.data(), Number);
  const center = (power: number, about: number) =>
    values.reduce((total, x) => total + (x - about) ** power, 0) / values.length;
  const mean = center(1, 0);
  return [mean, center(2, mean), center(3, mean)];
}

/** The largest distance between the parts of a sample below some numbers and the law's. Kolmogorov's bound at 1e-6 is 2.7 / √n. */
async function distance(drawn: { data(): Promise<ArrayLike<number | bigint>> }, law: (x: number) => number) {
  const values = Array.from(await drawn.data(), Number).sort((a, b) => a - b);
  return values.reduce((most, x, i) => Math.max(most, Math.abs((i + 0.5) / values.length - law(x))), 0);
}

describe('gamma', () => {
  test.each([0.3, 1, 2.5, 40])('of α = %f has its mean, variance and skew', async (alpha) => {
    const [mean = 0, variance = 0, third = 0] = await momentsOf(gamma([count], alpha, { seed }));
    // Five standard deviations of the mean and of the variance.
    expect(Math.abs(mean - alpha)).toBeLessThan(5 * Math.sqrt(alpha / count));
    expect(Math.abs(variance - alpha)).toBeLessThan(5 * alpha * Math.sqrt((2 + 6 / alpha) / count));
    expect(third / (2 * alpha)).toBeCloseTo(1, 0);
  });

  test('follows its law: of α = 1 and 2 in closed form', async () => {
    const bound = 2.7 / Math.sqrt(count);
    expect(await distance(gamma([count], 1, { seed }), (x) => 1 - Math.exp(-x))).toBeLessThan(bound);
    expect(await distance(gamma([count], 2, { seed }), (x) => 1 - (1 + x) * Math.exp(-x))).toBeLessThan(bound);
    const small = gamma([count], 0.5, { seed });
    // The square of half a normal number: erf(√x), by the formula of Abramowitz and Stegun 7.1.26.
    expect(await distance(small, (x) => erf(Math.sqrt(x)))).toBeLessThan(bound);
  });

  test('takes an α for each place', async () => {
    const values = Array.from(await gamma([2, 20_000], [[1], [9]], { seed }).data(), Number);
    const mean = (row: number) => values.slice(row * 20_000, (row + 1) * 20_000).reduce((a, b) => a + b) / 20_000;
    expect(mean(0)).toBeCloseTo(1, 1);
    expect(mean(1)).toBeCloseTo(9, 0);
  });

  test('refuses what is no α', () => {
    expect(() => gamma([1], 0)).toThrow('gamma: alpha: expected a number above 0, received 0.');
    expect(() => gamma([-1], 1)).toThrow('gamma: shape: expected whole axis lengths of at least 0');
  });
});

describe('beta', () => {
  test.each([
    [0.5, 0.5],
    [1, 3],
    [4, 2],
  ])('of α = %f and β = %f has its mean and variance', async (a, b) => {
    const [mean = 0, variance = 0] = await momentsOf(beta([count], a, b, { seed }));
    const spread = (a * b) / ((a + b) ** 2 * (a + b + 1));
    expect(Math.abs(mean - a / (a + b))).toBeLessThan(5 * Math.sqrt(spread / count));
    expect(variance / spread).toBeCloseTo(1, 1);
  });

  test('follows its law in closed form', async () => {
    const bound = 2.7 / Math.sqrt(count);
    expect(await distance(beta([count], 1, 3, { seed }), (x) => 1 - (1 - x) ** 3)).toBeLessThan(bound);
    const arcsine = (x: number) => (2 / Math.PI) * Math.asin(Math.sqrt(x));
    expect(await distance(beta([count], 0.5, 0.5, { seed }), arcsine)).toBeLessThan(bound);
  });

  test('stays a number where both parameters are tiny', async () => {
    const values = Array.from(await beta([1000], 0.01, 0.01, { seed }).data(), Number);
    expect(values.every((x) => x >= 0 && x <= 1)).toBe(true);
  });
});

describe('binomial', () => {
  test.each([
    [1, 0.3],
    [10, 0.5],
    [32, 0.9],
    [33, 0.2],
    [1000, 0.37],
    [100_000, 0.01],
  ])('of %i trials with probability %f has its mean and variance', async (n, p) => {
    const [mean = 0, variance = 0] = await momentsOf(binomial([20_000], n, p, { seed }));
    const spread = n * p * (1 - p);
    expect(Math.abs(mean - n * p)).toBeLessThan(5 * Math.sqrt(spread / 20_000));
    expect(variance / spread).toBeCloseTo(1, 1);
  });

  test('has its law for few trials and for many: chi-squared', async () => {
    for (const [n, p] of [
      [4, 0.3],
      [40, 0.1],
    ] as const) {
      const counts = new Float64Array(n + 1);
      for (const x of await binomial([count], n, p, { seed }).data()) counts[Number(x)] = (counts[Number(x)] ?? 0) + 1;
      let [chi, cells, law] = [0, 0, (1 - p) ** n];
      for (let k = 0; k <= n; k++) {
        if (law * count > 5) {
          chi += ((counts[k] ?? 0) - law * count) ** 2 / (law * count);
          cells++;
        }
        law *= ((n - k) / (k + 1)) * (p / (1 - p));
      }
      expect(chi).toBeLessThan(cells + 5 * Math.sqrt(2 * cells));
    }
  });

  test('takes counts and probabilities for each place', async () => {
    const drawn = binomial([3, 2], [[0], [50], [7]], [0, 1], { seed });
    expect(await drawn.array()).toEqual([
      [0, 0],
      [0, 50],
      [0, 7],
    ]);
  });

  test('refuses counts that are none', () => {
    expect(() => binomial([1], 1.5, 0.5)).toThrow(
      'binomial: counts: expected whole numbers from 0 to 2²⁴, received 1.5.',
    );
    expect(() => binomial([1], add([1], 1), 0.5)).toThrow('binomial: counts: expected numbers that are known');
  });
});

describe('seeds', () => {
  test('a whole number gives the same each time, a generator another', async () => {
    expect(await gamma([4], 2, { seed }).data()).toEqual(await gamma([4], 2, { seed }).data());
    const seeds = new SeedGenerator(seed);
    const [first, second] = [gamma([4], 2, { seed: seeds }), gamma([4], 2, { seed: seeds })];
    expect(await second.data()).not.toEqual(await first.data());
  });

  test('a program draws anew in each run with a generator, and the same with a number', async () => {
    const x = placeholder({ dtype: 'float32', dims: [2] });
    for (const [given, same] of [
      [new SeedGenerator(1), false],
      [5, true],
    ] as const) {
      const program = trace([x], true, () => [add(x, beta([2], 2, 2, { seed: given }))]);
      const compiled = await compile(program);
      const inputs = [{ data: new Float32Array(2), shape: [2] }];
      const [first] = await run(program, compiled, inputs, evaluateRaw);
      const [second] = await run(program, compiled, inputs, evaluateRaw);
      expect(JSON.stringify(second?.data) === JSON.stringify(first?.data)).toBe(same);
    }
  });

  test('draws have no gradient', async () => {
    const alpha = tensor([2]);
    const [slope] = gradients(sum(gamma([1], alpha, { seed })), [alpha]);
    expect(await slope?.array()).toEqual([0]);
  });
});

function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * x);
  const polynomial = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  return 1 - polynomial * Math.exp(-x * x);
}
