import { describe, expect, test } from 'vitest';
import { type DType, dtypes } from '../graph/index.ts';
import { arrayOf, largestDifference, type ParityCase, parityCases } from '../testing/parity.ts';
import { reportCase } from '../testing/parity-report.ts';
import { sizeOf } from '../utils/arrays.ts';
import type { Json } from '../utils/json.ts';
import { fansOf } from './fans.ts';
import { initializerOf } from './index.ts';

const cases = await parityCases('initializers');

function drawn({ name, given }: ParityCase) {
  const initializer = initializerOf({ class_name: name, config: (given.config ?? {}) as Json }); // cases are plain JSON
  const shape = (given.shape as readonly number[]).map(Number);
  const dtype = (given.dtype ?? 'float32') as DType;
  return { initializer, shape, dtype, values: initializer.draw(shape, dtype) };
}

describe.each(cases)('$id', (one) => {
  const { initializer, shape, dtype, values } = drawn(one);
  const { answer } = one;

  test("has Keras's config", () => {
    // Keras forgets the gain of an identity; a file of ours keeps it.
    const kept = one.id === 'identity-gain' ? { gain: 0.5 } : answer.config;
    expect(initializer.getConfig()).toEqual(kept);
    reportCase('initializers', one, 0);
  });

  test('has the length and dtype that were asked for', () => {
    expect(values.length).toBe(sizeOf(shape));
    expect(values.constructor).toBe(dtypes[dtype].zeros(0).constructor);
  });

  if (answer.value !== undefined && one.name !== 'Orthogonal')
    test("has Keras's values", () => {
      // Keras computes the angles of the transform in float32: they are right to 1e-6 only.
      const tolerance = one.name === 'STFT' ? 2e-6 : 0;
      const difference = largestDifference(values, arrayOf(answer, 'value').data);
      expect(reportCase('initializers', one, difference)).toBeLessThanOrEqual(tolerance);
    });

  if (answer.sample !== undefined) {
    const numbers = Array.from<number | bigint, number>(values, Number);
    const mean = numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
    const deviation = Math.sqrt(numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / numbers.length);
    const { bounds, center, spread } = law(answer);

    test("stays within the bounds of Keras's distribution", () => {
      expect(Math.min(...numbers)).toBeGreaterThanOrEqual(Math.fround(bounds[0]));
      expect(Math.max(...numbers)).toBeLessThanOrEqual(Math.fround(bounds[1]));
    });

    test("has the mean and the deviation of Keras's distribution", () => {
      // Four standard errors: the seed is fixed, so a pass stays one.
      expect(Math.abs(mean - center)).toBeLessThan((4 * spread) / Math.sqrt(numbers.length));
      expect(Math.abs(deviation / spread - 1)).toBeLessThan(4 / Math.sqrt(2 * numbers.length));
    });
  }

  if (answer.fan_in !== undefined)
    test("counts Keras's fans", () => {
      const { input_axes: inputs = null, output_axes: outputs = null } = answer.config as Record<string, number[]>;
      expect(fansOf(shape, inputs, outputs)).toEqual({ fanIn: answer.fan_in, fanOut: answer.fan_out });
    });
});

interface Law {
  readonly bounds: readonly [low: number, high: number];
  readonly center: number;
  readonly spread: number;
}

/** What Keras's formulas say of the distribution. */
function law(answer: ParityCase['answer']): Law {
  const number = (key: string, otherwise: number): number => Number(answer[key] ?? otherwise);
  const [center, deviation] = [number('mean', 0), number('stddev', 1)];
  if (answer.distribution === 'uniform') {
    const [low, high] = [number('minval', -number('limit', 0)), number('maxval', number('limit', 0))];
    return { bounds: [low, high], center: (low + high) / 2, spread: (high - low) / Math.sqrt(12) };
  }
  if (answer.distribution === 'truncated_normal')
    return {
      bounds: [center - 2 * deviation, center + 2 * deviation],
      center,
      spread: deviation * 0.87962566103423978,
    };
  if (answer.distribution === 'untruncated_normal') return { bounds: [-Infinity, Infinity], center, spread: deviation };
  // Of an orthogonal matrix the entries' squares sum to the number of its shorter side.
  const gain = number('gain', 1);
  return { bounds: [-gain, gain], center: 0, spread: sampleSpread(answer) };
}

function sampleSpread({ sample }: ParityCase['answer']): number {
  const { mean, stddev } = sample as { readonly mean: number; readonly stddev: number };
  return Math.hypot(mean, stddev);
}
