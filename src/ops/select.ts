import { apply, broadcastDims, type DType, defineOp, only, type Tensor, type TensorLike } from '../graph/index.ts';
import { cast } from './cast.ts';
import { carried } from './moving.ts';
import { asTensor, operands } from './operands.ts';
import { narrowed } from './uniform.ts';

/** Where has no kernel for these dtypes: the branches travel in another, which holds all their values. */
const cpuDtypes: { readonly [Name in DType]?: DType } = { bool: 'uint8', uint32: 'int64' };
const gpuDtypes: { readonly [Name in DType]?: DType } = { bool: 'int32', uint8: 'int32' };

const whereOp = defineOp({
  name: 'where',
  inputs: { condition: 'one', a: 'one', b: 'one' },
  infer: ({ condition, a, b }) => {
    const branches = { dtype: a.dtype, dims: broadcastDims('where(condition, a, b)', a, b) };
    return { dtype: a.dtype, dims: broadcastDims('where(condition, a, b)', condition, branches) };
  },
  gradient: ({ inputs: { condition }, grad }) => ({
    condition: null,
    a: where(condition, grad, 0),
    b: where(condition, 0, grad),
  }),
  lower: (onnx, { condition, a, b }, _, output) => {
    const via = onnx.target === 'webgpu' ? gpuDtypes[a.dtype] : cpuDtypes[a.dtype];
    return only(
      carried(onnx, via ?? a.dtype, [a, b], [output], (branches, specs) =>
        onnx.nodes('Where', [condition, ...branches], specs),
      ),
    );
  },
  lanes: (lanes, { condition, a, b }) => lanes.where(condition, a, b),
});

/**
 * `a` where the condition holds, else `b`, element by element. No gradient flows into the branch not taken.
 *
 * @param condition - bool (or numbers: anything but 0 is true).
 * @param a - broadcasts with the others.
 * @param b - broadcasts with the others; the result has the broadcast shape of all three.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * await ops.where([true, false], [1, 2], 0).array() // => [1, 0]
 * @see https://keras.io/api/ops/numpy/#where-function
 */
export function where(condition: TensorLike, a: TensorLike, b: TensorLike): Tensor {
  const given = cast(asTensor(condition), 'bool');
  const pair = operands(a, b);
  return apply(whereOp, { condition: given, a: narrowed(pair.a, given), b: narrowed(pair.b, given) });
}
