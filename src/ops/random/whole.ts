import { apply, type DType, defineOp, type Tensor, type Value } from '../../graph/index.ts';
import { add } from '../arithmetic.ts';
import { cast } from '../cast.ts';
import { less } from '../comparison.ts';
import type { One } from '../operands.ts';
import { drawBits, drawUnits } from './bits.ts';
import { checkPart, type DrawOptions, extent, keyOf, refuse } from './draw.ts';

/** Dtypes of whole numbers that are drawn, and where they end: lowest, and one above the highest. */
const wholeRanges: Readonly<Partial<Record<DType, readonly [lowest: number, end: number]>>> = {
  int32: [-(2 ** 31), 2 ** 31],
  uint32: [0, 2 ** 32],
  uint8: [0, 256],
  int64: [-(2 ** 53), 2 ** 53],
  float32: [-(2 ** 24), 2 ** 24 + 1],
};

/** Options of `randint`. */
export interface WholeOptions extends DrawOptions {
  /** Default `'int32'`. */
  readonly dtype?: DType;
}

/**
 * Whole numbers from `minval` up to, but not including, `maxval`, all equally likely: the same on every device.
 *
 * @param shape - of the result.
 * @param minval - lowest value.
 * @param maxval - bound that no value reaches, at most 2³² above `minval`.
 * @param options - `dtype` (default int32; any but bool), `seed`.
 * @throws {ArgumentError} for bounds that are no whole numbers in order, or do not fit into the dtype.
 * @example
 * await random.randint([3], 5, 6).array() // => [5, 5, 5]
 * @see https://keras.io/api/random/random_ops/#randint-function
 */
export function randint(shape: readonly number[], minval: number, maxval: number, options: WholeOptions = {}): Tensor {
  const { dtype = 'int32', seed = null } = options;
  const [lowest, end] = wholeRanges[dtype] ?? refuse('randint: dtype', 'a dtype of numbers', dtype);
  const span = maxval - minval;
  if (!Number.isInteger(minval) || !Number.isInteger(maxval) || span < 1 || span > 2 ** 32)
    refuse(
      'randint(shape, minval, maxval)',
      'whole bounds, the second above the first by at most 2³²',
      `${minval} and ${maxval}`,
    );
  if (minval < lowest || maxval > end)
    refuse('randint(shape, minval, maxval)', `bounds that fit into ${dtype}`, `${minval} and ${maxval}`);
  const words = drawBits(keyOf('randint: seed', seed), extent('randint: shape', shape), null);
  const offsets = span === 2 ** 32 ? words : apply(scaleOp, { x: words }, { span });
  // In dtypes of 32 bits the sum wraps around to where it should be.
  return add(cast(offsets, dtype), minval);
}

const scaleOp = defineOp<One, { readonly span: number }>({
  name: 'scaleBits',
  inputs: { x: 'one' },
  infer: ({ x }) => x,
  gradient: 'zero',
  lower: (onnx, { x }, { span }, output) => {
    // The upper word of x · span, by halves: with x = a·2¹⁶ + b and span = c·2¹⁶ + d it is ac + (ad + bc + bd/2¹⁶) / 2¹⁶.
    const word = (value: number) => onnx.constant('uint32', [], [value]);
    const node = (type: string, a: Value, b: Value) => onnx.node(type, [a, b], output);
    const half = word(2 ** 16);
    const upper = (value: Value) => node('Div', value, half);
    const lower = (value: Value) => node('Sub', value, node('Mul', upper(value), half));
    const a = upper(x);
    const b = lower(x);
    const c = Math.floor(span / 2 ** 16);
    const d = word(span % 2 ** 16);
    const ad = node('Mul', a, d);
    const carried = upper(node('Mul', b, d));
    if (c === 0) return upper(node('Add', ad, carried));
    // The sum in the middle may not fit into a word: it is added up in two.
    const middle = node('Add', node('Mul', b, word(c)), carried);
    const rest = upper(node('Add', ad, lower(middle)));
    return node('Add', node('Add', node('Mul', a, word(c)), upper(middle)), rest);
  },
});

/**
 * True with that probability, else false.
 *
 * @param shape - of the result, which is bool.
 * @param probability - from 0 to 1.
 * @param options - `seed`.
 * @throws {ArgumentError} for a shape or a probability that is none.
 * @example
 * await random.bernoulli([2], 1).array() // => [true, true]
 */
export function bernoulli(shape: readonly number[], probability: number, options: DrawOptions = {}): Tensor {
  checkPart('bernoulli: probability', probability);
  const units = drawUnits(keyOf('bernoulli: seed', options.seed), extent('bernoulli: shape', shape), null);
  return less(units, probability * 2 ** 24);
}
