import {
  apply,
  axisOf,
  type Dim,
  defineOp,
  promote,
  shown,
  type Tensor,
  type TensorLike,
  Unknown,
  unify,
} from '../graph/index.ts';
import { ArgumentError, ShapeError } from '../utils/errors.ts';
import { cast } from './cast.ts';
import { splitLike } from './like.ts';
import { asTensor } from './operands.ts';

const concatenateOp = defineOp<{ readonly xs: 'many' }, { readonly axis: number }>({
  name: 'concatenate',
  inputs: { xs: 'many' },
  infer: ({ xs }, { axis }) => {
    const [first] = xs;
    if (first === undefined)
      throw new ArgumentError('concatenate(xs)', { expected: 'at least one tensor', received: 'none' });
    const dims = first.dims.map((dim, i) => xs.slice(1).reduce<Dim>((met, x) => join(met, x.dims[i], i === axis), dim));
    function join(met: Dim, next: Dim | undefined, along: boolean): Dim {
      if (along) return typeof met === 'number' && typeof next === 'number' ? met + next : new Unknown();
      const same = next === undefined ? null : unify(met, next);
      if (same !== null && xs.every((x) => x.dims.length === first?.dims.length)) return same;
      throw new ShapeError(`concatenate(xs, ${axis})`, {
        expected: `shapes that are equal but for axis ${axis}`,
        received: xs.map(shown).join(', '),
        mend: 'Reshape them, or choose another axis.',
      });
    }
    return { dtype: first.dtype, dims };
  },
  gradient: ({ inputs: { xs }, attrs: { axis }, grad }) => ({ xs: splitLike(grad, xs, axis) }),
  lower: (onnx, { xs }, { axis }, output) => onnx.node('Concat', xs, output, { axis }),
});

/**
 * Joins tensors along an axis.
 *
 * @param xs - tensors whose shapes are equal but for `axis`.
 * @param axis - default `-1`.
 * @throws {ShapeError} when the other axes differ.
 * @example
 * await ops.concatenate([[1, 2], [3]]).array() // => [1, 2, 3]
 * @see https://keras.io/api/ops/numpy/#concatenate-function
 */
export function concatenate(xs: readonly TensorLike[], axis = -1): Tensor {
  const given = xs.map(asTensor);
  const dtype = given.map((x) => x.dtype).reduce(promote, given[0]?.dtype ?? 'float32');
  const [first] = given;
  return apply(
    concatenateOp,
    { xs: given.map((x) => cast(x, dtype)) },
    { axis: axisOf('concatenate: axis', axis, first?.dims.length ?? 0) },
  );
}
