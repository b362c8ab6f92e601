import type { Tensor } from '../graph/index.ts';
import { add, clip, divide, maximum, minimum, multiply, sqrt, square, subtract, sum } from '../ops/index.ts';
import type { OptimizerConfig } from './settings.ts';

/** Gradients within the bounds that the options set. */
export function clipped(
  gradients: readonly Tensor[],
  { clipnorm, globalClipnorm, clipvalue }: Pick<OptimizerConfig, 'clipnorm' | 'globalClipnorm' | 'clipvalue'>,
): readonly Tensor[] {
  if (clipnorm !== null) return gradients.map((gradient) => shortened(gradient, clipnorm));
  if (globalClipnorm !== null) return shortenedTogether(gradients, globalClipnorm);
  if (clipvalue !== null) return gradients.map((gradient) => clip(gradient, -clipvalue, clipvalue));
  return gradients;
}

/** A gradient with an L2 norm of at most `most`. */
function shortened(gradient: Tensor, most: number): Tensor {
  return divide(multiply(gradient, most), maximum(sqrt(sum(square(gradient))), most));
}

/** Gradients with an L2 norm of at most `most` as one vector; all NaN where that norm is not finite. */
function shortenedTogether(gradients: readonly Tensor[], most: number): readonly Tensor[] {
  const squares = gradients.map((gradient) => sum(square(gradient)));
  const norm = sqrt(squares.reduce((total, one) => add(total, one)));
  const scale = add(multiply(minimum(divide(1, norm), 1 / most), most), subtract(norm, norm));
  return gradients.map((gradient) => multiply(gradient, scale));
}
