import { axesOf, axisOf, type Shape, shown, shownShape, type Tensor, type Variable } from '../../graph/index.ts';
import { reshape } from '../../ops/index.ts';
import { ShapeError } from '../../utils/errors.ts';

/** The axes of an input, in order. */
export function axesIn(label: string, rank: number, axis: number | readonly number[]): readonly number[] {
  return axesOf(`${label}: axis`, axis, rank);
}

/** The lengths of axes, all of which must be known, for weights that have them. */
export function lengthsAlong(label: string, shape: Shape, axis: number | readonly number[]): readonly number[] {
  return axesIn(label, shape.length, axis).map((at) => {
    const length = shape[at];
    if (typeof length === 'number') return length;
    throw new ShapeError(label, {
      expected: `an input whose axis ${at} is known`,
      received: `shape ${shownShape(shape)}`,
      mend: 'Give the input a shape, as in input({ shape: [784] }).',
    });
  });
}

/** Complains about axes that are not as long as when the weight was made. */
export function sameAlong(
  label: string,
  inputs: Tensor,
  axis: number | readonly number[],
  weight: Variable | null,
): void {
  const axes = axesIn(label, inputs.rank, axis);
  const wrong = weight?.dims.findIndex((length, i) => {
    const dim = inputs.dims[axes[i] ?? 0];
    return typeof dim === 'number' && dim !== length;
  });
  if (weight === null || wrong === undefined || wrong < 0) return;
  throw new ShapeError(label, {
    expected: `an input whose axis ${axes[wrong]} is ${weight.shape[wrong]}, as when it was built`,
    received: shown(inputs),
    mend: 'Weights keep their shape; for another input, make another layer.',
  });
}

/** A weight with the lengths of some axes, in a shape that broadcasts along them. */
export function alongAxes(weight: Tensor, rank: number, axes: readonly number[]): Tensor {
  // At the end they broadcast as they are.
  if (axes.every((axis, i) => axis === rank - axes.length + i)) return weight;
  const shape: (number | null)[] = Array.from({ length: rank }, () => 1);
  for (const [i, axis] of axes.entries()) shape[axis] = weight.shape[i] ?? 1;
  return reshape(weight, shape);
}

/** One axis, from the front. */
export function axisIn(label: string, rank: number, axis: number): number {
  return axisOf(`${label}: axis`, axis, rank);
}
