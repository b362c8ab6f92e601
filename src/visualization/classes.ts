import {
  type ArrayData,
  flattenNested,
  isArrayData,
  isTypedArray,
  nestedShape,
  type TypedArray,
} from '../utils/arrays.ts';
import { ArgumentError } from '../utils/errors.ts';

/** Numbers in any usual form: an array, nested arrays, a typed array, or data with a shape. */
export type Numbers = readonly number[] | readonly (readonly number[])[] | TypedArray | ArrayData;

/** Which class each sample is, and how sure a model was of it, where that is known. */
export interface Classes {
  readonly ids: readonly number[];
  readonly confidences: readonly number[] | null;
}

/**
 * Reads class numbers `[n]`, scores `[n, classes]` (the greatest wins), or probabilities of the second of two classes, `[n]`
 * or `[n, 1]` (above 0.5 is class 1).
 *
 * @throws ArgumentError for any other shape, and for values that are neither.
 */
export function readClasses(where: string, given: Numbers): Classes {
  const { data, shape } = withShape(where, given);
  const [count = 0, width = 1] = shape;
  if (shape.length > 2 || shape.length === 0 || width === 0)
    throw new ArgumentError(where, {
      expected: 'class numbers [n], or scores [n, classes]',
      received: `the shape [${shape.join(', ')}]`,
    });
  const bad = data.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    throw new ArgumentError(where, {
      expected: 'finite numbers',
      received: `${data[bad]} for sample ${Math.floor(bad / width)}`,
    });
  if (width > 1) return greatest(data, count, width);

  if (data.every((value) => Number.isInteger(value) && value >= 0)) return { ids: data, confidences: null };
  const wrong = data.find((value) => value < 0 || value > 1);
  if (wrong !== undefined)
    throw new ArgumentError(where, {
      expected: 'class numbers 0, 1, 2, …, or probabilities from 0 to 1',
      received: String(wrong),
      mend: 'For scores of a binary model without sigmoid, apply the sigmoid first.',
    });
  return { ids: data.map((p) => Number(p > 0.5)), confidences: data.map((p) => Math.max(p, 1 - p)) };
}

/** Numbers in any usual form as plain numbers with a shape. */
export function withShape(where: string, given: Numbers): { data: readonly number[]; shape: readonly number[] } {
  if (isArrayData(given)) return { data: Array.from(given.data, Number), shape: given.shape };
  if (isTypedArray(given)) return { data: Array.from(given, Number), shape: [given.length] };
  if (!Array.isArray(given))
    throw new ArgumentError(where, {
      expected: 'an array of numbers, or { data, shape }',
      received: given === null ? 'null' : typeof given,
      mend: 'A tensor is read by `await tensor.array()` first.',
    });
  const shape = nestedShape(where, given);
  return {
    data: flattenNested(
      given,
      shape.reduce((size, axis) => size * axis, 1),
    ).values,
    shape,
  };
}

function greatest(data: readonly number[], count: number, width: number): Classes {
  const rows = Array.from({ length: count }, (_, row) => data.slice(row * width, (row + 1) * width));
  const ids = rows.map((row) => row.indexOf(Math.max(...row)));
  // Only what sums to one is a probability; other scores say which is greatest, not how sure that is.
  const sure = rows.every((row) => Math.abs(row.reduce((a, b) => a + b, 0) - 1) < 1e-3 && row.every((p) => p >= 0));
  return { ids, confidences: sure ? rows.map((row) => Math.max(...row)) : null };
}
