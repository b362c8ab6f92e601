import type { Tensor } from '../../graph/index.ts';
import { ArgumentError } from '../../utils/errors.ts';
import { didYouMean } from '../../utils/names.ts';
import { add, divide, maximum, multiply, subtract } from '../arithmetic.ts';
import { greater, less } from '../comparison.ts';
import { where } from '../select.ts';
import { sin } from '../trigonometry.ts';

/** How the weight of an old pixel falls with its distance `x ≥ 0` from the place of the new one. */
export const kernels = {
  bilinear: (x: Tensor) => maximum(subtract(1, x), 0),
  /** R. Keys (1981), with a = -1/2. */
  bicubic: (x: Tensor) => {
    const near = add(multiply(multiply(subtract(multiply(x, 1.5), 2.5), x), x), 1);
    const far = add(multiply(subtract(multiply(subtract(2.5, multiply(x, 0.5)), x), 4), x), 2);
    return where(less(x, 1), near, where(less(x, 2), far, 0));
  },
  lanczos3: (x: Tensor) => lanczos(x, 3),
  lanczos5: (x: Tensor) => lanczos(x, 5),
} satisfies Readonly<Record<string, (x: Tensor) => Tensor>>;

function lanczos(x: Tensor, radius: number): Tensor {
  // Near 0 the quotient is 0 / 0, and goes to 1.
  const tiny = less(x, 1e-3);
  const safe = where(tiny, 1, x);
  const waves = multiply(sin(multiply(safe, Math.PI)), sin(multiply(safe, Math.PI / radius)));
  const value = divide(multiply(waves, radius / Math.PI ** 2), multiply(safe, safe));
  return where(tiny, 1, where(greater(x, radius), 0, value));
}

/** How pixels are found that are not in the image: the nearest one, or a mean of those around. */
export type Interpolation = 'nearest' | keyof typeof kernels;

const interpolations: readonly string[] = ['nearest', ...Object.keys(kernels)];

/**
 * Complains about an interpolation that is none.
 *
 * @throws {ArgumentError}
 */
export function checkInterpolation(label: string, given: unknown): void {
  if (typeof given === 'string' && interpolations.includes(given)) return;
  throw new ArgumentError(`${label}: interpolation`, {
    expected: `one of ${interpolations.map((name) => `'${name}'`).join(', ')}`,
    received: `'${given}'`,
    mend: didYouMean(String(given), interpolations),
  });
}
