const buckets = 30;

/**
 * A histogram of 30 buckets, as TensorBoard's own: `[left edge, right edge, count]` for each, `[30, 3]`. Equal numbers are all
 * in the last; NaN and infinities, which have no bucket, are left out.
 */
export function histogram(values: ArrayLike<number | bigint>): Float64Array {
  const finite = Float64Array.from(Array.from(values, Number).filter(Number.isFinite));
  const table = new Float64Array(buckets * 3);
  if (finite.length === 0) return table;
  const [low, high] = range(finite);
  const width = (high - low) / buckets;
  for (let i = 0; i < buckets; i++) {
    table[3 * i] = low + width * i;
    table[3 * i + 1] = i === buckets - 1 ? high : low + width * (i + 1);
  }
  for (const value of finite) {
    const bucket = high === low ? buckets - 1 : Math.min(Math.floor((value - low) / width), buckets - 1);
    table[3 * bucket + 2] = (table[3 * bucket + 2] ?? 0) + 1;
  }
  return table;
}

function range(values: Float64Array): readonly [low: number, high: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}
