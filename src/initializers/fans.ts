import { axisOf } from '../graph/index.ts';
import { sizeOf } from '../utils/arrays.ts';

/** How many values come into each unit of a weight, and how many go out. */
export interface Fans {
  readonly fanIn: number;
  readonly fanOut: number;
}

/**
 * The fans of a weight: of a matrix `[in, out]` its two lengths; of a convolution's kernel `[...spatial, in, out]` these
 * times the number of places in the window.
 *
 * @param inputAxes - which axes count as inputs, where the shape does not say it; needs `outputAxes` too.
 * @throws {ShapeError} for an axis that is not there.
 */
export function fansOf(
  shape: readonly number[],
  inputAxes: readonly number[] | null,
  outputAxes: readonly number[] | null,
): Fans {
  if (inputAxes !== null && outputAxes !== null) {
    const lengths = (axes: readonly number[]) =>
      sizeOf(axes.map((axis) => shape[axisOf('initializer: axis', axis, shape.length)] ?? 1));
    return { fanIn: lengths(inputAxes), fanOut: lengths(outputAxes) };
  }
  const last = shape.at(-1) ?? 1;
  const window = sizeOf(shape.slice(0, -2));
  return { fanIn: (shape.at(-2) ?? last) * window, fanOut: last * window };
}
