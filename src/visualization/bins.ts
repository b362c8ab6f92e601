/** A range of values, from `start` up to `end`, and how many lie in it. */
export interface Bar {
  readonly start: number;
  readonly end: number;
  readonly count: number;
}

/** Values counted in ranges of equal width. */
export interface Bins {
  readonly bars: readonly Bar[];
  readonly step: number;
  /** Whether the values are whole numbers with a bar each. */
  readonly whole: boolean;
}

/**
 * Counts finite values in ranges of a round width: 1, 2 or 5 times a power of ten, near what was asked for, or else near
 * Freedman and Diaconis's 2·IQR/∛n.
 *
 * @see Freedman, Diaconis: On the histogram as a density estimator: L2 theory, 1981
 */
export function binned(values: readonly number[], bins?: number): Bins {
  const sorted = Float64Array.from(values).sort();
  const low = sorted[0] ?? 0;
  const high = sorted[sorted.length - 1] ?? 0;
  const whole = bins === undefined && high - low <= 60 && values.every(Number.isInteger);
  const step = whole
    ? 1
    : roundStep(bins === undefined ? usualWidth(sorted, low, high) : (high - low) / bins, low, high);
  const start = whole ? low - 0.5 : Math.floor(low / step) * step;
  const count = whole ? high - low + 1 : Math.floor((high - start) / step) + 1;
  const counts = new Array<number>(count).fill(0);
  for (const value of values) {
    const bin = Math.min(count - 1, Math.max(0, Math.floor((value - start) / step)));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const edge = (i: number) => Number((start + i * step).toPrecision(12));
  return { bars: counts.map((count, i) => ({ start: edge(i), end: edge(i + 1), count })), step, whole };
}

function usualWidth(sorted: Float64Array, low: number, high: number): number {
  const at = (part: number) => sorted[Math.round(part * (sorted.length - 1))] ?? 0;
  const width = (2 * (at(0.75) - at(0.25))) / Math.cbrt(sorted.length);
  // Outliers must not make thousands of bars, nor a narrow middle a single one.
  return Math.max((high - low) / 60, Math.min((high - low) / 5, width));
}

/** The greatest of 1, 2, 5 · 10ᵏ that is not far above the width; for equal values, a range about them. */
function roundStep(width: number, low: number, high: number): number {
  if (!(width > 0)) return high === low && low !== 0 ? 10 ** Math.floor(Math.log10(Math.abs(low))) : 1;
  const power = 10 ** Math.floor(Math.log10(width));
  const best = [1, 2, 5, 10].reduce((a, b) =>
    Math.abs(Math.log(b * power) - Math.log(width)) < Math.abs(Math.log(a * power) - Math.log(width)) ? b : a,
  );
  return best * power;
}
