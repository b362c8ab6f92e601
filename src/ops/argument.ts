import { apply, axesOf, axisOf, type Dims, defineOp, type Op, type Tensor, type TensorLike } from '../graph/index.ts';
import { cast } from './cast.ts';
import { reshape } from './movement.ts';
import { asTensor, type One, someElements } from './operands.ts';
import { positionsAlong } from './positions.ts';

interface Along {
  readonly axis: number;
  readonly keepdims: boolean;
}

function argumentOp(name: string, type: string): Op<One, Along> {
  return defineOp<One, Along>({
    name,
    inputs: { x: 'one' },
    infer: ({ x }, { axis, keepdims }) => ({ dtype: 'int32', dims: without(x.dims, axis, keepdims) }),
    gradient: 'zero',
    lower: (onnx, { x }, { axis, keepdims }, output) => {
      // ArgMax gives int64, whose way back to int32 is on the CPU under WebGPU; and it does not take int64.
      if (onnx.target !== 'webgpu' && x.dtype !== 'int64') {
        const attributes = { axis, keepdims: Number(keepdims) };
        const place = onnx.node(`Arg${type}`, [x], { dtype: 'int64', dims: output.dims }, attributes);
        return onnx.node('Cast', [place], output, { to: 6 });
      }
      // The least place of those that hold the extremum.
      const extremum = onnx.node(`Reduce${type}`, [x, onnx.ints([axis])], {
        dtype: x.dtype,
        dims: without(x.dims, axis, true),
      });
      const wins = onnx.node('Equal', [x, extremum], { dtype: 'bool', dims: x.dims });
      const places = { dtype: 'int32', dims: x.dims } as const;
      const place = onnx.node(
        'Where',
        [wins, positionsAlong(onnx, x.dims, axis, x), onnx.constant('int32', [], [2 ** 31 - 1])],
        places,
      );
      return onnx.node('ReduceMin', [place, onnx.ints([axis])], output, { keepdims: Number(keepdims) });
    },
  });
}

function without(dims: Dims, axis: number, keepdims: boolean): Dims {
  return dims.flatMap((dim, i) => (i === axis ? (keepdims ? [1] : []) : [dim]));
}

const argmaxOp = argumentOp('argmax', 'Max');

/**
 * The place of the largest element along an axis; of equal ones the first.
 *
 * @param x - any shape, without NaN; the result is int32.
 * @param axis - default null: the place among all elements, counted row by row.
 * @param keepdims - whether the axis stays with length 1. Default `false`.
 * @throws {ShapeError} for an axis that is not there, or has no elements.
 * @example
 * await ops.argmax([[1, 3, 3], [2, 0, 1]], -1).array() // => [1, 0]
 * @see https://keras.io/api/ops/numpy/#argmax-function
 */
export function argmax(x: TensorLike, axis: number | null = null, keepdims = false): Tensor {
  return argument(argmaxOp, x, axis, keepdims);
}

const argminOp = argumentOp('argmin', 'Min');

/**
 * The place of the smallest element along an axis; of equal ones the first.
 *
 * @param x - any shape, without NaN; the result is int32.
 * @param axis - default null: the place among all elements, counted row by row.
 * @param keepdims - whether the axis stays with length 1. Default `false`.
 * @throws {ShapeError} for an axis that is not there, or has no elements.
 * @example
 * await ops.argmin([[1, 3, 3], [2, 0, 1]], -1).array() // => [0, 1]
 * @see https://keras.io/api/ops/numpy/#argmin-function
 */
export function argmin(x: TensorLike, axis: number | null = null, keepdims = false): Tensor {
  return argument(argminOp, x, axis, keepdims);
}

function argument(op: Op<One, Along>, x: TensorLike, axis: number | null, keepdims: boolean): Tensor {
  const given = asTensor(x);
  const { dtype } = given;
  const wide = dtype === 'uint32' ? 'int64' : dtype === 'bool' || dtype === 'uint8' ? 'int32' : dtype;
  const ordered = cast(given, wide);
  const axes = axesOf(`${op.name}: axis`, axis, given.dims.length);
  someElements(`${op.name}(x, axis)`, given, axes);
  if (axis !== null)
    return apply(op, { x: ordered }, { axis: axisOf(`${op.name}: axis`, axis, given.dims.length), keepdims });
  const place = apply(op, { x: reshape(ordered, [-1]) }, { axis: 0, keepdims: false });
  return keepdims
    ? reshape(
        place,
        given.dims.map(() => 1),
      )
    : place;
}
