import type { Tensor } from '../graph/index.ts';

/** The multiple of `divisor` nearest to a number of filters, but never less than nine tenths of it. */
export function divisible(filters: number, divisor = 8): number {
  const nearest = Math.max(divisor, Math.floor((filters + divisor / 2) / divisor) * divisor);
  return nearest < 0.9 * filters ? nearest + divisor : nearest;
}

/** Zeros around pictures before a convolution of stride 2: as much as TensorFlow's `'same'` would add to their size. */
export function paddingFor(pictures: Tensor, kernelSize: number): readonly [Sides, Sides] {
  const [, height, width] = pictures.shape;
  const half = Math.floor(kernelSize / 2);
  // Where the height is not known, Keras takes it for even.
  const before = (length: number | null | undefined) => half - (height == null ? 1 : 1 - ((length ?? 0) % 2));
  return [
    [before(height), half],
    [before(width), half],
  ];
}

type Sides = readonly [before: number, after: number];
