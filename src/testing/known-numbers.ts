// The formulas of parity/recorder/applications.py: numbers that both sides compute, so that no recording has to hold them.

/** Numbers from 0 to 1 by a hash of their places (after Wellons's lowbias32). */
export function knownNumbers(size: number, seed: number): Float64Array {
  const start = Math.imul(seed, 0x85ebca6b);
  return Float64Array.from({ length: size }, (_, i) => {
    let x = (Math.imul(i, 0x9e3779b1) + start) | 0;
    x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
    x = Math.imul(x ^ (x >>> 15), 0xd35a2d97);
    x ^= x >>> 15;
    return (x >>> 8) / 2 ** 24;
  });
}

/** Pictures of known numbers, in a range. */
export function knownPictures(shape: readonly number[], [low, high]: readonly [number, number]): Known {
  return { data: Float32Array.from(knownNumbers(product(shape), 65535), (x) => low + (high - low) * x), shape };
}

/** Numbers of a size that lets signals pass through many layers, by the name of a weight and its place in the model. */
export function knownWeight(name: string, shape: readonly number[], index: number): Known {
  const numbers = knownNumbers(product(shape), index);
  const made = (value: (x: number) => number) => ({ data: Float32Array.from(numbers, value), shape });
  if (['gamma', 'variance', 'moving_variance'].includes(name)) return made((x) => 0.5 + x);
  if (shape.length < 2) return made((x) => 0.2 * (x - 0.5));
  const fan = product(shape.length === 4 && shape[3] === 1 ? shape.slice(0, 2) : shape.slice(0, -1));
  const limit = Math.sqrt(3 / fan);
  return made((x) => (2 * x - 1) * limit);
}

interface Known {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

function product(shape: readonly number[]): number {
  return shape.reduce((size, dim) => size * dim, 1);
}
