import { expect, test } from 'vitest';
import { MeasuredPace, type Pace, steadyPace } from './pace.ts';

/** Runs `batches` batches on a machine that takes these times (ms); gives the sizes of the runs and the time that went by. */
function driven(pace: Pace, batches: number, timeOf: (count: number, now: number) => number) {
  const sizes: number[] = [];
  let now = 0;
  for (let left = batches; left > 0; ) {
    const count = pace.next(left);
    const time = timeOf(count, now);
    pace.took(count, time);
    sizes.push(count);
    left -= count;
    now += time;
  }
  return { sizes, now };
}

const options = { compiling: 5, most: 64 };

test('a steady pace takes its number, and the rest', () => {
  expect(driven(steadyPace(4), 10, () => 1).sizes).toEqual([4, 4, 2]);
});

test('takes several batches where that is faster, after single ones', () => {
  const { sizes } = driven(new MeasuredPace(options), 40_000, (count) => 0.1 + 0.2 * count);
  expect(sizes.slice(0, 8)).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
  expect(sizes[8]).toBe(64);
  expect(sizes.slice(-100, -1).every((size) => size === 64)).toBe(true);
});

test('a run of several takes about 30 ms', () => {
  const { sizes } = driven(new MeasuredPace(options), 4000, (count) => 1 + 2 * count);
  expect(Math.max(...sizes)).toBe(10);
});

test('stays with single batches where several are slower, and loses less than a tenth by looking', () => {
  const timeOf = (count: number) => (count === 1 ? 0.4 : 1.2 * count);
  const { sizes, now } = driven(new MeasuredPace(options), 100_000, timeOf);
  expect(sizes.at(-1)).toBe(1);
  expect(now).toBeLessThan(1.1 * 0.4 * 100_000);
});

test('tries nothing for long steps, short runs, and where compiling would take longer than training', () => {
  const tries = (pace: MeasuredPace, batches: number, step: number) =>
    driven(pace, batches, (count) => step * count).sizes.some((size) => size > 1);
  expect(tries(new MeasuredPace(options), 1000, 25)).toBe(false);
  expect(tries(new MeasuredPace(options), 1000, 0.1)).toBe(false);
  expect(tries(new MeasuredPace({ ...options, compiling: 1000 }), 10_000, 0.5)).toBe(false);
  expect(tries(new MeasuredPace({ ...options, most: 1 }), 100_000, 0.5)).toBe(false);
  expect(tries(new MeasuredPace(options), 10_000, 0.5)).toBe(true);
});

test('changes its mind when the machine becomes busy, and again when it is quiet', () => {
  const busy = (now: number) => now > 5000 && now < 15_000;
  const timeOf = (count: number, now: number) => {
    if (count === 1) return busy(now) ? 0.6 : 0.5;
    return count * (busy(now) ? 1.5 : 0.2);
  };
  const pace = new MeasuredPace(options);
  const sizes = new Map<number, number>();
  let at = 0;
  driven(pace, 120_000, (count, now) => {
    at = now;
    sizes.set(Math.floor(now / 1000), count);
    return timeOf(count, now);
  });
  expect(sizes.get(4)).toBeGreaterThan(1);
  expect(sizes.get(9)).toBe(1);
  expect(at).toBeGreaterThan(20_000);
  expect(sizes.get(Math.floor(at / 1000) - 1)).toBeGreaterThan(1);
});

test('a time that is no number of single steps does not stop it', () => {
  const pace = new MeasuredPace(options);
  expect(driven(pace, 5000, () => 0).sizes.reduce((sum, size) => sum + size, 0)).toBe(5000);
});
