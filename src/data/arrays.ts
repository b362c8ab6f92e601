import { type DType, type TensorLike, type TypedArray, tensor } from '../graph/index.ts';
import { ArgumentError } from '../utils/errors.ts';

/** Numbers that are there already, flat, with their shape. */
export interface Known {
  readonly data: TypedArray;
  readonly shape: readonly number[];
  readonly dtype: DType;
}

/**
 * What was given as numbers: nested arrays, a typed array, data with a shape, or a tensor of known values.
 *
 * @throws {ArgumentError} for a tensor that has yet to be computed, or arrays that are ragged.
 */
export function known(where: string, x: TensorLike): Known {
  const made = tensor(x);
  const shape = made.shape.filter((length) => length !== null);
  if (made.node.kind === 'value') return { data: made.node.data, shape, dtype: made.dtype };
  throw new ArgumentError(where, {
    expected: 'arrays of numbers',
    received: `a ${made}, which has yet to be computed`,
    mend: 'Compute it before: await tensor.evaluated().',
  });
}

/** A whole number from `least` on. */
export function whole(where: string, given: number, least: number): number {
  if (Number.isInteger(given) && given >= least) return given;
  throw new ArgumentError(where, { expected: `a whole number of at least ${least}`, received: String(given) });
}
