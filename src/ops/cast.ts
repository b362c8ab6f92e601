import { apply, type DType, defineOp, dtypeNames, isFloat, Tensor, type TensorLike, tensor } from '../graph/index.ts';
import { ArgumentError } from '../utils/errors.ts';
import { didYouMean } from '../utils/names.ts';

/** TensorProto.DataType, as ONNX's Cast takes it. */
export const castTargets: { readonly [Name in DType]: number } = {
  float32: 1,
  uint8: 2,
  int32: 6,
  int64: 7,
  bool: 9,
  uint32: 12,
};

const castOp = defineOp<{ readonly x: 'one' }, { readonly to: DType }>({
  name: 'cast',
  inputs: { x: 'one' },
  infer: ({ x }, { to }) => ({ dims: x.dims, dtype: to }),
  gradient: ({ inputs: { x }, attrs: { to }, grad }) => ({
    x: isFloat(x.dtype) && isFloat(to) ? cast(grad, x.dtype) : null,
  }),
  lower: (onnx, { x }, { to }, output) => onnx.node('Cast', [x], output, { to: castTargets[to] }),
  // Lanes are float32, or masks for bool: a cast goes from the one to the other.
  lanes: (lanes, { x }, { to }) =>
    to === 'bool' ? lanes.not(lanes.equal(x, lanes.constant(0))) : lanes.where(x, lanes.constant(1), lanes.constant(0)),
});

/**
 * Converts to another dtype: floats are cut towards zero, anything but 0 is true.
 *
 * @param x - any shape; the result has the same.
 * @param dtype - `'float32'`, `'int32'`, `'int64'`, `'uint8'`, `'uint32'` or `'bool'`.
 * @throws {ArgumentError} for an unknown dtype.
 * @example
 * await ops.cast([1.7, -1.7], 'int32').array() // => [1, -1]
 * @see https://keras.io/api/ops/core/#cast-function
 */
export function cast(x: TensorLike, dtype: DType): Tensor {
  if (!dtypeNames.includes(dtype))
    throw new ArgumentError('cast: dtype', {
      expected: 'a known dtype',
      received: `'${dtype}'`,
      mend: didYouMean(String(dtype), dtypeNames),
    });
  const given = x instanceof Tensor ? x : tensor(x);
  return given.dtype === dtype ? given : apply(castOp, { x: given }, { to: dtype });
}
