/** How values between the pixels are found, by the distance from a pixel. */
const kernels = {
  bilinear: (x: number) => Math.max(0, 1 - x),
  /** R. Keys (1981), with a = -1/2. */
  bicubic: (x: number) => {
    if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
    return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
  },
  lanczos3: (x: number) => lanczos(x, 3),
  lanczos5: (x: number) => lanczos(x, 5),
} satisfies Readonly<Record<string, (x: number) => number>>;

/** How pixels are found that are not in the image: the nearest one, or a mean of those around. */
export type Interpolation = 'nearest' | keyof typeof kernels;

/** All of them. */
export const interpolations: readonly string[] = ['nearest', ...Object.keys(kernels)];

/**
 * Resizing an axis as a matrix: entry `[i, j]` is the weight of old pixel i in new pixel j. Pixels are squares, so new pixel j
 * lies at `(j + ½) · from / to - ½`.
 */
export function resizing(from: number, to: number, interpolation: Exclude<Interpolation, 'nearest'>): number[][] {
  const kernel = kernels[interpolation];
  const places = Array.from({ length: to }, (_, j) => ((j + 0.5) * from) / to - 0.5);
  const weights = Array.from({ length: from }, (_, i) => places.map((place) => kernel(Math.abs(place - i))));
  const totals = places.map((_, j) => weights.reduce((sum, row) => sum + (row[j] ?? 0), 0));
  return weights.map((row) => row.map((weight, j) => weight / (totals[j] ?? 1)));
}

function lanczos(x: number, radius: number): number {
  if (x > radius) return 0;
  // Near 0 the quotient is 0 / 0, and goes to 1.
  if (x < 1e-3) return 1;
  return (radius * Math.sin(Math.PI * x) * Math.sin((Math.PI * x) / radius)) / (Math.PI * x) ** 2;
}
