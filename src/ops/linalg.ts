import {
  apply,
  broadcastDims,
  type Dims,
  defineOp,
  isStatic,
  shown,
  type Tensor,
  type TensorLike,
  type TensorSpec,
  Unknown,
  unify,
} from '../graph/index.ts';
import { sizeOf } from '../utils/arrays.ts';
import { ShapeError } from '../utils/errors.ts';
import { expandDims, reshapeTo, squeeze } from './movement.ts';
import { operands } from './operands.ts';

interface Transposition {
  /** Whether the last two axes of `a` are swapped. */
  readonly transposeA: boolean;
  /** Whether the last two axes of `b` are swapped. */
  readonly transposeB: boolean;
}

const matmulOp = defineOp<{ readonly a: 'one'; readonly b: 'one' }, Transposition>({
  name: 'matmul',
  inputs: { a: 'one', b: 'one' },
  infer: ({ a, b }, { transposeA, transposeB }) => {
    const [n, k] = matrix(a.dims, transposeA);
    const [k2, m] = matrix(b.dims, transposeB);
    if (n === undefined || k === undefined || k2 === undefined || m === undefined || unify(k, k2) === null)
      throw new ShapeError('matmul(a, b)', {
        expected: 'matrices whose inner axes agree: [..., n, k] and [..., k, m]',
        received: `a ${shown(a)} and b ${shown(b)}`,
        mend: 'Reshape or transpose one of them; a vector needs expandDims first.',
      });
    return { dtype: a.dtype, dims: [...broadcastDims('matmul(a, b)', batch(a), batch(b)), n, m] };
  },
  gradient: ({ inputs: { a, b }, attrs: { transposeA, transposeB }, grad }) => {
    if (b.dims.length === 2 && a.dims.length > 2 && !transposeA) {
      // One matrix for a whole batch: all rows of the batch make one matrix, and no sum over the batch is left.
      const rows = flatRows(a);
      const slopes = flatRows(grad);
      return {
        a: reshapeTo(product(slopes, b, false, !transposeB), a.dims, [a]),
        b: transposeB ? product(slopes, rows, true, false) : product(rows, slopes, true, false),
      };
    }
    return {
      a: transposeA ? product(b, grad, transposeB, true) : product(grad, b, false, !transposeB),
      b: transposeB ? product(grad, a, true, transposeA) : product(a, grad, !transposeA, false),
    };
  },
  lower: (onnx, { a, b }, { transposeA, transposeB }, output) => {
    // The engine's product does not widen an axis of length 1 to no elements, and writes not all of a sum over none.
    const sumsNone = matrix(a.dims, transposeA)[1] === 0;
    if (isStatic(output.dims) && (sumsNone || output.dims.includes(0)))
      return onnx.constant(output.dtype, output.dims, new Array<number>(sizeOf(output.dims)).fill(0));
    if (!transposeA && !transposeB) return onnx.node('MatMul', [a, b], output);
    // Gemm reads a transposed operand in place; only matrices have it.
    if (a.dims.length === 2 && b.dims.length === 2 && a.dtype === 'float32')
      return onnx.node('Gemm', [a, b], output, { transA: Number(transposeA), transB: Number(transposeB) });
    const turned = (x: typeof a, turn: boolean) => {
      if (!turn) return x;
      const rank = x.dims.length;
      const perm = x.dims.map((_, i) => (i < rank - 2 ? i : 2 * rank - 3 - i));
      return onnx.node('Transpose', [x], { dtype: x.dtype, dims: perm.map((axis) => x.dims[axis] ?? 1) }, { perm });
    };
    return onnx.node('MatMul', [turned(a, transposeA), turned(b, transposeB)], output);
  },
  bySample: ({ a, b }, { transposeA }, hasSamples) =>
    !hasSamples(b) && b.dims.length === 2 && (a.dims.length > 2 || !transposeA),
});

function matrix(dims: Dims, turned: boolean): Dims {
  const last = dims.slice(-2);
  return last.length < 2 ? [] : turned ? last.toReversed() : last;
}

function batch(x: TensorSpec): TensorSpec {
  return { dtype: x.dtype, dims: x.dims.slice(0, -2) };
}

/** `[..., n, m]` as `[rows, m]`. */
function flatRows(x: Tensor): Tensor {
  const rows = x.dims.slice(0, -1);
  return reshapeTo(x, [isStatic(rows) ? sizeOf(rows) : new Unknown(), x.dims.at(-1) ?? 1]);
}

/** Matrix product with operands read as transposed where said: no copy is made for matrices. */
export function product(a: Tensor, b: Tensor, transposeA: boolean, transposeB: boolean): Tensor {
  return apply(matmulOp, { a, b }, { transposeA, transposeB });
}

/**
 * Matrix product over the last two axes; the axes before them broadcast. A vector counts as a row (left) or a column (right).
 *
 * @param a - `[..., n, k]` or `[k]`.
 * @param b - `[..., k, m]` or `[k]`; the result is `[..., n, m]`, without the axis of a vector.
 * @throws {ShapeError} when the inner axes do not agree.
 * @example
 * await ops.matmul([[1, 2]], [[3], [4]]).array() // => [[11]]
 * @see https://keras.io/api/ops/numpy/#matmul-function
 */
export function matmul(a: TensorLike, b: TensorLike): Tensor {
  const pair = operands(a, b, 'int32');
  const row = pair.a.dims.length === 1;
  const column = pair.b.dims.length === 1;
  const full = product(row ? expandDims(pair.a, 0) : pair.a, column ? expandDims(pair.b, 1) : pair.b, false, false);
  const dropped = [...(row ? [-2] : []), ...(column ? [-1] : [])];
  return dropped.length > 0 ? squeeze(full, dropped) : full;
}
