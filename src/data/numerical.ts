import { axisOf, type TensorLike } from '../graph/index.ts';
import { type ArrayData, sizeOf } from '../utils/arrays.ts';
import { ArgumentError } from '../utils/errors.ts';
import { known, whole } from './arrays.ts';

/**
 * Class numbers as one-hot rows: 1 in the place of the class, 0 elsewhere.
 *
 * @param x - whole numbers of any shape, from 0 on; a last axis of length 1 is dropped. The result is float32 with one more axis,
 * `[...x.shape, numClasses]`.
 * @param numClasses - default: one more than the largest number.
 * @throws {ArgumentError} for numbers that are no class.
 * @example
 * utils.toCategorical([0, 2], 3) // => { data: Float32Array [1, 0, 0, 0, 0, 1], shape: [2, 3] }
 * @see https://keras.io/api/utils/python_utils/#to_categorical-function
 */
export function toCategorical(x: TensorLike, numClasses: number | null = null): ArrayData<Float32Array> {
  const { data, shape } = known('toCategorical: x', x);
  const labels = Array.from<number | bigint, number>(data, Number);
  const count = numClasses === null ? Math.max(-1, ...distinct(labels)) + 1 : numClasses;
  whole('toCategorical: numClasses', count, 1);
  const rows = new Float32Array(labels.length * count);
  for (const [row, label] of labels.entries()) {
    if (!(Number.isInteger(label) && label >= 0 && label < count))
      throw new ArgumentError('toCategorical: x', {
        expected: `classes from 0 to ${count - 1}`,
        received: String(label),
        ...(label >= count && { mend: 'Give a larger numClasses, or leave it out.' }),
      });
    rows[row * count + label] = 1;
  }
  return { data: rows, shape: [...(shape.length > 1 && shape.at(-1) === 1 ? shape.slice(0, -1) : shape), count] };
}

function distinct(labels: readonly number[]): ReadonlySet<number> {
  return new Set(labels);
}

/**
 * Vectors along an axis brought to length 1: `x / ‖x‖`. Vectors of zeros stay as they are.
 *
 * @param x - numbers of any shape but a single number; the result is float32 in the same shape.
 * @param axis - along which the vectors lie. Default `-1`.
 * @param order - of the norm: `(Σ|x|ᵖ)^(1/p)`; `Infinity` is the largest absolute value. Default `2`.
 * @throws {ArgumentError} for an order that is not positive.
 * @throws {ShapeError} for an axis that is not there.
 * @example
 * utils.normalize([[3, 4]]) // => { data: Float32Array [0.6, 0.8], shape: [1, 2] }
 * @see https://keras.io/api/utils/python_utils/#normalize-function
 */
export function normalize(x: TensorLike, axis: number = -1, order: number = 2): ArrayData<Float32Array> {
  const { data, shape } = known('normalize: x', x);
  if (!(order > 0))
    throw new ArgumentError('normalize: order', { expected: 'a positive number', received: `${order}` });
  const at = axisOf('normalize: axis', axis, shape.length);
  const length = shape[at] ?? 1;
  const step = sizeOf(shape.slice(at + 1));
  const result = Float32Array.from<number | bigint>(data, Number);
  for (let block = 0; block < result.length; block += length * step)
    for (let start = block; start < block + step; start++) {
      const places = Array.from({ length }, (_, i) => start + i * step);
      const size = norm(
        places.map((place) => Math.abs(Number(data[place]))),
        order,
      );
      if (size !== 0) for (const place of places) result[place] = Number(data[place]) / size;
    }
  return { data: result, shape };
}

function norm(sizes: readonly number[], order: number): number {
  if (order === Number.POSITIVE_INFINITY) return Math.max(...sizes);
  return sizes.reduce((sum, size) => sum + size ** order, 0) ** (1 / order);
}
