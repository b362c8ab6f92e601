import { axisOf, composite, shown, type Tensor, type TensorLike } from '../graph/index.ts';
import { ShapeError } from '../utils/errors.ts';
import { multiply } from './arithmetic.ts';
import { sigmoid } from './elementwise.ts';
import { asFloat } from './operands.ts';
import { equalParts } from './splitting.ts';

/**
 * Gated linear unit: the axis is cut into halves `a` and `b`, and the result is `a · sigmoid(b)`.
 *
 * @param x - any shape whose `axis` has an even length; the result is float32, with that axis half as long.
 * @param axis - default `-1`.
 * @throws {ShapeError} for an axis that is not there, or of odd length.
 * @example
 * await ops.glu([1, 2, 0, 0]).array() // => [0.5, 1]
 * @see https://keras.io/api/ops/nn/#glu-function
 */
export const glu = composite('glu', (x: TensorLike, axis: number = -1): Tensor => {
  const given = asFloat(x);
  const at = axisOf('glu: axis', axis, given.dims.length);
  const length = given.dims[at];
  if (typeof length === 'number' && length % 2 !== 0)
    throw new ShapeError('glu(x)', {
      expected: `an x whose axis ${at} has an even length`,
      received: shown(given),
      mend: 'Its first half is passed through the gates of its second half.',
    });
  const [passed = given, gates = given] = equalParts(given, 2, at);
  return multiply(passed, sigmoid(gates));
});
