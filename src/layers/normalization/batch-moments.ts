import { apply, constant, defineOp, type Op, type Tensor } from '../../graph/index.ts';
import { add, countOf, divide, multiply, rsqrt, square, squeeze, subtract, sum } from '../../ops/index.ts';

type Parts = {
  /** What came out. */
  readonly y: 'one';
  readonly x: 'one';
  /** `x - mean` */
  readonly centered: 'one';
  /** `1 / √(variance + epsilon)` */
  readonly inverse: 'one';
  readonly scale: 'one';
  readonly offset: 'optional';
};

interface Batch {
  /** The axes over which mean and variance are taken. */
  readonly axes: readonly number[];
  /** Whether they keep these with length 1. */
  readonly keepdims: boolean;
}

/**
 * Gives `y`, and its gradient at once: the way back through mean and variance would go over the data three times as often. With
 * `s = ∑ ẏ` and `t = ∑ ẏ · centered · inverse` it is
 *
 *     scale · inverse · (ẏ - s/n - centered · inverse · t/n)
 *
 * for `x`, `t` for `scale` and `s` for `offset` (Ioffe and Szegedy, 2015, section 3).
 */
const normalizedOp: Op<Parts, Batch> = defineOp<Parts, Batch>({
  name: 'normalized',
  inputs: { y: 'one', x: 'one', centered: 'one', inverse: 'one', scale: 'one', offset: 'optional' },
  infer: ({ y }) => y,
  gradient: ({ inputs: { x, centered, inverse, scale }, attrs: { axes, keepdims }, grad }) => {
    const count = countOf(x, axes);
    const total = sum(grad, axes, keepdims);
    const slope = multiply(sum(multiply(grad, centered), axes, keepdims), inverse);
    const along = multiply(centered, divide(multiply(slope, inverse), count));
    const left = subtract(subtract(grad, divide(total, count)), along);
    return { x: multiply(left, multiply(inverse, scale)), scale: slope, offset: total };
  },
  lower: (_, { y }) => y,
});

/** Scale and offset, in a shape that broadcasts along the features. */
export interface Affine {
  readonly scale: Tensor | null;
  readonly offset: Tensor | null;
}

/**
 * `x` normalized by the mean and the variance of the batch for each place along `axis`, scaled and shifted; and these two, as
 * vectors.
 */
export function normalizedByBatch(
  x: Tensor,
  axis: number,
  { scale, offset }: Affine,
  epsilon: number,
): readonly [normalized: Tensor, mean: Tensor, variance: Tensor] {
  const axes = x.dims.map((_, i) => i).filter((i) => i !== axis);
  // At the end vectors broadcast as they are.
  const keepdims = axis !== x.rank - 1;
  const count = countOf(x, axes);
  const mean = divide(sum(x, axes, keepdims), count);
  const centered = subtract(x, mean);
  const variance = divide(sum(square(centered), axes, keepdims), count);
  const inverse = rsqrt(add(variance, epsilon));
  const scaled = multiply(centered, scale === null ? inverse : multiply(inverse, scale));
  const y = offset === null ? scaled : add(scaled, offset);
  const parts = { y, x, centered, inverse, scale: scale ?? constant(1), offset };
  const normalized = apply(normalizedOp, parts, { axes, keepdims });
  return keepdims ? [normalized, squeeze(mean, axes), squeeze(variance, axes)] : [normalized, mean, variance];
}
