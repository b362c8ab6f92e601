import {
  applyAll,
  axisOf,
  composite,
  defineOps,
  type Op,
  shown,
  type Tensor,
  type TensorLike,
  type TensorSpec,
} from '../graph/index.ts';
import { ShapeError } from '../utils/errors.ts';
import { multiply } from './arithmetic.ts';
import { sigmoid } from './elementwise.ts';
import { concatenate } from './joining.ts';
import { fillLike } from './like.ts';
import { asFloat, type One } from './operands.ts';

const halvesOp: Op<One, { readonly axis: number }> = defineOps<One, { readonly axis: number }>({
  name: 'halves',
  inputs: { x: 'one' },
  infer: ({ x }, { axis }) => {
    const length = x.dims[axis];
    if (typeof length !== 'number' || length % 2 !== 0)
      throw new ShapeError('glu(x)', {
        expected: `an x whose axis ${axis} has a known, even length`,
        received: shown(x),
        mend: 'Its first half is passed through the gates of its second half.',
      });
    const half: TensorSpec = { dtype: x.dtype, dims: x.dims.with(axis, length / 2) };
    return [half, half];
  },
  gradient: ({ outputs, attrs: { axis }, grads }) => ({
    x: concatenate(
      outputs.map((half, i) => grads[i] ?? fillLike(0, half)),
      axis,
    ),
  }),
  lower: (onnx, { x }, { axis }, outputs) => {
    const lengths = outputs.map((half) => Number(half.dims[axis]));
    return onnx.nodes('Split', [x, onnx.ints(lengths)], outputs, { axis });
  },
});

/**
 * Gated linear unit: the axis is cut into halves `a` and `b`, and the result is `a · sigmoid(b)`.
 *
 * @param x - any shape whose `axis` has an even length; the result is float32, with that axis half as long.
 * @param axis - default `-1`.
 * @throws {ShapeError} for an axis that is not there, of odd or of unknown length.
 * @example
 * await ops.glu([1, 2, 0, 0]).array() // => [0.5, 1]
 * @see https://keras.io/api/ops/nn/#glu-function
 */
export const glu = composite('glu', (x: TensorLike, axis: number = -1): Tensor => {
  const given = asFloat(x);
  const [passed = given, gates = given] = applyAll(
    halvesOp,
    { x: given },
    { axis: axisOf('glu: axis', axis, given.dims.length) },
  );
  return multiply(passed, sigmoid(gates));
});
