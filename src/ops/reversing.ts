import {
  apply,
  axesOf,
  axisOf,
  composite,
  type Dim,
  defineOp,
  type Op,
  only,
  type Tensor,
  type TensorLike,
  Unknown,
  type Value,
} from '../graph/index.ts';
import { ArgumentError, ShapeError } from '../utils/errors.ts';
import { reshapeLike } from './like.ts';
import { ravel, swapaxes } from './movement.ts';
import { moveNode, moveNodes } from './moving.ts';
import { asTensor, type One } from './operands.ts';
import { getItem } from './slicing.ts';

/**
 * Reverses the order of the elements along axes.
 *
 * @param x - any shape; the result has the same.
 * @param axis - one axis, several, or null for all (default).
 * @throws {ShapeError} for an axis that is not there.
 * @example
 * await ops.flip([[1, 2], [3, 4]], 0).array() // => [[3, 4], [1, 2]]
 * @see https://keras.io/api/ops/numpy/#flip-function
 */
export const flip = composite('flip', (x: TensorLike, axis: number | readonly number[] | null = null): Tensor => {
  const given = asTensor(x);
  const axes = axesOf('flip: axis', axis, given.dims.length);
  return getItem(
    given,
    given.dims.map((_, i) => (axes.includes(i) ? { step: -1 } : {})),
  );
});

interface Shift {
  readonly axis: number;
  readonly by: number;
}

const rollOp: Op<One, Shift> = defineOp<One, Shift>({
  name: 'roll',
  inputs: { x: 'one' },
  infer: ({ x }) => x,
  gradient: ({ attrs: { axis, by }, grad }) => ({ x: apply(rollOp, { x: grad }, { axis, by: -by }) }),
  lower: (onnx, { x }, { axis, by }, output) => {
    const length = x.dims[axis] ?? 1;
    const cut = typeof length === 'number' ? modulo(-by, length) : null;
    if (cut === 0) return x;
    // More than a whole turn is the same as the rest of it.
    if (typeof length === 'number' && cut !== null) {
      const sizes = [cut, length - cut];
      const specs = sizes.map((size) => ({ dtype: x.dtype, dims: x.dims.with(axis, size) }));
      const parts = moveNodes(onnx, 'Split', [x], [onnx.ints(sizes)], specs, { axis });
      return only(moveNodes(onnx, 'Concat', parts.toReversed(), [], [output], { axis }));
    }
    const place = onnx.node('Mod', [onnx.ints([-by]), onnx.shapeOf(x, axis, axis + 1)], { dtype: 'int64', dims: [1] });
    const part = (start: Value, stop: Value, dim: Dim) =>
      moveNode(onnx, 'Slice', x, [start, stop, onnx.ints([axis])], { dtype: x.dtype, dims: x.dims.with(axis, dim) });
    const head = part(onnx.ints([0]), place, new Unknown());
    const tail = part(place, onnx.ints([2 ** 31 - 1]), new Unknown());
    return only(moveNodes(onnx, 'Concat', [tail, head], [], [output], { axis }));
  },
});

function modulo(a: number, n: number): number {
  return n === 0 ? 0 : ((a % n) + n) % n;
}

/**
 * Shifts the elements along axes; what leaves at one end comes back at the other.
 *
 * @param x - any shape; the result has the same.
 * @param shift - by how many places, to higher indices where positive; one for all axes or one for each.
 * @param axis - one axis, several, or null (default): over all elements in row-major order.
 * @throws {ShapeError} for an axis that is not there.
 * @throws {ArgumentError} when there are not as many shifts as axes, or a shift is no whole number.
 * @example
 * await ops.roll([1, 2, 3, 4], 1).array() // => [4, 1, 2, 3]
 * @see https://keras.io/api/ops/numpy/#roll-function
 */
export const roll = composite(
  'roll',
  (x: TensorLike, shift: number | readonly number[], axis: number | readonly number[] | null = null): Tensor => {
    const given = asTensor(x);
    const shifts = typeof shift === 'number' ? [shift] : shift;
    const axes = axis === null ? [0] : typeof axis === 'number' ? [axis] : axis;
    if (shifts.some((by) => !Number.isInteger(by)) || (shifts.length !== 1 && shifts.length !== axes.length))
      throw new ArgumentError('roll: shift', {
        expected: `a whole number, or ${axes.length} of them, one for each axis`,
        received: `[${shifts.join(', ')}]`,
      });
    if (axis === null) return reshapeLike(apply(rollOp, { x: ravel(given) }, { axis: 0, by: shifts[0] ?? 0 }), given);
    return axes.reduce<Tensor>(
      (y, one, i) =>
        apply(rollOp, { x: y }, { axis: axisOf('roll: axis', one, y.dims.length), by: shifts[i] ?? shifts[0] ?? 0 }),
      given,
    );
  },
);

/**
 * Rotates by quarter turns in the plane of two axes, from the first towards the second.
 *
 * @param x - any shape of at least two axes.
 * @param k - how many quarter turns; negative ones go the other way. Default 1.
 * @param axes - the plane. Default `[0, 1]`.
 * @throws {ShapeError} for axes that are not there or are the same.
 * @example
 * await ops.rot90([[1, 2], [3, 4]]).array() // => [[2, 4], [1, 3]]
 * @see https://keras.io/api/ops/numpy/#rot90-function
 */
export const rot90 = composite(
  'rot90',
  (x: TensorLike, k: number = 1, axes: readonly [number, number] = [0, 1]): Tensor => {
    const given = asTensor(x);
    const rank = given.dims.length;
    const from = axisOf('rot90: axes', axes[0], rank);
    const to = axisOf('rot90: axes', axes[1], rank);
    if (from === to) throw new ShapeError('rot90: axes', { expected: 'two different axes', received: `[${axes}]` });
    if (!Number.isInteger(k)) throw new ArgumentError('rot90: k', { expected: 'a whole number', received: `${k}` });
    const turns = modulo(k, 4);
    if (turns === 0) return given;
    if (turns === 2) return flip(given, [from, to]);
    return turns === 1 ? swapaxes(flip(given, to), from, to) : flip(swapaxes(given, from, to), to);
  },
);

/**
 * Reverses the order of the columns: the second axis.
 *
 * @param x - any shape of at least two axes; the result has the same.
 * @throws {ShapeError} when there is no second axis.
 * @example
 * await ops.fliplr([[1, 2], [3, 4]]).array() // => [[2, 1], [4, 3]]
 * @see https://keras.io/api/ops/numpy/#fliplr-function
 */
export const fliplr = composite('fliplr', (x: TensorLike): Tensor => flip(x, 1));

/**
 * Reverses the order of the rows: the first axis.
 *
 * @param x - any shape of at least one axis; the result has the same.
 * @throws {ShapeError} for a scalar.
 * @example
 * await ops.flipud([[1, 2], [3, 4]]).array() // => [[3, 4], [1, 2]]
 * @see https://keras.io/api/ops/numpy/#flipud-function
 */
export const flipud = composite('flipud', (x: TensorLike): Tensor => flip(x, 0));
