import { apply, axisOf, composite, defineOp, shown, type Tensor, type TensorLike, value } from '../../graph/index.ts';
import { internal, ShapeError } from '../../utils/errors.ts';
import { multiply, subtract } from '../arithmetic.ts';
import { cast } from '../cast.ts';
import { lessEqual } from '../comparison.ts';
import { cumsum } from '../cumulative.ts';
import { exp } from '../elementwise.ts';
import { take } from '../indexing.ts';
import { expandDims, ravel } from '../movement.ts';
import { asFloat, asTensor, type One } from '../operands.ts';
import { narrowPlaces } from '../positions.ts';
import { max, sum } from '../reduce.ts';
import { drawUnits } from './bits.ts';
import { type DrawOptions, keyOf, likeness, refuse } from './draw.ts';

/**
 * Draws classes by their log-odds: class i with probability `softmax(logits)ᵢ`.
 *
 * @param logits - `[batch, classes]`, up to a constant for each row; -Infinity for what is never drawn.
 * @param numSamples - how many are drawn for each row: the result is int32 `[batch, numSamples]`.
 * @param options - `seed`.
 * @throws {ShapeError} for logits that are no matrix.
 * @throws {ArgumentError} when `numSamples` is no positive whole number.
 * @example
 * await random.categorical([[0, -Infinity]], 3).array() // => [[0, 0, 0]]
 * @see https://keras.io/api/random/random_ops/#categorical-function
 */
export const categorical = composite(
  'categorical',
  (logits: TensorLike, numSamples: number, options: DrawOptions = {}): Tensor => {
    const given = asFloat(logits);
    if (given.dims.length !== 2)
      throw new ShapeError('categorical(logits)', { expected: 'a matrix [batch, classes]', received: shown(given) });
    if (!Number.isInteger(numSamples) || numSamples < 1)
      refuse('categorical: numSamples', 'a positive whole number', String(numSamples));
    const odds = exp(subtract(given, max(given, 1, true)));
    const ends = cumsum(odds, 1);
    const total = max(ends, 1, true);
    // A number below the total falls into one of the intervals that end there: as many lie before it as its class says.
    const rows = multiply(total, value(new Float32Array(numSamples), [numSamples], 'float32'));
    const units = drawUnits(keyOf('categorical: seed', options.seed), likeness, rows);
    const drawn = multiply(total, multiply(units, 2 ** -24));
    return sum(cast(lessEqual(expandDims(ends, 1), expandDims(drawn, 2)), 'int32'), 2);
  },
);

const orderOp = defineOp<One>({
  name: 'order',
  inputs: { x: 'one' },
  infer: ({ x }) => ({ dtype: 'int32', dims: x.dims }),
  gradient: 'zero',
  lower: (onnx, { x }, _, output) => {
    const all = onnx.dimsOf(x.dims, x);
    const [, places] = onnx.nodes('TopK', [x, all], [x, { dtype: 'int64', dims: x.dims }], { axis: 0, largest: 0 });
    return narrowPlaces(onnx, places ?? internal('TopK without places'), x.dims[0] ?? 1, output);
  },
});

/** Options of `shuffle`. */
export interface ShuffleOptions extends DrawOptions {
  /** Default `0`. */
  readonly axis?: number;
}

/**
 * Puts what stands along an axis in random order.
 *
 * @param x - any shape; the result has the same.
 * @param options - `axis` (default 0), `seed`.
 * @throws {ShapeError} for an axis that is not there.
 * @example
 * await ops.sum(random.shuffle([1, 2, 3])).array() // => 6
 * @see https://keras.io/api/random/random_ops/#shuffle-function
 */
export const shuffle = composite('shuffle', (x: TensorLike, options: ShuffleOptions = {}): Tensor => {
  const { axis = 0, seed = null } = options;
  const given = asTensor(x);
  const at = axisOf('shuffle: axis', axis, given.dims.length);
  const ones = given.dims.flatMap((_, i) => (i === at ? [] : [i]));
  const numbers = ravel(drawUnits(keyOf('shuffle: seed', seed), { shape: null, ones }, given));
  return take(given, apply(orderOp, { x: numbers }), at);
});
